import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { join } from "node:path";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import { readingLog } from "../../src/stores/event-store/embedded/open-options.js";
import { openDatabase } from "../../src/stores/sqlite/database.js";
import { append, courses } from "../support/events.js";
import { temporaryFolder } from "../support/temporary-folder.js";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

// Only Linux says who holds a lock.
(process.platform === "linux" ? it : it.skip)(
  "a write lock held for too long is blamed on its holder",
  async () => {
    const path = join(folder.path, "events.db");
    const store = await openEmbeddedEventStore({ path });
    const holder = openDatabase(path, readingLog);
    holder.exec("BEGIN IMMEDIATE");
    await expect(append(store, ...courses("u-1", 1))).rejects.toMatchObject({
      code: "event_store_unavailable",
      message: expect.stringContaining(`is locked by another process (its id is ${process.pid})`),
    });
    holder.exec("ROLLBACK");
    await append(store, ...courses("u-1", 1));
    holder.close();
    await store.close();
  },
  30_000,
);
