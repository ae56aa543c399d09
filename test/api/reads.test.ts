import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { writeFile } from "node:fs/promises";
import { LedgerError } from "../../src/errors.js";
import type { NewEvent } from "../../src/stores/event-store/event-store.js";
import {
  append,
  coursePurchased,
  purchaseRevoked,
  stream,
  testPurchased,
  toNewEvent,
} from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { aUser, startApi, type RunningApi } from "./support/start-api.js";

let api: RunningApi;
const me = aUser("u-1");
const get = (path: string, as: Parameters<RunningApi["call"]>[1] = { as: me }) => api.call(path, as);

/** Four purchases: a course, a test, one without a date, and a revoked one. */
async function appendSome(): Promise<void> {
  await append(
    api.eventStore,
    coursePurchased("u-1", "p-1", "c-paid", "2026-01-01T00:00:00.000Z"),
    testPurchased("u-1", "p-2", "t-paid", "2026-03-01T00:00:00.000Z"),
    coursePurchased("u-1", "p-3", "c-gone", null),
    coursePurchased("u-1", "p-4", "c-free", "2026-02-01T00:00:00.000Z"),
    purchaseRevoked("u-1", "p-4", "course", "c-free"),
  );
  await eventually("it is folded", () => api.projector.status().eventCount === 5);
}

