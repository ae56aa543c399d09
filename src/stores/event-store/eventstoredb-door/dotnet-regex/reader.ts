import type { Node, UnitTest } from "./program.js";

/** The options `(?i)`, `(?m)`, `(?s)` and `(?x)`. `(?n)` concerns captures, which filters do not use. */
export interface Options {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly singleLine: boolean;
  readonly ignoreSpace: boolean;
}

/** Reads a .NET regular expression from left to right. */
export interface Reader {
  options: Options;
  peek(text: string): boolean;
  /** Skips this text if it comes next, and says whether it did. */
  take(text: string): boolean;
  /** Skips what matches here. The pattern must be sticky. */
  match(pattern: RegExp): RegExpExecArray | undefined;
  isAtEnd(): boolean;
  next(): string;
  fail(why: string): never;
  alternatives(): Node;
  /** Reads what follows a backslash: a set of characters, or one character. */
  escape(): UnitTest | string;
}
