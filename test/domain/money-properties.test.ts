import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createSums, figuresOf, totalsOf } from "../../src/analytics/books.js";
import { entriesOf } from "../../src/analytics/entries.js";
import type { PurchaseCommand } from "../../src/commands/commands.js";
import { decide, evolve, initialState, keptOf, type PurchaseState } from "../../src/commands/decider.js";
import { isLedgerError } from "../../src/errors.js";
import { decodeEvent } from "../../src/events/codec.js";
import { itemKey, streamOf, type PurchaseId } from "../../src/events/identifiers.js";
import { isPurchased, type PurchaseEvent } from "../../src/events/purchase-events.js";
import { foldHistory } from "../../src/projections/history/fold-history.js";
import { draftOwnership, foldOwnership } from "../../src/projections/ownership/fold-ownership.js";
import type { HistoryRecord, OwnershipDocument } from "../../src/stores/read-model/documents.js";
import { user } from "../support/events.js";
import {
  disputePurchase,
  grantItem,
  importPurchase,
  offer,
  pricePurchase,
  purchaseCourse,
  purchaseOrder,
  refundPurchase,
  reinstatePurchase,
  revokePurchase,
} from "./commands.js";

/** Few of each, so that commands meet. */
const course = fc.constantFrom("c-1", "c-2");
const id = fc.constantFrom("p-1", "p-2", "p-3", "p-4");
/** The third pays for the lines of an order that are bought one by one. */
const payment = fc.constantFrom("pay-1", "pay-2", "pay-3", "pay-3").map((each) => ({
  payment: { id: each, method: null },
  ...(each === "pay-3" ? { orderId: "o-3" } : {}),
}));
const target = fc.constantFrom("p-1", "p-2", "p-3", "pay-1", "pay-2", "pay-3", "pay-3", "pay-o-1");
const minor = fc.option(fc.integer({ min: 1, max: 3500 }), { nil: undefined });
const currency = fc.constantFrom("EUR", "EUR", "JPY");
const money = fc
  .tuple(minor, currency)
  .map(([each, its]) => (each === undefined ? undefined : { amountMinor: each, currency: its }));
const paid = { claimedAmount: 25, paidAt: "2026-01-01T00:00:00.000Z" };

const command: fc.Arbitrary<PurchaseCommand> = fc.oneof(
  fc.tuple(id, course, payment, currency, fc.boolean()).map(([p, c, by, its, late]) =>
    purchaseCourse("u-1", p, c, {
      ...{ ...by, offer: offer("course", c, { priceMinor: 2500, currency: its }) },
      ...(late ? paid : { claimedAmount: undefined }),
    }),
  ),
  fc
    .tuple(id, course)
    .map(([p, c]) => purchaseCourse("u-1", p, c, { offer: offer("course", c, { priceMinor: 0 }) })),
  fc.constantFrom("o-1", "o-2").map((o) => purchaseOrder("u-1", o, ["c-1", "c-2"])),
  fc.tuple(id, course).map(([p, c]) => grantItem("u-1", p, c)),
  fc.tuple(id, course).map(([p, c]) => importPurchase("u-1", p, "course", c, { purchasedAt: null })),
  id.map((p) => pricePurchase("u-1", p)),
  id.map((p) => revokePurchase("u-1", p)),
  id.map((p) => reinstatePurchase("u-1", p)),
  fc
    .tuple(target, fc.constantFrom("r-1", "r-2", "r-3"), money, fc.boolean())
    .map(([of, r, amount, revoke]) => refundPurchase("u-1", of, r, { amount, revoke })),
  fc
    .tuple(
      target,
      fc.constantFrom("opened", "won", "lost"),
      fc.constantFrom("d-1", "d-2"),
      money,
      fc.boolean(),
    )
    .map(([of, status, disputeId, amount, revoke]) =>
      disputePurchase("u-1", of, status as "won", { disputeId, amount, revoke }),
    ),
);

interface Row {
  readonly state: PurchaseState;
  readonly events: readonly (PurchaseEvent & { readonly revision: number })[];
}

function carriedOut(commands: readonly PurchaseCommand[]): Row {
  const state = initialState();
  const events = commands.flatMap((each) => {
    try {
      return decide(state, each).map((event) => {
        const { revision } = evolve(state, event);
        return { ...event, revision };
      });
    } catch (error) {
      // An event that cannot follow would be a fault of the decision, and an answer of 500.
      if (isLedgerError(error) && error.code !== "event_invalid") return [];
      throw error;
    }
  });
  return { state, events };
}

function folded(events: Row["events"], from?: OwnershipDocument) {
  const ownership = draftOwnership(user("u-1"), from);
  const history = new Map<PurchaseId, HistoryRecord>();
  for (const event of events) {
    if (from === undefined)
      history.set(event.data.purchaseId, foldHistory(history.get(event.data.purchaseId), event));
    foldOwnership(ownership, event);
  }
  return { ownership: ownership as OwnershipDocument, history: [...history.values()] };
}

