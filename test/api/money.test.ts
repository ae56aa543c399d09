import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { startApi, theCheckout, type RunningApi } from "./support/start-api.js";

let api: RunningApi;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.close());

const support = { role: "support", id: "jo" } as const;
const paid = { userId: "u-1", courseId: "c-paid", amount: 29.99, paymentId: "pay-1" };
const post = (path: string, body: object, as: Parameters<RunningApi["buy"]>[0] = theCheckout, headers = {}) =>
  api.call(path, { as, body, headers });
const types = async () => (await api.events()).map(({ type }) => type);

describe("POST /api/purchase, once the money was taken", () => {
  const taken = { ...paid, paidAt: "2026-01-02T03:04:05Z" };

  it("records a coupon that the catalogue does not explain, and flags it", async () =>
    expect(await api.buy(theCheckout, { ...taken, amount: 25.5 })).toMatchObject({
      status: 201,
      body: { amount: 25.5, purchasedAt: "2026-01-02T03:04:05.000Z", flags: ["price_differs"], owned: true },
    }));

  it("takes a discount that explains the price without a flag", async () =>
    expect(
      await api.buy(theCheckout, { ...taken, amount: 25, discount: { code: "AUTUMN", amount: 4.99 } }),
    ).toMatchObject({ status: 201, body: { amount: 25, flags: [] } }));

  it("records what the catalogue does not know, and refuses it before the payment", async () => {
    const unknown = { ...paid, courseId: "c-unknown" };
    expect(await api.buy(theCheckout, unknown)).toMatchObject({
      status: 404,
      body: { code: "item_unknown" },
    });
    expect(await api.buy(theCheckout, { ...unknown, paidAt: taken.paidAt, currency: "EUR" })).toMatchObject({
      status: 201,
      body: { flags: ["item_withdrawn"] },
    });
  });

  it("takes nobody's word for the payment but that of the checkout", async () => {
    const { userId: id, ...said } = { ...taken, currency: "EUR", amount: 0.01 };
    const self = { role: "user", id } as const;
    expect(await api.buy(self, said)).toMatchObject({ status: 409, body: { code: "price_changed" } });
    const listed = { ...said, amount: 29.99 };
    expect(await api.buy(self, listed)).toMatchObject({ status: 403, body: { code: "checkout_required" } });
    expect(await api.buy(self, { ...said, courseId: "c-unknown" })).toMatchObject({ status: 404 });
    expect(await api.buy(self, { ...said, courseId: "c-withdrawn" })).toMatchObject({ status: 409 });
    expect(await types()).toEqual([]);
    // A free item it may take; not at a time of its own choice.
    const free = await api.buy(self, { ...said, courseId: "c-free", amount: 0 });
    expect(free).toMatchObject({ status: 201, body: { amount: 0 } });
    expect(free.body.purchasedAt).not.toBe("2026-01-02T03:04:05.000Z");
    expect(await types()).toEqual(["CoursePurchased"]);
  });

  it("needs the payment and the amount", async () =>
    expect(
      await api.buy(theCheckout, { userId: "u-1", courseId: "c-paid", paidAt: taken.paidAt }),
    ).toMatchObject({
      status: 400,
      body: { code: "request_invalid" },
    }));
});