describe("the reads", () => {
  beforeEach(async () => {
    api = await startApi();
  });
  afterEach(() => api.close());

  it("say of a user who never bought anything that there is nothing", async () => {
    expect((await get("/api/profile/purchased-courses")).body).toMatchObject({
      courses: [],
      tests: [],
      revision: null,
    });
    expect((await get("/api/profile/purchase-history")).body).toMatchObject({
      purchases: [],
      nextCursor: null,
      revision: null,
    });
    expect((await get("/api/purchase/check?courseId=c-paid")).body).toMatchObject({
      owned: false,
      purchasedAt: null,
      revision: null,
    });
  });

  it("show what is owned, and since when", async () => {
    await appendSome();
    expect((await get("/api/profile/purchased-courses")).body).toMatchObject({
      courses: ["c-paid", "c-gone"],
      tests: ["t-paid"],
      revision: 4,
    });
    const check = async (query: string) => (await get(`/api/purchase/check?${query}`)).body;
    expect(await check("courseId=c-paid")).toMatchObject({
      owned: true,
      purchasedAt: "2026-01-01T00:00:00.000Z",
      revision: 4,
    });
    expect(await check("courseId=c-gone")).toMatchObject({ owned: true, purchasedAt: null });
    expect(await check("courseId=c-free")).toMatchObject({ owned: false });
    expect(await check("testId=c-paid")).toMatchObject({ owned: false });
    expect(await check("testId=t-paid")).toMatchObject({ owned: true });
  });

  it("show the history newest first, with titles where the catalogue has them, revoked ones marked", async () => {
    await appendSome();
    const { purchases } = (await get("/api/profile/purchase-history")).body as {
      purchases: readonly Record<string, unknown>[];
    };
    expect(purchases).toMatchObject([
      {
        purchaseId: "p-2",
        type: "test",
        testId: "t-paid",
        testTitle: "The test t-paid",
        amount: 29.99,
        currency: "EUR",
      },
      { purchaseId: "p-4", type: "course", revokedAt: "2026-02-03T04:05:06.789Z", revokedReason: "refund" },
      {
        purchaseId: "p-1",
        type: "course",
        courseId: "c-paid",
        courseTitle: "The course c-paid",
        revokedAt: null,
      },
      { purchaseId: "p-3", courseId: "c-gone", courseTitle: null, purchasedAt: null },
    ]);
    const courses = (await get("/api/profile/purchase-history?type=course")).body.purchases as unknown[];
    expect(courses).toHaveLength(3);
  });

  it("page through a history that grows meanwhile, each purchase once", async () => {
    await appendSome();
    const seen: unknown[] = [];
    let cursor = "";
    for (let page = 0; ; page++) {
      const { body } = await get(
        `/api/profile/purchase-history?limit=1${cursor === "" ? "" : `&cursor=${cursor}`}`,
      );
      seen.push(...(body.purchases as { purchaseId: string }[]).map(({ purchaseId }) => purchaseId));
      if (body.nextCursor === null) break;
      cursor = body.nextCursor as string;
      await append(
        api.eventStore,
        coursePurchased("u-1", `new-${page}`, `x-${page}`, "2027-01-01T00:00:00.000Z"),
      );
      await eventually("it is folded", () => api.projector.status().eventCount === 6 + page);
    }
    expect(seen).toEqual(["p-2", "p-4", "p-1", "p-3"]);
  });

  it("continue with another page size, and refuse a cursor of another user or type", async () => {
    await appendSome();
    await append(api.eventStore, coursePurchased("u-2", "p-1", "c-paid", "2026-05-01T00:00:00.000Z"));
    await eventually("it is folded", () => api.projector.status().eventCount === 6);
    const page = (query: string) =>
      get(`/api/profile/purchase-history?${query}`, { as: { role: "support", id: "s-1" } });
    const cursor = String((await page("userId=u-1&type=course&limit=1")).body.nextCursor);
    const next = await page(`userId=u-1&type=course&limit=2&cursor=${cursor}`);
    expect(next.body.purchases).toMatchObject([{ purchaseId: "p-1" }, { purchaseId: "p-3" }]);
    const unbound = { purchasedAt: "2026-02-01T00:00:00.000Z", purchasedRevision: 3 };
    const ofOlderVersion = Buffer.from(JSON.stringify(unbound)).toString("base64url");
    for (const query of [
      `userId=u-2&type=course&cursor=${cursor}`,
      `userId=u-1&type=test&cursor=${cursor}`,
      `userId=u-1&cursor=${cursor}`,
      `userId=u-1&type=course&cursor=${ofOlderVersion}`,
    ])
      expect([query, await page(query)]).toMatchObject([
        query,
        {
          status: 400,
          body: {
            code: "request_invalid",
            problems: [
              {
                path: "cursor",
                message: "is not a nextCursor of this user and type: start again without it",
              },
            ],
          },
        },
      ]);
  });

  it("give the longest ids cursors that they take", async () => {
    const longest = "u".repeat(128);
    const lastOfAll = "9999-12-31T23:59:59.999Z";
    await append(
      api.eventStore,
      coursePurchased(longest, "p-1", "c-paid", lastOfAll),
      coursePurchased(longest, "p-2", "c-free", lastOfAll),
    );
    await eventually("it is folded", () => api.projector.status().eventCount === 2);
    const page = (more: string) =>
      get(`/api/profile/purchase-history?limit=1${more}`, { as: aUser(longest) });
    const { nextCursor } = (await page("")).body;
    expect((await page(`&cursor=${String(nextCursor)}`)).body).toMatchObject({
      purchases: [{ purchaseId: "p-1" }],
      nextCursor: null,
    });
  });

  it.each([
    "/api/profile/purchase-history?limit=0",
    "/api/profile/purchase-history?limit=101",
    "/api/profile/purchase-history?limit=ten",
    "/api/profile/purchase-history?type=book",
    "/api/profile/purchase-history?cursor=%00",
    "/api/profile/purchase-history?cursor=bm90LWEtY3Vyc29y",
    "/api/profile/purchase-history?page=2",
    "/api/purchase/check",
    "/api/purchase/check?courseId=a&testId=b",
    "/api/purchase/check?courseId=a&courseId=b",
    "/api/purchase/check?courseId=",
    "/api/purchase/check?courseId=%E0%A4%A",
    "/api/profile/purchased-courses?minRevision=-1",
    "/api/profile/purchased-courses?minRevision=1.5",
    "/api/profile/purchased-courses?minRevision=1e999",
  ])("refuse %s", async (path) => {
    expect(await get(path)).toMatchObject({ status: 400, body: { code: "request_invalid" } });
  });

  it("wait for the revision that a purchase answered with", async () => {
    for (let n = 0; n < 20; n++) {
      const bought = await api.buy(me, { itemId: `many-${n}`, itemType: n % 2 === 0 ? "course" : "test" });
      const minRevision = Number(bought.body.revision);
      const owned = await get(`/api/profile/purchased-courses?minRevision=${minRevision}`);
      expect([...(owned.body.courses as string[]), ...(owned.body.tests as string[])]).toContain(`many-${n}`);
      const history = await get(`/api/profile/purchase-history?limit=1&minRevision=${minRevision}`);
      expect(history.body.purchases).toMatchObject([{ purchaseId: bought.body.purchaseId }]);
    }
  });

  it("let another role read for a user, as far as it may", async () => {
    await appendSome();
    const as = (role: "service" | "admin" | "support" | "analyst" | "user", id = "someone") => ({
      as: { role, id },
    });
    for (const role of ["service", "admin", "support"] as const) {
      expect(await get("/api/profile/purchased-courses?userId=u-1", as(role))).toMatchObject({
        status: 200,
        body: { revision: 4 },
      });
      expect(await get("/api/profile/purchased-courses", as(role))).toMatchObject({ status: 400 });
    }
    for (const role of ["analyst", "user"] as const) {
      expect(await get("/api/profile/purchased-courses?userId=u-1", as(role))).toMatchObject({ status: 403 });
    }
    for (const role of ["analyst", "support"] as const) {
      expect(await api.buy({ role, id: "someone" }, { userId: "u-1", courseId: "both" })).toMatchObject({
        status: 403,
      });
    }
    expect(await api.buy(aUser("u-2"), { userId: "u-1", courseId: "both" })).toMatchObject({ status: 403 });
    expect(await api.events()).toHaveLength(5);
  });

  it("say of a user whose events wait behind one that cannot be read that they may be old", async () => {
    await appendSome();
    const broken = toNewEvent(coursePurchased("u-1", "p-9", "c-9"));
    await api.eventStore.append(stream("u-1"), [{ ...broken, data: {} } as unknown as NewEvent], 4);
    await eventually("it is held back", () => api.projector.status().deadLetters === 1);
    for (const path of [
      "/api/profile/purchased-courses",
      "/api/profile/purchase-history",
      "/api/purchase/check?courseId=c-paid",
    ]) {
      expect((await get(path)).body).toMatchObject({
        heldBack: true,
        heldBackReason: expect.stringContaining("purchases-u-1") as unknown,
        revision: 4,
      });
      const { body: other } = await get(path, { as: aUser("u-2") });
      expect(other).toMatchObject({ heldBack: false });
      expect(other).not.toHaveProperty("heldBackReason");
    }
  });

  it("go on when the catalogue breaks: the last good one stays", async () => {
    await appendSome();
    await writeFile(api.catalogueFile, "[{");
    expect((await get("/api/profile/purchase-history?limit=1")).body.purchases).toMatchObject([
      { testTitle: "The test t-paid" },
    ]);
  });
});

