import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { carryOutSale } from "../../src/commands/carry-out-sale.js";
import { decide, initialState, evolve, keptOf, type PurchaseState } from "../../src/commands/decider.js";
import { createPurchaseHandler } from "../../src/commands/purchase-handler.js";
import { refund } from "../../src/commands/refunds.js";
import { isLedgerError } from "../../src/errors.js";
import { decodeEvent } from "../../src/events/codec.js";
import { streamOf } from "../../src/events/identifiers.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import {
  offer,
  purchaseCourse,
  purchaseOrder,
  refundPurchase,
  reinstatePurchase,
} from "../domain/commands.js";
import { collect, user } from "../support/events.js";
import { eventLogs } from "../support/event-logs.js";

/** In minor units: what the lines of the order cost, each of which is recorded by a request of its own. */
const prices = [6000, 4000, 1];
const paid = prices.reduce((sum, price) => sum + price, 0);

type Message =
  | { readonly what: "line"; readonly n: number }
  | { readonly what: "refund"; readonly id: string; readonly amountMinor: number | undefined };

const lines: readonly Message[] = prices.map((_, n) => ({ what: "line", n }));
const whole: Message = { what: "refund", id: "r-all", amountMinor: undefined };
const parts = fc
  .array(fc.integer({ min: 1, max: 5000 }), { maxLength: 2 })
  .map((amounts): Message[] =>
    amounts.map((amountMinor, n) => ({ what: "refund", id: `r-${n}`, amountMinor })),
  );

/** All messages of a payment in some order, some of them several times. */
const arrivals = fc
  .record({ parts, isWhole: fc.boolean(), revoke: fc.boolean() })
  .chain(({ parts: some, isWhole, revoke }) => {
    const messages = [...lines, ...some, ...(isWhole ? [whole] : [])];
    const anyOrder = (least: number, most: number) =>
      fc.shuffledSubarray(messages, { minLength: least, maxLength: most });
    return fc
      .tuple(anyOrder(messages.length, messages.length), anyOrder(0, messages.length))
      .map(([all, again]) => ({
        ...{ messages, isWhole, revoke, arriving: [...all, ...again] },
        refunded: isWhole ? paid : some.reduce((sum, each) => sum + amountOf(each), 0),
      }));
  });

const amountOf = (message: Message): number =>
  message.what === "refund" ? (message.amountMinor ?? 0) : prices[message.n]!;

const by = { correlationId: "test", actor: { id: "shop", role: "service" }, source: "api" } as const;

/** The messages of one payment, to a ledger on this log. */
function receiver(eventStore: EventStore, name: string, revoke: boolean) {
  // Two processes, each of which remembers what it has seen.
  const handlers = [0, 1].map(() => createPurchaseHandler({ eventStore }));
  let turn = 0;
  const payment = { id: `pay-${name}`, method: null };
  return (message: Message): Promise<unknown> => {
    const handler = handlers[turn++ % 2]!;
    if (message.what === "line") {
      const itemOffer = offer("course", `c-${message.n}`, { priceMinor: prices[message.n]! });
      const change = { payment, orderId: `o-${name}`, offer: itemOffer };
      return carryOutSale(
        { eventStore, handler },
        purchaseCourse(name, `p-${message.n}`, `c-${message.n}`, change),
      );
    }
    const { id: refundId, amountMinor } = message;
    return refund(
      { eventStore, handler, now: () => new Date() },
      {
        ...{ ...by, target: { paymentId: payment.id }, refundId, reason: "requested", reference: null },
        amount: amountMinor === undefined ? undefined : { amountMinor, currency: "EUR" },
        // Only the whole payment takes access: a part that comes too late for its money would leave it.
        ...{ revoke: revoke && amountMinor === undefined, refundedAt: undefined },
      },
    );
  };
}

/** @returns whether it was taken */
async function sent(message: Message, send: (message: Message) => Promise<unknown>): Promise<boolean> {
  try {
    await send(message);
    return true;
  } catch (error) {
    if (isLedgerError(error, "refund_exceeds_payment")) return false;
    throw error;
  }
}

async function stateOf(eventStore: EventStore, name: string): Promise<PurchaseState> {
  const events = await collect(eventStore.readStream(streamOf(user(name))));
  return events.reduce((state, event) => evolve(state, decodeEvent(event)), initialState());
}

