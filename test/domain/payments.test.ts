import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { claimOlderPayments } from "../../src/commands/claim-older-payments.js";
import { streamOfPayment } from "../../src/commands/content-hash.js";
import { LedgerError } from "../../src/errors.js";
import { readPayment } from "../../src/commands/payments.js";
import { createPurchaseHandler } from "../../src/commands/purchase-handler.js";
import { applyWaiting } from "../../src/commands/payment-reports.js";
import { refund, type RefundRequest } from "../../src/commands/refunds.js";
import { isPaymentStream, streamOf, userOf } from "../../src/events/identifiers.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore, NewEvent, RecordedEvent } from "../../src/stores/event-store/event-store.js";
import { collect, readForwards, stream, user } from "../support/events.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { purchaseCourse, purchaseOrder, refundPurchase } from "./commands.js";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let store: EventStore;
let otherStore: EventStore;

beforeEach(async () => {
  folder = await temporaryFolder();
  store = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
  otherStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
});
afterEach(async () => {
  await store.close();
  await otherStore.close();
  await folder.remove();
});

const byPayment = (id: string) => ({ payment: { id, method: null } });
const all = async (): Promise<RecordedEvent[]> => collect(store.readAll({ batchSize: 1000, live: false }));

describe("a payment", () => {
  it("is spent once, whoever asks, in whichever process", async () => {
    const [here, elsewhere] = [store, otherStore].map((eventStore) => createPurchaseHandler({ eventStore }));
    await here!.handle(purchaseCourse("u-1", "p-1", "c-1", byPayment("pay/1 €")));
    await expect(
      elsewhere!.handle(purchaseCourse("u-2", "p-1", "c-1", byPayment("pay/1 €"))),
    ).rejects.toMatchObject({
      code: "payment_reused",
      details: { userId: "u-1", items: [{ kind: "course", id: "c-1" }] },
    });
    expect(await readForwards(store, "u-2")).toEqual([]);
  });

  it("has a stream that is no user's, before its purchase", async () => {
    await createPurchaseHandler({ eventStore: store }).handle(purchaseCourse("u-1", "p-1", "c-1"));
    const [claim, purchase] = await all();
    expect(claim).toMatchObject({ stream: streamOfPayment("pay-p-1"), type: "PaymentClaimed" });
    expect(purchase).toMatchObject({ stream: streamOf(user("u-1")), type: "CoursePurchased" });
    expect([isPaymentStream(claim!.stream), userOf(claim!.stream)]).toEqual([true, undefined]);
    expect(isPaymentStream(purchase!.stream)).toBe(false);
  });

  it("is claimed with its purchase, or not at all", async () => {
    const handler = createPurchaseHandler({ eventStore: store });
    const bought = await handler.handle(purchaseCourse("u-1", "p-1", "c-1", byPayment("pay-1")));
    expect(bought.hasNewPayments).toBe(true);
    // The memory of this process is behind what the other one records: its append is refused, and so is its claim.
    await createPurchaseHandler({ eventStore: otherStore }).handle(
      purchaseCourse("u-1", "p-2", "c-2", byPayment("pay-2")),
    );
    const failing: EventStore = {
      ...store,
      appendTogether: () => Promise.reject(new LedgerError("event_store_unavailable", "Full.")),
    };
    await expect(
      createPurchaseHandler({ eventStore: failing }).handle(
        purchaseCourse("u-1", "p-3", "c-3", byPayment("pay-3")),
      ),
    ).rejects.toMatchObject({ code: "event_store_unavailable" });
    expect(await readPayment(store, "pay-3")).toMatchObject({ claim: undefined });
    expect(await handler.handle(purchaseCourse("u-1", "p-3", "c-3", byPayment("pay-3")))).toMatchObject({
      result: "recorded",
      revision: 2,
      hasNewPayments: true,
    });
    expect((await all()).map(({ type }) => type)).toEqual(
      Array.from({ length: 3 }, () => ["PaymentClaimed", "CoursePurchased"]).flat(),
    );
  });

  it("whose process ended between claim and purchase is finished by the same request", async () => {
    const dying: EventStore = {
      ...store,
      appendTogether: undefined,
      append: (to, events, expected) =>
        isPaymentStream(to) ? store.append(to, events, expected) : Promise.reject(new Error("Killed.")),
    };
    const order = purchaseOrder("u-1", "o-1", ["c-1", "c-2"]);
    await expect(createPurchaseHandler({ eventStore: dying }).handle(order)).rejects.toThrow("Killed.");
    expect((await all()).map(({ type }) => type)).toEqual(["PaymentClaimed"]);
    const handler = createPurchaseHandler({ eventStore: otherStore });
    await expect(
      handler.handle(purchaseCourse("u-2", "p-1", "c-1", byPayment("pay-o-1"))),
    ).rejects.toMatchObject({ code: "payment_reused" });
    expect(await handler.handle(order)).toMatchObject({ result: "recorded" });
    expect((await all()).map(({ type }) => type)).toEqual([
      "PaymentClaimed",
      "CoursePurchased",
      "CoursePurchased",
    ]);
  });

  it("whose claim was left by a decision that came out otherwise can still buy for its user", async () => {
    const dying: EventStore = {
      ...store,
      appendTogether: undefined,
      append: (to, events, expected) =>
        isPaymentStream(to) ? store.append(to, events, expected) : Promise.reject(new Error("Killed.")),
    };
    const first = purchaseCourse("u-1", "p-1", "c-1", byPayment("pay-1"));
    await expect(createPurchaseHandler({ eventStore: dying }).handle(first)).rejects.toThrow("Killed.");
    const handler = createPurchaseHandler({ eventStore: store });
    const other = purchaseCourse("u-1", "p-2", "c-2", byPayment("pay-1"));
    expect(await handler.handle(other)).toMatchObject({ result: "recorded" });
    await expect(handler.handle(first)).rejects.toMatchObject({ code: "payment_reused" });
  });

  it("is spent on one item, when two processes race with the same user's", async () => {
    const handlers = [store, otherStore].map((eventStore) => createPurchaseHandler({ eventStore }));
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) =>
        handlers[n % 2]!.handle(purchaseCourse("u-1", `p-${n}`, `c-${n}`, byPayment("pay-1"))),
      ),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await readForwards(store, "u-1")).toHaveLength(1);
  });

  it("is spent for one user, when 200 race on two connections to the log", async () => {
    const handlers = [store, otherStore].map((eventStore) => createPurchaseHandler({ eventStore }));
    const results = await Promise.allSettled(
      Array.from({ length: 200 }, (_, n) =>
        handlers[n % 2]!.handle(purchaseCourse(`u-${n}`, "p-1", "c-1", byPayment("pay-1"))),
      ),
    );
    const codes = results.map((each) =>
      each.status === "fulfilled" ? "recorded" : (each.reason as { code: string }).code,
    );
    expect(codes.filter((code) => code === "recorded")).toHaveLength(1);
    expect(codes.filter((code) => code === "payment_reused")).toHaveLength(199);
    expect((await all()).map(({ type }) => type)).toEqual(["PaymentClaimed", "CoursePurchased"]);
  });

  it("of a free item is no payment, and claims nothing", async () => {
    await createPurchaseHandler({ eventStore: store }).handle(
      purchaseCourse("u-1", "p-1", "c-1", { discount: { code: "ALL", amount: 29.99 } }),
    );
    expect((await all()).map(({ type }) => type)).toEqual(["CoursePurchased"]);
  });
});