describe("the reads, when something is unavailable", () => {
  afterEach(() => api.close());

  it("say that the projection is behind", async () => {
    api = await startApi({ project: false, change: () => ({ minRevisionWaitMs: 30 }) });
    await api.buy(me, { courseId: "c-free" });
    const answer = await get("/api/profile/purchased-courses?minRevision=0");
    expect(answer).toMatchObject({ status: 503, body: { code: "projection_behind" } });
    expect(answer.headers.get("retry-after")).toBe("1");
    expect(await get("/api/profile/purchased-courses")).toMatchObject({ status: 200, body: { courses: [] } });
  });

  it("show a history without titles when the catalogue cannot be asked", async () => {
    api = await startApi({
      change: ({ catalogue }) => ({
        catalogue: {
          ...catalogue,
          offer: () => Promise.reject(new LedgerError("catalogue_invalid", "Away.")),
        },
      }),
    });
    await append(api.eventStore, coursePurchased("u-1", "p-1", "c-paid"));
    await eventually("it is folded", () => api.projector.status().eventCount === 1);
    expect((await get("/api/profile/purchase-history")).body.purchases).toMatchObject([
      { courseTitle: null },
    ]);
  });

  it("answer 503 while the read model is unavailable, and purchases go on", async () => {
    api = await startApi({ project: false });
    await api.readModel.close();
    expect(await get("/api/profile/purchased-courses")).toMatchObject({
      status: 503,
      body: { code: "read_model_unavailable" },
    });
    expect(await api.buy(me, { courseId: "c-free" })).toMatchObject({ status: 201 });
  });

  it("reveal nothing of a fault of our own but where the log has it", async () => {
    api = await startApi({
      change: ({ readModel }) => ({
        readModel: { ...readModel, ownership: () => Promise.reject(new Error("secret detail")) },
      }),
    });
    const answer = await get("/api/profile/purchased-courses");
    expect(answer).toMatchObject({ status: 500, body: { code: "internal_error" } });
    expect(answer.text).not.toContain("secret detail");
    const logged = api.logLines.find(({ correlationId }) => correlationId === answer.body.correlationId);
    expect(JSON.stringify(logged)).toContain("secret detail");
  });
});