describe("two payments for one course", () => {
  it("are both kept, and the second is a duplicate", async () => {
    const first = await api.buy(theCheckout, paid, { "Idempotency-Key": "order-1" });
    const second = await api.buy(
      theCheckout,
      { ...paid, paymentId: "pay-2" },
      { "Idempotency-Key": "order-2" },
    );
    expect(second).toMatchObject({
      status: 201,
      body: { duplicateOf: first.body.purchaseId, flags: ["duplicate_payment"], alreadyPurchased: true },
    });
    expect(await post("/api/refunds", { paymentId: "pay-1", refundId: "r-1", revoke: true })).toMatchObject({
      status: 201,
      body: { userId: "u-1", purchases: [{ kept: 0, refunded: 29.99, owned: true }] },
    });
    // The queue delivers the first order once more.
    expect(await api.buy(theCheckout, paid, { "Idempotency-Key": "order-1" })).toMatchObject({
      status: 201,
      body: { owned: true, revokedAt: expect.stringMatching(/Z$/) },
    });
    expect(await post("/api/refunds", { paymentId: "pay-2", refundId: "r-2", revoke: true })).toMatchObject({
      body: { purchases: [{ owned: false }] },
    });
    expect(await api.buy(theCheckout, { ...paid, paymentId: "pay-2" })).toMatchObject({
      status: 201,
      body: { owned: false, duplicateOf: first.body.purchaseId },
    });
  });
});

describe("a payment that was spent", () => {
  it("buys nothing for another user, who learns whose it is from nobody but the checkout", async () => {
    await api.buy(theCheckout, paid);
    expect(await api.buy(theCheckout, { ...paid, userId: "u-2" })).toMatchObject({
      status: 409,
      body: { code: "payment_reused", userId: "u-1" },
    });
    expect(await api.buy(theCheckout, { ...paid, courseId: "c-yen", amount: 1500 })).toMatchObject({
      status: 409,
      body: { code: "payment_reused" },
    });
    const asUser = await api.buy({ role: "user", id: "u-2" }, { courseId: "c-free", paymentId: "pay-1" });
    expect(asUser.status).toBe(201);
    expect(asUser.text).not.toContain("u-1");
  });
});

describe("POST /api/orders", () => {
  const order = {
    ...{ orderId: "2026/4711", userId: "u-1", paymentId: "pay-9", amount: 39.99, currency: "EUR" },
    lines: [
      { itemType: "course", itemId: "c-paid", amount: 29.99 },
      { itemType: "test", itemId: "t-paid", amount: 10 },
    ],
  };

  it("buys all lines with one payment, once", async () => {
    const first = await post("/api/orders", order);
    expect(first).toMatchObject({
      status: 201,
      body: {
        purchases: [
          { courseId: "c-paid", owned: true },
          { testId: "t-paid", owned: true },
        ],
        revision: 1,
      },
    });
    const again = await post("/api/orders", order);
    expect([again.body, again.headers.get("idempotent-replayed")]).toEqual([first.body, "true"]);
    expect(await types()).toEqual(["CoursePurchased", "TestPurchased"]);
  });

  it.each([
    ["lines that do not come to the charge", { amount: 39.98 }, 409, "price_changed"],
    [
      "a line that nobody knows",
      { lines: [...order.lines, { itemType: "course", itemId: "no" }] },
      404,
      "item_unknown",
    ],
    ["an item twice", { lines: [order.lines[0], order.lines[0]] }, 400, "request_invalid"],
    ["a gift to its giver", { giftFrom: "u-1" }, 400, "request_invalid"],
    ["no payment", { paymentId: undefined }, 422, "payment_missing"],
  ])("records nothing of %s", async (_, change, status, code) => {
    expect(await post("/api/orders", { ...order, ...change })).toMatchObject({ status, body: { code } });
    expect(await types()).toEqual([]);
  });

  it("gives the receiver what the giver pays for, and the giver nothing", async () => {
    await post("/api/orders", { ...order, giftFrom: "giver-1" });
    expect((await api.events()).map(({ data }) => data)).toMatchObject([
      { userId: "u-1", grantedBy: { reason: "gift", by: "giver-1" } },
      { userId: "u-1", grantedBy: { reason: "gift", by: "giver-1" } },
    ]);
    expect(await post("/api/orders", order, { role: "user", id: "u-1" } as never)).toMatchObject({
      status: 403,
    });
  });
});