const requested = (change: Partial<RefundRequest> = {}): RefundRequest => ({
  ...{ target: { paymentId: "pay-p-1" }, refundId: "r-1", amount: undefined, reason: "requested" },
  ...{ reference: null, revoke: true, refundedAt: undefined, correlationId: "test", source: "api" },
  actor: { id: "shop", role: "service" },
  ...change,
});
const context = { correlationId: "test", source: "api", actor: { id: "shop", role: "service" } } as const;

describe("a refund before its purchase", () => {
  const now = () => new Date("2026-03-04T05:06:07.089Z");

  it("is kept once, and applied when the purchase comes", async () => {
    const handler = createPurchaseHandler({ eventStore: store });
    const parts = { eventStore: store, handler, now };
    expect(await refund(parts, requested())).toBe("waiting");
    expect(await refund(parts, requested())).toBe("waiting");
    expect((await readPayment(store, "pay-p-1")).reports).toHaveLength(1);
    await handler.handle(purchaseCourse("u-1", "p-1", "c-1"));
    expect(await applyWaiting(parts, "pay-p-1", context)).toBe(true);
    expect(await applyWaiting(parts, "pay-p-1", context)).toBe(false);
    expect((await readForwards(store, "u-1")).map(({ type }) => type)).toEqual([
      "CoursePurchased",
      "PurchaseRefunded",
      "PurchaseRevoked",
    ]);
  });

  it("reads its payment once, however many others wait", async () => {
    let reads = 0;
    const counting: EventStore = {
      ...store,
      readStream: (of, page) => {
        reads += isPaymentStream(of) ? 1 : 0;
        return store.readStream(of, page);
      },
    };
    const parts = { eventStore: counting, handler: createPurchaseHandler({ eventStore: store }), now };
    for (const refundId of ["r-1", "r-2", "r-3"])
      expect(await refund(parts, requested({ refundId }))).toBe("waiting");
    expect(reads).toBe(3);
    expect((await readPayment(store, "pay-p-1")).reports).toHaveLength(3);
  });

  it("that is of more than was paid goes on waiting", async () => {
    const handler = createPurchaseHandler({ eventStore: store });
    const parts = { eventStore: store, handler, now };
    await refund(parts, requested({ amount: { amountMinor: 999_999, currency: "EUR" } }));
    await handler.handle(purchaseCourse("u-1", "p-1", "c-1"));
    expect(await applyWaiting(parts, "pay-p-1", context)).toBe(false);
    expect((await readForwards(store, "u-1")).map(({ type }) => type)).toEqual(["CoursePurchased"]);
  });

  it("that meets its purchase between claim and record is applied by one of the two", async () => {
    const handler = createPurchaseHandler({ eventStore: store });
    const parts = { eventStore: store, handler, now };
    let meeting: unknown;
    const slow: EventStore = {
      ...store,
      appendTogether: undefined,
      append: async (to, events, expected) => {
        // Claimed, not recorded: the refund comes now.
        if (!isPaymentStream(to)) meeting ??= await refund(parts, requested());
        return store.append(to, events, expected);
      },
    };
    await createPurchaseHandler({ eventStore: slow }).handle(purchaseCourse("u-1", "p-1", "c-1"));
    expect(meeting).toBe("waiting");
    expect(await applyWaiting(parts, "pay-p-1", context)).toBe(true);
  });
});

