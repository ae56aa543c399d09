import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { roles } from "../../src/events/purchase-events.js";
import {
  append,
  coursePurchased,
  courses,
  metadata,
  purchaseRevoked,
  testPurchased,
} from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { appendUnreadable, projectAsOlderProgram } from "../support/older-program.js";
import { aUser, startApi, type RunningApi } from "./support/start-api.js";

const support = { role: "support", id: "anna" } as const;
let api: RunningApi;
afterEach(() => api.close());

type Json = Readonly<Record<string, unknown>>;
const get = (path: string, as: { role: (typeof roles)[number]; id: string } = support) =>
  api.call(`/api/support/users/${path}`, { as });
const eventsOf = ({ body }: { body: Json }): readonly Json[] => body.events as Json[];
const revisionsOf = (answer: { body: Json }): unknown[] => eventsOf(answer).map(({ revision }) => revision);

async function appendSome(): Promise<void> {
  await append(
    api.eventStore,
    coursePurchased("u-1", "p-0", "c-0", "2026-01-01T00:00:00.000Z"),
    { ...testPurchased("u-1", "p-1", "t-1", null), metadata: metadata({ source: "legacy-import" }) },
    purchaseRevoked("u-1", "p-0", "course", "c-0"),
    coursePurchased("u-1", "p-3", "c-0", "2026-03-01T00:00:00.000Z"),
  );
}
const folded = (events: number) =>
  eventually("it is folded", () => api.projector.status().eventCount === events);

describe("who may see a user's stream", () => {
  it("is support and admin, and nobody else", async () => {
    api = await startApi();
    await appendSome();
    for (const path of ["u-1/events", "u-1/state", "u-1/diff"]) {
      for (const role of roles) {
        const allowed = role === "support" || role === "admin";
        expect([role, (await get(path, { role, id: "u-1" })).status]).toEqual([role, allowed ? 200 : 403]);
      }
      expect((await api.call(`/api/support/users/${path}`)).status).toBe(401);
    }
    for (const role of roles) {
      const allowed = role === "support" || role === "admin";
      const body = { purchaseId: "p-none", reason: "refund" };
      const answer = await api.call("/api/support/users/u-1/revocations", { as: { role, id: "u-1" }, body });
      expect([role, answer.status]).toEqual([role, allowed ? 404 : 403]);
    }
    expect(await api.events()).toHaveLength(4);
  });

  it("learns of an unknown user, a bad id, and a method that is not there", async () => {
    api = await startApi();
    for (const path of ["nobody/events", "nobody/state", "nobody/diff"]) {
      expect(await get(path)).toMatchObject({ status: 404, body: { code: "user_unknown" } });
    }
    expect(await get("no%20body/events")).toMatchObject({
      status: 400,
      body: { code: "request_invalid", problems: [{ path: "userId" }] },
    });
    expect(await get("%E0%A4%A/events")).toMatchObject({ status: 400 });
    expect(await api.call("/api/support/users/u-1/events", { as: support, body: {} })).toMatchObject({
      status: 405,
    });
  });

  it("leaves no user's id in log or metrics", async () => {
    api = await startApi();
    await get("somebody-special/events");
    await api.call("/api/support/users/somebody-special/events", { method: "DELETE" });
    await eventually("it is logged", () => api.logLines.some(({ status }) => status === 405));
    expect(JSON.stringify(api.logLines.map(({ path, msg }) => [path, msg]))).not.toContain(
      "somebody-special",
    );
    expect((await api.call("/metrics")).text).not.toContain("somebody-special");
  });
});

