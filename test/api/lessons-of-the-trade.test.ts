import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { verify } from "../../src/projections/check/verify.js";
import { eventually } from "../support/eventually.js";
import { startApi, theCheckout, type RunningApi } from "./support/start-api.js";

/** What payment providers and shoppers do, over HTTP, each on a user and payment of its own. */
let api: RunningApi;

const post = (path: string, body: object) => api.call(path, { as: theCheckout, body });

interface Money {
  readonly owned: boolean;
  readonly kept: number;
  readonly refunded: number;
}

/** A user who has bought `c-paid` at 29.99 EUR, and what may come of it. */
async function buyer(name: string) {
  const [userId, paymentId] = [`u-${name}`, `pay-${name}`];
  const bought = await api.buy(theCheckout, { userId, courseId: "c-paid", amount: 29.99, paymentId });
  expect(bought.status).toBe(201);
  const { purchaseId } = bought.body as { readonly purchaseId: string };
  const by = { paymentId };
  return {
    ...{ userId, paymentId, purchaseId },
    refund: (refundId: string, amount?: number, target: object = by, revoke = false) =>
      post("/api/refunds", {
        ...{ ...target, refundId, revoke },
        ...(amount === undefined ? {} : { amount, currency: "EUR" }),
      }),
    dispute: (status: string, disputeId = "dp-1") => post("/api/disputes", { ...by, disputeId, status }),
    revoke: () =>
      api.call(`/api/support/users/${userId}/revocations`, {
        as: { role: "support", id: "sue" },
        body: { purchaseId, reason: "correction" },
      }),
  };
}

const moneyOf = ({ body }: { readonly body: unknown }): Money =>
  (body as { readonly purchases: readonly Money[] }).purchases[0]!;

// The money that is left after each, and whether the user owns the course in the end.
const courses = [
  { steps: ["opened", "won"], kept: 29.99, owned: true },
  { steps: ["opened", "lost"], kept: 0, owned: false },
  { steps: ["lost", "opened"], kept: 0, owned: false },
  { steps: ["won", "opened"], kept: 29.99, owned: true },
  { steps: ["opened", "opened", "won", "won"], kept: 29.99, owned: true },
  { steps: ["refund 10", "opened", "lost"], kept: 0, owned: false },
  { steps: ["opened", "refund 10", "lost"], kept: 0, owned: false },
  { steps: ["opened", "refund 10", "won"], kept: 19.99, owned: true },
  { steps: ["opened", "won", "refund 10"], kept: 19.99, owned: true },
  { steps: ["won", "refund 29.99", "opened"], kept: 0, owned: true },
  { steps: ["refund 29.99", "opened", "lost"], kept: 0, owned: false },
  { steps: ["refund 29.99", "opened", "won"], kept: 0, owned: true },
  { steps: ["opened", "lost", "refund 10!"], kept: 0, owned: false },
  { steps: ["opened", "won", "lost!"], kept: 29.99, owned: true },
  { steps: ["lost", "won!"], kept: 0, owned: false },
  // A refund that takes access, or support, decides for good; and each dispute holds access for itself.
  { steps: ["opened", "take 29.99", "won"], kept: 0, owned: false },
  { steps: ["opened", "take 10", "take 10", "won"], kept: 9.99, owned: false },
  { steps: ["take 29.99", "opened", "won"], kept: 0, owned: false },
  { steps: ["opened", "won", "take 29.99"], kept: 0, owned: false },
  { steps: ["opened", "revoke", "won"], kept: 29.99, owned: false },
  { steps: ["opened", "revoke", "revoke", "lost"], kept: 0, owned: false },
  { steps: ["opened", "opened dp-2", "won"], kept: 29.99, owned: false },
  { steps: ["opened", "opened dp-2", "won", "won dp-2"], kept: 29.99, owned: true },
  { steps: ["opened", "opened dp-2", "won dp-2", "won"], kept: 29.99, owned: true },
  { steps: ["opened", "opened dp-2", "lost dp-2", "won"], kept: 0, owned: false },
];

