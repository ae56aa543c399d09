import { afterEach, describe, expect, it } from "@jest/globals";
import { roles } from "../../src/events/purchase-events.js";
import { append, coursePurchased, courses } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { appendUnreadable, projectAsOlderProgram } from "../support/older-program.js";
import { aUser, startApi, type RunningApi } from "./support/start-api.js";

let api: RunningApi;
afterEach(() => api.close());

const analyst = { role: "analyst", id: "otto" } as const;
const list = (query = "", as: { role: (typeof roles)[number]; id: string } = analyst) =>
  api.call(`/api/projections/dead-letters${query}`, { as });
const retry = (userId: string, as: { role: (typeof roles)[number]; id: string } = analyst) =>
  api.call(`/api/projections/dead-letters/${userId}/retries`, { as, method: "POST" });

describe("the dead letters", () => {
  it("are listed page by page, without what anybody bought", async () => {
    api = await startApi();
    expect((await list()).body).toEqual({ deadLetters: [], nextAfter: null, total: 0 });
    for (const id of ["a", "b", "c"]) await appendUnreadable(api.eventStore, id, -1);
    await eventually("they are held back", () => api.projector.status().deadLetters === 3);
    const first = await list("?limit=2");
    expect(first.body).toMatchObject({
      deadLetters: [
        { userId: "a", stream: "purchases-a", revision: 0, type: "CoursePurchased", code: "event_invalid" },
        { userId: "b" },
      ],
      nextAfter: "purchases-b",
      total: 3,
    });
    expect(first.text).not.toContain("c-bad");
    expect((await list("?limit=2&after=purchases-b")).body).toMatchObject({
      deadLetters: [{ userId: "c" }],
      nextAfter: null,
    });
    expect((await list("?after=zzz")).body).toMatchObject({ deadLetters: [], nextAfter: null });
    expect((await list("?limit=0")).status).toBe(400);
    expect((await api.call("/metrics")).text).toContain("ledger_projector_dead_letters 3");
  });

  it("are for support, analysts and admins", async () => {
    api = await startApi();
    await append(api.eventStore, coursePurchased("u-1", "p-0", "c-0"));
    for (const role of roles) {
      const status = ["support", "analyst", "admin"].includes(role) ? 200 : 403;
      expect([role, (await list("", { role, id: "u-1" })).status]).toEqual([role, status]);
      expect([role, (await retry("u-1", { role, id: "u-1" })).status]).toEqual([role, status]);
    }
  });

  it("can be tried again after an upgrade, which is on record, and the metrics forget them", async () => {
    api = await startApi({ project: false });
    await append(api.eventStore, ...courses("u-1", 4));
    await projectAsOlderProgram(api.eventStore, api.readModel, "c-1");
    api.projector.start();
    await eventually("it is held back", () => api.projector.status().deadLetters === 1);
    expect(await retry("u-1")).toMatchObject({
      status: 200,
      body: { userId: "u-1", result: "released", revision: 3 },
    });
    const owned = await api.call("/api/profile/purchased-courses?minRevision=3", { as: aUser("u-1") });
    expect(owned.body).toMatchObject({ courses: ["c-0", "c-1", "c-2", "c-3"], heldBack: false });
    expect(await api.eventStore.audit.entries({ limit: 10 })).toMatchObject([
      { action: "retry-dead-letter", operator: "otto", details: { users: ["u-1"] } },
    ]);
    await eventually("the metrics know", () => api.projector.status().deadLetters === 0);
    await append(api.eventStore, coursePurchased("u-1", "p-9", "c-9"));
    const later = await api.call("/api/profile/purchased-courses?minRevision=4", { as: aUser("u-1") });
    expect(later.body.courses).toContain("c-9");
    expect(await retry("u-1")).toMatchObject({
      status: 200,
      body: { result: "not_held_back", revision: null },
    });
    expect(await api.eventStore.audit.entries({ limit: 10 })).toHaveLength(1);
  });

  it("stay, with the reason, while an event still cannot be read", async () => {
    api = await startApi();
    await append(api.eventStore, coursePurchased("u-1", "p-0", "c-0"));
    await appendUnreadable(api.eventStore, "u-1", 0);
    await eventually("it is held back", () => api.projector.status().deadLetters === 1);
    expect(await retry("u-1")).toMatchObject({
      status: 409,
      body: { code: "user_held_back", reason: expect.stringContaining("courseId") as unknown },
    });
    expect((await list()).body).toMatchObject({ total: 1 });
    expect(await api.eventStore.audit.entries({ limit: 10 })).toEqual([]);
    expect(await retry("nobody")).toMatchObject({ status: 404, body: { code: "user_unknown" } });
  });
});

describe("a read with minRevision", () => {
  const paths = [
    "/api/profile/purchased-courses?",
    "/api/profile/purchase-history?",
    "/api/purchase/check?courseId=c-0&",
  ];

  it("does not wait for what waits behind an event that cannot be read, and says why", async () => {
    api = await startApi({ change: () => ({ minRevisionWaitMs: 60_000 }) });
    await append(api.eventStore, coursePurchased("u-1", "p-0", "c-0"));
    await appendUnreadable(api.eventStore, "u-1", 0);
    await eventually("it is held back", () => api.projector.status().deadLetters === 1);
    for (const path of paths) {
      expect(await api.call(`${path}minRevision=1`, { as: aUser("u-1") })).toMatchObject({
        status: 503,
        body: {
          code: "projection_behind",
          revision: 0,
          heldBack: true,
          heldBackReason: expect.stringContaining("courseId") as unknown,
        },
      });
      expect((await api.call(`${path}minRevision=0`, { as: aUser("u-1") })).status).toBe(200);
    }
  });

  it("that waits already stops when its user is held back meanwhile", async () => {
    api = await startApi({ change: () => ({ minRevisionWaitMs: 60_000 }) });
    await append(api.eventStore, coursePurchased("u-1", "p-0", "c-0"));
    await eventually("it is folded", () => api.projector.status().eventCount === 1);
    const waiting = api.call("/api/profile/purchased-courses?minRevision=2", { as: aUser("u-1") });
    await appendUnreadable(api.eventStore, "u-1", 0);
    expect(await waiting).toMatchObject({ status: 503, body: { heldBack: true } });
  });
});
