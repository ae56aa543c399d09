import type { Node } from "./program.js";
import type { Options, Reader } from "./reader.js";

const optionNames: Readonly<Record<string, keyof Options>> = {
  i: "ignoreCase",
  m: "multiline",
  s: "singleLine",
  x: "ignoreSpace",
};

/** Parses a group after its opening bracket. Undefined if the group only changes the options of what follows. */
export function parseGroup(reader: Reader): Node | undefined {
  const { options } = reader;
  const changed = reader.match(/\?([imnsx]*)(?:-([imnsx]*))?([:)])/y);
  if (changed !== undefined) {
    const [, on = "", off = "", end] = changed;
    reader.options = withOptions(withOptions(options, on, true), off, false);
    if (end === ")") return undefined;
    return body(reader, options);
  }
  const look = reader.match(/\?(<?)([=!])/y);
  if (look !== undefined) {
    const inside = body(reader, options);
    const direction = look[1] === "<" ? "behind" : "ahead";
    if (direction === "behind" && hasAtomic(inside)) reader.fail("the door takes no (?>…) within (?<=…).");
    return { kind: "look", body: inside, direction, isNegative: look[2] === "!" };
  }
  if (reader.take("?>")) return { kind: "atomic", body: body(reader, options) };
  if (reader.match(/\?(?:<\w+>|'\w+')/y) === undefined && reader.peek("?")) {
    return reader.fail("the door does not know a group in it (a condition, or a balancing group).");
  }
  return body(reader, options);
}

/** Parses the rest of a group. Options set within the group end with it. */
function body(reader: Reader, outer: Options): Node {
  const inside = reader.alternatives();
  if (!reader.take(")")) reader.fail("a '(' is not closed.");
  reader.options = outer;
  return inside;
}

function withOptions(options: Options, letters: string, value: boolean): Options {
  const changed = Object.entries(optionNames).filter(([letter]) => letters.includes(letter));
  return { ...options, ...Object.fromEntries(changed.map(([, name]) => [name, value])) };
}

function hasAtomic(node: Node): boolean {
  switch (node.kind) {
    case "atomic":
      return true;
    case "sequence":
      return node.parts.some(hasAtomic);
    case "choice":
      return node.options.some(hasAtomic);
    case "repeat":
    case "look":
      return hasAtomic(node.body);
    case "unit":
    case "position":
      return false;
  }
}
