import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Subject } from "rxjs";
import { carryOutSale } from "../../src/commands/carry-out-sale.js";
import { evolve, initialState, keptOf, type PurchaseState } from "../../src/commands/decider.js";
import { recordDispute } from "../../src/commands/disputes.js";
import { createPurchaseHandler } from "../../src/commands/purchase-handler.js";
import { refund } from "../../src/commands/refunds.js";
import { isLedgerError } from "../../src/errors.js";
import { decodeEvent } from "../../src/events/codec.js";
import { isPaymentStream, streamOf, type StreamName } from "../../src/events/identifiers.js";
import type { DisputeStatus } from "../../src/events/purchase-events.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import { offer, purchaseCourse, purchaseOrder } from "../domain/commands.js";
import { eventLogs, type EventLog } from "../support/event-logs.js";
import { collect, user } from "../support/events.js";
import { eventually } from "../support/eventually.js";

/** In minor units: what the lines of the order cost. */
const prices = [6000, 4000];
const paid = prices.reduce((sum, price) => sum + price, 0);

interface Refund {
  readonly what: "refund";
  readonly id: string;
  /** Undefined: the whole payment. */
  readonly amountMinor: number | undefined;
  readonly revoke: boolean;
}
interface Dispute {
  readonly what: "dispute";
  readonly id: string;
  readonly status: DisputeStatus;
  readonly amountMinor: number | undefined;
  readonly revoke: boolean;
}
type Report = Refund | Dispute;
/** The whole order, or one of its lines by a request of its own. */
type Message = Report | { readonly what: "order" } | { readonly what: "line"; readonly n: number };

const by = { correlationId: "test", actor: { id: "shop", role: "service" }, source: "api" } as const;
const now = (): Date => new Date("2026-03-04T05:06:07.089Z");

/** The messages of one payment, to two processes in turn, each of which remembers what it has seen. */
function receiver(eventStore: EventStore, name: string) {
  const handlers = [0, 1].map(() => createPurchaseHandler({ eventStore }));
  let turn = 0;
  const paymentId = `pay-${name}`;
  const payment = { id: paymentId, method: null };
  const offerOf = (n: number) => offer("course", `c-${n}`, { priceMinor: prices[n]! });
  return (message: Message): Promise<unknown> => {
    const parts = { eventStore, handler: handlers[turn++ % 2]!, now };
    switch (message.what) {
      case "order": {
        const order = purchaseOrder(name, `o-${name}`, ["c-0", "c-1"], { payment });
        const lines = order.lines.map((line, n) => ({ ...line, offer: offerOf(n) }));
        return carryOutSale(parts, { ...order, lines });
      }
      case "line": {
        const { n } = message;
        const change = { payment, orderId: `o-${name}`, offer: offerOf(n) };
        return carryOutSale(parts, purchaseCourse(name, `p-${n}`, `c-${n}`, change));
      }
      case "refund": {
        const { id: refundId, amountMinor, revoke } = message;
        const reason = { reason: "requested", reference: null, refundedAt: undefined } as const;
        return refund(parts, { ...by, ...reason, ...about(amountMinor), refundId, revoke });
      }
      case "dispute": {
        const { id: disputeId, status, amountMinor, revoke } = message;
        return recordDispute(parts, {
          ...{ ...by, ...about(amountMinor), disputeId, status, revoke, disputedAt: undefined },
        });
      }
    }
  };

  function about(amountMinor: number | undefined) {
    const amount = amountMinor === undefined ? undefined : { amountMinor, currency: "EUR" };
    return { target: { paymentId }, amount };
  }
}

/** @returns whether it was taken; what another process was faster with is sent again */
async function sent(message: Message, send: (message: Message) => Promise<unknown>): Promise<boolean> {
  try {
    await send(message);
    return true;
  } catch (error) {
    if (isLedgerError(error, "revision_conflict")) return sent(message, send);
    if (isLedgerError(error, "refund_exceeds_payment", "dispute_decided")) return false;
    throw error;
  }
}

async function stateOf(eventStore: EventStore, name: string): Promise<PurchaseState> {
  const events = await collect(eventStore.readStream(streamOf(user(name))));
  return events.reduce((state, event) => evolve(state, decodeEvent(event)), initialState());
}

/** All that is true of money, disputes and access in the end. */
const outcomeIn = (state: PurchaseState) =>
  [...state.purchases.values()].map((purchase) => ({
    item: purchase.item.id,
    kept: keptOf(purchase),
    refunds: purchase.refunds.map(({ refundId, amount }) => `${refundId}: ${amount.amountMinor}`),
    disputes: purchase.disputes.map(({ disputeId, status }) => `${disputeId}: ${status}`),
    revoked: purchase.revoked === undefined ? null : [purchase.revoked.reason, purchase.revoked.disputeId],
  }));

