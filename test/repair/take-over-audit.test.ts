import { expect, it } from "@jest/globals";
import Database from "libsql";
import { join } from "node:path";
import { takeOverAudit } from "../../src/operations/take-over-audit.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import { openReadModel } from "../support/open-read-model.js";
import { temporaryFolder } from "../support/temporary-folder.js";

it("takes over what older programs kept in the read model: once, in order, and as it was", async () => {
  const folder = await temporaryFolder();
  const path = join(folder.path, "read-model.db");
  const eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
  const readModel = await openReadModel(path);
  try {
    const old = ["first", "second"].map((reason, n) => ({
      at: `2026-01-0${n + 1}T00:00:00.000Z`,
      action: "repair" as const,
      operator: "olga",
      reason,
      details: { users: n },
    }));
    const raw = new Database(path, {});
    for (const { at, action, operator, reason, details } of old)
      raw
        .prepare("INSERT INTO audit (at, action, operator, reason, details) VALUES (?, ?, ?, ?, ?)")
        .run([at, action, operator, reason, JSON.stringify(details)]);
    raw.close();
    expect(await takeOverAudit(readModel, eventStore.audit)).toBe(2);
    expect(await takeOverAudit(readModel, eventStore.audit)).toBe(0);
    const entries = await eventStore.audit.entries({ limit: 10 });
    expect(entries.map(({ id: _, number: __, ...entry }) => entry)).toEqual(old.toReversed());
  } finally {
    await readModel.close();
    await eventStore.close();
    await folder.remove();
  }
});
