import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { join } from "node:path";
import { carryOutSale } from "../../src/commands/carry-out-sale.js";
import { recordDispute } from "../../src/commands/disputes.js";
import { keptReports } from "../../src/commands/kept-reports.js";
import { createPurchaseHandler } from "../../src/commands/purchase-handler.js";
import { refund } from "../../src/commands/refunds.js";
import { eventsTable } from "../../src/cli/export-tables.js";
import type { PaymentReport } from "../../src/events/payment-events.js";
import type { DisputeStatus } from "../../src/events/purchase-events.js";
import { copyLog } from "../../src/log/copy-log.js";
import { createProjector } from "../../src/projections/live/projector.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import { purchaseOrder } from "../domain/commands.js";
import { storedModels } from "../support/clean-fold.js";
import { eventLogs, type EventLog } from "../support/event-logs.js";
import { collect, user } from "../support/events.js";
import { newModels, type ModelsOfTest } from "../support/read-models.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const by = { correlationId: "test", actor: { id: "shop", role: "service" }, source: "api" } as const;
const users = ["u-1", "u-2", "u-3"] as const;
const paymentOf = (userId: string): string => `pay-o-${userId}`;

/** What a shop sends to a log, through a process of its own. */
function senderTo(eventStore: EventStore) {
  const parts = { eventStore, handler: createPurchaseHandler({ eventStore }), now: () => new Date(0) };
  const about = (userId: string, amountMinor?: number) => ({
    ...{ ...by, target: { paymentId: paymentOf(userId) }, revoke: true },
    amount: amountMinor === undefined ? undefined : { amountMinor, currency: "EUR" },
  });
  return {
    refund: (userId: string, refundId: string, amountMinor?: number) =>
      refund(parts, {
        ...{ ...about(userId, amountMinor), refundId, revoke: false, refundedAt: undefined },
        ...{ reason: "requested", reference: null },
      }),
    dispute: (userId: string, disputeId: string, status: DisputeStatus) =>
      recordDispute(parts, { ...about(userId), disputeId, status, disputedAt: undefined }),
    order: (userId: string) => carryOutSale(parts, purchaseOrder(userId, `o-${userId}`, ["c-1", "c-2"])),
  };
}

const everything = (store: EventStore) => collect(store.readAll({ batchSize: 100, live: false }));

/** What support and the shop are told: the models, the payments, and what waits. */
async function toldBy(store: EventStore, models: ModelsOfTest) {
  const readModel = await models.open();
  try {
    await createProjector({ eventStore: store, readModel }).runToHead();
    const kept = await Promise.all(users.map((each) => keptReports(store, paymentOf(each))));
    return {
      models: await storedModels(readModel, users.map(user)),
      payments: await Promise.all(users.map((each) => readModel.findPayments(paymentOf(each), 10))),
      reports: kept.map(({ claim, kept: all }) => ({
        owner: claim?.userId,
        kept: all.map(({ report: { data }, state, refusal }) => ({ data, state, code: refusal?.code })),
      })),
    };
  } finally {
    await readModel.close();
  }
}

const reportTypes: readonly string[] = [
  "RefundReceived",
  "DisputeReceived",
] satisfies readonly PaymentReport["type"][];
const isReport = (type: string): boolean => reportTypes.includes(type);

describe.each(eventLogs)("reports that came before their purchases, copied to $name", ({ open }) => {
  let original: EventLog;
  let copy: EventLog;
  let models: readonly ModelsOfTest[];
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    original = await eventLogs[0]!.open();
    copy = await open();
    folder = await temporaryFolder();
    models = [await newModels(join(folder.path, "one")), await newModels(join(folder.path, "other"))];
    const shop = senderTo(original.store);
    // Applied: a dispute that ends well, and a refund of a part.
    await shop.dispute("u-1", "dp-1", "opened");
    await shop.refund("u-1", "r-1", 100);
    await shop.dispute("u-1", "dp-1", "won");
    await shop.order("u-1");
    // Waiting for ever: more than was paid.
    await shop.refund("u-2", "r-2", 1_000_000);
    await shop.dispute("u-2", "dp-2", "opened");
    await shop.order("u-2");
    // Waiting for a purchase that comes to the copy.
    await shop.refund("u-3", "r-3");
    await shop.dispute("u-3", "dp-3", "lost");
    await copyLog({ from: original.store, to: copy.store }).result;
  });
  afterEach(async () => {
    for (const each of models) await each.remove();
    await folder.remove();
    await copy.close();
    await original.close();
  });

  it("are there with their ids, and both logs tell the same of models, payments and what waits", async () => {
    const reports = (await everything(original.store)).filter(({ type }) => isReport(type));
    expect(reports).toHaveLength(7);
    const idsOf = (events: readonly { readonly id: string; readonly stream: string }[]) =>
      events.map(({ id, stream }) => `${stream} ${id}`);
    const copied = (await everything(copy.store)).filter(({ type }) => isReport(type));
    expect(idsOf(copied)).toEqual(idsOf(reports));
    const told = await toldBy(original.store, models[0]!);
    expect(told.reports.map(({ kept }) => kept.map(({ state, code }) => code ?? state))).toEqual([
      ["applied", "applied", "applied"],
      ["refund_exceeds_payment", "applied"],
      ["waiting", "waiting"],
    ]);
    expect(await toldBy(copy.store, models[1]!)).toEqual(told);
  });

  it("are taken for repetitions there, and applied when the purchase comes", async () => {
    const before = (await everything(copy.store)).length;
    const shop = senderTo(copy.store);
    await shop.dispute("u-1", "dp-1", "won");
    expect(await shop.refund("u-3", "r-3")).toBe("waiting");
    expect(await shop.dispute("u-3", "dp-3", "lost")).toBe("waiting");
    expect(await everything(copy.store)).toHaveLength(before);
    await shop.order("u-3");
    const [, , third] = (await toldBy(copy.store, models[1]!)).payments;
    expect(third).toMatchObject([{ balances: [{ keptMinor: 0 }] }]);
    expect((await keptReports(copy.store, "pay-o-u-3")).kept).toMatchObject([
      { state: "applied" },
      { state: "applied" },
    ]);
  });

  it("are exported with what they say, as JSON and as rows without a user", async () => {
    const table = eventsTable({
      ...{ eventStore: copy.store, filter: {}, signal: new AbortController().signal },
    });
    const entries = (await collect(table.batches)).filter(({ recorded }) => isReport(recorded.type));
    const json = entries.map(table.toJson) as readonly PaymentReport[];
    expect(json.map(({ type, data }) => [type, data.paymentId])).toEqual([
      ["DisputeReceived", "pay-o-u-1"],
      ["RefundReceived", "pay-o-u-1"],
      ["DisputeReceived", "pay-o-u-1"],
      ["RefundReceived", "pay-o-u-2"],
      ["DisputeReceived", "pay-o-u-2"],
      ["RefundReceived", "pay-o-u-3"],
      ["DisputeReceived", "pay-o-u-3"],
    ]);
    const forms = { titleOf: () => "", dateOf: (at: string | null) => at };
    for (const [cells] of entries.map((entry) => table.toRows(entry, forms))) {
      const row = Object.fromEntries(table.columns.map((name, n) => [name, cells?.[n]]));
      expect(row).toMatchObject({ userId: null, purchaseId: null, error: null });
      expect(cells).toHaveLength(table.columns.length);
    }
  });
});
