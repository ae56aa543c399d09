import type { Node, UnitTest } from "./program.js";

/** `(?i)`, `(?m)`, `(?s)` and `(?x)`; `(?n)` is about captures, which a filter does not have. */
export interface Options {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly singleLine: boolean;
  readonly ignoreSpace: boolean;
}

/** Reads a regular expression of .NET, from left to right. */
export interface Reader {
  options: Options;
  peek(text: string): boolean;
  /** Goes past a text if it comes next. */
  take(text: string): boolean;
  /** Goes past what matches here; a sticky expression. */
  match(pattern: RegExp): RegExpExecArray | undefined;
  isAtEnd(): boolean;
  next(): string;
  fail(why: string): never;
  alternatives(): Node;
  /** After a backslash: a set of characters, or one character. */
  escape(): UnitTest | string;
}
