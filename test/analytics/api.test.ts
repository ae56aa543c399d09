import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { closeMonth } from "../../src/operations/close-month.js";
import { roles, type Role } from "../../src/events/purchase-events.js";
import { startApi, type RunningApi } from "../api/support/start-api.js";
import { aDate, coursePurchased, append, item, user } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { aRecord, aRefund, revokedAt, store, withDetails } from "../support/history-records.js";

let api: RunningApi;
const get = (path: string, role: Role = "analyst") =>
  api.call(`/api/analytics/${path}`, { as: { role, id: "ana" } });

beforeEach(async () => {
  api = await startApi({ project: false });
});
afterEach(() => api.close());

const storeSome = () =>
  store(api.readModel, [
    aRecord("p-1", { purchasedAt: "2026-01-31T23:30:00.000Z", itemId: item("course", "c-paid").id }),
    aRecord("p-2", {
      purchasedAt: "2026-02-02T00:00:00.000Z",
      userId: user("u-2"),
      itemId: item("course", "c-paid").id,
      ...revokedAt("2026-02-03T00:00:00.000Z"),
    }),
    aRecord("p-3", { purchasedAt: null, price: null, userId: user("u-3"), kind: "test" }),
    aRecord("p-4", { purchasedAt: "2026-02-01T12:00:00.000Z", userId: user("u-3"), kind: "test" }),
  ]);

