import { InvalidArgumentError, type Command } from "commander";
import type { SourceFiles } from "../legacy/stage-sources.js";

/** Adds the options that name the shop's exported files. */
export function withSourceFiles(command: Command): Command {
  return command
    .requiredOption("--users <file>", "the collection users, as mongoexport writes it (may be gzipped)")
    .requiredOption("--purchases <file>", "the collection purchases")
    .option("--courses <file>", "the collection courses: reports purchases of courses that are not in it")
    .option("--tests <file>", "the collection tests: the same for tests");
}

export type SourceFileOptions = SourceFiles;

export function sourceFilesOf({ users, purchases, courses, tests }: SourceFileOptions): SourceFiles {
  return { users, purchases, courses, tests };
}

/** Reads a whole number from 0, or 1 where none would be senseless. */
export function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number.");
}