describe("the lessons of the trade", () => {
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  describe("a refund", () => {
    it("that is sent twice goes back once; a second one is of what is left, and never of more", async () => {
      const { refund } = await buyer("refunds");
      expect(await refund("r-1", 20)).toMatchObject({ status: 201, body: { purchases: [{ kept: 9.99 }] } });
      expect(await refund("r-1", 20)).toMatchObject({ status: 200, body: { purchases: [{ kept: 9.99 }] } });
      expect(await refund("r-1", 5)).toMatchObject({ status: 422, body: { code: "refund_id_reused" } });
      expect(await refund("r-2", 10)).toMatchObject({
        ...{ status: 409, body: { code: "refund_exceeds_payment", keptMinor: 999, currency: "EUR" } },
      });
      expect(await refund("r-2")).toMatchObject({
        status: 201,
        body: { purchases: [{ kept: 0, refunded: 29.99 }] },
      });
      expect(await refund("r-3")).toMatchObject({ status: 409, body: { code: "refund_exceeds_payment" } });
    });

    it("that comes before its purchase, of more than is paid then, goes on waiting", async () => {
      const waiting = { paymentId: "pay-early", refundId: "r-1", amount: 30, currency: "EUR" };
      expect(await post("/api/refunds", waiting)).toMatchObject({ status: 202 });
      await buyer("early");
      expect(await api.call("/api/refunds?paymentId=pay-early", { as: theCheckout })).toMatchObject({
        body: {
          userId: "u-early",
          kept: [{ state: "waiting", amount: 30, refusal: { code: "refund_exceeds_payment" } }],
        },
      });
    });

    it("of a payment does not let its webhook buy again, with or without access", async () => {
      for (const revoke of [false, true]) {
        const { userId, paymentId, purchaseId, refund } = await buyer(`webhook-${revoke}`);
        expect((await refund("r-1", undefined, { paymentId }, revoke)).status).toBe(201);
        const again = {
          userId,
          courseId: "c-paid",
          amount: 29.99,
          paymentId,
          paidAt: "2026-01-02T03:04:05Z",
        };
        expect(await api.buy(theCheckout, again)).toMatchObject({
          ...{ status: 201, body: { purchaseId, owned: !revoke } },
        });
      }
    });
  });

  describe("a dispute", () => {
    it.each(courses)("$steps leaves $kept, owned: $owned", async ({ steps, kept, owned }) => {
      const buys = await buyer(`dispute-${steps.join("-").replaceAll(/[ !]/g, ".")}`);
      const { refund, dispute, revoke, userId, paymentId } = buys;
      const take = (id: string, amount: number) => refund(id, amount, { paymentId }, true);
      for (const [index, step] of steps.entries()) {
        const [what = "", detail] = step.replace("!", "").split(" ");
        const doIt = { refund, take }[what];
        const other = what === "revoke" ? revoke : () => dispute(what, detail);
        const answer = await (doIt === undefined ? other() : doIt(`r-${index}`, Number(detail)));
        expect([step, [200, 201].includes(answer.status)]).toEqual([step, !step.endsWith("!")]);
        if (answer.status === 409 || what === "revoke") continue;
        const money = moneyOf(answer);
        expect(Math.round((money.kept + money.refunded) * 100)).toBe(2999);
      }
      const { revision } = (await dispute(steps.includes("won") ? "won" : "lost")).body as {
        revision: number;
      };
      const check = await api.call(`/api/purchase/check?courseId=c-paid&minRevision=${revision}`, {
        as: { role: "user", id: userId },
      });
      expect(check.body).toMatchObject({ owned });
      await eventually("it is folded", async () => {
        const [document] = (await api.readModel.user(userId as never)).models.payments?.documents ?? [];
        return document?.balances[0]?.keptMinor === Math.round(kept * 100);
      });
    });
  });

  describe("a dispute whose purchase comes last", () => {
    // What support does needs a purchase.
    it.each(courses.filter(({ steps }) => !steps.includes("revoke")))(
      "$steps leaves $kept, owned: $owned",
      async ({ steps, kept, owned }) => {
        const name = `early-${steps.join("-").replaceAll(/[ !]/g, ".")}`;
        const paymentId = `pay-${name}`;
        for (const [index, step] of steps.entries()) {
          const [what = "", detail] = step.replace("!", "").split(" ");
          const isRefund = what === "refund" || what === "take";
          const refund = { refundId: `r-${index}`, amount: Number(detail), currency: "EUR" };
          const answer = isRefund
            ? await post("/api/refunds", { ...refund, paymentId, revoke: what === "take" })
            : await post("/api/disputes", { paymentId, disputeId: detail ?? "dp-1", status: what });
          // That a refund is too much is not known yet.
          expect([step, answer.status]).toEqual([step, step.endsWith("!") && !isRefund ? 409 : 202]);
        }
        const bought = await api.buy(theCheckout, {
          ...{ userId: `u-${name}`, courseId: "c-paid", amount: 29.99, paymentId },
        });
        expect(bought).toMatchObject({ status: 201, body: { owned } });
        await eventually("it is folded", async () => {
          const [document] =
            (await api.readModel.user(`u-${name}` as never)).models.payments?.documents ?? [];
          return document?.balances[0]?.keptMinor === Math.round(kept * 100);
        });
      },
    );
  });

  describe("two disputes", () => {
    it("of one purchase are kept apart, however long and alike their ids are", async () => {
      const { paymentId } = await buyer("two-disputes");
      for (const [index, end] of ["a", "b"].entries()) {
        const disputeId = "d".repeat(127) + end;
        const lost = { paymentId, disputeId, status: "lost", amount: 10, currency: "EUR" };
        expect(moneyOf(await post("/api/disputes", lost)).refunded).toBe(10 * (index + 1));
      }
    });

    it("that are lost find the id of their refund in use, and take another one", async () => {
      const { refund, dispute } = await buyer("dispute-id");
      expect((await refund("dispute:dp-1", 10)).status).toBe(201);
      expect(moneyOf(await dispute("lost"))).toMatchObject({ kept: 0, owned: false });
    });
  });

  describe("an order that goes back in parts", () => {
    it("answers with all that it loses when the rest goes back with access", async () => {
      const lines = ["c-paid", "c-other"].map((itemId) => ({ itemType: "course", itemId, amount: 10 }));
      const paid = { paymentId: "pay-parts", currency: "EUR", paidAt: "2026-01-02T03:04:05Z" };
      const order = { ...paid, orderId: "o-parts", userId: "u-parts", amount: 20, lines };
      expect((await post("/api/orders", order)).status).toBe(201);
      const refund = { paymentId: "pay-parts", currency: "EUR" };
      expect(await post("/api/refunds", { ...refund, refundId: "r-1", amount: 10 })).toMatchObject({
        body: { purchases: [{ itemId: "c-paid", kept: 0, owned: true }] },
      });
      const rest = { paymentId: "pay-parts", refundId: "r-2", revoke: true };
      for (const status of [201, 200])
        expect(await post("/api/refunds", rest)).toMatchObject({
          status,
          body: { purchases: ["c-paid", "c-other"].map((itemId) => ({ itemId, kept: 0, owned: false })) },
        });
    });
  });

  describe("a part of an order that goes back with access", () => {
    it("leaves the buyer what is still paid for", async () => {
      const { userId, lines, ...order } = {
        ...{ orderId: "o-one-back", userId: "u-one-back", paymentId: "pay-one-back", currency: "EUR" },
        ...{ amount: 25, paidAt: "2026-01-02T03:04:05Z" },
        lines: [15, 10].map((amount, n) => ({
          itemType: "course",
          itemId: ["c-paid", "c-other"][n],
          amount,
        })),
      };
      expect((await post("/api/orders", { ...order, userId, lines })).status).toBe(201);
      const back = { paymentId: order.paymentId, refundId: "r-one-back", amount: 10, currency: "EUR" };
      for (const status of [201, 200])
        expect(await post("/api/refunds", { ...back, revoke: true })).toMatchObject({
          status,
          body: {
            purchases: [
              { itemId: "c-paid", kept: 15, owned: true },
              { itemId: "c-other", kept: 0, owned: false },
            ],
          },
        });
    });
  });

  describe("a course that was paid twice", () => {
    it.each(["first", "second"])(
      "stays with its owner when the %s payment is refunded by its purchase",
      async (which) => {
        const { userId, purchaseId: first, refund } = await buyer(`twice-${which}`);
        const paid = { userId, courseId: "c-paid", amount: 29.99, paymentId: `pay-twice-${which}-again` };
        const second = await api.buy(theCheckout, paid);
        expect(second).toMatchObject({
          status: 201,
          body: { duplicateOf: first, flags: ["duplicate_payment"] },
        });
        const purchaseId = which === "first" ? first : second.body.purchaseId;
        expect(await refund("r-1", undefined, { userId, purchaseId }, true)).toMatchObject({
          body: { purchases: [{ purchaseId, kept: 0, owned: true }] },
        });
        const other = which === "first" ? second.body.purchaseId : first;
        expect(await refund("r-2", undefined, { userId, purchaseId: other }, true)).toMatchObject({
          body: { purchases: [{ purchaseId: other, kept: 0, owned: false }] },
        });
      },
    );
  });

  describe("an amount", () => {
    const paidAt = "2026-01-02T03:04:05Z";

    it.each([
      ["JPY", 1500, 0.5],
      ["EUR", 29.99, 0.005],
      ["BHD", 10.125, 0.0005],
    ])(
      "in %s is recorded and refunded with the decimals of the currency, and no more",
      async (currency, amount, half) => {
        const sale = {
          userId: `u-${currency}`,
          courseId: `c-of-${currency}`,
          paymentId: `pay-${currency}`,
          currency,
          paidAt,
        };
        // Nobody can have been charged that: the nearest amount is recorded, and says so.
        const odd = { ...sale, userId: `u-odd-${currency}`, paymentId: `pay-odd-${currency}` };
        expect(await api.buy(theCheckout, { ...odd, amount: amount + half })).toMatchObject({
          ...{
            status: 201,
            body: { currency, flags: expect.arrayContaining(["amount_rounded"]) as unknown },
          },
        });
        expect(await api.buy(theCheckout, { ...sale, amount })).toMatchObject({
          status: 201,
          body: { amount, currency },
        });
        const refund = { paymentId: sale.paymentId, refundId: "r-1", currency };
        expect(await post("/api/refunds", { ...refund, amount: half })).toMatchObject({ status: 400 });
        expect(await post("/api/refunds", { ...refund, amount })).toMatchObject({
          body: { purchases: [{ kept: 0, refunded: amount, currency }] },
        });
      },
    );

    it("that floating point cannot add up adds up in minor units", async () => {
      const order = (userId: string, amount: number, ...lines: readonly number[]) =>
        post("/api/orders", {
          ...{ orderId: `o-${userId}`, userId, paymentId: `pay-${userId}`, amount, currency: "EUR", paidAt },
          lines: lines.map((each, index) => ({ itemType: "course", itemId: `f-${index}`, amount: each })),
        });
      expect(0.1 + 0.2).not.toBe(0.3);
      expect(await order("u-float", 0.3, 0.1, 0.2)).toMatchObject({ status: 201 });
      expect(await order("u-large", 45035996273704.97, 45035996273704.96, 0.01)).toMatchObject({
        status: 201,
      });
      // The money was taken: what does not add up is recorded as it was charged, with a flag, and can be refunded.
      expect(await order("u-wrong", 0.31, 0.1, 0.1)).toMatchObject({
        status: 201,
        body: {
          purchases: [0.16, 0.15].map((amount) => ({ amount, flags: ["item_withdrawn", "total_differs"] })),
        },
      });
      const refund = { paymentId: "pay-u-wrong", refundId: "r-1", amount: 0.31, currency: "EUR" };
      expect(await post("/api/refunds", refund)).toMatchObject({ status: 201 });
      expect(await order("u-odd", 0.305, 0.1, 0.1)).toMatchObject({
        ...{ status: 201, body: { purchases: [{ amount: 0.16 }, { amount: 0.15 }] } },
      });
      // More minor units than a number holds exactly: no price is recorded, and what was stated is kept.
      expect(await order("u-beyond", 90071992547410, 90071992547410)).toMatchObject({
        ...{ status: 201, body: { purchases: [{ amount: null, currency: null, owned: true }] } },
      });
    });

    it("of nothing, by a discount of 100 %, needs no payment, and cannot be refunded", async () => {
      const free = {
        userId: "u-free",
        courseId: "c-paid",
        amount: 0,
        discount: { code: "ALL", amount: 29.99 },
      };
      const bought = await api.buy(theCheckout, free);
      expect(bought).toMatchObject({ status: 201, body: { amount: 0, owned: true } });
      const { purchaseId } = bought.body;
      expect(await post("/api/refunds", { userId: "u-free", purchaseId, refundId: "r-1" })).toMatchObject({
        ...{ status: 409, body: { code: "refund_exceeds_payment" } },
      });
    });
  });

  it("all of it leaves a ledger whose rules hold", async () => {
    const { position } = await api.eventStore.head();
    await eventually("all is folded", async () => (await api.readModel.checkpoint()).position === position);
    const { eventStore, readModel, folder } = api;
    expect(await verify({ eventStore, readModel, scratchFolder: folder }).result).toMatchObject({
      ...{ outcome: "clean", violations: [], monthsCompared: true },
    });
  });
});
