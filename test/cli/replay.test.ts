import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import Database from "libsql";
import { createProjector } from "../../src/projections/live/projector.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { openSqliteReadModel } from "../../src/stores/read-model/sqlite/sqlite-read-model.js";
import {
  append,
  collect,
  coursePurchased,
  courses,
  metadata,
  purchaseRevoked,
  stream,
  testPurchased,
  user,
} from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { appendUnreadable, projectAsOlderProgram } from "../support/older-program.js";
import { ledgerProgram, programEnvironment } from "../support/program.js";
import { runLedger, type LedgerRun } from "../support/run-ledger.js";
import { temporaryFolder } from "../support/temporary-folder.js";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let eventStore: EventStore;
let readModel: ReadModelStore;
let now = new Date("2026-01-01T12:00:00.000Z");

beforeEach(async () => {
  folder = await temporaryFolder();
  now = new Date("2026-01-01T12:00:00.000Z");
  eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db"), now: () => now });
  readModel = await openSqliteReadModel({ path: join(folder.path, "read-model.db") });
});
afterEach(async () => {
  await readModel.close();
  await eventStore.close();
  await folder.remove();
});

const ledger = (...values: readonly string[]): Promise<LedgerRun> =>
  runLedger(values, { DATA_DIR: folder.path, LEDGER_OPERATOR: "ops-1" });
const jsonLines = ({ stdout }: LedgerRun): Record<string, unknown>[] =>
  stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const project = () => createProjector({ eventStore, readModel }).runToHead();

async function appendSome(): Promise<void> {
  const imported = metadata({
    source: "legacy-import",
    evidence: { foundIn: "both", recordIds: ["r-1", "r-2"] },
  });
  await append(eventStore, coursePurchased("u-1", "p-0", "c-0"));
  now = new Date("2026-01-02T12:00:00.000Z");
  await append(
    eventStore,
    { ...testPurchased("u-1", "p-1", "t-1", null), metadata: imported },
    purchaseRevoked("u-1", "p-0", "course", "c-0"),
  );
}

