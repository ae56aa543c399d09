import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from "@jest/globals";
import Database from "libsql";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { PurchaseEvent } from "../../src/events/purchase-events.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import { freshPrefix, openOn, testServers, type EventStoreServer } from "../support/event-store-door.js";
import { append, coursePurchased, item, metadata, purchase, user } from "../support/events.js";
import { runLedger, type LedgerRun } from "../support/run-ledger.js";
import { temporaryFolder } from "../support/temporary-folder.js";

// Every command is a process that compiles its sources first: on a busy machine that takes its time.
jest.setTimeout(240_000);

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let dataDir: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  dataDir = join(folder.path, "data");
  await mkdir(dataDir);
});
afterEach(() => folder.remove());

const ledger = (
  values: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<LedgerRun> => runLedger(values, { DATA_DIR: dataDir, LEDGER_OPERATOR: "jo", ...settings });

/** Records into the log while no command has it. */
async function record(...events: readonly PurchaseEvent[]): Promise<void> {
  const store = await openEmbeddedEventStore({ path: join(dataDir, "events.db") });
  for (const event of events) await append(store, event);
  await store.close();
}

const bought = (userId: string, at: string): PurchaseEvent => coursePurchased(userId, "p-1", "c-1", at);

const refunded = (userId: string, amountMinor: number, at: string): PurchaseEvent => ({
  type: "PurchaseRefunded",
  data: {
    ...{
      userId: user(userId),
      purchaseId: purchase("p-1"),
      item: item("course", "c-1"),
      paymentId: "pay-p-1",
    },
    ...{ refundId: "re_1", amount: { amountMinor, currency: "EUR" } },
    ...{ reason: "requested", reference: null, refundedAt: at },
  },
  metadata: metadata(),
});

interface Shown {
  readonly outcome: string;
  readonly closing: { readonly hash: string; readonly events: number };
  readonly differences: readonly unknown[];
}
const inJson = ({ stdout }: LedgerRun): Shown => JSON.parse(stdout) as Shown;

describe("ledger close", () => {
  it("closes a month once, and proves later that nothing has changed", async () => {
    await record(bought("u-1", "2025-10-05T00:00:00.000Z"));
    const closed = await ledger(["close", "2025-10", "--reason", "the books", "--json"]);
    expect([closed.code, inJson(closed).outcome]).toEqual([0, "closed"]);
    // A late webhook of October, and a refund in November.
    await record(
      bought("u-2", "2025-10-31T23:59:59.999Z"),
      refunded("u-1", 1000, "2025-11-02T00:00:00.000Z"),
    );
    const again = await ledger(["close", "2025-10", "--json"]);
    expect([again.code, inJson(again)]).toMatchObject([
      0,
      { outcome: "unchanged", closing: { hash: inJson(closed).closing.hash, events: 1 }, differences: [] },
    ]);
    const next = await ledger(["close", "2025-11"]);
    expect(next.code).toBe(0);
    // In November: nothing bought, 10.00 refunded; late from October: 29.99; together 19.99.
    for (const row of [
      /dated in it.* 0\.00 .* 10\.00 .*-10\.00/,
      /late.* 29\.99 .* 29\.99/,
      /together.* 19\.99/,
    ])
      expect(next.stdout).toMatch(row);
    const listed = await ledger(["close", "--json"]);
    expect(JSON.parse(listed.stdout)).toMatchObject([
      { month: "2025-10", operator: "jo", timeZone: "UTC" },
      { month: "2025-11", operator: "jo" },
    ]);
    const audit = await ledger(["audit", "--json"]);
    expect(
      audit.stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown),
    ).toMatchObject([
      { action: "close-month", details: { month: "2025-11" } },
      { action: "close-month", reason: "the books", details: { month: "2025-10" } },
    ]);
    expect((await ledger(["audit", "--limit", "0"])).stdout).not.toContain("empty");
  });

  it("ends with 6 and names what differs when the log is not what it was", async () => {
    await record(bought("u-1", "2025-10-05T00:00:00.000Z"), bought("u-2", "2025-10-06T00:00:00.000Z"));
    expect((await ledger(["close", "2025-10"])).code).toBe(0);
    const raw = new Database(join(dataDir, "events.db"), {});
    const triggers = raw.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all() as {
      name: string;
    }[];
    for (const { name } of triggers) raw.exec(`DROP TRIGGER ${name}`);
    raw.exec(`UPDATE events SET data = replace(data, '"amountMinor":2999', '"amountMinor":1999')
              WHERE stream = 'purchases-u-2'`);
    raw.close();
    const changed = await ledger(["close", "2025-10"]);
    expect(changed).toMatchObject({
      code: 6,
      stdout: expect.stringContaining("2025-10 has changed since jo"),
    });
    expect(changed.stdout).toMatch(/dated in it, EUR: gross.* 59\.98 .* 49\.98/);
    expect(inJson(await ledger(["close", "2025-10", "--json"])).differences).toContainEqual({
      ...{ part: "dated", currency: "EUR", figure: "gross" },
      ...{ what: "dated in it, EUR: gross", closed: "59.98", now: "49.98" },
    });
  });

  it("goes by midnight of the time zone that the first month was closed in", async () => {
    // In Berlin the first is in October and the second in November.
    await record(bought("u-1", "2025-09-30T22:00:00.000Z"), bought("u-2", "2025-10-31T23:00:00.000Z"));
    const october = await ledger(["close", "2025-10", "--time-zone", "Europe/Berlin", "--json"]);
    expect(JSON.parse(october.stdout)).toMatchObject({
      closing: {
        ...{ timeZone: "Europe/Berlin", from: "2025-09-30T22:00:00.000Z", to: "2025-10-31T23:00:00.000Z" },
        figures: [{ currency: "EUR", purchases: 1 }],
      },
    });
    expect(await ledger(["close", "2025-11", "--time-zone", "UTC"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Europe/Berlin"),
    });
    const november = await ledger(["close", "2025-11", "--json"]);
    expect(JSON.parse(november.stdout)).toMatchObject({ closing: { figures: [{ purchases: 1 }], late: [] } });
  });

  it("refuses a month that is not over, out of turn, or none", async () => {
    await record(bought("u-1", "2025-10-05T00:00:00.000Z"));
    const thisMonth = new Date().toISOString().slice(0, "2026-10".length);
    for (const month of [thisMonth, "9999-12"])
      expect(await ledger(["close", month])).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(`${month} is not over`),
      });
    for (const none of ["2026-13", "2026-00", "10-2026", "2026-1", "october"])
      expect(await ledger(["close", none])).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("a month such as 2026-10"),
      });
    expect(await ledger(["close", "2025-10", "--time-zone", "Mars/Base"])).toMatchObject({ code: 2 });
    expect((await ledger(["close", "2025-10"])).code).toBe(0);
    expect(await ledger(["close", "2025-12"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("close 2025-11 next"),
    });
    const listed = await ledger(["close", "--json"]);
    expect(JSON.parse(listed.stdout)).toHaveLength(1);
  });

  it("is kept by a backup that is put back", async () => {
    await record(bought("u-1", "2025-10-05T00:00:00.000Z"), bought("u-2", "2025-11-05T00:00:00.000Z"));
    const { hash } = inJson(await ledger(["close", "2025-10", "--json"])).closing;
    const backup = join(folder.path, "backup");
    expect((await ledger(["backup", backup])).code).toBe(0);
    await rm(dataDir, { recursive: true });
    await rename(backup, dataDir);
    expect(inJson(await ledger(["close", "2025-10", "--json"]))).toMatchObject({
      outcome: "unchanged",
      closing: { hash },
    });
  });
});