describe("GET /api/analytics", () => {
  it("answers analysts and administrators, and nobody else", async () => {
    for (const path of ["summary", "top-items", "timeseries?interval=day"]) {
      const statuses = await Promise.all(
        roles.map(async (role) => [role, (await get(path, role)).status] as const),
      );
      expect(Object.fromEntries(statuses)).toEqual({
        user: 403,
        service: 403,
        support: 403,
        analyst: 200,
        admin: 200,
      });
      expect((await api.call(`/api/analytics/${path}`)).status).toBe(401);
    }
  });

  it("/summary takes dates where the reader is, and says which instants they are", async () => {
    await storeSome();
    expect((await get("summary")).body).toMatchObject({
      from: null,
      to: null,
      purchases: { total: 3, courses: 2, tests: 1, revoked: { total: 1, refund: 1 } },
      undated: { total: 1, tests: 1 },
    });
    const january = await get("summary?from=2026-01-01&to=2026-02-01");
    expect(january.body).toMatchObject({
      from: "2026-01-01T00:00:00.000Z",
      to: "2026-02-01T00:00:00.000Z",
      purchases: { total: 1 },
      undated: { total: 1 },
    });
    expect((await get("summary?from=2026-01-01&to=2026-02-01&tz=Europe/Berlin")).body).toMatchObject({
      to: "2026-01-31T23:00:00.000Z",
      purchases: { total: 0 },
    });
    expect((await get("summary?from=2026-02-01T00:30:00%2B01:00")).body).toMatchObject({
      from: "2026-01-31T23:30:00.000Z",
      purchases: { total: 3 },
    });
  });

  it("/top-items names titles where the catalogue has them", async () => {
    await storeSome();
    const course = { kind: "course", itemId: "c-paid", title: "The course c-paid", purchases: 2, revoked: 1 };
    const test = { kind: "test", itemId: "item-of-p-4", title: null, purchases: 1, revoked: 0, undated: 0 };
    expect((await get("top-items")).body.items).toMatchObject([{ ...course, undated: 0 }, test]);
    expect((await get("top-items?limit=1&kind=test")).body.items).toMatchObject([test]);
    expect((await get("top-items?from=2026-03-01")).body.items).toEqual([]);
    // Revoked in the range, and bought before it.
    expect((await get("top-items?from=2026-02-03")).body.items).toMatchObject([
      { ...course, purchases: 0, revenue: [] },
    ]);
  });

  it("/top-items ranks by the net revenue in a currency, where one is named", async () => {
    const price = (amountMinor: number, currency = "EUR") => ({ price: { amountMinor, currency } });
    const refunds = { refunds: [aRefund(9000, aDate)] };
    await store(api.readModel, [
      aRecord("p-1", { itemId: item("course", "c-often").id, ...price(100) }),
      aRecord("p-2", { itemId: item("course", "c-often").id, userId: user("u-2"), ...price(100) }),
      aRecord("p-3", { itemId: item("course", "c-dear").id, ...price(9990) }),
      aRecord("p-4", { itemId: item("course", "c-refunded").id, ...price(9900), ...withDetails(refunds) }),
      aRecord("p-5", { itemId: item("course", "c-yen").id, ...price(100_000, "JPY") }),
    ]);
    const ranked = async (query: string): Promise<unknown[]> =>
      ((await get(`top-items${query}`)).body.items as { itemId: string }[]).map(({ itemId }) => itemId);
    expect(await ranked("?currency=EUR")).toEqual(["c-dear", "c-refunded", "c-often"]);
    expect(await ranked("?currency=JPY")).toEqual(["c-yen"]);
    expect(await ranked("?limit=1")).toEqual(["c-often"]);
  });

  it("/summary puts the range of the same length before beside it", async () => {
    await storeSome();
    const february = await get("summary?from=2026-02-01&to=2026-03-01");
    expect(february.body).toMatchObject({
      purchases: { total: 2, revoked: { total: 1 } },
      revenue: [{ net: { amount: "59.98" } }],
      previous: {
        from: "2026-01-01T00:00:00.000Z",
        to: "2026-02-01T00:00:00.000Z",
        purchases: { total: 1, revoked: { total: 0 } },
        revenue: [{ net: { amount: "29.99" } }],
      },
    });
    expect((await get("summary?from=2026-02-01")).body.previous).toBeNull();
  });

  it("/timeseries takes one kind or item only", async () => {
    await storeSome();
    const { body } = await get("timeseries?interval=year&kind=course&itemId=c-paid");
    expect(body.buckets).toMatchObject([{ start: "2026-01-01", courses: 2, tests: 0, revoked: 1 }]);
  });

  it("/timeseries names the buckets by their local dates", async () => {
    await storeSome();
    const { body } = await get("timeseries?interval=day&tz=Europe/Berlin");
    expect(body).toMatchObject({ interval: "day", tz: "Europe/Berlin", from: null, to: null });
    expect(
      (body.buckets as { start: string; courses: number; tests: number; revoked: number }[]).map(
        ({ start, courses, tests, revoked }) => [start, courses, tests, revoked],
      ),
    ).toEqual([
      ["2026-02-01", 1, 1, 0],
      ["2026-02-02", 1, 0, 0],
      ["2026-02-03", 0, 0, 1],
    ]);
    const weeks = await get("timeseries?interval=week&from=2026-01-01&to=2026-01-12");
    expect((weeks.body.buckets as { start: string }[]).map(({ start }) => start)).toEqual([
      "2025-12-29",
      "2026-01-05",
    ]);
  });

  it.each([
    ["summary?from=yesterday", "from"],
    ["summary?from=2026-02-30", "from"],
    ["summary?to=2026-01-01T00:00:00", "to"],
    ["summary?from=2026-01-01T00:00:00+01:00", "from"],
    ["summary?from=2026-02-01&to=2026-01-01", "to"],
    ["summary?tz=Mars/Olympus", "tz"],
    ["summary?tz=%2B05:45", "tz"],
    ["summary?since=2026-01-01", "since"],
    ["summary?from=", "from"],
    ["top-items?limit=0", "limit"],
    ["top-items?limit=1001", "limit"],
    ["top-items?kind=book", "kind"],
    ["top-items?currency=euro", "currency"],
    ["timeseries", "interval"],
    ["timeseries?interval=hour", "interval"],
    ["timeseries?interval=day&from=1900-01-01&to=2026-01-01", "interval"],
  ])("%s is refused, and says why", async (path, field) => {
    const { status, body } = await get(path);
    expect([status, body.code]).toEqual([400, "request_invalid"]);
    expect((body.problems as { path: string }[]).map((problem) => problem.path)).toEqual([field]);
  });

  it("tells every wrong end at once", async () => {
    const { body } = await get("summary?from=a&to=b");
    expect((body.problems as { path: string }[]).map((problem) => problem.path)).toEqual(["from", "to"]);
  });

  it("counts what was bought through the ledger", async () => {
    await append(api.eventStore, coursePurchased("u-1", "p-1", "c-paid"));
    api.projector.start();
    await eventually("it is folded", () => api.projector.status().eventCount === 1);
    expect((await get("summary")).body).toMatchObject({
      purchases: { total: 1, paid: 1 },
      revenue: [{ currency: "EUR", paidPurchases: 1, net: { amountMinor: 2999, amount: "29.99" } }],
    });
  });

  it("/months lists what is closed, with what came late, and /timeseries says which months are", async () => {
    expect((await get("months")).body).toEqual({ months: [] });
    await append(api.eventStore, coursePurchased("u-1", "p-1", "c-paid", "2025-10-05T00:00:00.000Z"));
    const close = (month: string) =>
      closeMonth({ eventStore: api.eventStore, month, zone: undefined }, { operator: "jo", reason: "" });
    const { closing } = await close("2025-10");
    await append(api.eventStore, coursePurchased("u-2", "p-2", "c-paid", "2025-10-31T23:59:59.999Z"));
    await append(api.eventStore, coursePurchased("u-3", "p-3", "c-paid", "2025-11-01T00:00:00.000Z"));
    await close("2025-11");
    const { months } = (await get("months")).body;
    const once = { purchases: 1, revenue: [{ gross: { amountMinor: 2999, amount: "29.99" } }] };
    expect(months).toMatchObject([
      {
        month: "2025-10",
        tz: "UTC",
        operator: "jo",
        hash: closing.hash,
        booked: once,
        dated: once,
        late: {},
      },
      { month: "2025-11", booked: { purchases: 2 }, dated: once, late: once },
    ]);
    api.projector.start();
    await eventually("it is folded", () => api.projector.status().eventCount === 3);
    const { buckets } = (await get("timeseries?interval=month&from=2025-10-01&to=2026-01-01")).body;
    expect(buckets).toMatchObject([
      { start: "2025-10-01", courses: 2, closed: true },
      { start: "2025-11-01", courses: 1, closed: true },
      { start: "2025-12-01", courses: 0, closed: false },
    ]);
    expect((await get("months", "support")).status).toBe(403);
  });

  it("says that the read model is unavailable, and not why", async () => {
    await api.readModel.close();
    const { status, body } = await get("summary");
    expect([status, body.code]).toEqual([503, "read_model_unavailable"]);
  });
});
