import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { PurchaseCommand } from "../../src/commands/commands.js";
import { contentHash } from "../../src/commands/content-hash.js";
import {
  decide,
  evolve,
  findRepeated,
  initialState,
  keptOf,
  type PurchaseState,
} from "../../src/commands/decider.js";
import { toMajorUnits } from "../../src/events/money.js";
import { isPurchased, type PurchaseEvent } from "../../src/events/purchase-events.js";
import { coursePurchased, purchase } from "../support/events.js";
import { decideUntouched, given } from "../support/specification.js";
import {
  disputePurchase,
  grantItem,
  importPurchase,
  offer,
  otherContent,
  purchaseCourse,
  purchaseOrder,
  refundPurchase,
  reinstatePurchase,
  revokePurchase,
  withKey,
} from "./commands.js";

const eur = (amountMinor: number) => ({ amountMinor, currency: "EUR" });
const paidAt = "2026-01-01T00:00:00.000Z";

/** What a row of commands makes; refusals are errors. */
function carriedOut(...commands: readonly PurchaseCommand[]): {
  readonly state: PurchaseState;
  readonly events: readonly PurchaseEvent[];
} {
  const state = initialState();
  const events = commands.flatMap((command) => {
    const decided = decideUntouched(state, command);
    for (const event of decided) evolve(state, event);
    return decided;
  });
  return { state, events };
}

const typesOf = (events: readonly PurchaseEvent[]): readonly string[] => events.map(({ type }) => type);
const owns = ({ owned }: PurchaseState, courseId: string): boolean =>
  (owned.get(`course:${courseId}`) ?? []).length > 0;
const purchaseIn = ({ purchases }: PurchaseState, id: string) => purchases.get(purchase(id))!;
const soldAs = (change: Parameters<typeof purchaseCourse>[3]) => {
  const [event] = decideUntouched(initialState(), purchaseCourse("u-1", "p-1", "c-1", change));
  return event?.data;
};

describe("what was agreed", () => {
  const discount = { code: "AUTUMN", amount: 4.99 };

  it("is the list price less the discount", () =>
    expect(soldAs({ claimedAmount: 25, discount })).toMatchObject({
      listPrice: eur(2999),
      discount: { code: "AUTUMN", amountMinor: 499 },
      price: eur(2500),
      flags: [],
    }));

  it("follows from the discount where no amount is said", () =>
    expect(soldAs({ discount })).toMatchObject({ price: eur(2500) }));

  it.each([
    ["an amount that the discount does not explain", { claimedAmount: 24, discount }],
    ["an amount without its discount", { claimedAmount: 25 }],
    ["a discount of more than the price", { discount: { code: "ALL", amount: 30 } }],
    ["a discount with more decimals than the currency", { discount: { code: "X", amount: 0.001 } }],
    ["another currency", { currency: "USD" }],
  ])("is refused before the payment: %s", (_, change) =>
    given()
      .when(purchaseCourse("u-1", "p-1", "c-1", change))
      .thenRefused("price_changed", { amount: 29.99, currency: "EUR" }),
  );

  it("needs no payment when the discount is all of it, but the checkout's word", () => {
    const all = { claimedAmount: 0, discount: { code: "ALL", amount: 29.99 }, payment: null };
    expect(soldAs(all)).toMatchObject({ price: eur(0), payment: null, listPrice: eur(2999) });
    given()
      .when(purchaseCourse("u-1", "p-1", "c-1", { ...all, authority: "self" }))
      .thenRefused("checkout_required");
  });

  it.each([
    [100, 30, "JPY", 70],
    [49.9, 4.99, "EUR", 4491],
    [1.005, 0.335, "BHD", 670],
    [0.3, 0.1, "EUR", 20],
    [90071992547.41, 0.01, "EUR", 9007199254740],
  ])("is exact: %d less %d in %s", (list, off, currency, priceMinor) => {
    const digits = currency === "JPY" ? 0 : currency === "BHD" ? 3 : 2;
    const listMinor = Math.round(list * 10 ** digits);
    const price = { priceMinor: listMinor, currency };
    const change = { offer: offer("course", "c-1", price), discount: { code: "X", amount: off } };
    expect(soldAs(change)).toMatchObject({ price: { amountMinor: priceMinor, currency } });
  });
});

