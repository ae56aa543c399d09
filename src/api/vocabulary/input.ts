import type * as z from "zod";
import type { FieldProblem } from "../../errors.js";
import { requestInvalid } from "../http/problem-details.js";
import { issueWords } from "./issue-words.js";

/** The maximum number of problems in an answer, which so stays small. */
const shownProblems = 20;
const shownCharacters = 64;

/**
 * Checks a body or a query against its schema.
 *
 * @param whole what the schema describes, for problems that belong to no field: `body` or `query`
 * @throws LedgerError `request_invalid` with the problems, field by field.
 */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  whole: string,
): z.output<Schema> {
  const parsed = schema.safeParse(value, { error: issueWords });
  if (parsed.success) return parsed.data;
  throw requestInvalid(
    parsed.error.issues.flatMap((issue) => problemsOf(issue, whole)).slice(0, shownProblems),
  );
}

/**
 * Says in JSON Schema that exactly one of some groups of fields is there, which zod has no word for. It is for the
 * `meta` of a schema; checking it, with a message that helps, is left to the code.
 */
export function exactlyOneOf(...groups: readonly (readonly string[])[]) {
  return {
    oneOf: groups.map((names) => ({
      type: "object",
      properties: Object.fromEntries(names.map((name) => [name, {}])),
      required: names,
    })),
  };
}

/** Splits a URL's query, strictly: nothing is dropped, joined or guessed. */
export function parseQuery(url: string): Readonly<Record<string, string>> {
  // No prototype, so that a parameter can have any name.
  const query = Object.create(null) as Record<string, string>;
  const start = url.indexOf("?");
  if (start === -1 || start === url.length - 1) return query;
  for (const part of url.slice(start + 1).split("&")) {
    const equals = part.indexOf("=");
    const name = decode(equals === -1 ? part : part.slice(0, equals));
    if (name in query) throw requestInvalid([{ path: shorten(name), message: "must be given once" }]);
    query[name] = equals === -1 ? "" : decode(part.slice(equals + 1));
  }
  return query;
}

/** Decodes a name or a value of a query. */
function decode(part: string): string {
  const text = part.replaceAll("+", " ");
  return text.includes("%") ? decodeUrl(text) : text;
}

/** @throws LedgerError `request_invalid` if the percent-encoding of a URL is broken or is not UTF-8. */
export function decodeUrl(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    throw requestInvalid([
      { path: "", message: "the URL has a % that two hexadecimal digits of UTF-8 do not follow" },
    ]);
  }
}

function problemsOf(issue: z.core.$ZodIssue, whole: string): readonly FieldProblem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: shorten([...issue.path, key].join(".")),
      message: "is not a known field",
    }));
  }
  const { message } = issue;
  if (issue.path.length === 0) return [{ path: "", message: `the ${whole} ${message}` }];
  return [{ path: shorten(issue.path.join(".")), message }];
}

function shorten(name: string): string {
  return name.length > shownCharacters ? `${name.slice(0, shownCharacters)}…` : name;
}
