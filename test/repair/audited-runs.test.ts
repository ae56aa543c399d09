import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { once } from "node:events";
import { join } from "node:path";
import { LedgerError } from "../../src/errors.js";
import { createVerificationReader } from "../../src/health/last-verification.js";
import { auditLines } from "../../src/operations/audit-lines.js";
import { auditedWork } from "../../src/operations/audited-run.js";
import { verifyProjections } from "../../src/operations/verify.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import { startChild } from "../support/children.js";
import { freshPrefix, openOn, startKillableDoor } from "../support/event-store-door.js";
import { append, courses } from "../support/events.js";
import { openReadModel } from "../support/open-read-model.js";
import { byOlga } from "../support/operator.js";
import { runLedger } from "../support/run-ledger.js";
import { temporaryFolder } from "../support/temporary-folder.js";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

describe("a long run in the audit log", () => {
  let eventStore: EventStore;
  beforeEach(async () => {
    eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
  });
  afterEach(() => eventStore.close());

  const half = 2;
  const run = (work: () => Promise<number>, signal?: AbortSignal) =>
    auditedWork(
      {
        ...{ eventStore, signal, action: "repair", by: byOlga, about: { projections: ["history"] } },
        detailsOf: (users = -1) => ({ users }),
        isWhole: (users) => users !== half,
      },
      work,
    );
  const lines = (limit = 10, before?: number) => auditLines(eventStore.audit, { limit, before });

  it("is there before anything is done, and is one line with its end", async () => {
    await run(async () => {
      expect(await lines()).toMatchObject([
        { action: "repair", ...byOlga, details: { projections: ["history"] }, run: { state: "running" } },
      ]);
      return 3;
    });
    expect(await lines()).toMatchObject([
      {
        ...{ action: "repair", ...byOlga, details: { projections: ["history"], users: 3 } },
        run: { state: "succeeded", startedAt: expect.any(String), error: undefined, host: undefined },
      },
    ]);
    expect(await eventStore.audit.entries({ limit: 10 })).toHaveLength(2);
  });

  it("says why it has failed, and whether it was stopped", async () => {
    const failed = new LedgerError("checkpoint_moved", "It moved.");
    await expect(run(() => Promise.reject(failed))).rejects.toBe(failed);
    await expect(run(() => Promise.reject(new TypeError("a bug")))).rejects.toThrow("a bug");
    const stop = new AbortController();
    const stopped = run(async () => {
      stop.abort();
      return Promise.reject(stop.signal.reason as Error);
    }, stop.signal);
    await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
    expect(await lines()).toMatchObject([
      { details: { users: -1 }, run: { state: "stopped", error: undefined } },
      { run: { state: "failed", error: "internal_error" } },
      { run: { state: "failed", error: "checkpoint_moved" } },
    ]);
  });

  it("was stopped only if it did not do all of its work", async () => {
    const stop = new AbortController();
    const ending = (users: number) => () => {
      stop.abort();
      return Promise.resolve(users);
    };
    await run(ending(7), stop.signal);
    await run(ending(half), stop.signal);
    expect(await lines()).toMatchObject([
      { details: { users: half }, run: { state: "stopped" } },
      { details: { users: 7 }, run: { state: "succeeded" } },
    ]);
  });

  it("does nothing that it cannot record, and what went wrong is not hidden by that its end cannot be", async () => {
    let done = false;
    const work = () => {
      done = true;
      return Promise.reject(new LedgerError("read_model_unavailable", "Away."));
    };
    const store = eventStore;
    const refusing = (from: number): EventStore => {
      let entries = 0;
      const record = (entry: Parameters<typeof store.audit.record>[0]) =>
        ++entries < from
          ? store.audit.record(entry)
          : Promise.reject(new LedgerError("event_store_unavailable", "Away."));
      return { ...store, audit: { ...store.audit, record } };
    };
    eventStore = refusing(1);
    await expect(run(work)).rejects.toMatchObject({ code: "event_store_unavailable" });
    expect(done).toBe(false);
    eventStore = refusing(2);
    await expect(run(work)).rejects.toMatchObject({ code: "read_model_unavailable" });
    eventStore = store;
  });

  it("is one line on whatever page it comes, also when others come between its beginning and its end", async () => {
    const between = (action: "revoke") => (users: number) => ({
      ...{ id: `00000000-0000-4000-8000-00000000${String(1000 + users)}`, at: "2026-01-01T00:00:00.000Z" },
      ...{ action, operator: "otto", reason: "", details: { users } },
    });
    const entries = Array.from({ length: 450 }, (_, n) => between("revoke")(n));
    await eventStore.audit.record(entries[0]!);
    await run(async () => {
      for (const entry of entries.slice(1)) await eventStore.audit.record(entry);
      return 7;
    });
    const seen: unknown[] = [];
    for (let before: number | undefined; ;) {
      const page = await lines(100, before);
      seen.push(...page.map(({ action, details }) => [action, details.users]));
      if (page.length < 100) break;
      before = page.at(-1)?.number;
    }
    expect(seen).toEqual([
      ["repair", 7],
      ...entries.toReversed().map(({ details }) => ["revoke", details.users]),
    ]);
  });

  it("of another machine has no end that this one could see", async () => {
    const run_ = { id: "r-1", host: "another", process: String(process.pid) };
    await eventStore.audit.record({
      ...{ id: "3b241101-e2bb-4255-8caf-4136c566a962", at: "2026-01-01T00:00:00.000Z", action: "adopt" },
      ...{ ...byOlga, details: {}, run: run_ },
    });
    expect(await lines()).toMatchObject([{ run: { state: "unknown", host: "another" } }]);
    expect(await runLedger(["audit"], { DATA_DIR: folder.path })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/started on another, no\s+end recorded/),
    });
  });
});