const amountMinor = fc.option(fc.integer({ min: 1, max: paid + 1 }), { nil: undefined });
const refundReport = fc.record({
  ...{ what: fc.constant("refund" as const), id: fc.constantFrom("r-1", "r-2", "r-3") },
  ...{ amountMinor, revoke: fc.boolean() },
});
const disputeReport = fc.record({
  ...{ what: fc.constant("dispute" as const), id: fc.constantFrom("d-1", "d-2") },
  ...{ status: fc.constantFrom("opened", "won", "lost"), amountMinor, revoke: fc.boolean() },
});

/**
 * Refunds and disputes in any order, an id of a refund once. Partial refunds come before one of the whole payment: if both
 * wait, they are applied in this order, and otherwise the second one finds nothing left.
 */
const reports = fc
  .uniqueArray(fc.oneof(refundReport, disputeReport), {
    ...{ maxLength: 7, size: "max" },
    selector: (each) => (each.what === "refund" ? each.id : each),
    comparator: "SameValueZero",
  })
  .map((all: readonly Report[]): readonly Report[] => {
    const isWhole = (each: Report): boolean => each.what === "refund" && each.amountMinor === undefined;
    const first = all.findIndex(isWhole);
    return all.filter((each, index) => first === -1 || index <= first || each.what === "dispute");
  });

/** What a dispute reports in its course: all of it takes access. */
const course = (id: string) =>
  fc.subarray(["opened", "won"] as const).chain((phases) =>
    fc.constantFrom("won", "lost").map((outcome) =>
      phases.map((phase): Dispute => {
        const status = phase === "won" ? outcome : phase;
        return { what: "dispute", id, status, amountMinor: undefined, revoke: true };
      }),
    ),
  );

/** The lines of an order, refunds of its payment and disputes in any order, some of them several times. */
const arrivals = fc
  .tuple(
    fc.array(fc.integer({ min: 1, max: 1900 }), { maxLength: 2 }),
    fc.boolean(),
    course("d-1"),
    course("d-2"),
  )
  .chain(([amounts, isWhole, ...courses]) => {
    const parts = amounts.map((part, n): Refund => {
      return { what: "refund", id: `r-${n}`, amountMinor: part, revoke: false };
    });
    const whole: Refund = { what: "refund", id: "r-all", amountMinor: undefined, revoke: true };
    const disputes = courses.flat();
    const lines = prices.map((_, n): Message => ({ what: "line", n }));
    const messages: readonly Message[] = [...lines, ...parts, ...(isWhole ? [whole] : []), ...disputes];
    const isLost = disputes.some(({ status }) => status === "lost");
    const isOpen = courses.some((phases) => phases.at(-1)?.status === "opened");
    const left = paid - amounts.reduce((sum, each) => sum + each, 0);
    const expected = { kept: isWhole || isLost ? 0 : left, owned: !isWhole && !isLost && !isOpen };
    return fc
      .tuple(
        fc.shuffledSubarray([...messages], { minLength: messages.length }),
        fc.shuffledSubarray([...messages]),
      )
      .map(([all, again]) => ({ messages, arriving: [...all, ...again], expected }));
  });

