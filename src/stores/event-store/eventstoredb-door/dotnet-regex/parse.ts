import {
  anyUnit,
  categoryOf,
  exceptNewline,
  ignoringCase,
  isDigit,
  isSpace,
  isWord,
  not,
  positions,
} from "./characters.js";
import { parseClass } from "./parse-class.js";
import { parseGroup } from "./parse-group.js";
import type { Node, PositionTest, UnitTest } from "./program.js";
import type { Options, Reader } from "./reader.js";

/** An expression that is not accepted. The message is a sentence. */
export class BadExpression extends Error {}

const classEscapes: Readonly<Record<string, UnitTest>> = {
  d: isDigit,
  D: not(isDigit),
  w: isWord,
  W: not(isWord),
  s: isSpace,
  S: not(isSpace),
};

const characterEscapes: Readonly<Record<string, string>> = {
  t: "\t",
  n: "\n",
  r: "\r",
  f: "\f",
  v: "\v",
  a: "\u0007",
  e: "\u001b",
};

const plain: Options = { ignoreCase: false, multiline: false, singleLine: false, ignoreSpace: false };

/** @throws BadExpression if .NET does not accept the expression, or it uses a feature that the door does not support */
export function parseExpression(source: string): Node {
  let at = 0;
  const reader: Reader = {
    options: plain,
    peek: (text) => source.startsWith(text, at),
    take(text) {
      const found = source.startsWith(text, at);
      if (found) at += text.length;
      return found;
    },
    match(pattern) {
      pattern.lastIndex = at;
      const found = pattern.exec(source) ?? undefined;
      if (found !== undefined) at = pattern.lastIndex;
      return found;
    },
    isAtEnd: () => at >= source.length,
    next: () => source.charAt(at++),
    fail(why) {
      throw new BadExpression(
        `${JSON.stringify(source)} is not a regular expression that the door takes: ${why}`,
      );
    },
    alternatives: () => parseAlternatives(reader),
    escape: () => parseEscape(reader),
  };
  const node = parseAlternatives(reader);
  if (!reader.isAtEnd()) reader.fail("it has a ')' too many.");
  return node;
}

function parseAlternatives(reader: Reader): Node {
  const options = [parseSequence(reader)];
  while (reader.take("|")) options.push(parseSequence(reader));
  return options.length === 1 ? (options[0] ?? reader.fail("it is empty.")) : { kind: "choice", options };
}

function parseSequence(reader: Reader): Node {
  const parts: Node[] = [];
  skipSpace(reader);
  while (!reader.isAtEnd() && !reader.peek("|") && !reader.peek(")")) {
    const atom = parseAtom(reader);
    if (atom !== undefined) parts.push(parseRepeat(reader, atom));
    skipSpace(reader);
  }
  return { kind: "sequence", parts };
}

function skipSpace(reader: Reader): void {
  while (
    reader.match(/\(\?#[^)]*\)/y) !== undefined ||
    (reader.options.ignoreSpace && reader.match(/\s+|#[^\n]*\n?/y) !== undefined)
  );
}

function parseRepeat(reader: Reader, body: Node): Node {
  skipSpace(reader);
  const found = reader.match(/[*+?]|\{(\d+)(?:(,)(\d+)?)?\}/y);
  if (found === undefined) return body;
  const [text, from, comma, to] = found;
  const least = from === undefined ? (text === "+" ? 1 : 0) : Number(from);
  const most =
    from === undefined
      ? text === "?"
        ? 1
        : Infinity
      : comma === undefined
        ? least
        : to === undefined
          ? Infinity
          : Number(to);
  if (most < least) reader.fail("the bounds of a quantifier are the wrong way round.");
  const isLazy = reader.take("?");
  skipSpace(reader);
  if (reader.match(/[*+?]|\{\d+(?:,\d*)?\}/y)) reader.fail("a quantifier follows a quantifier.");
  return { kind: "repeat", body, least, most, isLazy };
}

const position = (holds: PositionTest): Node => ({ kind: "position", holds });

/** Undefined if the text only changes the options. */
function parseAtom(reader: Reader): Node | undefined {
  const { multiline, singleLine } = reader.options;
  const known = reader.match(/\\[AGzZbB]/y)?.[0];
  if (known !== undefined) return position(positions[known as keyof typeof positions]);
  if (reader.match(/[*+?]|\{\d+(?:,\d*)?\}/y)) reader.fail("a quantifier follows nothing.");
  const unit = reader.next();
  switch (unit) {
    case "^":
      return position(multiline ? positions.lineStart : positions["\\A"]);
    case "$":
      return position(multiline ? positions.lineEnd : positions["\\Z"]);
    case ".":
      return { kind: "unit", test: singleLine ? anyUnit : exceptNewline };
    case "[":
      return toUnit(reader, parseClass(reader));
    case "(":
      return parseGroup(reader);
    case "\\": {
      const escaped = reader.escape();
      return toUnit(reader, typeof escaped === "string" ? (other) => other === escaped : escaped);
    }
    default:
      return toUnit(reader, (other) => other === unit);
  }
}

const toUnit = (reader: Reader, test: UnitTest): Node => ({
  kind: "unit",
  test: reader.options.ignoreCase ? ignoringCase(test) : test,
});

function parseEscape(reader: Reader): UnitTest | string {
  const category = reader.match(/([pP])\{([^}]*)\}/y);
  if (category !== undefined) {
    const [, letter, name = ""] = category;
    const test = categoryOf(name) ?? reader.fail(`the door does not know \\${letter}{${name}}.`);
    return letter === "p" ? test : not(test);
  }
  const code = reader.match(/x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})/y);
  if (code !== undefined) return String.fromCharCode(parseInt(code[1] ?? code[2] ?? "0", 16));
  const control = reader.match(/c([@-_a-z])/y)?.[1];
  if (control !== undefined) return String.fromCharCode(control.toUpperCase().charCodeAt(0) - 64);
  const octal = reader.match(/0[0-7]{0,2}/y)?.[0];
  if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8));
  const unit = reader.isAtEnd() ? reader.fail("it ends in a backslash.") : reader.next();
  if (/[1-9k]/.test(unit)) reader.fail(`the door does not take back references such as \\${unit}.`);
  const known = classEscapes[unit] ?? characterEscapes[unit];
  if (known !== undefined) return known;
  if (isWord(unit)) reader.fail(`\\${unit} is no escape.`);
  return unit;
}
