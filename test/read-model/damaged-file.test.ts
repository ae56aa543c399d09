import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isLedgerError } from "../../src/errors.js";
import { createProjector } from "../../src/projections/live/projector.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import type { ReadModelStore, SetAside } from "../../src/stores/read-model/read-model-store.js";
import { openHealingReadModel } from "../../src/stores/read-model/sqlite/healing-read-model.js";
import { openSqliteReadModel } from "../../src/stores/read-model/sqlite/sqlite-read-model.js";
import { cleanFold, storedModels } from "../support/clean-fold.js";
import { append, courses, user } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { runLedger } from "../support/run-ledger.js";
import { startServerProcess } from "../support/running-server.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const pageBytes = 4096;
const garbage = Buffer.from("This is no database. ".repeat(1000));

describe("a read-model file that is damaged", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let path: string;

  beforeEach(async () => {
    folder = await temporaryFolder();
    path = join(folder.path, "read-model.db");
  });

  afterEach(() => folder.remove());

  const keptFiles = async (): Promise<readonly string[]> =>
    (await readdir(folder.path)).filter((name) => /set-aside-.*Z$/.test(name));

  async function withStores(
    work: (readModel: ReadModelStore, eventStore: EventStore, setAside: readonly SetAside[]) => Promise<void>,
  ): Promise<void> {
    const eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    const setAside: SetAside[] = [];
    const readModel = await openHealingReadModel({
      path,
      onSetAside: (each) => setAside.push(each),
      onReplaced: () => undefined,
    });
    try {
      await work(readModel, eventStore, setAside);
    } finally {
      await readModel.close();
      await eventStore.close();
    }
  }

  /** Several pages of each table, in one file. */
  async function fill(): Promise<Buffer> {
    await withStores(async (readModel, eventStore) => {
      for (let n = 0; n < 20; n++) await append(eventStore, ...courses(`u-${n}`, 6));
      await createProjector({ eventStore, readModel }).runToHead();
    });
    return readFile(path);
  }

  async function replaceFile(content: Buffer): Promise<void> {
    for (const suffix of ["-wal", "-shm"]) await rm(path + suffix, { force: true });
    await writeFile(path, content);
  }

  async function expectCleanFold(readModel: ReadModelStore, eventStore: EventStore): Promise<void> {
    await createProjector({ eventStore, readModel }).runToHead();
    const { eventCount, ...expected } = await cleanFold(eventStore);
    expect(await readModel.checkpoint()).toMatchObject({ eventCount });
    expect(await storedModels(readModel, expected.ownership.keys())).toEqual(expected);
  }

  it("is set aside at the start, and the log is folded into a new one", async () => {
    await fill();
    await replaceFile(garbage);
    await withStores(async (readModel, eventStore, setAside) => {
      await expectCleanFold(readModel, eventStore);
      expect(setAside).toEqual([
        {
          keptAs: join(folder.path, (await keptFiles())[0]!),
          reason: expect.stringContaining("not a database"),
        },
      ]);
      expect(await readFile(setAside[0]!.keptAs)).toEqual(garbage);
    });
  });

  it("never fails otherwise, whichever of its pages is lost, and is whole again after a new fold", async () => {
    const whole = await fill();
    let damaged = 0;
    for (let page = 0; page * pageBytes < whole.length; page++) {
      const content = Buffer.from(whole);
      content.fill(0, page * pageBytes, (page + 1) * pageBytes);
      await replaceFile(content);
      await withStores(async (readModel, eventStore, setAside) => {
        const readAll = async (): Promise<void> => {
          await readModel.usersAfter(undefined, 100);
          for (let n = 0; n < 20; n++) await readModel.historyPage({ userId: user(`u-${n}`), limit: 100 });
          await readModel.deadLetters();
          await readModel.generations();
        };
        const failure = await readAll().catch((error: unknown) => error);
        if (failure !== undefined) expect(failure).toMatchObject({ code: "read_model_damaged" });
        damaged += setAside.length;
        if (setAside.length > 0) await expectCleanFold(readModel, eventStore);
        await readAll();
      });
    }
    expect(damaged).toBeGreaterThan(3);
  });

  it("is let go of when another process has set it aside, and when somebody has deleted it", async () => {
    await fill();
    for (const take of [() => rename(path, `${path}.elsewhere`), () => rm(path)]) {
      await withStores(async (readModel, eventStore, setAside) => {
        await take();
        expect(await readModel.checkpoint()).toMatchObject({ eventCount: 0 });
        expect(setAside).toEqual([]);
        await expectCleanFold(readModel, eventStore);
      });
    }
  });

  it("is not made anew without its folder, and is read again when the folder is back", async () => {
    await fill();
    await withStores(async (readModel, eventStore) => {
      const elsewhere = `${folder.path}-elsewhere`;
      await rename(folder.path, elsewhere);
      await expect(readModel.checkpoint()).rejects.toMatchObject({ code: "read_model_unavailable" });
      await rename(elsewhere, folder.path);
      expect(await readModel.checkpoint()).toMatchObject({ eventCount: 120 });
      await expectCleanFold(readModel, eventStore);
    });
  });

  it("is an error that says what to do where the program may not replace it", async () => {
    await replaceFile(garbage);
    const failure: unknown = await openSqliteReadModel({ path }).catch((error: unknown) => error);
    expect(isLedgerError(failure, "read_model_damaged") && failure.message).toContain(
      "ledger rebuild --anew",
    );
    expect(await readFile(path)).toEqual(garbage);
  });

  it.each(["garbage", "a lost page"])("heals while the shop sells: %s", async (what) => {
    const whole = await fill();
    if (what === "garbage") await replaceFile(garbage);
    else {
      // The last page is of a table; that of the schema would be met at once.
      const lost = Buffer.from(whole);
      lost.fill(0, 2 * pageBytes);
      await replaceFile(lost);
    }
    const verified = await runLedger(["verify"], { DATA_DIR: folder.path });
    expect(verified).toMatchObject({ code: 3, stderr: expect.stringContaining("ledger rebuild --anew") });
    const server = await startServerProcess(folder.path);
    try {
      const as = { role: "service", id: "checkout" } as const;
      const buyer = { role: "user", id: "u-3" } as const;
      const body = { courseId: "study-skills", userId: "u-3" };
      expect(await server.call("/api/purchase", { as, body })).toMatchObject({ status: 201 });
      await eventually("it is ready", async () => (await fetch(`${server.url}/readyz`)).status === 200);
      await eventually("all is there again", async () => {
        const { status, body: found } = await server.call("/api/profile/purchased-courses", { as: buyer });
        if (status !== 200) return false;
        // Refused, or all that there was before; what was bought since follows as after any purchase.
        const { length } = found.courses as readonly string[];
        expect(length).toBeGreaterThanOrEqual(6);
        return length === 7;
      });
      const audit = await server.call("/api/audit", { as: { role: "admin", id: "olga" } });
      expect(audit.body.entries).toMatchObject([{ action: "set-aside", operator: "ledger" }]);
      expect(server.lines).toContainEqual(
        expect.objectContaining({ msg: expect.stringContaining("was set aside") }),
      );
      expect(await keptFiles()).toHaveLength(1);
    } finally {
      expect(await server.stop()).toBe(0);
    }
    expect(await runLedger(["verify"], { DATA_DIR: folder.path })).toMatchObject({ code: 0 });
  });
});
