import { describe, expect, it } from "@jest/globals";
import type { Command } from "commander";
import { createProgram } from "../../src/cli/create-program.js";

/** What writes no result, or always in a form for programs. */
const withoutJson = new Map([
  ["serve", "its log lines are JSON"],
  ["completion", "it prints a script"],
  ["export", "--format chooses JSON Lines or CSV"],
]);

// With this name the program loads all commands.
const program = () => createProgram(["completion"]);

const commandsOf = (command: Command, path = ""): readonly (readonly [string, Command])[] => [
  [path, command],
  ...command.commands.flatMap((each) => commandsOf(each, `${path} ${each.name()}`.trim())),
];

describe("every command", () => {
  it("has --json if it prints a result", async () => {
    const leaves = commandsOf(await program()).filter(([, { commands }]) => commands.length === 0);
    expect(leaves.length).toBeGreaterThanOrEqual(20);
    const lacking = leaves
      .filter(([, { options }]) => !options.some(({ long }) => long === "--json"))
      .map(([path]) => path);
    expect(lacking.sort()).toEqual([...withoutJson.keys()].sort());
  });

  it("has help that fits 80 columns", async () => {
    for (const [path, command] of commandsOf(await program())) {
      let text = "";
      command.configureOutput({ getOutHelpWidth: () => 80, writeOut: (part) => (text += part) });
      command.outputHelp();
      expect(text).toContain("Usage:");
      expect([path, text.split("\n").filter((line) => line.length > 80)]).toEqual([path, []]);
    }
  });
});