const rows = fc.array(command, { maxLength: 60, size: "+1" }).map(carriedOut);
const ofRows = (check: (row: Row) => void): void => {
  fc.assert(fc.property(rows, check), { numRuns: 400 });
};

describe("whatever is bought, refunded, revoked, disputed and given back", () => {
  it("a user owns an item exactly when a purchase of it stands: decider, ownership and history agree", () =>
    ofRows(({ state, events }) => {
      const { ownership, history } = folded(events);
      const standing = history.filter(({ revokedAt }) => revokedAt === null).map(({ itemId }) => itemId);
      expect([...ownership.purchasedCourses].sort()).toEqual([...new Set(standing)].sort());
      expect(new Set(ownership.purchasedCourses).size).toBe(ownership.purchasedCourses.length);
      const owned = [...state.owned].filter(([, ids]) => ids.length > 0).map(([key]) => key);
      expect(ownership.purchasedCourses.map((each) => itemKey({ kind: "course", id: each })).sort()).toEqual(
        owned.sort(),
      );
    }));

  it("of each payment what was paid is what was refunded and what is kept", () =>
    ofRows(({ state, events }) => {
      for (const [paymentId, ids] of state.payments) {
        const purchases = ids.map((each) => state.purchases.get(each)!);
        const paidMinor = events
          .filter(isPurchased)
          .filter(({ data }) => data.payment?.id === paymentId)
          .reduce((sum, { data }) => sum + (data.price?.amountMinor ?? 0), 0);
        const refunded = events
          .flatMap((event) =>
            event.type === "PurchaseRefunded" && ids.includes(event.data.purchaseId)
              ? [event.data.amount.amountMinor]
              : [],
          )
          .reduce((sum, each) => sum + each, 0);
        const kept = purchases.reduce((sum, each) => sum + keptOf(each), 0);
        expect(paidMinor).toBe(refunded + kept);
        expect(Math.min(...purchases.map(keptOf))).toBeGreaterThanOrEqual(0);
      }
    }));

  it("the months add up to all there is, and the events to what the history says", () =>
    ofRows(({ events }) => {
      const entries = events.flatMap((event) => entriesOf(event));
      const sumOf = (of: typeof entries) => {
        const sums = createSums();
        for (const entry of of) sums.add(entry);
        return totalsOf(sums.lines());
      };
      const months = new Set(entries.map(({ at }) => at?.slice(0, 7)));
      const byMonth = [...months].map((month) =>
        sumOf(entries.filter(({ at }) => at?.slice(0, 7) === month)),
      );
      expect(totalsOf(byMonth.flat())).toEqual(sumOf(entries));
      const { history } = folded(events);
      const { purchases, withoutPrice, revenue } = figuresOf(sumOf(entries));
      expect(purchases).toBe(history.length);
      expect(withoutPrice).toBe(history.filter(({ price }) => price === null).length);
      const kept = history.reduce((sum, { price, details }) => {
        const refunded = (details?.refunds ?? []).reduce((all, { amountMinor }) => all + amountMinor, 0);
        return sum + (price?.amountMinor ?? 0) - refunded;
      }, 0);
      expect(revenue.reduce((sum, { net }) => sum + (net.amountMinor ?? NaN), 0)).toBe(kept);
    }));

  it("a payment buys an item once", () =>
    ofRows(({ state }) => {
      for (const ids of state.payments.values()) {
        const items = ids.map((each) => itemKey(state.purchases.get(each)!.item));
        expect(new Set(items).size).toBe(items.length);
      }
    }));

  it("every event can be stored and read, and follows in every fold", () =>
    ofRows(({ events }) => {
      for (const event of events) {
        const stored = { ...event, stream: streamOf(user("u-1")) };
        expect(decodeEvent(JSON.parse(JSON.stringify(stored)) as typeof stored)).toStrictEqual(stored);
      }
    }));

  it("ownership folds on from any stored document to what a fold of everything gives", () => {
    fc.assert(
      fc.property(rows, fc.nat(), ({ events }, cut) => {
        const at = cut % (events.length + 1);
        const stored = JSON.parse(JSON.stringify(folded(events.slice(0, at)).ownership)) as OwnershipDocument;
        expect(folded(events.slice(at), at === 0 ? undefined : stored).ownership).toEqual(
          folded(events).ownership,
        );
      }),
      { numRuns: 200 },
    );
  });

  it("a record that holds an item is the only one of it that does", () =>
    ofRows(({ events }) => {
      for (let length = 1; length <= events.length; length++) {
        const { history } = folded(events.slice(0, length));
        const holding = history.filter(
          ({ revokedAt, details }) => revokedAt === null && (details?.duplicateOf ?? null) === null,
        );
        const items = holding.map(({ itemId }) => itemId);
        expect(new Set(items).size).toBe(items.length);
      }
    }));
});