describe("once the money was taken", () => {
  const paid = { claimedAmount: 29.99, paidAt };

  it("the purchase is of the time of the payment", () =>
    expect(soldAs(paid)).toMatchObject({ purchasedAt: paidAt, flags: [] }));

  it("a provider's clock that is ahead makes no purchase of the future", () =>
    expect(soldAs({ ...paid, paidAt: "2036-01-01T00:00:00.000Z" })?.["purchasedAt" as never]).toBe(
      purchaseCourse("u-1", "p-1", "c-1").at,
    ));

  it.each([
    [
      "another price",
      { claimedAmount: 44.91 },
      { price: eur(4491), listPrice: eur(2999), flags: ["price_differs"] },
    ],
    [
      "another currency",
      { currency: "USD" },
      { price: { amountMinor: 2999, currency: "USD" }, flags: ["price_differs"] },
    ],
    [
      "a withdrawn item",
      { offer: offer("course", "c-1", { status: "withdrawn" }) },
      { price: eur(2999), flags: ["item_withdrawn"] },
    ],
    [
      "an item that the catalogue does not know",
      { offer: undefined, currency: "EUR" },
      { price: eur(2999), listPrice: null, flags: ["item_withdrawn"] },
    ],
  ])("%s is recorded and flagged", (_, change, expected) =>
    expect(soldAs({ ...paid, ...change })).toMatchObject(expected),
  );

  it("an item whose catalogue cannot be read is recorded and flagged", () =>
    expect(
      soldAs({ ...paid, offer: undefined, isCatalogueUnavailable: true, currency: "EUR" }),
    ).toMatchObject({
      ...{ price: eur(2999), listPrice: null, flags: ["catalogue_unavailable"] },
    }));

  it("a second payment for what is owned is recorded as a duplicate", () => {
    const { events } = carriedOut(
      purchaseCourse("u-1", "p-1", "c-1"),
      purchaseCourse("u-1", "p-2", "c-1", paid),
    );
    expect(events[1]?.data).toMatchObject({
      purchaseId: "p-2",
      duplicateOf: "p-1",
      flags: ["duplicate_payment"],
      payment: { id: "pay-p-2" },
    });
  });
});

describe("a payment", () => {
  const bought = purchaseCourse("u-1", "p-1", "c-1");
  const samePayment = { payment: bought.payment };

  it("buys an item once, whatever the id of the request", () =>
    given(coursePurchased("u-1", "p-1", "c-1"))
      .when(purchaseCourse("u-1", "p-2", "c-1", { ...samePayment, context: otherContent }))
      .thenNothing({ by: "p-1", as: "repeated" }));

  it("does not buy again after its refund, though its webhook comes once more", () => {
    const { state } = carriedOut(bought, refundPurchase("u-1", "pay-p-1", "r-1", { revoke: true }));
    expect(owns(state, "c-1")).toBe(false);
    expect(decide(state, purchaseCourse("u-1", "p-2", "c-1", samePayment))).toEqual([]);
  });

  it("is not spent on another item", () =>
    given(coursePurchased("u-1", "p-1", "c-1"))
      .when(purchaseCourse("u-1", "p-2", "c-2", samePayment))
      .thenRefused("payment_reused", { purchaseId: "p-1" }));

  it("is shared by the lines of one order", () => {
    const line = { payment: { id: "pay-9", method: null }, orderId: "o-1" };
    const { state } = carriedOut(
      purchaseCourse("u-1", "p-1", "c-1", line),
      purchaseCourse("u-1", "p-2", "c-2", line),
    );
    expect([owns(state, "c-1"), owns(state, "c-2")]).toEqual([true, true]);
    expect(() => decide(state, purchaseCourse("u-1", "p-3", "c-3", { ...line, orderId: "o-2" }))).toThrow(
      expect.objectContaining({ code: "payment_reused" }),
    );
  });
});

