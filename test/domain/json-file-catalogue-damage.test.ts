import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Catalogue } from "../../src/catalogue/catalogue.js";
import { openJsonFileCatalogue, parseCatalogue } from "../../src/catalogue/json-file-catalogue.js";
import { LedgerError } from "../../src/errors.js";
import { item } from "../support/events.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const entry = (id: string, change: Readonly<Record<string, unknown>> = {}) => ({
  kind: "course",
  id,
  title: "Algebra",
  priceMinor: 2999,
  currency: "EUR",
  status: "active",
  ...change,
});

const textOf = (...entries: readonly unknown[]): string => JSON.stringify(entries, undefined, 2);

function refusalOf(text: string): LedgerError {
  try {
    parseCatalogue(text, "f.json");
  } catch (error) {
    if (error instanceof LedgerError) return error;
    throw error;
  }
  throw new Error("It was taken.");
}

describe("a damaged catalogue file", () => {
  it("is refused in one pass when every item of many is wrong, so that buyers do not wait for it", () => {
    // Somebody renamed a field. Looking for the line of each problem anew took minutes, in which nobody could buy.
    const { priceMinor: price, ...rest } = entry("c-1");
    const items = Array.from({ length: 5000 }, (_, n) => ({ ...rest, id: `c-${n}`, price }));
    const error = refusalOf(textOf(...items));
    expect(error.message).toMatch(/^f\.json, field 0\.priceMinor, line \d+: .* \(and 9999 more\)\.$/);
    expect(error.problems).toHaveLength(20);
    expect(error.problems[0]).toMatchObject({ path: "0.priceMinor" });
  });

  it("is refused when it is nested without end", () => {
    const depth = 50_000;
    expect(refusalOf("[".repeat(depth) + "]".repeat(depth)).code).toBe("catalogue_invalid");
    expect(refusalOf("[".repeat(depth)).code).toBe("catalogue_invalid");
    expect(refusalOf(`[${'{"a":'.repeat(depth)}1${"}".repeat(depth)}]`).code).toBe("catalogue_invalid");
  });

  it.each([
    ["a line break within a text", textOf(entry("c-1", { title: "Two lines" })).replace("Two ", "Two\n"), 5],
    ["a comma too many", '[\n  {\n    "kind": "course",\n  }\n]', 4],
    ["something after the end", "[\n]\n]", 3],
  ])("names the line of %s", (_, text, line) => {
    expect(refusalOf(text).message).toMatch(new RegExp(`^f\\.json, line ${line}: `));
  });

  it.each(["eur", "Eur", "EURO", "EU", "", "XYZ", "ZZZ", "u\u017fd"])(
    "is refused for the currency %j",
    (currency) => {
      // A catalogue that takes `eur` offers what the ledger then cannot record.
      expect(refusalOf(textOf(entry("c-1", { currency }))).problems).toMatchObject([{ path: "0.currency" }]);
    },
  );

  it("is taken, however long it is, when all is well", () => {
    const items = Array.from({ length: 50_000 }, (_, n) => entry(`c-${n}`));
    expect(parseCatalogue(textOf(...items), "f.json").size).toBe(50_000);
  });
});

describe("a catalogue file that is written over", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let path: string;
  let catalogue: Catalogue;
  let seen: string[];

  const priceOf = async (): Promise<number | undefined> =>
    (await catalogue.offer(item("course", "c-1")))?.priceMinor;

  beforeEach(async () => {
    folder = await temporaryFolder();
    path = join(folder.path, "catalogue.json");
    seen = [];
    await writeFile(path, textOf(entry("c-1", { priceMinor: 1000 })));
    catalogue = await openJsonFileCatalogue({
      path,
      recheckMs: 0,
      onReload: () => seen.push("reload"),
      onRefused: ({ message }) => seen.push(message),
    });
  });

  afterEach(async () => {
    await catalogue.close();
    await folder.remove();
  });

  it("is noticed however fast it follows the last write, with the same number of bytes", async () => {
    // File systems count time in steps of milliseconds and more: within one, size and date are the same.
    for (let priceMinor = 1001; priceMinor <= 1200; priceMinor++) {
      await writeFile(path, textOf(entry("c-1", { priceMinor })));
      expect(await priceOf()).toBe(priceMinor);
    }
    expect(seen).toEqual(Array.from({ length: 200 }, () => "reload"));
  });

  it("is noticed when its date is set to what it was, as tools do that copy dates", async () => {
    const date = new Date("2026-01-01T00:00:00Z");
    await utimes(path, date, date);
    expect(await priceOf()).toBe(1000);
    await writeFile(path, textOf(entry("c-1", { priceMinor: 2000 })));
    await utimes(path, date, date);
    expect(await priceOf()).toBe(2000);
  });

  it("is noticed by its change date, which nobody can set, once the file has lain still", async () => {
    const date = new Date("2026-01-01T00:00:00Z");
    await utimes(path, date, date);
    // So long that the date tells one write from the next: from here on only a new one has the file read.
    await sleep(2100);
    expect([await priceOf(), await priceOf()]).toEqual([1000, 1000]);
    await writeFile(path, textOf(entry("c-1", { priceMinor: 2000 })));
    await utimes(path, date, date);
    expect(await priceOf()).toBe(2000);
  });

  it("is no change when it holds the same as before", async () => {
    await writeFile(path, textOf(entry("c-1", { priceMinor: 1000 })));
    await utimes(path, new Date(), new Date());
    expect(await priceOf()).toBe(1000);
    expect(seen).toEqual([]);
  });

  it("keeps offering the last good one at every half-written state, and takes the whole one", async () => {
    const whole = textOf(entry("c-1", { priceMinor: 3000 }), entry("c-2"));
    for (let length = 0; length < whole.length; length += 7) {
      await writeFile(path, whole.slice(0, length));
      expect(await priceOf()).toBe(1000);
    }
    await writeFile(path, whole);
    expect(await priceOf()).toBe(3000);
    expect(seen.filter((what) => what === "reload")).toHaveLength(1);
  });

  it("is emptied only by an empty list", async () => {
    await writeFile(path, "");
    expect(await priceOf()).toBe(1000);
    await writeFile(path, "[]");
    expect(await priceOf()).toBeUndefined();
  });
});
