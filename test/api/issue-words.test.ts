import { describe, expect, it } from "@jest/globals";
import * as z from "zod";
import { issueWords } from "../../src/api/vocabulary/issue-words.js";

describe("what is wrong with a field", () => {
  it.each([
    [z.string(), undefined, "is missing"],
    [z.string(), 1, "must be a string"],
    [z.number(), "1", "must be a number"],
    [z.number(), Number.POSITIVE_INFINITY, "must be a number"],
    [z.int(), 1.5, "must be a whole number"],
    [z.boolean(), 1, "must be true or false"],
    [z.array(z.string()), {}, "must be a list"],
    [z.strictObject({}), [], "must be an object"],
    [z.number().min(0), -1, "must be at least 0"],
    [z.number().gt(0), 0, "must be more than 0"],
    [z.number().lt(5), 5, "must be less than 5"],
    [z.string().min(1), "", "must not be empty"],
    [z.string().max(3), "abcd", "must have at most 3 characters"],
    [z.array(z.string()).max(1), ["a", "b"], "must have at most 1 entry"],
    [z.enum(["course", "test"]), "book", "must be one of course, test"],
    [z.literal(true), false, "must be true"],
    [z.iso.datetime(), "today", "must be an ISO 8601 date and time"],
    [z.uuid(), "1", "must be a UUID"],
    [z.string().regex(/a/, { error: "must have an a" }), "b", "must have an a"],
  ])("is said in plain words, %#", (schema: z.ZodType, value, words) => {
    expect(schema.safeParse(value, { error: issueWords }).error?.issues[0]?.message).toBe(words);
  });
});