describe("the payments of version 1", () => {
  const golden = (file: string): RecordedEvent =>
    JSON.parse(readFileSync(new URL(`../golden/v1/${file}`, import.meta.url), "utf8")) as RecordedEvent;

  beforeEach(async () => {
    const { id, type, data, metadata } = golden("course-purchased.json");
    await store.append(stream("learner-1"), [{ id, type, data, metadata } as NewEvent], "no-stream");
  });

  it("are claimed once, before the first sale, and are not spent again", async () => {
    const progress: number[] = [];
    const onProgress = (claimed: number): number => progress.push(claimed);
    expect(await claimOlderPayments(store, "2026-11-29T00:00:00.000Z", onProgress)).toBe(1);
    expect(progress).toContain(1);
    expect(await claimOlderPayments(store, "2026-11-29T00:00:01.000Z")).toBeUndefined();
    const handler = createPurchaseHandler({ eventStore: store });
    await expect(
      handler.handle(purchaseCourse("u-2", "p-1", "c-1", byPayment("pay-1"))),
    ).rejects.toMatchObject({ code: "payment_reused", details: { userId: "learner-1" } });
    expect(await handler.handle(refundPurchase("learner-1", "pay-1", "r-1"))).toMatchObject({
      result: "recorded",
    });
  });

  it("are no reason to note anything in a log that has none", async () => {
    const path = join(folder.path, "other.db");
    const fresh = await openEmbeddedEventStore({ path });
    await createPurchaseHandler({ eventStore: fresh }).handle(purchaseCourse("u-1", "p-1", "c-1"));
    expect(await claimOlderPayments(fresh, "2026-11-29T00:00:00.000Z")).toBeUndefined();
    expect((await fresh.head()).eventCount).toBe(2);
    await fresh.close();
  });
});
