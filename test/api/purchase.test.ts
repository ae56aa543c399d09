import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { aUser, startApi, theCheckout, type RunningApi } from "./support/start-api.js";

let api: RunningApi;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.close());

const paid = { userId: "u-1", courseId: "c-paid", amount: 29.99, paymentId: "pay-1" };

describe("POST /api/purchase", () => {
  it("records a paid course that the checkout vouches for", async () => {
    const { status, body } = await api.buy(
      theCheckout,
      { ...paid, paymentMethod: "card", purchaseId: "p-1" },
      { "X-Correlation-Id": "shop-1" },
    );
    expect(status).toBe(201);
    expect(body).toEqual({
      purchaseId: "p-1",
      courseId: "c-paid",
      amount: 29.99,
      currency: "EUR",
      purchasedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      revision: 0,
      alreadyPurchased: false,
      ...{ owned: true, revokedAt: null, duplicateOf: null, flags: [] },
    });
    expect(await api.events()).toMatchObject([
      {
        stream: "purchases-u-1",
        type: "CoursePurchased",
        data: { price: { amountMinor: 2999, currency: "EUR" }, payment: { id: "pay-1", method: "card" } },
        metadata: { correlationId: "shop-1", actor: { id: "checkout", role: "service" }, source: "api" },
      },
    ]);
  });

  it.each([
    [{ testId: "t-paid", amount: 10 }, { testId: "t-paid" }],
    [{ itemId: "t-paid", itemType: "test", amount: 10 }, { testId: "t-paid" }],
    [{ itemId: "both", itemType: "course" }, { courseId: "both" }],
    [{ itemId: "both", itemType: "test" }, { testId: "both" }],
    [
      { courseId: "c-yen", amount: 1500 },
      { courseId: "c-yen", amount: 1500, currency: "JPY" },
    ],
  ])("takes %j", async (request, answer) => {
    expect(await api.buy(theCheckout, { userId: "u-1", paymentId: "p", ...request })).toMatchObject({
      status: 201,
      body: answer,
    });
  });

  it("lets a user take what is free, without a payment", async () => {
    expect(await api.buy(aUser("u-1"), { courseId: "c-free" })).toMatchObject({
      status: 201,
      body: { amount: 0 },
    });
    expect(await api.events()).toMatchObject([
      { data: { payment: null }, metadata: { actor: { id: "u-1", role: "user" } } },
    ]);
  });

  it("answers with the purchase that stands when the item is owned already", async () => {
    const first = await api.buy(theCheckout, paid);
    const { paymentId: _, ...unpaid } = paid;
    const second = await api.buy(theCheckout, unpaid);
    expect(second).toMatchObject({ status: 200, body: { ...first.body, alreadyPurchased: true } });
    expect(await api.events()).toHaveLength(1);
  });

  it.each(["purchaseId", "Idempotency-Key"])("gives the first answer again for the same %s", async (by) => {
    const body = by === "purchaseId" ? { ...paid, purchaseId: "p-1" } : paid;
    const headers = by === "purchaseId" ? {} : { "Idempotency-Key": '"8e03978e-40d5"' };
    const first = await api.buy(theCheckout, body, headers);
    const again = await api.buy(theCheckout, body, headers);
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect([first.headers.get("idempotent-replayed"), again.headers.get("idempotent-replayed")]).toEqual([
      null,
      "true",
    ]);
    expect(await api.buy(theCheckout, { ...body, paymentId: "other" }, headers)).toMatchObject({
      status: 422,
      body: { code: "purchase_id_reused", courseId: "c-paid" },
    });
    expect(await api.events()).toHaveLength(1);
  });

  it("keeps two users apart who choose the same id", async () => {
    for (const userId of ["u-1", "u-2"]) {
      expect(
        await api.buy(theCheckout, { ...paid, userId, purchaseId: "p-1", paymentId: `of-${userId}` }),
      ).toMatchObject({ status: 201 });
    }
    expect(await api.events()).toHaveLength(2);
  });

  it("records one of 50 identical requests at once, and answers all", async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => api.buy(theCheckout, { ...paid, purchaseId: "p-1" })),
    );
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.every(({ status }) => status === 201)).toBe(true);
    expect(await api.events()).toHaveLength(1);
  });

  it("records all of 60 items that one user takes at once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        api.buy(aUser("u-1"), { itemId: `many-${n}`, itemType: n % 2 === 0 ? "course" : "test" }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 60 }, () => 201));
    expect(new Set(answers.map(({ body }) => body.revision)).size).toBe(60);
  });

  it.each([
    ["an unknown item", { courseId: "c-none", amount: 1 }, 404, "item_unknown", {}],
    ["a test by a course's id", { testId: "c-paid" }, 404, "item_unknown", {}],
    ["a withdrawn item", { courseId: "c-withdrawn", amount: 5 }, 409, "item_unavailable", {}],
    [
      "an old price",
      { courseId: "c-paid", amount: 19.99 },
      409,
      "price_changed",
      { amount: 29.99, currency: "EUR" },
    ],
    [
      "an amount of 0 for a priced item",
      { courseId: "c-paid", amount: 0 },
      409,
      "price_changed",
      { amount: 29.99 },
    ],
    ["a hair too much", { courseId: "c-paid", amount: 29.990000001 }, 409, "price_changed", {}],
    ["half a yen", { courseId: "c-yen", amount: 1500.5 }, 409, "price_changed", {}],
    ["no payment", { courseId: "c-paid", paymentId: undefined }, 422, "payment_missing", { amount: 29.99 }],
  ])("refuses %s", async (_, change, status, code, details) => {
    const answer = await api.buy(theCheckout, { userId: "u-1", paymentId: "pay-1", ...change });
    expect(answer).toMatchObject({
      status,
      body: { code, status, type: `urn:purchase-ledger:error:${code}`, ...details },
    });
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(await api.events()).toEqual([]);
  });

  it("does not take a user's own word for a priced item", async () => {
    expect(
      await api.buy(aUser("u-1"), { courseId: "c-paid", amount: 29.99, paymentId: "pay-1" }),
    ).toMatchObject({
      status: 403,
      body: { code: "checkout_required", amount: 29.99 },
    });
    expect(await api.events()).toEqual([]);
  });

  it.each([
    ["nothing", {}],
    ["two items", { courseId: "c-free", testId: "t-free" }],
    ["an id without its type", { itemId: "c-free" }],
    ["a type that is none", { itemId: "c-free", itemType: "book" }],
    ["an id with a space", { courseId: "c free" }],
    ["an id with a slash", { courseId: "../c-free" }],
    ["an id of 129 characters", { courseId: "x".repeat(129) }],
    ["an empty id", { courseId: "" }],
    ["an id as a number", { courseId: 7 }],
    ["an amount as a text", { courseId: "c-free", amount: "0" }],
    ["a negative amount", { courseId: "c-free", amount: -1 }],
    ["an unknown field", { courseId: "c-free", gift: true }],
    ["a bad purchase id", { courseId: "c-free", purchaseId: "a b" }],
    ["a method without a payment", { courseId: "c-free", paymentMethod: "card" }],
    ["a payment id with a NUL", { courseId: "c-free", paymentId: "a\u0000b" }],
    ["an empty payment id", { courseId: "c-free", paymentId: "" }],
    ["null", null],
    ["a list", [{ courseId: "c-free" }]],
  ])("refuses %s as malformed, and says where", async (_, body) => {
    const answer = await api.call("/api/purchase", { as: aUser("u-1"), body: JSON.stringify(body) });
    expect(answer).toMatchObject({ status: 400, body: { code: "request_invalid" } });
    expect(answer.body.problems).toEqual([
      expect.objectContaining({ message: expect.any(String) }),
      ...(answer.body.problems as unknown[]).slice(1),
    ]);
    expect(await api.events()).toEqual([]);
  });

  it.each([
    ["broken JSON", '{"courseId":', {}, 400, "json_malformed"],
    ["a text", "courseId=c-free", { "Content-Type": "text/plain" }, 415, "content_type_unsupported"],
    [
      "a form",
      "courseId=c-free",
      { "Content-Type": "application/x-www-form-urlencoded" },
      415,
      "content_type_unsupported",
    ],
    [
      "another charset",
      "{}",
      { "Content-Type": "application/json; charset=utf-16" },
      415,
      "content_type_unsupported",
    ],
    ["no body", "", {}, 400, "request_invalid"],
    ["a body over 64 KiB", JSON.stringify({ courseId: "x".repeat(65_536) }), {}, 413, "body_too_large"],
    ["a prototype", '{"__proto__":{"courseId":"c-free"}}', {}, 400, "request_invalid"],
    ["brackets 30,000 deep", "[".repeat(30_000) + "]".repeat(30_000), {}, 400, "request_invalid"],
    [
      "an empty idempotency key",
      '{"courseId":"c-free"}',
      { "Idempotency-Key": '""' },
      400,
      "request_invalid",
    ],
    [
      "a long idempotency key",
      '{"courseId":"c-free"}',
      { "Idempotency-Key": "k".repeat(256) },
      400,
      "request_invalid",
    ],
  ])("refuses %s", async (_, body, headers, status, code) => {
    expect(await api.call("/api/purchase", { as: aUser("u-1"), body, headers })).toMatchObject({
      status,
      body: { code },
    });
    expect(await api.events()).toEqual([]);
  });

  it("takes a body of exactly 64 KiB for what it says", async () => {
    const body = JSON.stringify({ courseId: "c-free" });
    const padded = body + " ".repeat(65_536 - body.length);
    expect(await api.call("/api/purchase", { as: aUser("u-1"), body: padded })).toMatchObject({
      status: 201,
    });
    expect(await api.call("/api/purchase", { as: aUser("u-1"), body: `${padded} ` })).toMatchObject({
      status: 413,
    });
  });

  it("says 503 and when to try again while the log is unavailable, and reveals no path", async () => {
    await api.eventStore.close();
    const answer = await api.buy(theCheckout, paid);
    expect(answer).toMatchObject({ status: 503, body: { code: "event_store_unavailable" } });
    expect(answer.headers.get("retry-after")).toBe("1");
    expect(answer.text).not.toContain(api.folder);
  });

  it("has never an answer of 5xx, and never an event, for a body that is not a purchase", async () => {
    const keys = [
      "courseId",
      "testId",
      "itemId",
      "itemType",
      "amount",
      "paymentId",
      "purchaseId",
      "userId",
      "__proto__",
      "x",
    ];
    const odd = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom<unknown>("", " ", "a/b", -0, 1e308, "course", "u-1"),
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...keys), odd), async (body) => {
        const { status } = await api.call("/api/purchase", { as: aUser("u-1"), body: JSON.stringify(body) });
        expect(status).toBeGreaterThanOrEqual(400);
        expect(status).toBeLessThan(500);
      }),
      { numRuns: 150 },
    );
    expect(await api.events()).toEqual([]);
  });
});