describe("an order", () => {
  it("buys all its lines with one payment", () => {
    const { events } = carriedOut(purchaseOrder("u-1", "o-1", ["c-1", "c-2"], { claimedTotal: 59.98 }));
    expect(events.map(({ data }) => data)).toMatchObject([
      { courseId: "c-1", orderId: "o-1", payment: { id: "pay-o-1" }, price: eur(2999) },
      { courseId: "c-2", orderId: "o-1", payment: { id: "pay-o-1" }, price: eur(2999) },
    ]);
  });

  it("is all or nothing", () => {
    const order = purchaseOrder("u-1", "o-1", ["c-1", "c-2"]);
    const [first, second] = order.lines;
    given()
      .when({ ...order, lines: [first!, { ...second!, offer: undefined }] })
      .thenRefused("item_unknown");
  });

  it("adds up in minor units", () =>
    given()
      .when(purchaseOrder("u-1", "o-1", ["c-1", "c-2", "c-3"], { claimedTotal: 89.96 }))
      .thenRefused("price_changed", { amount: 89.97, currency: "EUR" }));

  describe("whose lines do not add up to what was charged", () => {
    const charged = (claimedTotal: number, ...amounts: readonly number[]) => {
      const order = purchaseOrder("u-1", "o-1", [], { claimedTotal, paidAt, currency: "EUR" });
      const lines = amounts.map((claimedAmount, n) => ({
        ...purchaseOrder("u-1", "o-1", [`c-${n}`]).lines[0]!,
        ...{ offer: offer("course", `c-${n}`, { priceMinor: 1000 }), claimedAmount },
      }));
      const { events } = carriedOut({ ...order, lines });
      return events.filter(isPurchased).map(({ data: { price, payment, flags } }) => ({
        ...{ minor: price?.amountMinor, isPaid: payment !== null },
        flags,
      }));
    };
    const differs = (minor: number, ...flags: readonly string[]) => ({
      ...{ minor, isPaid: true, flags: [...flags, "total_differs"] },
    });
    const free = { ...differs(0, "price_differs"), isPaid: false };

    it.each([
      ["a coupon for all of it", 15, [10, 10], [differs(750), differs(750)]],
      ["a cent of rounding", 20.01, [10, 10], [differs(1001), differs(1000)]],
      ["thirds", 10, [10, 10, 10], [differs(334), differs(333), differs(333)]],
      ["lines that cost nothing", 3, [0, 0], [differs(150, "price_differs"), differs(150, "price_differs")]],
      ["a free line", 5, [0, 10], [free, differs(500)]],
      ["nothing charged", 0, [10, 10], [differs(0), differs(0)]],
    ])("is recorded after the payment, flagged, with the charge shared out: %s", (_, total, amounts, lines) =>
      expect(charged(total, ...amounts)).toEqual(lines),
    );

    it("adds up to the charge, whatever the amounts", () =>
      fc.assert(
        fc.property(
          fc.array(fc.integer({ min: 0, max: 4_000_000_000_000 }), { minLength: 1, maxLength: 100 }),
          // A number of major units holds cents exactly up to here.
          fc.integer({ min: 0, max: 10 ** 15 }),
          (amounts, total) => {
            const lines = charged(
              toMajorUnits(eur(total)),
              ...amounts.map((each) => toMajorUnits(eur(each))),
            );
            expect(lines.reduce((sum, { minor = 0 }) => sum + BigInt(minor), 0n)).toBe(BigInt(total));
          },
        ),
        { numRuns: 200 },
      ));

    it("keeps what was stated of each line", () => {
      const order = purchaseOrder("u-1", "o-1", ["c-1", "c-2"], { claimedTotal: 20, paidAt });
      const discount = { code: "TEN", amount: 19.99 };
      const lines = [10, undefined].map((claimedAmount, n) => ({
        ...{ ...order.lines[n]!, claimedAmount },
        ...(n === 0 ? { discount } : {}),
      }));
      const { events } = carriedOut({ ...order, lines });
      expect(events.map(({ data }) => "stated" in data && data.stated)).toEqual([
        { amount: 10, currency: null, discount, total: 20 },
        { amount: null, currency: null, discount: null, total: 20 },
      ]);
      expect(events.map(({ data }) => "price" in data && data.price)).toEqual([eur(501), eur(1499)]);
    });

    it("is recorded in the nearest amount where the total is none of its currency", () => {
      expect(charged(10.005, 10)).toEqual([{ ...differs(1001) }]);
      expect(charged(10.004, 10)).toEqual([{ minor: 1000, isPaid: true, flags: ["amount_rounded"] }]);
    });

    it("is recorded without a price where no number holds the total", () =>
      expect(charged(1e22, 10)).toEqual([{ minor: undefined, isPaid: true, flags: ["amount_unknown"] }]));
  });

  it("is recorded once, and refused with other content", () => {
    const order = purchaseOrder("u-1", "o-1", ["c-1", "c-2"]);
    const { state } = carriedOut(order);
    expect(decide(state, order)).toEqual([]);
    expect(() =>
      decide(state, purchaseOrder("u-1", "o-1", ["c-1", "c-3"], { context: otherContent })),
    ).toThrow(expect.objectContaining({ code: "purchase_id_reused" }));
  });

  describe("that was charged a second time", () => {
    const order = purchaseOrder("u-1", "o-1", ["c-1", "c-2"], { paidAt, currency: "EUR" });
    const lines = order.lines.map((line) => ({ ...line, claimedAmount: 29.99 }));
    const first = { ...order, lines };
    const again = {
      ...{ ...first, payment: { id: "pay-again", method: null } },
      lines: lines.map((line) => ({ ...line, idsIfPaidAgain: [purchase(`${line.purchaseId}-again`)] })),
    };
    const second = { ...again, context: { ...first.context, ...otherContent } };

    it("is recorded with ids of its own, as duplicates, once", () => {
      const { state, events } = carriedOut(first, second, second, first);
      expect(
        events.filter(isPurchased).map(({ data: { payment, duplicateOf } }) => [payment?.id, duplicateOf]),
      ).toEqual([
        ["pay-o-1", null],
        ["pay-o-1", null],
        ["pay-again", "o-1-c-1"],
        ["pay-again", "o-1-c-2"],
      ]);
      expect(new Set(events.map(({ data }) => data.purchaseId)).size).toBe(4);
      expect(findRepeated(state, second).map(({ payment }) => payment?.id)).toEqual([
        "pay-again",
        "pay-again",
      ]);
      expect(findRepeated(state, first).map(({ payment }) => payment?.id)).toEqual(["pay-o-1", "pay-o-1"]);
    });

    it("is recorded although its payment was said to bring nothing, twice and otherwise, before", () => {
      const free = (content: string) => ({
        ...{ ...again, context: { ...first.context, contentHash: contentHash([content]) } },
        lines: again.lines.map((line) => ({
          ...{ ...line, claimedAmount: 0 },
          idsIfPaidAgain: [...line.idsIfPaidAgain, purchase(`${line.purchaseId}-${content}`)],
        })),
      });
      const paid = {
        ...{ ...free("paid"), context: second.context },
        lines: free("paid").lines.map((line) => ({ ...line, claimedAmount: 29.99 })),
      };
      const { events } = carriedOut(free("one"), free("two"), paid, paid);
      expect(
        events.filter(isPurchased).map(({ data: { purchaseId, payment } }) => [purchaseId, payment?.id]),
      ).toEqual([
        ...[["o-1-c-1"], ["o-1-c-2"], ["o-1-c-1-again"], ["o-1-c-2-again"]].map(([id]) => [id, undefined]),
        ...[["o-1-c-1-paid"], ["o-1-c-2-paid"]].map(([id]) => [id, "pay-again"]),
      ]);
    });

    it("is refused before the payment, and with other content of the same payment", () => {
      const { state } = carriedOut(first, second);
      const refused = expect.objectContaining({ code: "purchase_id_reused" });
      expect(() => decide(state, { ...second, paidAt: undefined })).toThrow(refused);
      const other = { ...second, context: { ...second.context, contentHash: contentHash(["third"]) } };
      expect(() => decide(state, other)).toThrow(refused);
    });
  });

  it.each(["the same idempotency key", "the same purchase id"])(
    "of one item is recorded by a second payment with %s",
    (by) => {
      const key = by.endsWith("key") ? withKey("order-1") : {};
      const change = { claimedAmount: 29.99, paidAt };
      const { events } = carriedOut(
        purchaseCourse("u-1", "p-1", "c-1", { ...change, context: key }),
        purchaseCourse("u-1", "p-1", "c-1", {
          ...{
            idsIfPaidAgain: [purchase("p-2")],
            ...change,
            payment: { id: "pay-2", method: null },
            context: { ...key, ...otherContent },
          },
        }),
      );
      expect(events.map(({ data }) => data)).toMatchObject([
        { purchaseId: "p-1" },
        { duplicateOf: "p-1", payment: { id: "pay-2" }, flags: ["duplicate_payment"] },
      ]);
    },
  );

  it("of a giver names who gave it", () => {
    const { events } = carriedOut(purchaseOrder("u-1", "o-1", ["c-1"], { giver: "giver-7" }));
    expect(events[0]?.data).toMatchObject({ userId: "u-1", grantedBy: { reason: "gift", by: "giver-7" } });
  });
});

