import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createPurchaseHandler } from "../../src/commands/purchase-handler.js";
import { decodeEvent } from "../../src/events/codec.js";
import { toMajorUnits, toMinorUnits } from "../../src/events/money.js";
import { isPurchased, type ItemPurchased } from "../../src/events/purchase-events.js";
import { verify } from "../../src/projections/check/verify.js";
import type { ApiAnswer } from "../api/support/contract-check.js";
import { startApi, theCheckout, type RunningApi } from "../api/support/start-api.js";
import { pricePurchase } from "../domain/commands.js";
import { collect, stream } from "../support/events.js";
import { eventually } from "../support/eventually.js";

const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const oneOf = <T>(...values: readonly T[]) => optional(fc.constantFrom(...values));

/** Of any size and with any decimals, but mostly what some currency has. */
const amount = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0, 5, 10, 15, 29.99, 1500, 10.125) },
  { weight: 2, arbitrary: fc.constantFrom(10.005, 100.5, 0.001, 1e-7, 29.994999, 1.15) },
  { weight: 1, arbitrary: fc.constantFrom(9e15, 1e22, Number.MAX_VALUE) },
  { weight: 1, arbitrary: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }) },
);
// `ZZZ` has the form of a code and is none.
const currency = oneOf("EUR", "EUR", "JPY", "BHD", "ZZZ");
const discount = optional(fc.record({ code: fc.constantFrom("TEN", "ALL"), amount }));
const line = {
  itemType: fc.constantFrom("course", "test"),
  itemId: fc.constantFrom("c-paid", "c-free", "c-withdrawn", "c-yen", "t-paid", "both", "nowhere"),
  amount: optional(amount),
  discount,
};
// Few of each, so that requests meet.
const paid = {
  paymentId: fc.constantFrom("pay-1", "pay-2", "pay-3", "pay-4"),
  paymentMethod: oneOf("card"),
  paidAt: fc.constantFrom("2026-01-02T03:04:05Z", "2999-01-01T00:00:00Z", "0000-01-01T00:00:00+14:00"),
  currency,
};
const userId = fc.constantFrom("u-1", "u-2");
const key = oneOf("key-1", "key-2");

const purchases = fc
  .record({ ...line, ...paid, userId, key, orderId: oneOf("o-1", "o-2"), purchaseId: oneOf("p-1", "p-2") })
  .map(({ key: idempotencyKey, ...body }) => ({ path: "/api/purchase", key: idempotencyKey, body }));
const orders = fc
  .record({
    ...{ ...paid, userId, key, orderId: fc.constantFrom("o-1", "o-2"), amount: optional(amount) },
    giftFrom: oneOf("u-1", "u-2", "u-3"),
    lines: fc.array(fc.record(line), { minLength: 1, maxLength: 4 }),
  })
  .map(({ key: idempotencyKey, ...body }) => ({ path: "/api/orders", key: idempotencyKey, body }));
const free = fc
  .record({
    ...{ userId, itemType: fc.constant("course"), itemId: fc.constantFrom("c-free", "both"), key },
    ...{ orderId: oneOf("o-1", "o-2"), purchaseId: oneOf("p-1", "p-2") },
  })
  .map(({ key: idempotencyKey, ...body }) => ({ path: "/api/purchase", key: idempotencyKey, body }));
const requests = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: purchases },
    { weight: 4, arbitrary: orders },
    { weight: 1, arbitrary: free },
  ),
  { minLength: 1, maxLength: 12 },
);

interface Body {
  readonly userId: string;
  readonly paymentId?: string;
  readonly currency?: string | undefined;
  readonly amount?: number | undefined;
  readonly discount?: { readonly code: string; readonly amount: number } | undefined;
  readonly lines?: readonly Pick<Body, "amount" | "discount">[];
}

let api: RunningApi;
let runs = 0;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

/** Gives the users and payments of a run names of their own. */
function ofRun(body: Body, run: number): Body {
  const named = Object.entries(body).map(([name, value]: [string, unknown]) =>
    ["userId", "paymentId", "giftFrom"].includes(name) && typeof value === "string"
      ? [name, `${value}-${run}`]
      : [name, value],
  );
  return Object.fromEntries(named) as Body;
}

async function purchasesIn(run: number): Promise<ReadonlyMap<string, ItemPurchased>> {
  const streams = ["u-1", "u-2"].map((name) => collect(api.eventStore.readStream(stream(`${name}-${run}`))));
  const events = (await Promise.all(streams)).flat().map((event) => decodeEvent(event));
  return new Map(
    events.filter(isPurchased).map((event) => [`${event.data.userId}/${event.data.purchaseId}`, event]),
  );
}

