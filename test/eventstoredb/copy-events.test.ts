import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { auditLines } from "../../src/operations/audit-lines.js";
import type { SourceProblem } from "../../src/shop/import/problems.js";
import { keepSkipped } from "../../src/shop/import/skipped.js";
import { createProjector } from "../../src/projections/live/projector.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { NewAuditEntry } from "../../src/stores/event-store/audit-log.js";
import type { EventStore, RecordedEvent } from "../../src/stores/event-store/event-store.js";
import { openSqliteReadModel } from "../../src/stores/read-model/sqlite/sqlite-read-model.js";
import { cleanFold, storedModels } from "../support/clean-fold.js";
import { freshPrefix, openOn, testServers, type EventStoreServer } from "../support/event-store-door.js";
import {
  append,
  collect,
  coursePurchased,
  courses,
  purchaseRevoked,
  testPurchased,
} from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { ledgerProgram, programEnvironment } from "../support/program.js";
import { runLedger, type LedgerRun } from "../support/run-ledger.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** All of an event but its place in the log, which is the store's own, and the date that a copy carries along. */
const essence = ({ position: _, metadata, ...event }: RecordedEvent) => {
  const { recordedAt: __, ...rest } = metadata as Record<string, unknown>;
  return { ...event, metadata: rest };
};
const all = (store: EventStore): Promise<RecordedEvent[]> =>
  collect(store.readAll({ batchSize: 1000, live: false }));

/** Every command is a process that compiles its sources first: on a busy machine that takes its time. */
const startMs = 60_000;
jest.setTimeout(240_000);

