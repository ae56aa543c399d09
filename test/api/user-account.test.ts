import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { roles } from "../../src/events/purchase-events.js";
import { append, coursePurchased, purchaseRevoked, testPurchased, user } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { startApi, theCheckout, type RunningApi } from "./support/start-api.js";

let api: RunningApi;
const support = { role: "support", id: "sue" } as const;
const get = (path: string, as: { role: (typeof roles)[number]; id: string } = support) =>
  api.call(path, { as });

beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.close());

const folded = (events: number) =>
  eventually("it is folded", () => api.projector.status().eventCount === events);

async function appendSome(): Promise<void> {
  await append(
    api.eventStore,
    coursePurchased("u-1", "p-0", "c-0"),
    coursePurchased("u-1", "p-1", "c-1"),
    testPurchased("u-1", "p-2", "t-1"),
    purchaseRevoked("u-1", "p-1", "course", "c-1"),
  );
  await folded(4);
}

describe("GET /api/profile/summary", () => {
  it("adds up by currency in minor units, and says that both projections agree", async () => {
    await appendSome();
    expect(await get("/api/profile/summary?userId=u-1")).toMatchObject({
      status: 200,
      body: {
        ...{ owned: 2, purchases: 3, revoked: 1, unknownPrices: 0, revision: 3, agreement: "agree" },
        // A revocation moves no money.
        money: [{ currency: "EUR", paidMinor: 8997, refundedMinor: 0, keptMinor: 8997 }],
        ...{ notOwned: [], notListed: [], heldBack: false },
      },
    });
    expect(await get("/api/profile/summary?userId=u-1&type=test")).toMatchObject({
      body: { owned: 1, purchases: 1, revoked: 0, money: [{ paidMinor: 2999 }] },
    });
  });

  it("names what only one of the projections has, each kind by itself", async () => {
    await appendSome();
    const id = user("u-1");
    const { models, version } = await api.readModel.user(id);
    const [document] = models.ownership?.documents ?? [];
    if (document === undefined) throw new Error("There is no document.");
    const damaged = { ...document, purchasedCourses: ["c-9"], purchasedTests: document.purchasedTests };
    const ownership = { revision: 3, documents: [damaged] } as never;
    const history = { revision: 3, documents: models.history?.documents ?? [] };
    await api.readModel.replaceUser(id, { ownership, history }, version, "hold back");
    expect((await get("/api/profile/summary?userId=u-1&type=course")).body).toMatchObject({
      agreement: "differ",
      notOwned: ["c-0"],
      notListed: ["c-9"],
    });
    expect((await get("/api/profile/summary?userId=u-1&type=test")).body).toMatchObject({
      agreement: "agree",
    });
  });

  it("is all zeroes for a user who never bought anything", async () => {
    expect((await get("/api/profile/summary?userId=u-9")).body).toMatchObject({
      ...{ owned: 0, purchases: 0, money: [], revision: null, agreement: "agree" },
    });
  });

  it("is for the user and those who may read the user's purchases", async () => {
    for (const role of roles) {
      const { status } = await get("/api/profile/summary?userId=u-1", { role, id: "u-1" });
      expect([role, status]).toEqual([role, role === "analyst" ? 403 : 200]);
    }
    expect(await get("/api/profile/summary?userId=u-1", { role: "user", id: "u-2" })).toMatchObject({
      status: 403,
    });
  });
});

describe("GET /api/support/users/:userId/purchases", () => {
  const post = (path: string, body: object) => api.call(path, { as: theCheckout, body });

  it("says title, price, payment, order and refund of each, and what is odd", async () => {
    const paid = { userId: "u-1", courseId: "c-paid", amount: 29.99 };
    const taken = { ...paid, paymentId: "pay-1", orderId: "o-1", paidAt: "2026-01-02T03:04:05Z" };
    await post("/api/purchase", taken);
    await post("/api/purchase", { ...taken, paymentId: "pay-2", orderId: "o-2" });
    await post("/api/refunds", { paymentId: "pay-1", refundId: "r-1", amount: 29.99, currency: "EUR" });
    const { status, body } = await get("/api/support/users/u-1/purchases");
    expect(status).toBe(200);
    const purchases = body.purchases as readonly Readonly<Record<string, unknown>>[];
    expect(
      purchases.map(({ paymentId, orderId, refundedMinor }) => [paymentId, orderId, refundedMinor]),
    ).toEqual(
      expect.arrayContaining([
        ["pay-1", "o-1", 2999],
        ["pay-2", "o-2", 0],
      ]),
    );
    const oddOf = (id: string) => purchases.find(({ paymentId }) => paymentId === id)?.odd;
    expect(oddOf("pay-1")).toEqual(["refunded_but_owned"]);
    expect(oddOf("pay-2")).toContain("duplicate");
    expect(purchases[0]).toMatchObject({
      amountMinor: 2999,
      currency: "EUR",
      purchasedAt: "2026-01-02T03:04:05.000Z",
    });
    expect(body.account).toMatchObject({ owned: 1, money: [{ paidMinor: 5998, refundedMinor: 2999 }] });
  });

  it("is for support and admin", async () => {
    await appendSome();
    for (const role of roles) {
      const { status } = await get("/api/support/users/u-1/purchases", { role, id: "u-1" });
      expect([role, status]).toEqual([role, role === "support" || role === "admin" ? 200 : 403]);
    }
    expect(await get("/api/support/users/nobody/purchases")).toMatchObject({ status: 404 });
  });
});

describe("the filter of a user's events", () => {
  it("goes by type and by when the log accepted them, page by page", async () => {
    await appendSome();
    const found = async (query: string) => {
      const { body } = await get(`/api/support/users/u-1/events?${query}`);
      return [(body.events as { revision: number }[]).map(({ revision }) => revision), body.nextAfter];
    };
    expect(await found("type=CoursePurchased")).toEqual([[0, 1], null]);
    expect(await found("type=CoursePurchased&order=newest&limit=1")).toEqual([[1], 1]);
    expect(await found("type=CoursePurchased&order=newest&limit=1&after=1")).toEqual([[0], null]);
    expect(await found("type=unreadable")).toEqual([[], null]);
    expect(await found("to=2000-01-01T00:00:00Z")).toEqual([[], null]);
    expect(await found("from=2000-01-01T00:00:00Z&type=PurchaseRevoked")).toEqual([[3], null]);
  });
});
