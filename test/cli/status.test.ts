import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import Database from "libsql";
import { createProjector } from "../../src/projections/live/projector.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import { openSqliteReadModel } from "../../src/stores/read-model/sqlite/sqlite-read-model.js";
import { append, courses } from "../support/events.js";
import { appendUnreadable } from "../support/older-program.js";
import { runLedger } from "../support/run-ledger.js";
import { temporaryFolder } from "../support/temporary-folder.js";

describe("ledger status", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;

  beforeEach(async () => {
    folder = await temporaryFolder();
    await fold("u-1");
  });
  afterEach(() => folder.remove());

  const inFolder = (name: string): string => join(folder.path, name);

  /** Buys for a user, long ago, and folds the log unless it is to stay behind. */
  async function fold(userId: string, { isFolded = true, isUnreadable = false } = {}): Promise<void> {
    const now = () => new Date("2026-01-01T12:00:00.000Z");
    const eventStore = await openEmbeddedEventStore({ path: inFolder("events.db"), now });
    const readModel = await openSqliteReadModel({ path: inFolder("read-model.db") });
    await append(eventStore, ...courses(userId, 2));
    if (isUnreadable) await appendUnreadable(eventStore, userId, 1);
    if (isFolded) await createProjector({ eventStore, readModel }).runToHead();
    await readModel.close();
    await eventStore.close();
  }

  async function status() {
    const { code, stdout } = await runLedger(["status", "--json"], { DATA_DIR: folder.path });
    const { state, findings } = JSON.parse(stdout) as { state: string; findings: { source: string }[] };
    return { code, state, sources: findings.map(({ source }) => source) };
  }

  it("ends with 0 while nothing speaks against the projections, and says whether they were verified", async () => {
    expect(await status()).toEqual({ code: 0, state: "unproven", sources: ["verification"] });
    expect((await runLedger(["status"], { DATA_DIR: folder.path })).stdout).toContain("run `ledger verify`");
    await runLedger(["verify"], { DATA_DIR: folder.path });
    expect(await status()).toEqual({ code: 0, state: "proven", sources: ["verification"] });
  });

  it("ends with 5 while events wait to be folded, and where nothing was", async () => {
    await fold("u-2", { isFolded: false });
    expect(await status()).toMatchObject({ code: 5, state: "behind" });
    await rm(inFolder("read-model.db"));
    expect(await status()).toMatchObject({ code: 5, state: "behind" });
  });

  it("ends with 1 while a user is held back", async () => {
    await fold("u-3", { isUnreadable: true });
    expect(await status()).toMatchObject({ code: 1, state: "held_back" });
  });

  it("ends with 1 where the log is another one than the one that was folded, also of the same length", async () => {
    await rm(inFolder("events.db"));
    const eventStore = await openEmbeddedEventStore({ path: inFolder("events.db") });
    await append(eventStore, ...courses("u-other", 2));
    await eventStore.close();
    expect(await status()).toMatchObject({ code: 1, state: "unhealthy" });
    const { stdout } = await runLedger(["status"], { DATA_DIR: folder.path });
    expect(stdout).toContain("ledger rebuild --anew");
  });

  it("ends with 1 where another kind of store was folded, whose positions mean nothing here", async () => {
    const raw = new Database(inFolder("read-model.db"), {});
    raw.exec("UPDATE generations SET position = '13:13'");
    raw.close();
    expect(await status()).toMatchObject({ code: 1, state: "unhealthy" });
  });

  it("ends with 1 while the last verification found drift", async () => {
    const raw = new Database(inFolder("read-model.db"), {});
    raw.exec("DELETE FROM history");
    raw.close();
    await runLedger(["verify"], { DATA_DIR: folder.path });
    expect(await status()).toMatchObject({ code: 1, state: "drifted" });
  });
});