describe("ledger replay", () => {
  it("shows what happened, when, by whom, on what evidence, what it changed, and what is owned at the end", async () => {
    await appendSome();
    const { code, stdout } = await ledger("replay", "u-1", "--time-zone", "Asia/Ulaanbaatar");
    expect(code).toBe(0);
    const [first, second, third, last] = stdout.split("\n\n");
    expect(first).toBe(
      [
        "#0  2026-01-01 20:00:00  (2026-01-01T12:00:00.000Z)",
        "    bought course c-0 for 29.99 EUR",
        "    purchase p-0, price 29.99 EUR, payment pay-p-0 (card)",
        "    by shop (service) from api, correlation correlation-1",
        "    + course c-0",
      ].join("\n"),
    );
    expect(second).toContain("imported test t-1, date unknown");
    expect(second).toContain("evidence: found in both, 2 records r-1 r-2");
    expect(second).toContain("    + test t-1");
    expect(third).toContain("revoked course c-0 (refund), purchase p-0");
    expect(third).toContain("    - course c-0");
    expect(last).toBe("Owns: 1 test (t-1)\n");
  });

  it("ends at a revision or at a time, and writes an object an event", async () => {
    await appendSome();
    const until = async (at: string) => jsonLines(await ledger("replay", "u-1", "--json", "--at", at));
    expect(await until("1")).toMatchObject([
      {
        revision: 0,
        words: "bought course c-0 for 29.99 EUR",
        changed: { added: [{ kind: "course", id: "c-0" }] },
      },
      { revision: 1, changed: { added: [{ kind: "test", id: "t-1" }], removed: [] } },
      { userId: "u-1", revision: 1, owned: { courses: ["c-0"], tests: ["t-1"] } },
    ]);
    expect(await until("2026-01-01T20:00:00+08:00")).toMatchObject([
      { revision: 0 },
      { revision: 0, owned: { courses: ["c-0"], tests: [] } },
    ]);
    expect(await ledger("replay", "u-1", "--at", "2025-01-01T00:00:00Z")).toMatchObject({
      code: 0,
      stdout: "No events up to then.\n",
    });
  });

  it("knows an unknown user, a bad moment, a bad zone, and what does not go together", async () => {
    await appendSome();
    const [nobody, yesterday, noSuchDay, zone, both] = await Promise.all([
      ledger("replay", "nobody"),
      ledger("replay", "u-1", "--at", "yesterday"),
      ledger("replay", "u-1", "--at", "2026-02-30T00:00:00Z"),
      ledger("replay", "u-1", "--time-zone", "Mars/Base"),
      ledger("replay", "u-1", "--follow", "--at", "1"),
    ]);
    expect(nobody).toMatchObject({ code: 4, stderr: expect.stringContaining("nobody") as unknown });
    const withExample = { code: 2, stderr: expect.stringContaining("2026-01-31T12:00:00Z") as unknown };
    expect(yesterday).toMatchObject(withExample);
    expect(noSuchDay).toMatchObject(withExample);
    expect([zone.code, both.code]).toEqual([2, 2]);
  }, 60_000);

  it("ends with stored against folded, and with 1 if that has drifted", async () => {
    await appendSome();
    expect((await ledger("replay", "u-1", "--diff")).stdout).toContain(
      "No drift, but 3 events behind the log.",
    );
    await project();
    expect(await ledger("replay", "u-1", "--diff")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("No drift: what is stored matches the events.") as unknown,
    });
    const raw = new Database(join(folder.path, "read-model.db"), {});
    raw.exec("UPDATE history SET amount_minor = 1 WHERE purchase_id = 'p-0'");
    raw.close();
    const table = await ledger("replay", "u-1", "--diff");
    expect(table).toMatchObject({ code: 1 });
    expect(table.stdout).toContain("history.p-0.price.amountMinor");
    const json = await ledger("replay", "u-1", "--diff", "--json");
    expect(json.code).toBe(1);
    expect(jsonLines(json).at(-1)).toMatchObject({
      state: "drifted",
      differences: [{ path: "history.p-0.price.amountMinor", stored: 1, expected: 2999 }],
      heldBack: null,
    });
  }, 60_000);

  it("shows an event that cannot be read, and goes on", async () => {
    await append(eventStore, coursePurchased("u-1", "p-0", "c-0"));
    await appendUnreadable(eventStore, "u-1", 0);
    await append(eventStore, coursePurchased("u-1", "p-2", "c-2"));
    await project();
    const { code, stdout } = await ledger("replay", "u-1", "--diff");
    expect(code).toBe(0);
    expect(stdout).toContain("CANNOT BE READ OR FOLDED: Event 1 of stream purchases-u-1");
    expect(stdout).toContain("(waits behind the event above)");
    expect(stdout).toContain("Held back at event 1");
  });

  it("names the latest of very many items", async () => {
    await append(eventStore, ...courses("u-1", 30));
    const { stdout } = await ledger("replay", "u-1", "--at", "29");
    expect(stdout).toContain("Owns: 30 courses (10 earlier, c-10, ");
  });

  it("stays and shows what another process appends, until Ctrl-C, which is no failure", async () => {
    await append(eventStore, coursePurchased("u-1", "p-0", "c-0"));
    const child = spawn(process.execPath, [...ledgerProgram, "replay", "u-1", "--follow", "--json"], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...programEnvironment(), DATA_DIR: folder.path },
    });
    let stdout = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    const shown = () => stdout.split("\n").filter(Boolean).length;
    try {
      await eventually("the first event is shown", () => shown() === 1);
      await append(eventStore, ...courses("u-2", 3));
      await append(eventStore, coursePurchased("u-1", "p-1", "c-1"));
      await eventually("the new event is shown", () => shown() === 2);
    } finally {
      child.kill("SIGINT");
    }
    expect(await once(child, "close")).toEqual([0, null]);
    expect(JSON.parse(stdout.trim().split("\n")[1] ?? "")).toMatchObject({
      revision: 1,
      changed: { added: [{ kind: "course", id: "c-1" }] },
    });
  });
});

describe("ledger grant", () => {
  it("gives an item of the catalogue once, and says who did it", async () => {
    const give = () => ledger("grant", "u-1", "course", "algebra-1", "--reason", "goodwill", "--json");
    const [given] = jsonLines(await give());
    expect(given).toMatchObject({ userId: "u-1", revision: 0, alreadyOwned: false });
    const [again] = jsonLines(await give());
    expect(again).toMatchObject({ purchaseId: given!.purchaseId, alreadyOwned: true });
    const [recorded] = await collect(eventStore.readStream(stream("u-1")));
    expect(recorded).toMatchObject({
      data: { price: { amountMinor: 0 }, payment: null, grantedBy: { reason: "goodwill", by: "ops-1" } },
    });
    expect(await eventStore.audit.entries({ limit: 10 })).toMatchObject([
      { action: "grant", operator: "ops-1", reason: "goodwill", details: { user: "u-1" } },
    ]);
    expect((await readModel.ownership(user("u-1")))?.purchasedCourses).toEqual(["algebra-1"]);
  });

  it("refuses what it cannot give", async () => {
    const refused = [
      await ledger("grant", "u-1", "course", "no-such", "--reason", "gift"),
      await ledger("grant", "u-1", "book", "algebra-1", "--reason", "gift"),
      await ledger("grant", "u-1", "course", "algebra-1", "--reason", "kindness"),
      await ledger("grant", "u 1", "course", "algebra-1", "--reason", "gift"),
      await ledger("grant", "u-1", "course", "algebra-1"),
    ];
    expect(refused.map(({ code }) => code)).toEqual([4, 2, 2, 2, 2]);
    expect(await eventStore.head()).toMatchObject({ eventCount: 0 });
  });
});

