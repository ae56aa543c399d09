import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Catalogue } from "../../src/catalogue/catalogue.js";
import { openJsonFileCatalogue, parseCatalogue } from "../../src/catalogue/json-file-catalogue.js";
import { item } from "../support/events.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const entry = (change: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  kind: "course",
  id: "c-1",
  title: "Algebra",
  priceMinor: 2999,
  currency: "EUR",
  status: "active",
  ...change,
});

const textOf = (...entries: readonly unknown[]): string => JSON.stringify(entries, undefined, 2);

describe("a catalogue in a JSON file", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let path: string;
  let catalogue: Catalogue;
  let refused: string[];
  let reloads: number[];

  const priceOf = async (id = "c-1"): Promise<number | undefined> =>
    (await catalogue.offer(item("course", id)))?.priceMinor;

  beforeEach(async () => {
    folder = await temporaryFolder();
    path = join(folder.path, "catalogue.json");
    refused = [];
    reloads = [];
    await writeFile(path, textOf(entry()));
    catalogue = await openJsonFileCatalogue({
      path,
      recheckMs: 0,
      onRefused: ({ message }) => refused.push(message),
      onReload: (items) => reloads.push(items),
    });
  });

  afterEach(async () => {
    await catalogue.close();
    await folder.remove();
  });

  it("offers what is in it, by kind and id", async () => {
    expect(await catalogue.offer(item("course", "c-1"))).toEqual(entry());
    expect(await catalogue.offer(item("test", "c-1"))).toBeUndefined();
    expect(await catalogue.offer(item("course", "__proto__"))).toBeUndefined();
  });

  it("is read again when it is written over, and when another is put in its place", async () => {
    await writeFile(path, textOf(entry({ priceMinor: 1 }), entry({ id: "c-2" })));
    expect(await priceOf()).toBe(1);
    await writeFile(`${path}.new`, textOf(entry({ priceMinor: 2 })));
    await rename(`${path}.new`, path);
    expect(await priceOf()).toBe(2);
    expect(await priceOf("c-2")).toBeUndefined();
    expect(reloads).toEqual([2, 1]);
  });

  it.each([
    ["broken JSON", "[{\n"],
    ["half a file", textOf(entry({ priceMinor: 1 })).slice(0, 30)],
    ["an empty file", ""],
    ["a wrong field", textOf(entry({ priceMinor: "1" }))],
  ])("stays as it was at %s, and says so once", async (_, text) => {
    await writeFile(path, text);
    expect([await priceOf(), await priceOf(), await priceOf()]).toEqual([2999, 2999, 2999]);
    expect(refused).toHaveLength(1);
    await writeFile(path, textOf(entry({ priceMinor: 7 })));
    expect(await priceOf()).toBe(7);
  });

  it("stays as it was when the file goes away", async () => {
    await rm(path);
    expect(await priceOf()).toBe(2999);
    expect(refused).toEqual([expect.stringContaining("cannot be read")]);
  });

  it("answers many at once while it is read again", async () => {
    await writeFile(path, textOf(entry({ priceMinor: 3 })));
    expect(new Set(await Promise.all(Array.from({ length: 50 }, () => priceOf())))).toEqual(new Set([3]));
    expect(reloads).toEqual([1]);
  });

  it("does not open with a file that is missing or bad", async () => {
    await expect(openJsonFileCatalogue({ path: `${path}.none` })).rejects.toMatchObject({
      code: "catalogue_invalid",
    });
    await writeFile(path, "{}");
    await expect(openJsonFileCatalogue({ path })).rejects.toMatchObject({ code: "catalogue_invalid" });
  });

  it.each([
    ["a text for a number", textOf(entry(), entry({ id: "c-2", priceMinor: "9" })), "1.priceMinor", 14],
    ["a fraction of a minor unit", textOf(entry({ priceMinor: 29.99 })), "0.priceMinor", 6],
    ["a currency that is none", textOf(entry({ currency: "EURO" })), "0.currency", 7],
    ["a status that is none", textOf(entry({ status: "sold out" })), "0.status", 8],
    ["an id outside the alphabet", textOf(entry({ id: "a b" })), "0.id", 4],
    ["a title of spaces", textOf(entry({ title: "  " })), "0.title", 5],
    ["a field too many", textOf(entry({ gift: true })), "0", 2],
    ["an item that is there twice", textOf(entry(), entry()), "1.id", 12],
  ])("names field and line of %s", (_, text, field, line) => {
    expect(() => parseCatalogue(text, "the-file.json")).toThrow(
      new RegExp(`the-file\\.json, field ${field.replace(".", "\\.")}, line ${line}: `),
    );
  });

  it("names the line where the JSON breaks", () => {
    expect(() => parseCatalogue('[\n  {\n    "kind": course\n  }\n]', "f.json")).toThrow(/f\.json, line 3: /);
  });

  it("does not mind a byte order mark, or an empty list", () => {
    expect(parseCatalogue(`\uFEFF${textOf(entry())}`, "f").size).toBe(1);
    expect(parseCatalogue("[]", "f").size).toBe(0);
  });

  it("is what examples/catalogue.json is", () => {
    const text = readFileSync(new URL("../../examples/catalogue.json", import.meta.url), "utf8");
    const offers = [...parseCatalogue(text, "examples/catalogue.json").values()];
    expect(new Set(offers.map(({ kind }) => kind))).toEqual(new Set(["course", "test"]));
    expect(offers.some(({ priceMinor }) => priceMinor === 0)).toBe(true);
    expect(offers.some(({ status }) => status === "withdrawn")).toBe(true);
  });
});
