import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** Colours text for standard output if that is a terminal and `NO_COLOR` is not set (no-color.org). */
export function coloured(style: Style, text: string): string {
  const wanted = process.stdout.isTTY && !process.env.NO_COLOR && process.env.TERM !== "dumb";
  return wanted ? styleText(style, text) : text;
}

/** Replaces control characters: names from other systems could move the cursor or clear the screen. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, "�");
}

/** What a terminal is taken for that does not know its width: some say 0, such as a container's. */
const usualColumns = 80;

/** How wide the terminal is; output to a file or a program is as wide as necessary. */
export function terminalColumns(stream: NodeJS.WriteStream = process.stdout): number {
  if (!stream.isTTY) return Infinity;
  return stream.columns > 0 ? stream.columns : usualColumns;
}

/** An instant as people read it, in UTC and without fractions of a second: `2026-11-30 02:34:22`. */
export const inUtc = (instant: string): string =>
  instant.slice(0, "2026-11-30T02:34:22".length).replace("T", " ");

/** Breaks a long line between words. The lines after the first are indented by two more spaces, or by `hanging`. */
export function wrapped(line: string, columns = terminalColumns(), hanging?: string): string {
  if (line.length <= columns) return line;
  const [indent = ""] = /^ */.exec(line) ?? [];
  const lines: string[] = [];
  let current = indent;
  for (const word of line.slice(indent.length).split(" ")) {
    const isFirst = current.trim() === "";
    if (!isFirst && current.length + 1 + word.length > columns) {
      lines.push(current);
      current = `${hanging ?? `${indent}  `}${word}`;
    } else current += isFirst ? word : ` ${word}`;
  }
  return [...lines, current].join("\n");
}

/** `a`, `a and b`, `a, b and c` */
export const listed = (names: readonly string[]): string => new Intl.ListFormat("en-GB").format(names);

/** `1 record`, `2 records` */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : plural}`;