describe("a user's events", () => {
  beforeEach(async () => {
    api = await startApi();
  });

  it("say in words what happened, and have all that the log has", async () => {
    await appendSome();
    const answer = await get("u-1/events");
    expect(answer.body).toMatchObject({ userId: "u-1", nextAfter: null, heldBack: false });
    expect(eventsOf(answer)).toMatchObject([
      {
        revision: 0,
        type: "CoursePurchased",
        words: "bought course c-0 for 29.99 EUR",
        error: null,
        waits: false,
        data: { purchaseId: "p-0", payment: { id: "pay-p-0", method: "card" } },
        metadata: { actor: { id: "shop", role: "service" }, correlationId: "correlation-1" },
      },
      { words: "imported test t-1, date unknown" },
      { words: "revoked course c-0 (refund), purchase p-0" },
      { revision: 3 },
    ]);
  });

  it("come page by page in either order, each once, also when more are appended meanwhile", async () => {
    await append(api.eventStore, ...courses("u-1", 450));
    for (const order of ["oldest", "newest"]) {
      const seen: unknown[] = [];
      for (let after = ""; ;) {
        const answer = await get(`u-1/events?limit=200&order=${order}${after}`);
        seen.push(...revisionsOf(answer));
        if (answer.body.nextAfter === null) break;
        after = `&after=${answer.body.nextAfter as number}`;
      }
      const all = Array.from({ length: 450 }, (_, revision) => revision);
      expect(seen).toEqual(order === "oldest" ? all : all.reverse());
    }
    expect(revisionsOf(await get("u-1/events"))).toHaveLength(50);
    expect(revisionsOf(await get("u-1/events?order=newest&after=0"))).toEqual([]);
    expect(revisionsOf(await get("u-1/events?after=449"))).toEqual([]);
  });

  it.each(["limit=0", "limit=201", "limit=x", "after=-1", "order=best", "page=1"])(
    "refuse %s",
    async (query) => {
      expect(await get(`u-1/events?${query}`)).toMatchObject({
        status: 400,
        body: { code: "request_invalid" },
      });
    },
  );

  it("show one that cannot be read, why, and what waits behind it", async () => {
    await append(api.eventStore, coursePurchased("u-1", "p-0", "c-0"));
    await appendUnreadable(api.eventStore, "u-1", 0);
    await append(api.eventStore, coursePurchased("u-1", "p-2", "c-2"));
    await folded(3);
    const answer = await get("u-1/events");
    expect(answer.body).toMatchObject({
      heldBack: true,
      heldBackReason: expect.stringContaining("courseId") as unknown,
    });
    expect(eventsOf(answer)).toMatchObject([
      { words: "bought course c-0 for 29.99 EUR", error: null, waits: false },
      { words: null, error: { code: "event_invalid" }, waits: false, data: { courseId: 7 } },
      { words: "bought course c-2 for 29.99 EUR", error: null, waits: true },
    ]);
  });

  it("show one that can be read and still cannot follow", async () => {
    await append(api.eventStore, coursePurchased("u-1", "p-0", "c-0"), coursePurchased("u-1", "p-1", "c-0"));
    await folded(2);
    expect(eventsOf(await get("u-1/events"))[1]).toMatchObject({
      words: "bought course c-0 for 29.99 EUR",
      error: { code: "event_invalid", message: expect.stringContaining("owns already") as unknown },
    });
  });
});

describe("what a user owned", () => {
  beforeEach(async () => {
    api = await startApi();
  });

  it("at a revision is the fold up to there", async () => {
    await appendSome();
    const at = async (revision: number) => (await get(`u-1/state?at=${revision}`)).body;
    expect(await at(0)).toMatchObject({
      revision: 0,
      courses: [{ courseId: "c-0", purchasedAt: "2026-01-01T00:00:00.000Z" }],
      tests: [],
      stopped: null,
    });
    expect(await at(1)).toMatchObject({ revision: 1, tests: [{ testId: "t-1", purchasedAt: null }] });
    expect(await at(2)).toMatchObject({ revision: 2, courses: [], tests: [{ testId: "t-1" }] });
    expect(await at(3)).toMatchObject({ courses: [{ purchasedAt: "2026-03-01T00:00:00.000Z" }] });
    expect(await at(99)).toEqual((await get("u-1/state")).body);
  });

  it("at a time is what the log had recorded until then", async () => {
    await append(api.eventStore, coursePurchased("u-1", "p-0", "c-0", "2020-01-01T00:00:00.000Z"));
    const [{ created } = { created: "" }] = await api.events();
    expect((await get(`u-1/state?at=${created}`)).body).toMatchObject({ revision: 0 });
    expect((await get("u-1/state?at=2021-01-01T00:00:00Z")).body).toMatchObject({
      revision: null,
      courses: [],
    });
    expect((await get("u-1/state?at=2999-01-01T00:00:00%2B08:00")).body).toMatchObject({ revision: 0 });
  });

  it.each(["at=yesterday", "at=2026-01-31", "at=2026-02-30T00:00:00Z", "at=-1", "at=", "when=1"])(
    "is not told for %s",
    async (query) => {
      await appendSome();
      expect(await get(`u-1/state?${query}`)).toMatchObject({
        status: 400,
        body: { code: "request_invalid" },
      });
    },
  );

  it("says what stopped it", async () => {
    await append(api.eventStore, coursePurchased("u-1", "p-0", "c-0"));
    await appendUnreadable(api.eventStore, "u-1", 0);
    expect((await get("u-1/state")).body).toMatchObject({ revision: 0, stopped: { code: "event_invalid" } });
    expect((await get("u-1/state?at=0")).body).toMatchObject({ stopped: null });
  });
});