describe("POST /api/refunds", () => {
  it("keeps a refund that comes before its purchase, shows that it waits, and applies it then", async () => {
    const refund = { paymentId: "pay-1", refundId: "r-1", amount: 10, currency: "EUR" };
    for (let n = 0; n < 2; n++)
      expect(await post("/api/refunds", refund)).toMatchObject({ status: 202, body: { state: "waiting" } });
    const waiting = () => api.call("/api/refunds?paymentId=pay-1", { as: support });
    expect(await waiting()).toMatchObject({
      body: { userId: null, kept: [{ amount: 10, state: "waiting" }] },
    });
    expect(await api.buy(theCheckout, paid)).toMatchObject({ status: 201, body: { owned: true } });
    expect(await waiting()).toMatchObject({ body: { userId: "u-1", kept: [{ state: "applied" }] } });
    expect(await post("/api/refunds", refund)).toMatchObject({
      status: 200,
      body: { purchases: [{ kept: 19.99 }] },
    });
    expect(await types()).toEqual(["CoursePurchased", "PurchaseRefunded"]);
  });

  it("refuses another amount or currency under the id of a refund, before and after its purchase", async () => {
    const refund = { paymentId: "pay-1", refundId: "r-1", amount: 10, currency: "EUR" };
    const others = [{ amount: 20 }, { currency: "USD" }].map((change) => ({ ...refund, ...change }));
    const reused = { status: 422, body: { code: "refund_id_reused" } };
    await post("/api/refunds", refund);
    for (const other of others) expect(await post("/api/refunds", other)).toMatchObject(reused);
    expect(await api.buy(theCheckout, paid)).toMatchObject({ status: 201 });
    for (const other of others) expect(await post("/api/refunds", other)).toMatchObject(reused);
    expect(await post("/api/refunds", refund)).toMatchObject({
      status: 200,
      body: { purchases: [{ kept: 19.99 }] },
    });
  });

  it("answers a purchase that was refunded before as what it is now", async () => {
    await post("/api/refunds", { paymentId: "pay-1", refundId: "r-1", revoke: true });
    expect(await api.buy(theCheckout, paid)).toMatchObject({
      status: 201,
      body: { owned: false, revokedAt: expect.stringMatching(/Z$/) },
    });
  });

  it.each([
    ["more than was paid", { amount: 30, currency: "EUR" }, 409, "refund_exceeds_payment"],
    ["another currency", { amount: 1, currency: "USD" }, 409, "refund_exceeds_payment"],
    ["half a cent", { amount: 0.005, currency: "EUR" }, 400, "request_invalid"],
    ["an amount of no currency", { amount: 1 }, 400, "request_invalid"],
    ["a payment and a purchase", { userId: "u-1", purchaseId: "p-1" }, 400, "request_invalid"],
  ])("refuses %s", async (_, change, status, code) => {
    await api.buy(theCheckout, paid);
    const refund = { paymentId: "pay-1", refundId: "r-1", ...change };
    expect(await post("/api/refunds", refund, support)).toMatchObject({ status, body: { code } });
  });

  it.each([
    [{ amount: 1 }, "currency is required with amount"],
    [{ currency: "EUR" }, "amount is required with currency"],
    [{ amount: 0.005, currency: "EUR" }, "amount must be an amount in EUR"],
  ])("says what is wrong with %j", async (change, problem) => {
    await api.buy(theCheckout, paid);
    const refund = { paymentId: "pay-1", refundId: "r-1", ...change };
    expect(await post("/api/refunds", refund, support)).toMatchObject({
      status: 400,
      body: { detail: `The request is not valid: ${problem}.` },
    });
  });

  it("takes user and purchase, and knows only purchases that are there", async () => {
    await api.buy(theCheckout, { ...paid, purchaseId: "p-1" });
    const refund = { userId: "u-1", purchaseId: "p-1", refundId: "r-1" };
    expect(await post("/api/refunds", refund, support)).toMatchObject({ status: 201 });
    expect(await post("/api/refunds", { ...refund, purchaseId: "p-2" }, support)).toMatchObject({
      status: 404,
      body: { code: "purchase_unknown" },
    });
  });
});