describe.each(eventLogs)("refunds and disputes that come before their purchase, log $name", ({ open }) => {
  let log: EventLog;
  let runs = 0;
  beforeAll(async () => {
    log = await open();
  });
  afterAll(() => log.close());

  const inEnd = async (name: string) => {
    const state = await stateOf(log.store, name);
    const kept = [...state.purchases.values()].reduce((sum, purchase) => sum + keptOf(purchase), 0);
    const standing = [...state.owned.values()].filter((ids) => ids.length > 0).length;
    return { state, kept, standing };
  };

  it("have the effect that they would have had after it, wherever among them it arrives", () =>
    fc.assert(
      fc.asyncProperty(reports, async (all) => {
        const outcomes: unknown[] = [];
        for (let place = 0; place <= all.length; place++) {
          const name = `u-${runs++}`;
          const send = receiver(log.store, name);
          for (const message of [...all.slice(0, place), { what: "order" as const }, ...all.slice(place)])
            await sent(message, send);
          outcomes.push(outcomeIn(await stateOf(log.store, name)));
        }
        expect(outcomes).toEqual(outcomes.map(() => outcomes[0]));
      }),
      { numRuns: 30 },
    ));

  it("lead to the same money and access in every order of them and of the lines of an order", () =>
    fc.assert(
      fc.asyncProperty(arrivals, async ({ messages, arriving, expected }) => {
        const name = `u-${runs++}`;
        const send = receiver(log.store, name);
        const refused: Message[] = [];
        for (const message of arriving) if (!(await sent(message, send))) refused.push(message);
        // A provider sends again what was refused.
        for (const message of refused) await sent(message, send);
        const { state, kept, standing } = await inEnd(name);
        expect({ kept, owned: standing === prices.length }).toEqual(expected);
        expect([0, prices.length]).toContain(standing);
        // From here on everything is a repeat.
        for (const message of messages) await sent(message, send);
        expect((await stateOf(log.store, name)).revision).toBe(state.revision);
      }),
      { numRuns: 30 },
    ));

  it("are not lost where two processes receive all of them and the purchase at once", () =>
    fc.assert(
      fc.asyncProperty(arrivals, async ({ arriving, expected }) => {
        const name = `u-${runs++}`;
        const send = receiver(log.store, name);
        const taken = await Promise.all(arriving.map((message) => sent(message, send)));
        for (const message of arriving.filter((_, n) => taken[n] === false)) await sent(message, send);
        const { kept, standing } = await inEnd(name);
        expect({ kept, owned: standing === prices.length }).toEqual(expected);
      }),
      { numRuns: 30 },
    ));

  it.each([
    { when: "between the claim and the purchase", comes: true },
    { when: "not at all, which takes no read where the store knows it", comes: false },
  ])("have their effect if they come $when", async ({ comes }) => {
    const name = `u-${runs++}`;
    const send = receiver(log.store, name);
    const refund: Message = { what: "refund", id: "r-1", amountMinor: undefined, revoke: true };
    const read: StreamName[] = [];
    const eventStore: EventStore = {
      ...log.store,
      appendTogether: undefined,
      async append(to, events, expected) {
        if (comes && events[0]?.type === "CoursePurchased") expect(await send(refund)).toBe("waiting");
        return log.store.append(to, events, expected);
      },
      readStream(from, options) {
        if (isPaymentStream(from)) read.push(from);
        return log.store.readStream(from, options);
      },
    };
    const parts = { eventStore, handler: createPurchaseHandler({ eventStore }) };
    const payment = { id: `pay-${name}`, method: null };
    await carryOutSale(parts, purchaseCourse(name, "p-0", "c-0", { payment }));
    const { state, standing } = await inEnd(name);
    const refunds = state.purchases.get("p-0" as never)?.refunds.map(({ refundId }) => refundId);
    expect({ refunds, standing }).toEqual(
      comes ? { refunds: ["r-1"], standing: 0 } : { refunds: [], standing: 1 },
    );
    const isKnown = log.store.lastRevision !== undefined && !comes;
    expect(read).toHaveLength(isKnown ? 0 : 1);
  });

  it.each([
    { why: "has hung up", timeoutMs: undefined },
    { why: "was told that it took too long", timeoutMs: 20 },
  ])("are applied to a purchase whose caller $why before it was recorded", async ({ timeoutMs }) => {
    const name = `u-${runs++}`;
    const refund: Message = { what: "refund", id: "r-1", amountMinor: undefined, revoke: true };
    expect(await receiver(log.store, name)(refund)).toBe("waiting");
    const gone$ = new Subject();
    let answered: Promise<unknown> = Promise.resolve();
    const eventStore: EventStore = {
      ...log.store,
      appendTogether: undefined,
      async append(to, events, expected) {
        if (timeoutMs === undefined) gone$.next(true);
        if (events[0]?.type === "CoursePurchased") await answered;
        return log.store.append(to, events, expected);
      },
    };
    const parts = { eventStore, handler: createPurchaseHandler({ eventStore, timeoutMs }) };
    const payment = { id: `pay-${name}`, method: null };
    const sale = carryOutSale(parts, purchaseCourse(name, "p-0", "c-0", { payment }), { gone$ });
    answered = expect(sale).rejects.toMatchObject({ code: "event_store_unavailable" });
    await answered;
    await eventually("the refund is applied", async () => {
      const { purchases } = await stateOf(log.store, name);
      return purchases.get("p-0" as never)?.refunds.length === 1;
    });
  });

  it("are applied by the next request where a process ended once the purchase was recorded", async () => {
    const dispute = (status: DisputeStatus): Message => ({
      ...{ what: "dispute", id: "d-1", status, amountMinor: undefined, revoke: true },
    });
    for (const next of [{ what: "line", n: 0 } as const, dispute("lost")]) {
      const name = `u-${runs++}`;
      const send = receiver(log.store, name);
      for (const status of ["opened", "won"] as const) expect(await send(dispute(status))).toBe("waiting");
      const payment = { id: `pay-${name}`, method: null };
      await createPurchaseHandler({ eventStore: log.store }).handle(
        purchaseCourse(name, "p-0", "c-0", { payment, orderId: `o-${name}` }),
      );
      // What was decided before is not decided the other way by what comes first.
      expect(await sent(next, send)).toBe(next.what === "line");
      expect((await inEnd(name)).state.purchases.get("p-0" as never)).toMatchObject({
        disputes: [{ disputeId: "d-1", status: "won" }],
        revoked: undefined,
      });
    }
  });
});