describe("a grant", () => {
  it("costs nothing and has no payment, and says what was given away", () => {
    const { events } = carriedOut(grantItem("u-1", "p-1", "c-1"));
    expect(events[0]?.data).toMatchObject({
      ...{ price: eur(0), listPrice: eur(2999), discount: { code: "goodwill", amountMinor: 2999 } },
      ...{ payment: null, grantedBy: { reason: "goodwill", by: "jo" } },
    });
  });

  it("records nothing for what the user owns, and refuses what nobody knows", () => {
    given(coursePurchased("u-1", "p-1", "c-1"))
      .when(grantItem("u-1", "p-2", "c-1"))
      .thenNothing({ by: "p-1", as: "already_owned" });
    given()
      .when(grantItem("u-1", "p-2", "c-1", { offer: undefined }))
      .thenRefused("item_unknown");
  });
});

describe("refunds", () => {
  const bought = purchaseCourse("u-1", "p-1", "c-1");
  const refund = (id: string, minor?: number, revoke = false) =>
    refundPurchase("u-1", "pay-p-1", id, { revoke, amount: minor === undefined ? undefined : eur(minor) });

  it("move money only, unless they are to take access", () => {
    const kept = carriedOut(bought, refund("r-1"));
    expect([typesOf(kept.events), owns(kept.state, "c-1")]).toEqual([
      ["CoursePurchased", "PurchaseRefunded"],
      true,
    ]);
    const gone = carriedOut(bought, refund("r-1", undefined, true));
    expect([typesOf(gone.events).at(-1), owns(gone.state, "c-1")]).toEqual(["PurchaseRevoked", false]);
  });

  it("add up, and never to more than was paid", () => {
    const { state } = carriedOut(bought, refund("r-1", 1000), refund("r-2", 1999));
    expect(keptOf(purchaseIn(state, "p-1"))).toBe(0);
    for (const more of [refund("r-3", 1), refund("r-3")]) {
      expect(() => decide(state, more)).toThrow(expect.objectContaining({ code: "refund_exceeds_payment" }));
    }
    const part = carriedOut(bought, refund("r-1", 1000)).state;
    expect(() => decide(part, refund("r-2", 2000))).toThrow(
      expect.objectContaining({
        code: "refund_exceeds_payment",
        details: { keptMinor: 1999, currency: "EUR" },
      }),
    );
  });

  it("count once, however often they are sent, and are refused with another amount", () => {
    const { state } = carriedOut(bought, refund("r-1", 1000));
    expect(decide(state, refund("r-1", 1000))).toEqual([]);
    expect(() => decide(state, refund("r-1", 999))).toThrow(
      expect.objectContaining({ code: "refund_id_reused" }),
    );
  });

  it("of a payment go over the lines that it paid, in their order", () => {
    const order = purchaseOrder("u-1", "o-1", ["c-1", "c-2"]);
    const part = refundPurchase("u-1", "pay-o-1", "r-1", { amount: eur(4000) });
    const { state, events } = carriedOut(order, part);
    expect(events.slice(2).map(({ data }) => data)).toMatchObject([
      { amount: eur(2999) },
      { amount: eur(1001) },
    ]);
    expect(decide(state, part)).toEqual([]);
  });

  describe("of a part of an order, with access", () => {
    const order = purchaseOrder("u-1", "o-1", ["c-1", "c-2"]);
    const part = (refundId: string, amountMinor: number, revoke = true) =>
      refundPurchase("u-1", "pay-o-1", refundId, { amount: eur(amountMinor), revoke });
    const ownedAfter = (...refunds: readonly ReturnType<typeof part>[]) => {
      const { state } = carriedOut(order, ...refunds);
      return ["c-1", "c-2"].filter((courseId) => owns(state, courseId));
    };

    it("take the line that the money is taken from, and leave what is still paid for", () => {
      expect(ownedAfter(part("r-1", 1000))).toEqual(["c-2"]);
      expect(ownedAfter(part("r-1", 2999, false), part("r-2", 1000))).toEqual(["c-1"]);
    });

    it("take all lines that the money is taken from", () =>
      expect(ownedAfter(part("r-1", 4000))).toEqual([]));

    it("take all lines when nothing is left of the payment", () =>
      expect(ownedAfter(part("r-1", 2999, false), part("r-2", 2999))).toEqual([]));
  });

  it.each([["p-1"], ["p-2"]])("of a payment made twice leave the other purchase: %s", (refunded) => {
    const second = purchaseCourse("u-1", "p-2", "c-1");
    const { state } = carriedOut(bought, second, refundPurchase("u-1", refunded, "r-1", { revoke: true }));
    expect(owns(state, "c-1")).toBe(true);
    const other = refunded === "p-1" ? "p-2" : "p-1";
    expect(purchaseIn(state, other).revoked).toBeUndefined();
    expect(
      owns(
        carriedOut(bought, second, revokePurchase("u-1", "p-1"), revokePurchase("u-1", "p-2")).state,
        "c-1",
      ),
    ).toBe(false);
  });

  it("of what has no known price, or another currency, are refused", () => {
    const { state } = carriedOut(importPurchase("u-1", "i-1", "course", "c-1"));
    expect(() => decide(state, refundPurchase("u-1", "i-1", "r-1"))).toThrow(
      expect.objectContaining({ code: "refund_exceeds_payment" }),
    );
    const usd = refundPurchase("u-1", "p-1", "r-1", { amount: { amountMinor: 1, currency: "USD" } });
    given(coursePurchased("u-1", "p-1", "c-1"))
      .when(usd)
      .thenRefused("refund_exceeds_payment");
    expect(() => decide(carriedOut(bought).state, usd)).toThrow("0.01 USD is in another currency than what");
  });
});

