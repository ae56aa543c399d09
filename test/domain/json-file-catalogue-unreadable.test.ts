import { afterEach, beforeEach, expect, it, jest } from "@jest/globals";
import * as files from "node:fs/promises";
import { join } from "node:path";
import { item } from "../support/events.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** What reading a file fails with next, as with too many open files; the file itself is not touched. */
let trouble: Error | undefined;
jest.unstable_mockModule("node:fs/promises", () => ({
  ...files,
  readFile: async (...values: Parameters<typeof files.readFile>) => {
    if (trouble !== undefined) throw trouble;
    return files.readFile(...values);
  },
}));
const { openJsonFileCatalogue } = await import("../../src/catalogue/json-file-catalogue.js");

const textOf = (priceMinor: number): string =>
  JSON.stringify([
    { kind: "course", id: "c-1", title: "Algebra", priceMinor, currency: "EUR", status: "active" },
  ]);

let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  trouble = undefined;
  await folder.remove();
});

it("reads a changed catalogue as soon as it can, though it failed when the change was seen", async () => {
  const path = join(folder.path, "catalogue.json");
  const refused: string[] = [];
  await files.writeFile(path, textOf(1));
  const catalogue = await openJsonFileCatalogue({
    path,
    recheckMs: 0,
    onRefused: ({ message }) => refused.push(message),
  });
  const priceOf = async () => (await catalogue.offer(item("course", "c-1")))?.priceMinor;
  await files.writeFile(path, textOf(22));
  trouble = new Error("EMFILE: too many open files");
  expect([await priceOf(), await priceOf(), await priceOf()]).toEqual([1, 1, 1]);
  expect(refused).toEqual([expect.stringContaining("cannot be read")]);
  trouble = undefined;
  expect(await priceOf()).toBe(22);
  await catalogue.close();
});