// In the future, and what becomes of seconds that are read as milliseconds.
it.each(["2062-01-01T00:00:00Z", "1970-01-21T18:54:42Z"])(
  "no money moves at %s: that is now",
  async (moment) => {
    const before = new Date().toISOString();
    const about = { paymentId: "pay-1", amount: 5, currency: "EUR" };
    await post("/api/refunds", { ...about, refundId: "r-1", refundedAt: moment });
    await api.buy(theCheckout, { ...paid, paidAt: moment });
    await post("/api/refunds", { ...about, refundId: "r-2", refundedAt: moment });
    await post("/api/refunds", { ...about, refundId: "r-3", refundedAt: "2026-01-01T00:00:00+01:00" });
    await post("/api/disputes", { paymentId: "pay-1", disputeId: "d-1", status: "lost", disputedAt: moment });
    const events = (await api.events()) as readonly { readonly data: Readonly<Record<string, string>> }[];
    const [bought, refunds] = (["purchasedAt", "refundedAt"] as const).map((name) =>
      events.flatMap(({ data }) => data[name] ?? []),
    );
    expect(refunds?.[2]).toBe("2025-12-31T23:00:00.000Z");
    const moved = [bought?.[0], ...(refunds ?? []).toSpliced(2, 1)];
    expect(moved).toHaveLength(4);
    for (const at of moved) expect(at! >= before && at! <= new Date().toISOString()).toBe(true);
  },
);

describe("POST /api/disputes", () => {
  const dispute = (status: string, disputeId = "d-1") =>
    post("/api/disputes", { paymentId: "pay-1", disputeId, status });

  it("takes access, and gives it back when the shop wins", async () => {
    await api.buy(theCheckout, paid);
    expect(await dispute("opened")).toMatchObject({
      status: 201,
      body: { purchases: [{ owned: false, kept: 29.99 }] },
    });
    expect(await dispute("opened")).toMatchObject({ status: 200 });
    expect(await dispute("won")).toMatchObject({ status: 201, body: { purchases: [{ owned: true }] } });
    expect(await dispute("lost")).toMatchObject({ status: 409, body: { code: "dispute_decided" } });
  });

  it("is worth a second look until it is decided", async () => {
    const look = async () => (await api.call("/api/support/users/u-1/purchases", { as: support })).body;
    await api.buy(theCheckout, paid);
    await dispute("opened");
    expect(await look()).toMatchObject({ purchases: [{ dispute: "opened", odd: ["disputed"] }] });
    for (const status of ["opened", "won"]) await dispute(status, "d-2");
    expect(await look()).toMatchObject({ purchases: [{ odd: ["disputed"] }] });
    await dispute("won");
    expect(await look()).toMatchObject({ purchases: [{ odd: [] }] });
  });

  it("takes what is left of the money when the shop loses", async () => {
    await api.buy(theCheckout, paid);
    await post("/api/refunds", { paymentId: "pay-1", refundId: "r-1", amount: 10, currency: "EUR" });
    expect(await dispute("lost")).toMatchObject({
      status: 201,
      body: { purchases: [{ owned: false, kept: 0 }] },
    });
    expect(await types()).toEqual([
      ...["CoursePurchased", "PurchaseRefunded", "PurchaseDisputed", "PurchaseRefunded", "PurchaseRevoked"],
    ]);
  });

  it("keeps a dispute that comes before its purchase, shows that it waits, and applies it then", async () => {
    const kept = () => api.call("/api/disputes?paymentId=pay-1", { as: support });
    const waiting = { status: 202, body: { paymentId: "pay-1", disputeId: "d-1", state: "waiting" } };
    for (let n = 0; n < 2; n++) expect(await dispute("opened")).toMatchObject(waiting);
    expect((await kept()).body).toEqual({
      ...{ paymentId: "pay-1", userId: null },
      kept: [
        {
          ...{ disputeId: "d-1", status: "opened", amount: null, currency: null, state: "waiting" },
          ...{ receivedAt: expect.stringMatching(/Z$/), refusal: null },
        },
      ],
    });
    expect(await api.buy(theCheckout, paid)).toMatchObject({ status: 201, body: { owned: false } });
    expect(await kept()).toMatchObject({ body: { userId: "u-1", kept: [{ state: "applied" }] } });
    expect(await dispute("opened")).toMatchObject({ status: 200, body: { purchases: [{ owned: false }] } });
    expect(await dispute("won")).toMatchObject({ status: 201, body: { purchases: [{ owned: true }] } });
    expect(await types()).toEqual([
      ...["CoursePurchased", "PurchaseDisputed", "PurchaseRevoked", "PurchaseDisputed", "PurchaseReinstated"],
    ]);
  });

  it("keeps the first outcome only, as if the purchase were there", async () => {
    expect(await dispute("won")).toMatchObject({ status: 202, body: { status: "won" } });
    expect(await dispute("opened")).toMatchObject({ status: 202, body: { status: "opened" } });
    expect(await dispute("lost")).toMatchObject({
      ...{ status: 409, body: { code: "dispute_decided", disputeId: "d-1", disputeStatus: "won" } },
    });
    expect(await dispute("lost", "d-2")).toMatchObject({ status: 202 });
    expect(await api.call("/api/disputes?paymentId=pay-1", { as: support })).toMatchObject({
      body: {
        kept: [
          { disputeId: "d-1", status: "won" },
          { disputeId: "d-2", status: "lost" },
        ],
      },
    });
    expect(await api.buy(theCheckout, paid)).toMatchObject({ status: 201, body: { owned: false } });
    expect(await dispute("won")).toMatchObject({ status: 200, body: { purchases: [{ kept: 0 }] } });
  });

  it("of a purchase that is not there is refused", async () =>
    expect(
      await post("/api/disputes", {
        ...{ userId: "u-1", purchaseId: "p-1", disputeId: "d-1", status: "opened" },
      }),
    ).toMatchObject({ status: 404, body: { code: "purchase_unknown" } }));
});

