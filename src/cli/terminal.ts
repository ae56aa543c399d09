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

/** `1 record`, `2 records` */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : plural}`;
