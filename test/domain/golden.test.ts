import { describe, expect, it } from "@jest/globals";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { assertEncodable, decodeEvent, type StoredEvent } from "../../src/events/codec.js";
import { eventTypes } from "../../src/events/purchase-events.js";

/** Events as version 1 of the program has stored them. What is in a log stays there: these files are never edited. */
const manifest: Readonly<Record<string, string>> = {
  "course-copied.json": "ea0765889fae60d12768bd79abe8b58595f37f4e1fda9e69dda9f3d7fb3b80fd",
  "course-imported-undated.json": "08491d693acc8e9bb9c9ed3a2a1e0e3f87e22d374fcd23b3dc2b49aeff06fb10",
  "course-purchased-free-with-key.json": "e9dd45964b344b81f50b006e3f3c0ff7af7d79583348458af181890eb543745e",
  "course-purchased.json": "ee9afd29f236e5c2077572db741ff55a27ddde98164b62bbc33526ba26e1592c",
  "purchase-revoked.json": "fab567442a808da1659ce99020513602b626e78846e513a23082f8acba58b24b",
  "test-imported.json": "c6b361243c753566df8fe90a53d0aa6cdf3c93f26e61935588d35a8c14cbd154",
  "test-purchased.json": "ba0a444ba97e0efdb141302b627d3d9c08e4bf4e3836b082ddf48662ca2579d5",
};

const folder = new URL("../golden/v1/", import.meta.url);
const files = readdirSync(folder).sort();
const textOf = (file: string): string => readFileSync(new URL(file, folder), "utf8");
const storedIn = (file: string): StoredEvent => JSON.parse(textOf(file)) as StoredEvent;

describe("the golden events of schema version 1", () => {
  it("are all there, and none was edited", () =>
    expect(
      Object.fromEntries(
        files.map((file) => [file, createHash("sha256").update(textOf(file)).digest("hex")]),
      ),
    ).toEqual(manifest));

  it("have every type of event among them", () =>
    expect(new Set(files.map((file) => storedIn(file).type))).toEqual(new Set(eventTypes)));

  it.each(files)("decode to exactly what they are: %s", (file) => {
    const stored = storedIn(file);
    expect(decodeEvent(stored)).toStrictEqual(storedIn(file));
    expect(() => {
      assertEncodable(decodeEvent(stored), stored);
    }).not.toThrow();
  });
});