interface Log {
  readonly store: EventStore;
  /** For the child, and for the `ledger` command. */
  readonly place: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const logs: readonly (readonly [string, () => Promise<Log>])[] = [
  [
    "embedded",
    async () => {
      const path = join(folder.path, "events.db");
      const store = await openEmbeddedEventStore({ path });
      return { store, place: [path], environment: {}, close: () => store.close() };
    },
  ],
  [
    "EventStoreDB, on the door",
    async () => {
      const door = await startKillableDoor();
      const prefix = freshPrefix();
      const store = openOn(door.url, prefix);
      return {
        ...{ store, place: [door.url, prefix] },
        environment: { EVENTSTORE_URL: door.url, EVENTSTORE_PREFIX: prefix },
        async close() {
          await store.close();
          await door.close();
        },
      };
    },
  ],
];

describe.each(logs)("a verification in a process of its own, log %s", (_, openLog) => {
  let log: Log;
  const models = (): string => join(folder.path, "read-model.db");
  beforeEach(async () => {
    log = await openLog();
    await append(log.store, ...courses("u-1", 3));
    await (await openReadModel(models())).close();
  });
  afterEach(() => log.close());

  const lines = () => auditLines(log.store.audit, { limit: 10 });
  async function killWhileReading(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const child = startChild("verifying-child.ts", models(), ...log.place);
    const exited = once(child, "exit");
    const first = await Promise.race([once(child.stdout, "data"), exited]);
    expect(String(first[0])).toContain("reading");
    expect(await lines()).toMatchObject([{ action: "verify", run: { state: "running" } }, ...before]);
    child.kill(signal);
    await exited;
  }
  let before: readonly object[] = [];
  beforeEach(() => {
    before = [];
  });

  it("that is killed has begun and never ended, and is no proof; the next one is", async () => {
    await killWhileReading("SIGKILL");
    const killed = {
      ...{ action: "verify", operator: "olga", reason: "ticket 4711" },
      run: { state: "never_ended", host: expect.any(String) },
    };
    expect(await lines()).toMatchObject([killed]);
    expect(await createVerificationReader(log.store.audit)()).toBeUndefined();
    const environment = { ...log.environment, DATA_DIR: folder.path };
    const shown = await runLedger(["audit"], environment);
    expect(shown.stdout.replaceAll(/[│\s]+/g, " ")).toMatch(/started, never ended/);
    before = [killed];
    await killWhileReading("SIGTERM");
    expect(await lines()).toMatchObject([{ run: { state: "stopped" } }, killed]);
    const readModel = await openReadModel(models());
    const { store: eventStore } = log;
    await verifyProjections({ eventStore, readModel, scratchFolder: folder.path }, byOlga).result;
    await readModel.close();
    expect(await lines()).toMatchObject([
      { operator: "olga", details: { events: 3 }, run: { state: "succeeded" } },
      { run: { state: "stopped" } },
      killed,
    ]);
    expect(await createVerificationReader(log.store.audit)()).toMatchObject({ operator: "olga" });
  }, 60_000);
});
