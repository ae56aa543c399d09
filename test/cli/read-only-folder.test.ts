import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { copyFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createProjector } from "../../src/projections/live/projector.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import { openSqliteReadModel } from "../../src/stores/read-model/sqlite/sqlite-read-model.js";
import { append, courses } from "../support/events.js";
import { runLedger } from "../support/run-ledger.js";
import { mayMount, readOnlyView } from "../support/small-disk.js";
import { temporaryFolder } from "../support/temporary-folder.js";

// Permissions do not count for root, so the folder is on a read-only mount.
(mayMount ? describe : describe.skip)("a read-only DATA_DIR", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let archive: Awaited<ReturnType<typeof temporaryFolder>>;
  let view: Awaited<ReturnType<typeof readOnlyView>>;
  let live: Awaited<ReturnType<typeof openStores>>;

  /** A ledger in use, and its archive: the files alone, as a copy on a read-only disk has them. */
  beforeEach(async () => {
    folder = await temporaryFolder();
    archive = await temporaryFolder();
    live = await openStores();
    view = await readOnlyView(archive.path);
  });
  afterEach(async () => {
    await live.close();
    await view.remove();
    await folder.remove();
    await archive.remove();
  });

  async function openStores() {
    const eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    const readModel = await openSqliteReadModel({ path: join(folder.path, "read-model.db") });
    const close = async (): Promise<void> => {
      await readModel.close();
      await eventStore.close();
    };
    return { eventStore, readModel, close };
  }

  async function sell(userId: string): Promise<void> {
    await append(live.eventStore, ...courses(userId, 1));
    await createProjector({ ...live, now: () => new Date() }).runToHead();
  }

  async function archiveAll(): Promise<void> {
    await live.close();
    for (const name of ["events.db", "read-model.db"])
      await copyFile(join(folder.path, name), join(archive.path, name));
  }

  const run = (...values: readonly string[]) => runLedger(values, { DATA_DIR: view.path });

  it("is read by the commands that read", async () => {
    await sell("u-1");
    await archiveAll();
    const commands: readonly (readonly [string[], number, RegExp])[] = [
      [["status"], 0, /1 event folded/],
      [["export", "events"], 0, /"stream":"purchases-u-1"/],
      [["export", "history"], 0, /"userId":"u-1"/],
      [["export", "ownership"], 0, /"userId":"u-1"/],
      [["replay", "u-1", "--diff"], 0, /Owns: .*c-0/],
      [["find", "u-1"], 0, /u-1/],
      [["figures", "--csv"], 0, /^\uFEFFpurchases.*\r\n1,/],
      [["audit"], 0, /The audit log is empty/],
      [["dead-letters"], 0, /No dead letters/],
      [["backup", join(folder.path, "backup")], 0, /Copied 1 event/],
    ];
    for (const [values, code, stdout] of commands) {
      expect([values, await run(...values)]).toEqual([
        values,
        { code, stdout: expect.stringMatching(stdout), stderr: "" },
      ]);
    }
    expect((await readdir(archive.path)).sort()).toEqual(["events.db", "read-model.db"]);
  }, 120_000);

  it("is refused at once by the commands that write, with 3, and nothing is made", async () => {
    await sell("u-1");
    await archiveAll();
    const commands = [
      ["serve"],
      ["verify"],
      ["repair"],
      ["rebuild"],
      ["import", "--users", "missing.json", "--purchases", "missing.json"],
      ["grant", "u-1", "course", "study-skills", "--reason", "gift"],
      ["revoke", "u-1", "p-1", "--reason", "refund", "--yes"],
      ["dead-letters", "retry", "--all"],
      ["close", "2026-09"],
      ["copy-events", "--from", folder.path],
    ];
    for (const values of commands) {
      expect([values, await run(...values)]).toEqual([
        values,
        expect.objectContaining({
          code: 3,
          stderr: expect.stringContaining(`The folder ${view.path} is read-only.`),
        }),
      ]);
    }
    expect((await readdir(archive.path)).sort()).toEqual(["events.db", "read-model.db"]);
  }, 120_000);

  it("shows what a server writes meanwhile through the folder itself", async () => {
    const here = await readOnlyView(folder.path);
    try {
      for (const userId of ["u-1", "u-2"]) {
        await sell(userId);
        expect(await runLedger(["replay", userId, "--diff"], { DATA_DIR: here.path })).toMatchObject({
          code: 0,
          stderr: "",
        });
      }
    } finally {
      await here.remove();
    }
  }, 60_000);

  it("is refused where the newest events cannot be read, rather than read without them", async () => {
    await sell("u-1");
    await copyFile(join(folder.path, "events.db-wal"), join(archive.path, "events.db-wal"));
    await archiveAll();
    const refused = await run("export", "events");
    expect(refused).toMatchObject({ code: 3, stdout: "" });
    expect(refused.stderr).toMatch(/The newest changes of .*events\.db are in its -wal file/);

    await writeFile(join(archive.path, "events.db-wal"), "");
    expect(await run("export", "events")).toMatchObject({ code: 0 });
  }, 60_000);

  it("is refused where the read models are missing", async () => {
    await sell("u-1");
    await archiveAll();
    await rm(join(archive.path, "read-model.db"));
    const { code, stderr } = await run("status");
    expect([code, stderr]).toEqual([
      3,
      expect.stringMatching(/read-model\.db does not exist, and its folder is read-only/),
    ]);
  }, 60_000);
});
