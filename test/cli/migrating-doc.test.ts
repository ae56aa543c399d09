import { describe, expect, it } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { runLedger } from "../support/run-ledger.js";

describe("docs/migrating.md", () => {
  it("names only commands and options that exist", async () => {
    const text = await readFile("docs/migrating.md", "utf8");
    const named = [...text.matchAll(/\bledger ([a-z]+)((?: [^`\n#]*)?)/g)].filter(
      ([line]) => text.includes(`\`${line}`) || text.includes(`\n${line}`),
    );
    const optionsByCommand = new Map<string, Set<string>>();
    for (const [, command = "", rest = ""] of named) {
      const options = optionsByCommand.get(command) ?? new Set();
      for (const [option] of rest.matchAll(/--[a-z-]+/g)) options.add(option);
      optionsByCommand.set(command, options);
    }
    expect(optionsByCommand.size).toBeGreaterThan(3);
    for (const [command, options] of optionsByCommand) {
      const { code, stdout } = await runLedger([command, "--help"]);
      expect([command, code]).toEqual([command, 0]);
      for (const option of options) expect(`${command} ${stdout}`).toContain(`  ${option}`);
    }
  }, 90_000);
});