describe.each(testServers)("ledger copy-events, with $name", ({ start }) => {
  let server: EventStoreServer;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let prefix: string;
  let original: EventStore;
  let there: EventStore;
  const opened: EventStore[] = [];
  const keep = (store: EventStore): EventStore => {
    opened.push(store);
    return store;
  };

  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    folder = await temporaryFolder();
    prefix = freshPrefix();
    let minute = 0;
    original = keep(
      await openEmbeddedEventStore({
        path: join(dataDir(), "events.db"),
        now: () => new Date(Date.UTC(2025, 0, 1, 12, minute++)),
      }),
    );
    there = keep(openOn(server.url, prefix));
    await append(original, ...courses("u-1", 3));
    await append(original, testPurchased("u-2", "p-1", "t-1", null));
    await append(
      original,
      coursePurchased("u-1", "p-9", "c-9"),
      purchaseRevoked("u-1", "p-1", "course", "c-1"),
    );
    await original.audit.record(repaired);
    await keepSkipped(leftOut(), original.skipped, repaired.at);
    for (let n = 0; n < 40; n++) await append(original, ...courses(`many-${n}`, 1 + (n % 3)));
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
    await folder.remove();
  });

  const repaired: NewAuditEntry = {
    id: "3b241101-e2bb-4255-8caf-4136c566a962",
    at: "2025-01-01T12:00:00.000Z",
    action: "repair",
    operator: "olga",
    reason: "drifted",
    details: { users: 1 },
  };
  async function* leftOut(): AsyncGenerator<SourceProblem> {
    const message = "Only a record has this course; the arrays are trusted.";
    yield { kind: "not_imported", file: "purchases", line: 1, message, userId: "u-2", raw: '"c-1"' };
  }
  const dataDir = (): string => join(folder.path, "data");
  const backDir = (): string => join(folder.path, "back");
  const settings = () => ({ DATA_DIR: dataDir(), LEDGER_OPERATOR: "ops-1" });
  const onServer = () => ({ EVENTSTORE_URL: server.url, EVENTSTORE_PREFIX: prefix });
  const copyThere = (): Promise<LedgerRun> =>
    runLedger(["copy-events", "--to", server.url, "--prefix", prefix, "--json"], settings());

  it("moves a ledger there and back: ids, order, dates and what is folded from it", async () => {
    const events = (await all(original)).length;
    const copied = await copyThere();
    expect(copied).toMatchObject({ code: 0 });
    expect(JSON.parse(copied.stdout)).toEqual({
      events,
      found: 0,
      auditEntries: 1,
      leftOutEvents: 0,
      leftOut: [],
    });
    expect((await all(there)).map(essence)).toEqual((await all(original)).map(essence));
    expect((await all(there))[0]?.metadata).toMatchObject({ recordedAt: "2025-01-01T12:00:00.000Z" });

    const readModel = await openSqliteReadModel({ path: join(folder.path, "folded-from-copy.db") });
    await createProjector({ eventStore: there, readModel }).runToHead();
    const { eventCount, ...expected } = await cleanFold(original);
    expect(await readModel.checkpoint()).toMatchObject({ eventCount });
    expect(await storedModels(readModel, expected.ownership.keys())).toEqual(expected);
    await readModel.close();

    const skipped = await runLedger(["skipped", "u-2", "--json"], { ...settings(), ...onServer() });
    expect(JSON.parse(skipped.stdout)).toMatchObject({ userId: "u-2", reason: "not_imported", raw: '"c-1"' });

    const replayed = await runLedger(["replay", "u-1", "--json"], { ...settings(), ...onServer() });
    expect(JSON.parse(replayed.stdout.split("\n")[0] ?? "")).toMatchObject({
      revision: 0,
      created: "2025-01-01T12:00:00.000Z",
    });

    const back = await runLedger(["copy-events", "--to", backDir(), "--json"], {
      ...settings(),
      ...onServer(),
    });
    expect(back).toMatchObject({ code: 0 });
    const returned = keep(await openEmbeddedEventStore({ path: join(backDir(), "events.db") }));
    expect((await all(returned)).map(essence)).toEqual((await all(original)).map(essence));
    for (const copy of [there, returned])
      expect(await copy.audit.entries({ limit: 10 })).toContainEqual(expect.objectContaining(repaired));
    expect(await auditLines(returned.audit, { limit: 10 })).toMatchObject([
      {
        action: "copy-events",
        details: { from: "eventstoredb", events, found: 0 },
        run: { state: "succeeded" },
      },
      { action: "copy-events", details: { from: "embedded", events, found: 0 }, run: { state: "succeeded" } },
      repaired,
    ]);
  });

  it("is the other way round with --from, into the ledger that the settings name", async () => {
    const copied = await runLedger(["copy-events", "--from", dataDir()], {
      DATA_DIR: backDir(),
      ...onServer(),
    });
    expect(copied).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("Both logs are identical") as unknown,
    });
    expect(await all(there)).toHaveLength((await all(original)).length);
    const nothing = await runLedger(["copy-events", "--from", join(folder.path, "nowhere")], settings());
    expect(nothing).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("No event log in ") as unknown,
    });
  });

  it("copies what has come in since, and nothing twice", async () => {
    await copyThere();
    const before = (await all(there)).length;
    await append(original, ...courses("late", 4));
    expect(JSON.parse((await copyThere()).stdout)).toEqual({
      events: before + 4,
      found: before,
      ...{ auditEntries: 1, leftOutEvents: 0, leftOut: [] },
    });
    expect(JSON.parse((await copyThere()).stdout)).toEqual({
      events: before + 4,
      found: before + 4,
      ...{ auditEntries: 1, leftOutEvents: 0, leftOut: [] },
    });
    expect((await all(there)).map(essence)).toEqual((await all(original)).map(essence));
  });

  it.each([
    ["begins otherwise", () => append(there, ...courses("u-9", 1))],
    [
      "goes on otherwise",
      async () => {
        await copyThere();
        await append(there, ...courses("u-9", 1));
      },
    ],
    [
      "has an event with other content",
      async () => {
        const [first] = courses("u-1", 1);
        if (first === undefined) throw new Error("an event");
        await append(there, { ...first, metadata: { ...first.metadata, correlationId: "another" } });
      },
    ],
  ])("refuses a log that %s, and writes nothing to it", async (_, spoil) => {
    await spoil();
    const content = async () => [await all(there), await there.audit.entries({ limit: 10 })];
    const before = await content();
    const refused = await copyThere();
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        "Copy to an empty log, or to one that an earlier copy has begun",
      ) as unknown,
    });
    expect(await content()).toEqual(before);
  });

  it("goes on after it was killed, at any moment", async () => {
    const total = (await all(original)).length;
    for (const at of [1, 13, 14, 40]) {
      const child = startCopy();
      const exited = once(child, "exit");
      await eventually(`${at} events are there`, async () => (await all(there)).length >= at, startMs);
      child.kill("SIGKILL");
      await exited;
    }
    const last = await copyThere();
    expect(last).toMatchObject({ code: 0 });
    expect(JSON.parse(last.stdout)).toMatchObject({ events: total });
    expect((await all(there)).map(essence)).toEqual((await all(original)).map(essence));
  });

  it("says when it is interrupted, and when a store is unavailable", async () => {
    const child = startCopy();
    const exited = once(child, "exit");
    await eventually("it has begun", async () => (await all(there)).length > 0, startMs);
    child.kill("SIGINT");
    // It may have come to its end before.
    expect([0, 130]).toContain(((await exited) as [number | null])[0]);
    const away = await runLedger(["copy-events", "--to", "esdb://127.0.0.1:1?tls=false"], {
      ...settings(),
      EVENTSTORE_TIMEOUT_MS: "300",
    });
    expect(away.code).toBe(3);
    expect((await runLedger(["copy-events"], settings())).code).toBe(2);
    expect((await runLedger(["copy-events", "--to", "esdb://?"], settings())).code).toBe(2);
  });

  function startCopy() {
    return spawn(
      process.execPath,
      [...ledgerProgram, "copy-events", "--to", server.url, "--prefix", prefix],
      { stdio: "ignore", env: { ...programEnvironment(), ...settings() } },
    );
  }
});