describe("a dispute", () => {
  const bought = purchaseCourse("u-1", "p-1", "c-1");
  const dispute = (status: "opened" | "won" | "lost") => disputePurchase("u-1", "pay-p-1", status);
  const after = (...commands: readonly PurchaseCommand[]) => {
    const { state } = carriedOut(bought, ...commands);
    return { owned: owns(state, "c-1"), kept: keptOf(purchaseIn(state, "p-1")) };
  };

  it.each([
    ["opened", ["opened"], { owned: false, kept: 2999 }],
    ["opened, won", ["opened", "won"], { owned: true, kept: 2999 }],
    ["opened, lost", ["opened", "lost"], { owned: false, kept: 0 }],
    ["won before it was opened", ["won", "opened"], { owned: true, kept: 2999 }],
    ["lost before it was opened", ["lost", "opened"], { owned: false, kept: 0 }],
    ["each twice", ["opened", "opened", "won", "won"], { owned: true, kept: 2999 }],
  ] as const)("%s", (_, statuses, expected) => expect(after(...statuses.map(dispute))).toEqual(expected));

  it("that was decided one way is not decided the other", () => {
    const { state } = carriedOut(bought, dispute("opened"), dispute("won"));
    expect(() => decide(state, dispute("lost"))).toThrow(
      expect.objectContaining({
        code: "dispute_decided",
        details: { disputeId: "dp-1", disputeStatus: "won" },
      }),
    );
  });

  const refund = refundPurchase("u-1", "p-1", "r-1", { amount: eur(1000) });
  const all = refundPurchase("u-1", "p-1", "r-1", { revoke: true });

  it.each([
    [
      "lost after a part was refunded",
      [refund, dispute("opened"), dispute("lost")],
      { owned: false, kept: 0 },
    ],
    ["lost after all was refunded", [all, dispute("opened"), dispute("lost")], { owned: false, kept: 0 }],
    [
      "won after all was refunded gives nothing back",
      [all, dispute("opened"), dispute("won")],
      { owned: false, kept: 0 },
    ],
    [
      "refunded while it is open, then won",
      [dispute("opened"), refund, dispute("won")],
      { owned: true, kept: 1999 },
    ],
    [
      "refunded while it is open, then lost",
      [dispute("opened"), refund, dispute("lost")],
      { owned: false, kept: 0 },
    ],
  ] as const)("%s", (_, commands, expected) => expect(after(...commands)).toEqual(expected));

  it("may leave access alone", () =>
    expect(after(disputePurchase("u-1", "p-1", "opened", { revoke: false }))).toEqual({
      owned: true,
      kept: 2999,
    }));
});