describe.each(testServers)("ledger close, on $name", ({ start }) => {
  let server: EventStoreServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.close());

  it("is there after copy-events, both ways, and closes there as well", async () => {
    await record(bought("u-1", "2025-10-05T00:00:00.000Z"), bought("u-2", "2025-10-06T00:00:00.000Z"));
    const { hash } = inJson(await ledger(["close", "2025-10", "--json"])).closing;
    const prefix = freshPrefix();
    const onServer = { EVENTSTORE_URL: server.url, EVENTSTORE_PREFIX: prefix };
    expect((await ledger(["copy-events", "--to", server.url, "--prefix", prefix])).code).toBe(0);
    expect(inJson(await ledger(["close", "2025-10", "--json"], onServer))).toMatchObject({
      ...{ outcome: "unchanged", closing: { hash } },
    });
    const there: EventStore = openOn(server.url, prefix);
    await append(there, refunded("u-1", 1000, "2025-11-02T00:00:00.000Z"));
    await there.close();
    const november = await ledger(["close", "2025-11", "--json"], onServer);
    expect(JSON.parse(november.stdout)).toMatchObject({
      ...{ outcome: "closed", closing: { events: 3, figures: [{ refundsMinor: "1000" }], late: [] } },
    });
    const back = { DATA_DIR: join(folder.path, "back") };
    expect((await ledger(["copy-events", "--from", server.url, "--prefix", prefix], back)).code).toBe(0);
    for (const month of ["2025-10", "2025-11"])
      expect(inJson(await ledger(["close", month, "--json"], back))).toMatchObject({ outcome: "unchanged" });
  });
});
