import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { join } from "node:path";
import Database from "libsql";
import { createProjector } from "../../src/projections/live/projector.js";
import { rebuildProjections } from "../../src/projections/rebuild/rebuild.js";
import { verify } from "../../src/projections/check/verify.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { openSqliteReadModel } from "../../src/stores/read-model/sqlite/sqlite-read-model.js";
import { aUser, startApi, theCheckout, type RunningApi } from "../api/support/start-api.js";
import { cleanFold, storedModels } from "../support/clean-fold.js";
import { freshPrefix, openOn, testServers, type EventStoreServer } from "../support/event-store-door.js";
import { append, courses } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { runLedger, type LedgerRun } from "../support/run-ledger.js";

interface LogUnderTest {
  readonly name: string;
  /** A server that several ledgers share, if the log is on one. */
  readonly start?: () => Promise<EventStoreServer>;
}

const logs: readonly LogUnderTest[] = [
  { name: "embedded" },
  ...testServers.map(({ name, start }) => ({ name: `EventStoreDB, on ${name}`, start })),
];

// Every command is a process that compiles its sources first: on a busy machine that takes its time.
jest.setTimeout(240_000);

describe.each(logs)("the whole ledger, its log $name", ({ start }) => {
  let server: EventStoreServer | undefined;
  let api: RunningApi;
  let environment: Record<string, string>;

  beforeAll(async () => {
    server = await start?.();
  });
  afterAll(() => server?.close());
  beforeEach(async () => {
    const prefix = freshPrefix();
    environment = server === undefined ? {} : { EVENTSTORE_URL: server.url, EVENTSTORE_PREFIX: prefix };
    api = await startApi({
      openEventStore: (folder) =>
        server === undefined
          ? openEmbeddedEventStore({ path: join(folder, "events.db") })
          : openOn(server.url, prefix),
    });
  });
  afterEach(() => api.close());

  const ledger = (...values: readonly string[]): Promise<LedgerRun> =>
    runLedger(values, { DATA_DIR: api.folder, LEDGER_OPERATOR: "ops-1", ...environment });
  const folded = (): Promise<void> =>
    eventually("everything is folded", async () => {
      const { position } = await api.eventStore.head();
      return (await api.readModel.checkpoint()).position === position;
    });

  async function shop(): Promise<void> {
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        api.buy(theCheckout, {
          userId: `u-${n % 4}`,
          ...(n % 2 === 0 ? { courseId: `many-${n}` } : { testId: `many-${n}` }),
        }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    const paid = { userId: "u-1", courseId: "c-paid", amount: 29.99, paymentId: "pay-1", purchaseId: "p-1" };
    expect(await api.buy(theCheckout, paid)).toMatchObject({ status: 201, body: { revision: 3 } });
    expect(await api.buy(theCheckout, paid)).toMatchObject({ status: 201, body: { revision: 3 } });
    expect(await api.buy(theCheckout, { ...paid, paymentId: "other" })).toMatchObject({ status: 422 });
    expect(await api.buy(theCheckout, { ...paid, userId: "u-2", amount: 1 })).toMatchObject({
      status: 409,
      body: { code: "price_changed" },
    });
  }

  it("records purchases over HTTP, and shows them", async () => {
    await shop();
    expect(
      await api.call("/api/purchase/check?courseId=c-paid&minRevision=3", { as: aUser("u-1") }),
    ).toMatchObject({
      status: 200,
      body: { owned: true, revision: 3 },
    });
    await folded();
    await expectInStep(api.readModel, api.eventStore);
    expect(await api.events()).toHaveLength(13);
    const status = await api.call("/api/status", { as: { role: "admin", id: "x" } });
    expect(status.body).toMatchObject({
      eventStore: { kind: server === undefined ? "embedded" : "eventstoredb" },
      projector: { state: "live", eventCount: 14, lagEvents: 0, lastError: null },
    });
    expect(await api.call("/readyz")).toMatchObject({ status: 200 });
  });

  it("lets two servers record at once what a user buys, each thing once", async () => {
    const other = await startApi({
      project: false,
      openEventStore: () =>
        server === undefined
          ? openEmbeddedEventStore({ path: join(api.folder, "events.db") })
          : openOn(server.url, environment.EVENTSTORE_PREFIX ?? ""),
    });
    try {
      const purchases = Array.from({ length: 20 }, (_, n) => n);
      const answers = await Promise.all(
        purchases.flatMap((n) =>
          [api, other].map((each) =>
            each.buy(theCheckout, {
              userId: "u-1",
              courseId: `many-${n * 2}`,
              purchaseId: `p-${n}`,
            }),
          ),
        ),
      );
      for (const { status, body } of answers) {
        expect([200, 201, 409]).toContain(status);
        if (status === 409) expect(body).toMatchObject({ code: "revision_conflict" });
      }
      const recorded = (await api.events()).map(({ data }) => (data as { purchaseId: string }).purchaseId);
      expect(new Set(recorded).size).toBe(recorded.length);
    } finally {
      await other.close();
    }
  });

  it("is replayed, verified, repaired and rebuilt at the command line", async () => {
    await shop();
    await folded();
    const replayed = await ledger("replay", "u-1", "--json");
    expect(replayed).toMatchObject({ code: 0, stderr: "" });
    // One line for each event, and one for what is owned in the end.
    expect(replayed.stdout.trim().split("\n")).toHaveLength(5);
    expect(await ledger("verify")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("No drift: all projections match 14 events.") as unknown,
    });
    const raw = new Database(join(api.folder, "read-model.db"), {});
    raw.exec("DELETE FROM ownership WHERE user_id = 'u-1'");
    raw.close();
    expect((await ledger("verify")).code).toBe(1);
    expect((await ledger("repair", "--reason", "a test")).code).toBe(0);
    const rebuilt = await ledger("rebuild", "--reason", "a test", "--json");
    expect(rebuilt.code).toBe(0);
    expect(JSON.parse(rebuilt.stdout)).toMatchObject({ outcome: "swapped", events: 14 });
    await expectInStep(api.readModel, api.eventStore);
    const status = await ledger("status", "--json");
    expect(JSON.parse(status.stdout)).toMatchObject({ lagEvents: 0, readModel: { eventCount: 14 } });
    const revoked = await ledger("revoke", "u-1", "p-1", "--reason", "refund", "--yes");
    expect(revoked.code).toBe(0);
    expect(await api.events()).toHaveLength(14);
  });

  it("folds the same again from nothing, interrupted or not", async () => {
    await shop();
    await folded();
    const path = join(api.folder, "anew.db");
    const readModel = await openSqliteReadModel({ path });
    await createProjector({ eventStore: api.eventStore, readModel, batchSize: 5 }).runToHead();
    await expectInStep(readModel, api.eventStore);
    const rebuild = rebuildProjections({
      eventStore: api.eventStore,
      readModel,
      projections: ["history"],
      scratchFolder: api.folder,
      resume: false,
      acceptChanges: false,
    });
    expect(await rebuild.result).toMatchObject({ outcome: "swapped", events: 14 });
    const check = verify({
      eventStore: api.eventStore,
      readModel,
      scratchFolder: api.folder,
    });
    expect(await check.result).toMatchObject({ outcome: "clean", clean: true, events: 14 });
    await readModel.close();
  });

  it("refuses a read model that belongs to another log, and says so", async () => {
    await shop();
    await folded();
    const other = await runLedger(["verify", "--json"], {
      DATA_DIR: api.folder,
      ...(server === undefined ? {} : { EVENTSTORE_URL: server.url, EVENTSTORE_PREFIX: freshPrefix() }),
    });
    if (server === undefined) expect(other.code).toBe(0);
    else
      expect(JSON.parse(other.stdout)).toMatchObject({
        outcome: "drifted",
        mismatch: expect.stringContaining("ledger rebuild --anew"),
      });
  });

  it("folds another log into a new read model once somebody says so", async () => {
    await shop();
    await folded();
    const folder = await temporaryFolder();
    try {
      const prefix = freshPrefix();
      const onServer = server === undefined ? {} : { EVENTSTORE_PREFIX: prefix };
      const other = { ...environment, DATA_DIR: folder.path, ...onServer };
      const readModel = await openSqliteReadModel({ path: join(folder.path, "read-model.db") });
      await createProjector({ eventStore: api.eventStore, readModel }).runToHead();
      await readModel.close();
      const store =
        server === undefined
          ? await openEmbeddedEventStore({ path: join(folder.path, "events.db") })
          : openOn(server.url, prefix);
      await append(store, ...courses("elsewhere", 20));
      await store.close();
      const verified = await runLedger(["verify"], other);
      expect(verified).toMatchObject({ code: 1, stdout: expect.stringContaining("ledger rebuild --anew") });
      expect((await runLedger(["rebuild"], other)).code).toBe(1);
      const anew = await runLedger(["rebuild", "--anew"], other);
      expect(anew).toMatchObject({ code: 0, stdout: expect.stringContaining("20 events") });
      expect(await runLedger(["verify"], other)).toMatchObject({ code: 0 });
    } finally {
      await folder.remove();
    }
  });
});

/** That the models are what the log says, for every user in it. */
async function expectInStep(readModel: ReadModelStore, eventStore: EventStore): Promise<void> {
  const { eventCount, ...expected } = await cleanFold(eventStore);
  expect(await readModel.checkpoint()).toMatchObject({ eventCount });
  expect(await storedModels(readModel, expected.ownership.keys())).toEqual(expected);
}