describe("what support gives and gives back", () => {
  const audited = () => api.eventStore.audit.entries({ limit: 10 });

  it("costs nothing, and names who gave it", async () => {
    const grant = { itemType: "course", itemId: "c-paid", reason: "goodwill" };
    const key = { "Idempotency-Key": "ticket-1" };
    const first = await post("/api/support/users/u-1/grants", grant, support, key);
    expect(first).toMatchObject({ status: 201, body: { amount: 0, owned: true } });
    expect((await post("/api/support/users/u-1/grants", grant, support, key)).body).toEqual(first.body);
    expect(await post("/api/support/users/u-1/grants", grant, support)).toMatchObject({ status: 200 });
    expect((await api.events()).map(({ data }) => data)).toMatchObject([
      { payment: null, grantedBy: { reason: "goodwill", by: "jo" } },
    ]);
    expect(await post("/api/support/users/u-1/grants", grant, theCheckout)).toMatchObject({ status: 403 });
    expect(await audited()).toMatchObject([
      { action: "grant", operator: "jo", reason: "goodwill", details: { user: "u-1", revision: 0 } },
    ]);
  });

  it("makes a purchase stand again that was revoked by mistake", async () => {
    await api.buy(theCheckout, { ...paid, purchaseId: "p-1" });
    await post("/api/support/users/u-1/revocations", { purchaseId: "p-1", reason: "correction" }, support);
    const back = () => post("/api/support/users/u-1/reinstatements", { purchaseId: "p-1" }, support);
    expect(await back()).toMatchObject({ status: 201, body: { purchase: { owned: true, revokedAt: null } } });
    expect(await back()).toMatchObject({ status: 200 });
    expect((await audited()).map(({ action }) => action)).toEqual(["reinstate", "revoke"]);
  });
});
