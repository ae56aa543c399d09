import type * as z from "zod";

/** What a field must be, by the type that its schema expects. */
const types: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
};

const formats: Readonly<Record<string, string>> = {
  datetime: "must be an ISO 8601 date and time",
  uuid: "must be a UUID",
};

/** What sizes are counted in; numbers have none. */
const units: Readonly<Record<string, readonly [one: string, many: string]>> = {
  array: ["entry", "entries"],
  string: ["character", "characters"],
};

/**
 * What is wrong with a field, where its schema has no words of its own: the rest of a sentence that begins with the
 * field's name.
 */
export function issueWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "invalid_type")
    return issue.input === undefined ? "is missing" : `must be ${types[issue.expected] ?? issue.expected}`;
  if (issue.code === "too_small")
    return sizeWords(issue.origin, issue.inclusive === false ? "more than" : "at least", issue.minimum);
  if (issue.code === "too_big")
    return sizeWords(issue.origin, issue.inclusive === false ? "less than" : "at most", issue.maximum);
  if (issue.code === "invalid_value")
    return `must be ${issue.values.length === 1 ? "" : "one of "}${issue.values.map(String).join(", ")}`;
  return issue.code === "invalid_format" ? formats[issue.format] : undefined;
}

function sizeWords(origin: string, how: string, size: number | bigint): string {
  const [one, many] = units[origin] ?? [];
  if (one === undefined) return `must be ${how} ${size}`;
  if (how === "at least" && size === 1) return "must not be empty";
  return `must have ${how} ${size} ${size === 1 ? one : many}`;
}
