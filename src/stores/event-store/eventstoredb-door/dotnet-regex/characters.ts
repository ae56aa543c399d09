import type { PositionTest, UnitTest } from "./program.js";

/** Which characters .NET counts as letters, digits, spaces and boundaries, in all scripts. */

const matching =
  (pattern: RegExp): UnitTest =>
  (unit) =>
    pattern.test(unit);

export const isWord = matching(/^[\p{L}\p{Mn}\p{Nd}\p{Pc}]$/u);
export const isDigit = matching(/^\p{Nd}$/u);
export const isSpace = matching(/^[\t-\r\x85\p{Z}]$/u);
export const not =
  (test: UnitTest): UnitTest =>
  (unit) =>
    !test(unit);
export const anyUnit: UnitTest = () => true;
export const exceptNewline: UnitTest = (unit) => unit !== "\n";
export const range =
  (first: string, last: string): UnitTest =>
  (unit) =>
    unit >= first && unit <= last;

const categories = new Set(
  "L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po S Sm Sc Sk So Z Zs Zl Zp C Cc Cf Cs Co Cn".split(
    " ",
  ),
);

/** The Unicode blocks that names of streams and types are likely to use. */
const blocks: Readonly<Record<string, UnitTest>> = {
  IsBasicLatin: range("\u0000", "\u007f"),
  "IsLatin-1Supplement": range("\u0080", "\u00ff"),
  "IsLatinExtended-A": range("\u0100", "\u017f"),
  "IsLatinExtended-B": range("\u0180", "\u024f"),
  IsGreek: range("\u0370", "\u03ff"),
  IsGreekandCoptic: range("\u0370", "\u03ff"),
  IsCyrillic: range("\u0400", "\u04ff"),
  IsArmenian: range("\u0530", "\u058f"),
  IsHebrew: range("\u0590", "\u05ff"),
  IsArabic: range("\u0600", "\u06ff"),
  IsDevanagari: range("\u0900", "\u097f"),
  IsThai: range("\u0e00", "\u0e7f"),
  IsGeneralPunctuation: range("\u2000", "\u206f"),
  IsHiragana: range("\u3040", "\u309f"),
  IsKatakana: range("\u30a0", "\u30ff"),
  IsCJKUnifiedIdeographs: range("\u4e00", "\u9fff"),
  IsHangulSyllables: range("\uac00", "\ud7af"),
};

/** The test for `\p{name}`. Undefined if the category or block is not known here. */
export function categoryOf(name: string): UnitTest | undefined {
  if (categories.has(name)) return matching(new RegExp(`^\\p{${name}}$`, "u"));
  return Object.hasOwn(blocks, name) ? blocks[name] : undefined;
}

/** Tests a letter in both cases. A case form of several characters does not count. */
export function ignoringCase(test: UnitTest): UnitTest {
  return (unit) => formsOf(unit).some(test);
}

function formsOf(unit: string): readonly string[] {
  const lower = unit.toLowerCase();
  const upper = lower.toUpperCase();
  return [unit, lower, upper].filter(({ length }) => length === 1);
}

/** For boundaries only, joiner characters also count as part of a word. */
const isBoundaryUnit = (text: string, at: number): boolean => {
  const unit = text.charAt(at);
  return unit !== "" && (isWord(unit) || unit === "\u200c" || unit === "\u200d");
};

const atStart: PositionTest = (_text, at) => at === 0;
const atEnd: PositionTest = (text, at) => at === text.length;
const atLastLineEnd: PositionTest = (text, at) =>
  at === text.length || (at === text.length - 1 && text.endsWith("\n"));
const atBoundary: PositionTest = (text, at) => isBoundaryUnit(text, at - 1) !== isBoundaryUnit(text, at);

/** Tests of a place that consume no character. A search begins at 0, so `\G` equals `\A`. */
export const positions = {
  "\\A": atStart,
  "\\G": atStart,
  "\\z": atEnd,
  "\\Z": atLastLineEnd,
  "\\b": atBoundary,
  "\\B": (text: string, at: number) => !atBoundary(text, at),
  lineStart: (text: string, at: number) => at === 0 || text.charAt(at - 1) === "\n",
  lineEnd: (text: string, at: number) => at === text.length || text.charAt(at) === "\n",
} satisfies Readonly<Record<string, PositionTest>>;