describe("stored against folded", () => {
  const diff = async () => (await get("u-1/diff")).body;
  it("is in step, behind by some, or drifted, field by field", async () => {
    api = await startApi({ project: false });
    await appendSome();
    expect(await diff()).toMatchObject({
      state: "behind",
      behindBy: 4,
      revision: 3,
      foldedTo: { ownership: null, history: null },
      differences: [],
    });
    await api.projector.runToHead();
    expect(await diff()).toMatchObject({
      state: "in_step",
      behindBy: 0,
      foldedTo: { ownership: 3, history: 3 },
    });
    await append(api.eventStore, coursePurchased("u-1", "p-4", "c-4"));
    expect(await diff()).toMatchObject({ state: "behind", behindBy: 1, differences: [] });
    await api.models.damage({
      sql: [
        "UPDATE history SET amount_minor = 1, payment = json_set(payment, '$.id', 'other') WHERE purchase_id = 'p-3'",
        "UPDATE ownership SET document = json_set(document, '$.purchasedTests[0]', 't-9')",
      ],
      mongodb: async ({ purchases, ownership }) => {
        const edited = { "price.amountMinor": 1, "payment.id": "other" };
        await purchases.updateOne({ purchaseId: "p-3" }, { $set: edited });
        await ownership.updateOne({}, { $set: { "purchasedTests.0": "t-9" } });
      },
    });
    const drifted = await diff();
    expect(drifted).toMatchObject({ state: "drifted", differenceCount: 3, heldBack: false });
    expect(drifted.differences).toEqual(
      expect.arrayContaining([
        { path: "ownership.purchasedTests.0", stored: "t-9", expected: "t-1" },
        { path: "history.p-3.price.amountMinor", stored: 1, expected: 2999 },
        { path: "history.p-3.payment.id", stored: "other", expected: "pay-p-3" },
      ]),
    );
  });

  it("has whole documents and records that are missing or invented", async () => {
    api = await startApi({ project: false });
    await appendSome();
    await api.projector.runToHead();
    await api.models.damage({
      sql: [
        "DELETE FROM ownership",
        "DELETE FROM history WHERE purchase_id = 'p-0'",
        // The same purchase id once more, for another item.
        "INSERT INTO history (generation, user_id, purchase_id, kind, item_id, purchased_revision, revision) " +
          "SELECT generation, user_id, purchase_id, kind, 'c-7', 9, 9 FROM history WHERE purchase_id = 'p-3'",
      ],
      mongodb: async ({ purchases, ownership }) => {
        await ownership.deleteMany({});
        await purchases.deleteOne({ purchaseId: "p-0" });
        const twice = { _id: "again", itemId: "c-7", purchasedRevision: 9, revision: 9, uniqueKey: "again" };
        await purchases.insertOne({ ...(await purchases.findOne({ purchaseId: "p-3" })), ...twice });
      },
    });
    expect((await diff()).differences).toMatchObject([
      { path: "ownership", stored: null, expected: { purchasedCourses: ["c-0"] } },
      { path: "history.p-0", stored: null, expected: { purchaseId: "p-0" } },
      { path: "history.p-3#9", stored: { itemId: "c-7" }, expected: null },
    ]);
  });

  it("of a user who is held back is no drift, neither before an upgrade nor after it", async () => {
    api = await startApi({ project: false });
    await append(api.eventStore, ...courses("u-1", 4));
    await projectAsOlderProgram(api.eventStore, api.readModel, "c-1");
    expect(await diff()).toMatchObject({
      state: "behind",
      behindBy: 3,
      heldBack: true,
      heldBackReason: expect.stringContaining("Unheard") as unknown,
      differences: [],
    });
    await api.models.damage({
      sql: ["UPDATE ownership SET document = json_set(document, '$.purchasedCourses[0]', 'c-9')"],
      mongodb: ({ ownership }) => ownership.updateOne({}, { $set: { "purchasedCourses.0": "c-9" } }),
    });
    expect(await diff()).toMatchObject({ state: "drifted", heldBack: true, differenceCount: 1 });
  });
});

