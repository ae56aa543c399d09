import { describe, expect, it } from "@jest/globals";
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { programEnvironment } from "../support/program.js";
import { startServerProcess } from "../support/running-server.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const run = promisify(execFile);

describe("docs/integration.md", () => {
  it("has code that works against a server, from checkout to refund", async () => {
    const folder = await temporaryFolder();
    const server = await startServerProcess(join(folder.path, "data"));
    try {
      const text = await readFile("docs/integration.md", "utf8");
      const blocks = [...text.matchAll(/```js\n\/\/ (\S+\.js)\n(.*?)```/gs)];
      expect(blocks.map(([, name]) => name)).toContain("test.js");
      await writeFile(join(folder.path, "package.json"), '{ "type": "module" }');
      for (const [, name = "", code = ""] of blocks) await writeFile(join(folder.path, name), code);
      const { stdout } = await run(process.execPath, ["test.js"], {
        cwd: folder.path,
        env: {
          ...programEnvironment(),
          LEDGER_URL: server.url,
          SERVICE_TOKEN: await server.tokenFor({ role: "service", id: "checkout" }),
        },
      });
      expect(stdout).toBe("The integration works.\n");
    } finally {
      await server.stop();
      await folder.remove();
    }
  }, 60_000);
});
