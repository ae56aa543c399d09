import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { append, courses } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { appendUnreadable } from "../support/older-program.js";
import { aUser, startApi, theCheckout, type RunningApi } from "./support/start-api.js";

const analyst = { role: "analyst", id: "ana" } as const;
const support = { role: "support", id: "sue" } as const;

describe("a repair over HTTP", () => {
  let api: RunningApi;

  beforeEach(async () => {
    api = await startApi();
    await append(api.eventStore, ...courses("u-1", 3));
    await eventually("all is folded", async () => (await api.readModel.checkpoint()).eventCount === 3);
  });
  afterEach(() => api.close());

  const repair = (body: object, userId = "u-1") =>
    api.call(`/api/support/users/${userId}/repairs`, { as: support, body });
  const diffState = async () => (await api.call("/api/support/users/u-1/diff", { as: support })).body.state;
  const removeCourses = () =>
    api.models.damage({
      sql: [
        "UPDATE ownership SET document = json_set(document, '$.purchasedCourses', json('[]')) WHERE user_id = 'u-1'",
      ],
      mongodb: ({ ownership }) => ownership.updateOne({ userId: "u-1" }, { $set: { purchasedCourses: [] } }),
    });

  it("shows what it would do, does it, and is on record", async () => {
    await removeCourses();
    expect(await diffState()).toBe("drifted");
    const found = {
      userId: "u-1",
      differences: [{ projection: "ownership", kind: "wrong", path: "purchasedCourses.0", stored: null }],
      differenceCount: 1,
      before: { courses: 0, tests: 0, records: 3, unrevokedRecords: 3 },
      after: { courses: 3, tests: 0, records: 3, unrevokedRecords: 3 },
    };
    expect(await repair({ reason: "look", dryRun: true })).toMatchObject({
      status: 200,
      body: { ...found, repaired: false, dryRun: true },
    });
    expect(await diffState()).toBe("drifted");
    expect((await repair({ reason: "ticket 4711" })).body).toMatchObject({ ...found, repaired: true });
    expect(await diffState()).toBe("in_step");
    const { body } = await api.call("/api/audit", { as: analyst });
    expect(body.entries).toMatchObject([
      {
        action: "repair",
        operator: "sue",
        reason: "ticket 4711",
        details: { users: 1, drifts: 1, user: "u-1" },
      },
    ]);
  });

  it("of a healthy user writes nothing", async () => {
    expect((await repair({ reason: "just in case" })).body).toMatchObject({
      repaired: false,
      differences: [],
      differenceCount: 0,
    });
    expect(await api.eventStore.audit.entries({ limit: 10 })).toEqual([]);
  });

  it("needs a reason, and a user whom anybody knows", async () => {
    expect((await repair({ reason: " " })).status).toBe(400);
    expect((await repair({})).status).toBe(400);
    expect(await repair({ reason: "r" }, "nobody")).toMatchObject({
      status: 404,
      body: { code: "user_unknown" },
    });
  });

  it("knows a user whose only event cannot be read", async () => {
    await appendUnreadable(api.eventStore, "u-2", -1);
    await eventually("it is held back", () => api.projector.status().deadLetters === 1);
    expect(await repair({ reason: "r", dryRun: true }, "u-2")).toMatchObject({
      status: 200,
      body: { differenceCount: 0 },
    });
  });

  it("is for support; the audit log is for analysts, too, in pages of a given length", async () => {
    for (const as of [aUser("u-1"), analyst, theCheckout])
      expect((await api.call("/api/support/users/u-1/repairs", { as, body: { reason: "r" } })).status).toBe(
        403,
      );
    expect((await api.call("/api/audit", { as: aUser("u-1") })).status).toBe(403);
    for (let n = 0; n < 3; n++)
      await api.eventStore.audit.record({
        id: `00000000-0000-4000-8000-00000000000${n}`,
        at: `2026-01-0${n + 1}T00:00:00.000Z`,
        action: "rollback",
        operator: "ana",
        reason: String(n),
        details: {},
      });
    const { body } = await api.call("/api/audit?limit=2", { as: support });
    expect(body.entries).toMatchObject([{ reason: "2" }, { reason: "1" }]);
    const rest = await api.call(`/api/audit?limit=2&before=${body.nextBefore as number}`, { as: support });
    expect(rest.body).toMatchObject({ entries: [{ reason: "0" }], nextBefore: null });
    // Up to the largest number that the document allows.
    const all = await api.call("/api/audit?before=9007199254740991", { as: support });
    expect(all.body.entries).toHaveLength(3);
    for (const query of ["limit=0", "before=9007199254740992", "before=0"]) {
      expect((await api.call(`/api/audit?${query}`, { as: support })).status).toBe(400);
    }
  });
});