describe("a revocation", () => {
  const revoke = (body: object, userId = "u-1") =>
    api.call(`/api/support/users/${userId}/revocations`, {
      as: support,
      body,
      headers: { "X-Correlation-Id": "ticket-1" },
    });

  beforeEach(async () => {
    api = await startApi();
  });

  it("shows before and after, is recorded with who did it, and the item can be bought again", async () => {
    const me = aUser("u-1");
    await api.buy(me, { testId: "t-free" });
    const bought = await api.buy(me, { courseId: "c-free" });
    const body = { purchaseId: bought.body.purchaseId, reason: "refund", note: "ticket 1\nby phone" };
    const first = await revoke(body);
    expect(first).toMatchObject({
      status: 201,
      body: {
        item: { kind: "course", id: "c-free" },
        reason: "refund",
        note: "ticket 1\nby phone",
        revokedBy: { id: "anna", role: "support" },
        revision: 2,
        before: { courses: ["c-free"], tests: ["t-free"] },
        after: { courses: [], tests: ["t-free"] },
      },
    });
    expect((await api.events())[2]).toMatchObject({
      type: "PurchaseRevoked",
      metadata: { correlationId: "ticket-1", actor: { id: "anna", role: "support" }, source: "api" },
    });
    const again = await api.buy(me, { courseId: "c-free" });
    expect(again).toMatchObject({ status: 201, body: { revision: 3 } });
    const owned = await api.call("/api/profile/purchased-courses?minRevision=3", { as: me });
    expect(owned.body).toMatchObject({ courses: ["c-free"] });
    // What it was then, though another reason is given now and the item is owned again.
    expect(await revoke({ ...body, reason: "chargeback", note: "" })).toMatchObject({
      status: 200,
      body: first.body,
    });
    expect(await api.events()).toHaveLength(4);
  });

  it.each([
    [{ purchaseId: "p-none", reason: "refund" }, 404, "purchase_unknown"],
    [{ purchaseId: "p-0", reason: "because" }, 400, "request_invalid"],
    [{ purchaseId: "p-0" }, 400, "request_invalid"],
    [{ purchaseId: "p-0", reason: "refund", note: "x".repeat(2001) }, 400, "request_invalid"],
    [{ purchaseId: "p-0", reason: "refund", note: "bell \u0007" }, 400, "request_invalid"],
    [{ purchaseId: "p-0", reason: "refund", by: "me" }, 400, "request_invalid"],
  ])("is refused: %j", async (body, status, code) => {
    await append(api.eventStore, coursePurchased("u-1", "p-0", "c-0"));
    expect(await revoke(body)).toMatchObject({ status, body: { code } });
    expect(await api.events()).toHaveLength(1);
  });

  it("of an unknown user, or one whose stream cannot be read to its end, is refused with the reason", async () => {
    expect(await revoke({ purchaseId: "p-0", reason: "refund" }, "nobody")).toMatchObject({
      status: 404,
      body: { code: "user_unknown" },
    });
    await append(api.eventStore, coursePurchased("u-1", "p-0", "c-0"));
    await appendUnreadable(api.eventStore, "u-1", 0);
    expect(await revoke({ purchaseId: "p-0", reason: "refund" })).toMatchObject({
      status: 409,
      body: { code: "user_held_back", reason: expect.stringContaining("courseId") as unknown },
    });
  });

  it("sent ten times at once is one event", async () => {
    await append(api.eventStore, coursePurchased("u-1", "p-0", "c-0"));
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => revoke({ purchaseId: "p-0", reason: "refund" })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(9);
    expect(await api.events()).toHaveLength(2);
  });
});
