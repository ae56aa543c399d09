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
  it("buys an item of any catalogue and refunds it with its own commands", async () => {
    const folder = await temporaryFolder();
    const server = await startServerProcess(join(folder.path, "data"));
    try {
      const readme = await readFile("README.md", "utf8");
      const [, buy = "", refund = ""] = /```sh\n(item=.*?)```.*?```sh\n(.*?)```/s.exec(readme) ?? [];
      const token = await server.tokenFor({ role: "service", id: "checkout" });
      const outputOf = async (block: string): Promise<string> => {
        const script = block
          .replaceAll(
            "npm run --silent ledger --",
            [process.execPath, ...ledgerProgram].map((part) => `"${part}"`).join(" "),
          )
          .replaceAll("http://127.0.0.1:3000", server.url);
        const env = { ...programEnvironment(), SERVICE_TOKEN: token, DATA_DIR: join(folder.path, "data") };
        return (await run("bash", ["-euc", script], { env })).stdout;
      };
      expect(JSON.parse(await outputOf(buy))).toMatchObject({
        courseId: "algebra-1",
        amount: 29.99,
        owned: true,
        revision: 0,
      });
      const refunded = await outputOf(refund);
      expect(refunded).toContain('"kept":0');
      expect(refunded).toContain("Owns: nothing");
    } finally {
      await server.stop();
      await folder.remove();
    }
  }, 60_000);
});

/** The anchors of a page's headings, as GitHub makes them. */
const anchorsOf = (page: string): readonly string[] =>
  [...page.replaceAll(/^```.*?^```/gms, "").matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

describe("the docs", () => {
  it("link only to files and headings that exist", async () => {
    const docs = (await readdir("docs", { recursive: true })).map((name) => join("docs", name));
    const pages = docs.filter((name) => name.endsWith(".md"));
    for (const file of ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", ...pages]) {
      const page = await readFile(file, "utf8");
      const missing: string[] = [];
      for (const [, path = "", anchor] of page.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)) {
        const target = path === "" ? file : join(dirname(file), path);
        if (!existsSync(target)) missing.push(path);
        else if (anchor !== undefined && !anchorsOf(await readFile(target, "utf8")).includes(anchor))
          missing.push(`${path}#${anchor}`);
      }
      expect([file, missing]).toEqual([file, []]);
    }
  });
});