describe("ledger revoke", () => {
  it("refuses without a confirmation, revokes with --yes, and then says that it was done", async () => {
    await append(eventStore, coursePurchased("u-1", "p-0", "c-0"), coursePurchased("u-1", "p-1", "c-1"));
    const refused = await ledger("revoke", "u-1", "p-0", "--reason", "refund");
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("--yes") as unknown });
    // What it would do is shown all the same.
    expect(refused.stdout).toContain("c-0, c-1");

    const done = await ledger(
      "revoke",
      "u-1",
      "p-0",
      "--reason",
      "refund",
      "--note",
      "ticket 1",
      "--yes",
      "--json",
    );
    expect(done.code).toBe(0);
    expect(jsonLines(done)).toMatchObject([
      {
        revision: 2,
        before: { courses: ["c-0", "c-1"] },
        after: { courses: ["c-1"] },
        alreadyRevoked: false,
      },
    ]);
    const events = jsonLines(await ledger("replay", "u-1", "--json"));
    expect(events[2]).toMatchObject({
      type: "PurchaseRevoked",
      data: { reason: "refund", note: "ticket 1" },
      metadata: { source: "cli", actor: { id: "ops-1", role: "operator" } },
    });
    expect((await readModel.ownership(user("u-1")))?.purchasedCourses).toEqual(["c-1"]);

    const again = await ledger("revoke", "u-1", "p-0", "--reason", "chargeback", "--yes");
    expect(again).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/already revoked at .*: refund/) as unknown,
    });
    expect(jsonLines(await ledger("revoke", "u-1", "p-0", "--reason", "refund", "--json"))).toMatchObject([
      { alreadyRevoked: true, revokedReason: "refund" },
    ]);
    expect((await eventStore.head()).eventCount).toBe(3);
  }, 60_000);

  it("refuses what it cannot do", async () => {
    await append(eventStore, coursePurchased("u-1", "p-0", "c-0"));
    const revoke = (...values: readonly string[]) => ledger("revoke", ...values, "--yes");
    const refused = await Promise.all([
      revoke("nobody", "p-0", "--reason", "refund"),
      revoke("u-1", "p-9", "--reason", "refund"),
      revoke("u-1", "p-0", "--reason", "because"),
      revoke("u-1", "p-0"),
      revoke("u-1", "p-0", "--reason", "refund", "--note", "x".repeat(2001)),
    ]);
    expect(refused.map(({ code }) => code)).toEqual([4, 4, 2, 2, 2]);
    await appendUnreadable(eventStore, "u-1", 0);
    expect(await revoke("u-1", "p-0", "--reason", "refund")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("nothing is recorded for this user") as unknown,
    });
    expect((await eventStore.head()).eventCount).toBe(2);
  }, 60_000);
});

describe("ledger dead-letters", () => {
  it("lists, shows with the raw event, and tries again", async () => {
    expect((await ledger("dead-letters")).stdout).toBe("No dead letters: every event could be folded.\n");
    await append(eventStore, ...courses("u-1", 3));
    await appendUnreadable(eventStore, "u-2", -1);
    await projectAsOlderProgram(eventStore, readModel, "c-1");
    expect(jsonLines(await ledger("dead-letters", "list", "--json"))).toMatchObject([
      { stream: "purchases-u-1" },
      { stream: "purchases-u-2" },
    ]);
    const [byUser, byStream, ...refused] = await Promise.all([
      ledger("dead-letters", "show", "u-2"),
      ledger("dead-letters", "show", "purchases-u-2"),
      ledger("dead-letters", "show", "u-3"),
      ledger("dead-letters", "retry"),
      ledger("dead-letters", "retry", "u-1", "--all"),
      ledger("dead-letters", "retry", "u-3"),
    ]);
    for (const { stdout } of [byUser, byStream]) {
      const shown = JSON.parse(stdout) as { data: string };
      expect(JSON.parse(shown.data)).toMatchObject({ courseId: 7 });
    }
    expect(refused.map(({ code }) => code)).toEqual([4, 2, 2, 4]);
    expect(await ledger("dead-letters", "retry", "u-2")).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("still held back") as unknown,
    });
    expect(await ledger("dead-letters", "retry", "--all")).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("Released 1 of 2 users.") as unknown,
    });
    expect(jsonLines(await ledger("dead-letters", "retry", "--all", "--json"))).toMatchObject([
      {
        released: [],
        heldBack: [{ userId: "u-2", reason: expect.stringContaining("purchases-u-2") as unknown }],
      },
    ]);
    expect(await eventStore.audit.entries({ limit: 5 })).toMatchObject([
      { details: { heldBack: 1, users: [] }, run: { outcome: "succeeded" } },
      { details: { heldBack: 1 }, run: { process: expect.any(String) } },
      { details: { heldBack: 2, users: ["u-1"] }, run: { outcome: "succeeded" } },
      { action: "retry-dead-letter", operator: "ops-1", details: { heldBack: 2 } },
    ]);
    expect(jsonLines(await ledger("dead-letters", "list", "--json"))).toMatchObject([
      { stream: "purchases-u-2" },
    ]);
  }, 90_000);
});