/** An event says what its line did: by its price, or word for word. */
function assertHolds({ data }: ItemPurchased, body: Body, line: Pick<Body, "amount" | "discount">): void {
  const total = body.lines === undefined ? undefined : body.amount;
  if (data.stated !== undefined) {
    expect(data.stated).toEqual({
      ...{ amount: line.amount ?? null, discount: line.discount ?? null },
      ...{ currency: body.currency ?? null, total: total ?? null },
    });
    expect(data.flags).toContainEqual(
      expect.stringMatching(/^(amount_unknown|amount_rounded|total_differs)$/),
    );
    return;
  }
  expect(data.price).not.toBeNull();
  if (line.amount !== undefined) expect(toMajorUnits(data.price!)).toBe(line.amount);
  if (body.currency !== undefined) expect(data.price!.currency).toBe(body.currency);
}

/** Whether money came with a request beyond doubt: of less than a minor unit nothing may be left. */
function bringsMoney({ amount, lines }: Body): boolean {
  if (lines === undefined) return amount === undefined || amount > 0;
  const unsaid = amount === undefined ? 1 : 0;
  return lines.some((line) => (line.amount ?? unsaid) > 0) || (amount ?? 0) >= 1;
}

async function assertKept(run: number, body: Body, answer: ApiAnswer): Promise<void> {
  const events = await purchasesIn(run);
  const isKept = [...events.values()].some(({ data }) => data.payment?.id === body.paymentId);
  if (answer.status >= 400) {
    expect(answer.body.code).toMatch(/^(payment_reused|purchase_id_reused)$/);
    expect(isKept).toBe(true);
    return;
  }
  if (bringsMoney(body)) expect(isKept).toBe(true);
  if (answer.status !== 201 || answer.headers.has("Idempotent-Replayed")) return;
  const made = (answer.body.purchases ?? [answer.body]) as readonly { readonly purchaseId: string }[];
  const lines = body.lines ?? [body];
  expect(made).toHaveLength(lines.length);
  const recorded = made.map(({ purchaseId }) => events.get(`${body.userId}/${purchaseId}`)!);
  recorded.forEach((event, index) => {
    assertHolds(event, body, lines[index]!);
  });
  assertAddsUp(recorded, body);
}

/** What the lines of an order come to is what was charged, where one number can say that. */
function assertAddsUp(recorded: readonly ItemPurchased[], { lines, amount, currency: code }: Body): void {
  const charged = amount === undefined || code === undefined ? undefined : toMinorUnits(amount, code);
  if (lines === undefined || charged === undefined) return;
  const minor = recorded.map(({ data }) => BigInt(data.price!.amountMinor));
  expect(minor.reduce((sum, each) => sum + each)).toBe(BigInt(charged));
}

describe("a request whose money was taken", () => {
  it("is recorded, or refused only where its payment is recorded, whatever is odd about it", async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (all) => {
        const run = runs++;
        for (const { path, key: idempotencyKey, body } of all) {
          const request = ofRun(body, run);
          const headers = idempotencyKey === undefined ? undefined : { "Idempotency-Key": idempotencyKey };
          const answer = await api.call(path, {
            ...{ as: theCheckout, body: request },
            ...(headers === undefined ? {} : { headers }),
          });
          if (request.paymentId !== undefined) await assertKept(run, request, answer);
        }
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  it("takes a price later where none could be recorded, and can be refunded then", async () => {
    const paidAt = "2026-01-02T03:04:05Z";
    const sale = { userId: "u-late", courseId: "nowhere", amount: 12, paymentId: "pay-late", paidAt };
    const bought = await api.buy(theCheckout, { ...sale, purchaseId: "p-late" });
    expect(bought.body).toMatchObject({ amount: null, flags: ["item_withdrawn", "amount_unknown"] });
    const refund = { refundId: "r-late", paymentId: sale.paymentId, amount: 2, currency: "EUR" };
    const refunded = () => api.call("/api/refunds", { as: theCheckout, body: refund });
    expect(await refunded()).toMatchObject({ status: 409, body: { code: "refund_exceeds_payment" } });
    const price = { amountMinor: 1200, currency: "EUR" };
    await createPurchaseHandler({ eventStore: api.eventStore }).handle(
      pricePurchase("u-late", "p-late", { price }),
    );
    expect(await refunded()).toMatchObject({ status: 201, body: { purchases: [{ paid: 12, kept: 10 }] } });
  });

  it("leaves a ledger whose rules hold", async () => {
    const { eventStore, readModel, folder } = api;
    const { position } = await eventStore.head();
    await eventually("all is folded", async () => (await readModel.checkpoint()).position === position);
    expect(await verify({ eventStore, readModel, scratchFolder: folder }).result).toMatchObject({
      ...{ outcome: "clean", violations: [] },
    });
    const { balances } = (await readModel.findPayments("pay-late", 1))[0]!;
    expect(balances).toEqual([{ currency: "EUR", paidMinor: 1200, refundedMinor: 200, keptMinor: 1000 }]);
  });
});