const keptIn = (state: PurchaseState): number =>
  [...state.purchases.values()].reduce((sum, purchase) => sum + keptOf(purchase), 0);

describe.each(eventLogs)("a refund of a whole payment, log $name", ({ open }) => {
  let log: Awaited<ReturnType<typeof open>>;
  let runs = 0;
  beforeAll(async () => {
    log = await open();
  });
  afterAll(() => log.close());

  it("takes all of its lines, in whatever order they, it and partial refunds arrive", () =>
    fc.assert(
      fc.asyncProperty(arrivals, async ({ messages, arriving, isWhole, revoke, refunded }) => {
        const name = `u-${runs++}`;
        const send = receiver(log.store, name, revoke);
        const refused: Message[] = [];
        for (const message of arriving) if (!(await sent(message, send))) refused.push(message);
        // A provider sends again what was refused.
        for (const message of refused) await sent(message, send);
        const state = await stateOf(log.store, name);
        expect(keptIn(state)).toBe(paid - refunded);
        const standing = [...state.owned.values()].filter((ids) => ids.length > 0);
        expect(standing).toHaveLength(revoke && isWhole ? 0 : prices.length);
        // From here on everything is a repeat.
        for (const message of messages) await sent(message, send);
        expect((await stateOf(log.store, name)).revision).toBe(state.revision);
      }),
      { numRuns: 60 },
    ));

  it("takes the paid lines of an order whose first line is free", async () => {
    const send = receiver(log.store, "u-free-line", true);
    await send(whole);
    const order = purchaseOrder("u-free-line", "u-free-line", ["free", "paid"]);
    const [free, other] = order.lines;
    const lines = [{ ...free!, offer: offer("course", "free", { priceMinor: 0 }) }, other!];
    const handler = createPurchaseHandler({ eventStore: log.store });
    await carryOutSale({ eventStore: log.store, handler }, { ...order, lines });
    const state = await stateOf(log.store, "u-free-line");
    expect([keptIn(state), state.owned.get("course:paid")]).toEqual([0, []]);
  });

  it("is refused where nothing is left and nothing can follow, and a second one always", async () => {
    const handler = createPurchaseHandler({ eventStore: log.store });
    const parts = { eventStore: log.store, handler, now: () => new Date() };
    const request = (paymentId: string, refundId: string) => ({
      ...{ ...by, target: { paymentId }, refundId, reason: "requested" as const, reference: null },
      ...{ amount: undefined, revoke: false, refundedAt: undefined },
    });
    const refused = expect.objectContaining({ code: "refund_exceeds_payment" });
    // Of no order: there is no further line.
    await handler.handle(purchaseCourse("u-single", "p-1", "c-1"));
    await handler.handle(
      refundPurchase("u-single", "pay-p-1", "r-1", { amount: { amountMinor: 2999, currency: "EUR" } }),
    );
    await expect(refund(parts, request("pay-p-1", "r-2"))).rejects.toEqual(refused);
    await handler.handle(purchaseOrder("u-order", "o-1", ["c-1", "c-2"]));
    await refund(parts, request("pay-o-1", "r-1"));
    await expect(refund(parts, request("pay-o-1", "r-2"))).rejects.toEqual(refused);
  });
});

describe("a refund of a whole payment that is sent again", () => {
  it("is of the lines that came since, and leaves alone what support gave back", () => {
    const state = initialState();
    const run = (command: Parameters<typeof decide>[1]): number => {
      const events = decide(state, command);
      for (const event of events) evolve(state, event);
      return events.length;
    };
    const all = refundPurchase("u-1", "pay-1", "r-1", { revoke: true });
    const payment = { id: "pay-1", method: null };
    run(purchaseCourse("u-1", "p-1", "c-1", { payment, orderId: "o-1" }));
    expect(run(all)).toBe(2);
    run(reinstatePurchase("u-1", "p-1"));
    expect(run(all)).toBe(0);
    run(purchaseCourse("u-1", "p-2", "c-2", { payment, orderId: "o-1" }));
    expect(run(all)).toBe(2);
    expect(state.owned.get("course:c-1")).toEqual(["p-1"]);
  });
});
