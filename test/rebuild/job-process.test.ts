import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import Database from "libsql";
import { auditLines } from "../../src/operations/audit-lines.js";
import { history } from "../../src/projections/history/history.js";
import { createProjector } from "../../src/projections/live/projector.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { NewEvent } from "../../src/stores/event-store/event-store.js";
import { openSqliteReadModel } from "../../src/stores/read-model/sqlite/sqlite-read-model.js";
import { childrenOf } from "../support/children-of.js";
import { cleanFold, storedModels } from "../support/clean-fold.js";
import { append, coursePurchased, courses, stream, toNewEvent } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { startServerProcess, type RunningServer } from "../support/running-server.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const analyst = { role: "analyst", id: "ana" } as const;
const checkout = { role: "service", id: "checkout" } as const;
const jobs = "/api/projections/all/rebuilds";

describe("a server that rebuilds and verifies in processes of their own", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let server: RunningServer | undefined;
  const models = (): string => join(folder.path, "read-model.db");

  beforeEach(async () => {
    folder = await temporaryFolder();
    const eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    const readModel = await openSqliteReadModel({ path: models() });
    for (let n = 0; n < 40; n++) await append(eventStore, ...courses(`u-${n}`, 100));
    await createProjector({ eventStore, readModel }).runToHead();
    await readModel.close();
    await eventStore.close();
  }, 60_000);

  afterEach(async () => {
    if (server?.child.exitCode === null) await server.stop();
    server = undefined;
    await folder.remove();
  });

  const start = async (environment: Readonly<Record<string, string>> = {}): Promise<RunningServer> =>
    (server = await startServerProcess(folder.path, environment));

  const ended = async ({ call }: RunningServer, id: unknown) => {
    const job = () => call(`${jobs}/${String(id)}`, { as: analyst });
    await eventually("the rebuild has ended", async () => (await job()).body.state !== "running");
    return (await job()).body;
  };

  async function expectCleanFold(): Promise<void> {
    const eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    const readModel = await openSqliteReadModel({ path: models() });
    await eventually(
      "all is folded",
      async () => (await readModel.checkpoint()).eventCount === (await eventStore.head()).eventCount,
    );
    const { eventCount: _, ...expected } = await cleanFold(eventStore);
    expect(await storedModels(readModel, expected.ownership.keys())).toEqual(expected);
    await readModel.close();
    await eventStore.close();
  }

  async function audited() {
    const eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    const entries = await auditLines(eventStore.audit, { limit: 10 });
    await eventStore.close();
    return entries;
  }

  const inModels = (sql: string): unknown => {
    const database = new Database(models(), {});
    try {
      // The projector may be writing.
      database.exec("PRAGMA busy_timeout = 10000");
      return sql.startsWith("SELECT") ? database.prepare(sql).all() : database.exec(sql);
    } finally {
      database.close();
    }
  };

  /** As an older program leaves a projection that it did not have. */
  const forgetPayments = (): void => {
    for (const table of ["payments", "payments_revisions", "payments_keys"]) inModels(`DELETE FROM ${table}`);
    inModels(
      "UPDATE generations SET position = NULL, event_id = NULL, event_count = 0 WHERE projection = 'payments'",
    );
  };

  it("sells and answers meanwhile, and swaps in what holds these purchases as well", async () => {
    const running = await start();
    const { body } = await running.call(jobs, { as: analyst, body: { reason: "spring cleaning" } });
    const statuses: number[] = [];
    for (
      let n = 0;
      (await running.call(`${jobs}/${String(body.id)}`, { as: analyst })).body.state === "running";
      n++
    ) {
      const purchase = { userId: `u-${n % 40}`, itemType: "course", itemId: "study-skills", amount: 0 };
      statuses.push((await running.call("/api/purchase", { as: checkout, body: purchase })).status);
    }
    expect(statuses.length).toBeGreaterThan(0);
    expect(statuses.every((status) => status === 201 || status === 200)).toBe(true);
    expect(await ended(running, body.id)).toMatchObject({
      state: "swapped",
      report: { users: 40, changedUsers: 0 },
    });
    await expectCleanFold();
    expect(await running.stop()).toBe(0);
    expect(await audited()).toMatchObject([
      { action: "rebuild", operator: "ana", reason: "spring cleaning" },
    ]);
  });

  it("verifies meanwhile what it sells, and names what has drifted", async () => {
    const running = await start();
    const verify = async () => {
      const { body } = await running.call("/api/projections/verifications", { as: analyst, body: {} });
      const job = () => running.call(`/api/projections/verifications/${String(body.id)}`, { as: analyst });
      for (let n = 0; (await job()).body.state === "running"; n++) {
        const purchase = { userId: `u-${n % 40}`, itemType: "course", itemId: "study-skills", amount: 0 };
        await running.call("/api/purchase", { as: checkout, body: purchase });
      }
      return (await job()).body;
    };
    expect(await verify()).toMatchObject({ state: "clean", report: { users: 40, drifts: [] } });
    inModels("DELETE FROM ownership WHERE user_id = 'u-7'");
    expect(await verify()).toMatchObject({
      state: "drifted",
      report: { driftedUsers: 1, missing: 1, drifts: [{ userId: "u-7", kind: "missing" }] },
    });
    expect(await running.stop()).toBe(0);
    expect(await audited()).toMatchObject([
      { action: "verify", operator: "ana" },
      { action: "verify", operator: "ana" },
    ]);
  });

  it("goes on with the others where an event cannot be read, and names its user", async () => {
    const eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    const event = toNewEvent(coursePurchased("bad", "p-1", "c-1"));
    const broken = { ...event, data: { ...event.data, courseId: 7 } } as unknown as NewEvent;
    await eventStore.append(stream("bad"), [broken], "no-stream");
    await eventStore.close();
    const running = await start();
    const { body } = await running.call(jobs, { as: analyst, body: {} });
    expect(await ended(running, body.id)).toMatchObject({
      state: "swapped",
      report: { heldBackUsers: 1, heldBack: ["bad"] },
    });
  });

  it("says that the process was killed, leaves what is live alone, and goes on with the next one", async () => {
    const running = await start();
    const { body } = await running.call(jobs, { as: analyst, body: {} });
    let killed = false;
    await eventually("its process can be killed", async () => {
      const [pid] = await childrenOf(running.child.pid);
      if (pid === undefined) return false;
      killed = process.kill(pid, "SIGKILL");
      return true;
    });
    expect(killed).toBe(true);
    expect(await ended(running, body.id)).toMatchObject({
      state: "failed",
      error: {
        code: "internal_error",
        message: expect.stringMatching(/SIGKILL.*needs more memory/) as unknown,
      },
    });
    await expectCleanFold();
    const again = await running.call(jobs, { as: analyst, body: {} });
    expect(await ended(running, again.body.id)).toMatchObject({ state: "swapped" });
    await expectCleanFold();
  });

  it.each(["SIGTERM", "SIGKILL"] as const)("leaves no process behind when it ends by %s", async (signal) => {
    const running = await start();
    await running.call(jobs, { as: analyst, body: {} });
    const children = await childrenOf(running.child.pid);
    expect(children.length).toBeGreaterThan(0);
    running.child.kill(signal);
    const isRunning = (pid: number): Promise<boolean> =>
      readFile(`/proc/${pid}/stat`, "utf8").then(
        (stat) => !stat.includes(") Z "),
        () => false,
      );
    await eventually("all have ended", async () => {
      const alive = await Promise.all(children.map(isRunning));
      return running.child.exitCode !== null || running.child.signalCode !== null
        ? !alive.includes(true)
        : false;
    });
    await expectCleanFold();
  });

  it("rebuilds, when it starts, what another version of the fold has made", async () => {
    inModels("UPDATE generations SET fold_version = 0 WHERE projection = 'history'");
    inModels("UPDATE history SET amount_minor = 4711");
    const running = await start();
    await eventually("it is rebuilt", async () => {
      const { body } = await running.call(jobs, { as: analyst });
      return (body.rebuilds as { state: string }[])[0]?.state === "swapped";
    });
    expect((await running.call(jobs, { as: analyst })).body.rebuilds).toMatchObject([
      { projections: ["history"], requestedBy: "ledger", report: { changedUsers: 40 } },
    ]);
    expect(running.lines.map(({ msg }) => msg)).toContainEqual(
      `The fold has another version (history: 0 is now ${history.foldVersion}). They are rebuilt in the background.`,
    );
    await running.stop();
    await expectCleanFold();
  });

  it("rebuilds it also where a projection that is new is folded first", async () => {
    inModels("UPDATE generations SET fold_version = 0 WHERE projection = 'history'");
    inModels("UPDATE history SET amount_minor = 4711");
    forgetPayments();
    const running = await start();
    await eventually("it is rebuilt", async () => {
      const { body } = await running.call(jobs, { as: analyst });
      return (body.rebuilds as { state: string }[])[0]?.state === "swapped";
    });
    await running.stop();
    await expectCleanFold();
  });

  it("folds a projection that is new first, and with it what another version of the fold has made", async () => {
    const eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    // As many as are folded user by user.
    for (let n = 40; n < 200; n++) await append(eventStore, ...courses(`u-${n}`, 100));
    await eventStore.close();
    inModels("UPDATE generations SET fold_version = 0 WHERE projection = 'history'");
    inModels("UPDATE history SET amount_minor = 4711");
    forgetPayments();
    const running = await start();
    await eventually(
      "it is ready",
      async () => (await running.call("/readyz", { as: analyst })).status === 200,
      60_000,
    );
    const { projections } = (await running.call("/api/projections", { as: analyst })).body as {
      projections: readonly { foldVersion: number; live: object; previous: object | null }[];
    };
    expect(projections).toHaveLength(3);
    for (const { foldVersion, live, previous } of projections)
      expect([live, previous]).toMatchObject([{ eventCount: 20_000, foldVersion, number: 2 }, null]);
    expect((await running.call(jobs, { as: analyst })).body.rebuilds).toEqual([]);
    await running.stop();
    await expectCleanFold();
  }, 120_000);

  it("only says so where the setting demands it", async () => {
    inModels("UPDATE generations SET fold_version = 0 WHERE projection = 'history'");
    const running = await start({ REBUILD_OUTDATED: "false" });
    await eventually("it says so", () =>
      running.lines.some(({ msg }) =>
        String(msg).includes("Run `ledger rebuild`, or set REBUILD_OUTDATED=true."),
      ),
    );
    expect((await running.call(jobs, { as: analyst })).body.rebuilds).toEqual([]);
  });
});