describe("giving back what was revoked by mistake", () => {
  const bought = purchaseCourse("u-1", "p-1", "c-1");
  const revoked = revokePurchase("u-1", "p-1", { reason: "correction" });

  it("makes the purchase stand again, with the date that it had", () => {
    const { state, events } = carriedOut(bought, revoked, reinstatePurchase("u-1", "p-1"));
    expect(owns(state, "c-1")).toBe(true);
    expect(events.at(-1)?.data).toMatchObject({ purchasedAt: bought.at, duplicateOf: null });
    expect(decide(state, reinstatePurchase("u-1", "p-1"))).toEqual([]);
  });

  it("names the purchase that was made meanwhile", () => {
    const { events } = carriedOut(
      bought,
      revoked,
      purchaseCourse("u-1", "p-2", "c-1"),
      reinstatePurchase("u-1", "p-1"),
    );
    expect(events.at(-1)?.data).toMatchObject({ duplicateOf: "p-2" });
  });
});

describe("an import", () => {
  it("does not bring back what was revoked in the ledger", () => {
    const { state } = carriedOut(purchaseCourse("u-1", "p-1", "c-1"), revokePurchase("u-1", "p-1"));
    expect(decide(state, importPurchase("u-1", "i-1", "course", "c-1"))).toEqual([]);
  });

  it("has no price, discount or flag", () => {
    const { events } = carriedOut(importPurchase("u-1", "i-1", "course", "c-1"));
    const [event] = events.filter(isPurchased);
    expect(event?.data).toMatchObject({ listPrice: null, price: null, discount: null, flags: [] });
  });
});
