import { describe, expect, it } from "@jest/globals";
import { createMatcher } from "../../src/stores/event-store/eventstoredb-door/dotnet-regex/matcher.js";
import { parseExpression } from "../../src/stores/event-store/eventstoredb-door/dotnet-regex/parse.js";

const types = [
  ...["order-placed", "Order-Placed", "ünï-code", "größe", "a b", "t1", "ta", "x\ny", "line\n", "٣", "p{L}"],
  ...["aeiou", "xyz", "İ", "ß", "\u212a"],
];
const all = types;

/** What an EventStoreDB 24.10 let through. */
const answers: readonly (readonly [expression: string, through: readonly string[]])[] = [
  ["(?i)^order", ["order-placed", "Order-Placed"]],
  ["^(?i:order)-placed$", ["order-placed"]],
  ["^\\w+$", ["größe", "t1", "ta", "line\n", "٣", "aeiou", "xyz", "İ", "ß", "\u212a"]],
  ["^\\w+-\\w+$", ["order-placed", "Order-Placed", "ünï-code"]],
  ["^\\d$", ["٣"]],
  ["^t\\d\\z", ["t1"]],
  ["\\Aorder", ["order-placed"]],
  ["order-placed\\Z", ["order-placed"]],
  ["^\\p{L}+$", ["größe", "ta", "line\n", "aeiou", "xyz", "İ", "ß", "\u212a"]],
  ["^\\p{Lu}", ["Order-Placed", "İ", "\u212a"]],
  ["^(?>t1|ta)$", ["t1", "ta"]],
  ["^[a-z-[aeiou]]+$", ["xyz"]],
  ["(?<x>t)\\d", ["t1"]],
  ["(?'x't)\\d", ["t1"]],
  ["^(?#comment)t1$", ["t1"]],
  ["(?x) ^ t 1 $", ["t1"]],
  ["^line$", ["line\n"]],
  ["^line.$", []],
  ["^x.y$", []],
  ["(?s)^x.y$", ["x\ny"]],
  ["(?m)^y$", ["x\ny"]],
  ["^.{2}$", ["t1", "ta"]],
  ["(?<=order-)placed", ["order-placed"]],
  ["^order-(?!x)", ["order-placed"]],
  ["\\bcode\\b", ["ünï-code"]],
  ["^ünï\\b", ["ünï-code"]],
  ["^gr\\S+e$", ["größe"]],
  ["^a\\sb$", ["a b"]],
  ["^\\x74\\u0031$", ["t1"]],
  ["^t1|", all],
  ["^\\$", []],
  ["^.*$", all.filter((type) => type !== "x\ny")],
  ["^\\Gt1", ["t1"]],
  ["\\e", []],
  ["{", ["p{L}"]],
  ["}", ["p{L}"]],
  ["]", []],
  ["^[]a]+$", []],
  ["^[^]]+$", all],
  ["^(?n)(t)1$", ["t1"]],
  ["^[[:alpha:]]+$", []],
  ["(?i)^k$", ["\u212a"]],
];

const matches = (expression: string, text: string): boolean =>
  createMatcher(parseExpression(expression))(text);

describe("the regular expression of a filter", () => {
  it.each(answers)("%j lets through what EventStoreDB does", (expression, through) => {
    expect(types.filter((type) => matches(expression, type))).toEqual(through);
  });

  it.each(["[", "(", "*", "\\", "a{2,1}", "^t[1a]{1,}+$", "^ta?+$", "\\k<x>", "^\\h", ")"])(
    "%j is refused, as EventStoreDB refuses it",
    (expression) => {
      expect(() => parseExpression(expression)).toThrow("is not a regular expression");
    },
  );

  it.each(["(a)\\1", "^(t)(?(1)1|a)$", "\\p{IsRunic}", "(?<a-b>x)", "(?<=(?>a))b"])(
    "%j is refused by name, since the door does not know it",
    (expression) => {
      expect(() => parseExpression(expression)).toThrow(/the door (does not|takes no)/);
    },
  );

  it("an atomic group does not give back what it took", () => {
    expect(matches("^(?>a*)a$", "aaa")).toBe(false);
    expect(matches("^(?>a|ab)c$", "abc")).toBe(false);
  });

  it.each(["^(a+)+$", "^(a*)*$", "^(a|aa)+$", "^(\\w+\\s?)*$"])(
    "%j takes few steps on a long name",
    (expression) => {
      expect(matches(expression, `${"a".repeat(5_000)}!`)).toBe(false);
    },
  );

  it("a look-around that costs too much is an error, not an answer", () => {
    expect(() => matches("(?=.*x)(?=.*y)z", "x".repeat(20_000))).toThrow("cost too much");
  });
});
