import { describe, expect, it } from "@jest/globals";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { ledgerProgram, programEnvironment } from "../support/program.js";
import { startServerProcess } from "../support/running-server.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const run = promisify(execFile);

describe("README.md", () => {
  it("buys an item of any catalogue with its own commands", async () => {
    const folder = await temporaryFolder();
    const server = await startServerProcess(join(folder.path, "data"));
    try {
      const readme = await readFile("README.md", "utf8");
      const [, block = ""] = /```sh\n(item=.*?)```/s.exec(readme) ?? [];
      const script = block
        .replace(
          "npm run --silent ledger --",
          [process.execPath, ...ledgerProgram].map((part) => `"${part}"`).join(" "),
        )
        .replace("http://127.0.0.1:3000", server.url);
      const token = await server.tokenFor({ role: "service", id: "checkout" });
      const { stdout } = await run("bash", ["-euc", script], {
        env: { ...programEnvironment(), SERVICE_TOKEN: token },
      });
      expect(JSON.parse(stdout)).toMatchObject({
        courseId: "algebra-1",
        amount: 29.99,
        owned: true,
        revision: 0,
      });
    } finally {
      await server.stop();
      await folder.remove();
    }
  }, 60_000);
});

describe("the docs", () => {
  it("link only to files that exist", async () => {
    const docs = (await readdir("docs", { recursive: true })).map((name) => join("docs", name));
    for (const file of [
      "README.md",
      "CONTRIBUTING.md",
      "SECURITY.md",
      ...docs.filter((name) => name.endsWith(".md")),
    ]) {
      const targets = [...(await readFile(file, "utf8")).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)];
      const missing = targets
        .map(([, target = ""]) => target)
        .filter((target) => !existsSync(join(dirname(file), target)));
      expect([file, missing]).toEqual([file, []]);
    }
  });
});