describe("POST /api/public/purchase-free", () => {
  const take = (body: unknown, as = aUser("u-1")) =>
    api.call("/api/public/purchase-free", { as, body: JSON.stringify(body) });

  it("records what is free, and answers a repeat with what stands", async () => {
    const first = await take({ itemId: "t-free", itemType: "test", amount: 0 });
    expect(first).toMatchObject({
      status: 201,
      body: { testId: "t-free", amount: 0, alreadyPurchased: false },
    });
    expect(await take({ itemId: "t-free", itemType: "test" })).toMatchObject({
      status: 200,
      body: { alreadyPurchased: true },
    });
    expect(await api.events()).toHaveLength(1);
  });

  it.each([
    ["a priced item", { itemId: "c-paid", itemType: "course", amount: 0 }, 422, "not_free"],
    ["an amount", { itemId: "t-free", itemType: "test", amount: 1 }, 409, "price_changed"],
    ["an unknown item", { itemId: "none", itemType: "test" }, 404, "item_unknown"],
    ["a missing type", { itemId: "t-free" }, 400, "request_invalid"],
    ["another field", { courseId: "c-free" }, 400, "request_invalid"],
  ])("refuses %s", async (_, body, status, code) => {
    expect(await take(body)).toMatchObject({ status, body: { code } });
    expect(await api.events()).toEqual([]);
  });
});
