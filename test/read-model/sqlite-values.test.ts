import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { join } from "node:path";
import { openDatabase, openWriter } from "../../src/stores/sqlite/database.js";
import { rowsOf } from "../../src/stores/sqlite/values.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const options = { unavailable: "read_model_unavailable", synchronous: "off", cacheMiB: 1 } as const;

const value = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.constantFrom("'", "''", "'); DROP TABLE kept; --", "a\0b", "\0", "?1", "\\", "\n"),
  fc.maxSafeInteger(),
  fc.constant(null),
);

it("rows written as text come back as they were", async () => {
  const folder = await temporaryFolder();
  const path = join(folder.path, "values.db");
  const reader = openDatabase(path, options);
  reader.exec("CREATE TABLE kept (number INTEGER PRIMARY KEY, value ANY, bytes BLOB) STRICT");
  const writer = await openWriter(path, options);
  try {
    // Few rows are written as literals, many as JSON; bytes always as literals.
    const rows = fc.array(fc.tuple(value, fc.uint8Array({ maxLength: 9 })), {
      ...{ minLength: 1, maxLength: 60, size: "max" },
    });
    const property = fc.asyncProperty(rows, async (written) => {
      await writer.transaction((runLater) => {
        runLater("DELETE FROM kept");
        const values = rowsOf(written.map(([each], index) => [index, each]));
        runLater(`INSERT INTO kept (number, value) ${values} ON CONFLICT (number) DO NOTHING`);
        const bytes = rowsOf(written.map(([, each], index) => [index, each]));
        runLater(`INSERT INTO kept (number, bytes) ${bytes}
          ON CONFLICT (number) DO UPDATE SET bytes = excluded.bytes`);
        const repeated = rowsOf(
          written.map(([each], index) => [index, each, each, each]),
          ["it's", null],
        );
        runLater(`WITH written (text, none, number, a, b, c) AS (${repeated})
          DELETE FROM kept WHERE NOT EXISTS (SELECT * FROM written
            WHERE text = 'it''s' AND none IS NULL AND written.number = kept.number AND c IS value)`);
      });
      // A text is cut at NUL when it is read: its bytes are compared.
      const found = reader
        .prepare("SELECT typeof(value), hex(value), hex(bytes) FROM kept ORDER BY number")
        .all();
      expect(found).toEqual(written.map(([each, bytes]) => [...typeAndHex(each), hexOf(bytes)]));
    });
    await fc.assert(property, { numRuns: 200 });
  } finally {
    writer.close();
    reader.close();
    await folder.remove();
  }
});

it("a statement that fails takes the whole transaction back", async () => {
  const folder = await temporaryFolder();
  const path = join(folder.path, "values.db");
  const reader = openDatabase(path, options);
  reader.exec("CREATE TABLE kept (number INTEGER PRIMARY KEY) STRICT");
  const writer = await openWriter(path, options);
  try {
    const twice = writer.transaction((runLater) => {
      runLater(`INSERT INTO kept ${rowsOf([[1], [2]])}`);
      runLater(`INSERT INTO kept ${rowsOf([[2]])}`);
    });
    await expect(twice).rejects.toMatchObject({ code: "SQLITE_CONSTRAINT_PRIMARYKEY" });
    await writer.transaction((runLater) => {
      runLater(`INSERT INTO kept ${rowsOf([[3]])}`);
    });
    expect(reader.prepare("SELECT number FROM kept").all()).toEqual([[3]]);
  } finally {
    writer.close();
    reader.close();
    await folder.remove();
  }
});

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex").toUpperCase();

function typeAndHex(each: string | number | null): readonly [string, string] {
  if (each === null) return ["null", ""];
  return [typeof each === "number" ? "integer" : "text", hexOf(Buffer.from(String(each)))];
}
