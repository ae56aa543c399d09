import { describe, expect, it } from "@jest/globals";
import type { Command, Option } from "commander";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createProgram } from "../../src/cli/create-program.js";

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
const pagesIn = (folder: string): readonly string[] =>
  readdirSync(new URL(`../../${folder}`, import.meta.url))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `${folder}/${name}`);

// Decision records and the changelog also name what is gone.
const pages = ["README.md", "CONTRIBUTING.md", "SECURITY.md", ...pagesIn("docs")];

/** What a page shows in code type: each piece in backticks, and each line of a code block. */
function codeOf(file: string): readonly string[] {
  const page = read(file);
  const blocks = [...page.matchAll(/^```\w*\n(.*?)^```/gms)].flatMap(([, block = ""]) => block.split("\n"));
  const pieces = page.replaceAll(/^```.*?^```/gms, "").matchAll(/`([^`]+)`/g);
  return [...blocks, ...[...pieces].map(([, piece = ""]) => piece.replaceAll("\n", " "))];
}

/** Those of what the pages show that `unknown` finds something in that does not exist, with their page. */
const mistakes = (unknown: (code: string) => readonly string[]) =>
  pages.flatMap((page) => codeOf(page).flatMap((code) => unknown(code).map((name) => `${page}: ${name}`)));

// At the beginning of what is shown, behind settings or `npm run`, in `$(…)`, and as the program in the image.
const commandLine =
  /(?:^(?:[A-Z_]+=\S+ )*|\$\(|npm run (?:--silent )?|^docker compose .*dist\/cli\/)ledger(?:\.js)?(?: --)? ([a-z-][^#|>&;()]*)/g;

const optionNames = (options: readonly Option[]): readonly string[] =>
  options.flatMap(({ long }) => long ?? []);

/** What a command line names that its command does not have. */
function unknownIn(program: Command, words: readonly string[]): readonly string[] {
  let command = program;
  const named: string[] = [];
  for (const word of words) {
    const next = command.commands.find((each) => each.name() === word || each.aliases().includes(word));
    if (next === undefined) break;
    named.push(word);
    command = next;
  }
  if (command === program) return words[0]?.startsWith("-") === false ? [`ledger ${words[0]}`] : [];
  const known = [...optionNames(command.options), "--help"];
  return words
    .filter((word) => /^--[a-z]/.test(word) && !known.includes(word))
    .map((option) => `ledger ${named.join(" ")} ${option}`);
}

describe("README.md, CONTRIBUTING.md, SECURITY.md and docs/", () => {
  it("name only commands and options that exist", async () => {
    // With this name the program loads all commands.
    const program = await createProgram(["completion"]);
    const unknown = (code: string) =>
      [...code.matchAll(commandLine)].flatMap(([, line = ""]) =>
        unknownIn(program, line.trim().split(/[\s=]+/)),
      );
    expect(mistakes(unknown)).toEqual([]);
  });

  it("name only scripts that exist", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const unknown = (code: string) =>
      [...code.matchAll(/npm run(?: --silent)? ([\w:-]+)/g)]
        .map(([, name = ""]) => name)
        .filter((name) => scripts[name] === undefined);
    expect(mistakes(unknown)).toEqual([]);
  });

  it("name only endpoints that exist", () => {
    const schema = read("web/src/api/schema.d.ts");
    const patterns = [...schema.matchAll(/^ {2}"(\/[^"]*)": \{$/gm)].map(
      ([, path = ""]) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+").replaceAll(".", "\\.")}$`),
    );
    const unknown = (code: string) =>
      [...code.matchAll(/\b(?:GET|POST|PUT|DELETE) (\/api\/[^\s?`]*)/g)]
        .map(([, path = ""]) => path)
        .filter((path) => !patterns.some((pattern) => pattern.test(path)));
    expect(patterns.length).toBeGreaterThan(30);
    expect(mistakes(unknown)).toEqual([]);
  });

  it("name only files that exist", () => {
    const unknown = (code: string) =>
      [...code.matchAll(/^(?:src|test|web|scripts|bench|docs|examples)\/[\w./-]+$/g)]
        .map(([path]) => path)
        .filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url)));
    expect(mistakes(unknown)).toEqual([]);
  });
});
