import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { join } from "node:path";
import { openDatabase, type Database, type SqlValue } from "../../src/stores/sqlite/database.js";
import { paymentsSql, purchasesSql } from "../../src/stores/read-model/sqlite/look-ups.js";
import { openSqliteReadModel } from "../../src/stores/read-model/sqlite/sqlite-read-model.js";
import { user } from "../support/events.js";
import { temporaryFolder } from "../support/temporary-folder.js";

describe("the look-ups of the SQLite read model", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let database: Database;

  beforeEach(async () => {
    folder = await temporaryFolder();
    const path = join(folder.path, "read-model.db");
    await (await openSqliteReadModel({ path })).close();
    database = openDatabase(path, {
      unavailable: "read_model_unavailable",
      damaged: { code: "read_model_damaged", remedy: "" },
      synchronous: "normal",
      cacheMiB: 1,
    });
  });
  afterEach(async () => {
    database.close();
    await folder.remove();
  });

  const planOf = (sql: string, values: readonly SqlValue[]): string[] =>
    database
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...values)
      .map((row) => String(row[3]));

  const keys = ["purchase", "order", "correlation", "course", "test"] as const;

  it.each(keys)("search an index for a %s, and sort nothing", (by) => {
    for (const after of [undefined, { userId: user("u-1"), purchasedRevision: 3 }]) {
      const { sql, values } = purchasesSql({ by, id: "x", limit: 20, after });
      const plan = planOf(sql, values);
      expect(plan).toContainEqual(
        expect.stringMatching(/^SEARCH history_keys USING PRIMARY KEY \(generation=\? AND key=\?/),
      );
      expect(plan).toContain(
        "SEARCH history USING PRIMARY KEY (generation=? AND user_id=? AND purchased_revision=?)",
      );
      expect(plan.join("\n")).not.toMatch(/SCAN|TEMP B-TREE/);
    }
  });

  it("search the keys for a payment, and sort nothing", () => {
    const plan = planOf(paymentsSql, ["x", 20]);
    expect(plan).toContainEqual(
      expect.stringMatching(/^SEARCH payments_keys USING PRIMARY KEY \(generation=\? AND key=\?/),
    );
    expect(plan).toContain(
      "SEARCH payments USING PRIMARY KEY (generation=? AND user_id=? AND document_key=?)",
    );
    expect(plan.join("\n")).not.toMatch(/SCAN|TEMP B-TREE/);
  });
});
