import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { auditLines } from "../../src/operations/audit-lines.js";
import { append, courses } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { aUser, startApi, theCheckout, type RunningApi } from "./support/start-api.js";

const analyst = { role: "analyst", id: "ana" } as const;
const support = { role: "support", id: "sue" } as const;
const path = "/api/projections/verifications";
const unknownId = "00000000-0000-4000-8000-000000000000";

describe("verifications over HTTP", () => {
  let api: RunningApi;

  beforeEach(async () => {
    api = await startApi();
    for (let n = 0; n < 5; n++) await append(api.eventStore, ...courses(`u-${n}`, 3));
    await eventually("all is folded", async () => (await api.readModel.checkpoint()).eventCount === 15);
  });
  afterEach(() => api.close());

  const start = () => api.call(path, { as: analyst, body: {} });
  const get = (at: string) => api.call(at, { as: analyst });
  const run = async () => {
    const at = (await start()).headers.get("location") ?? "";
    await eventually("it has ended", async () => (await get(at)).body.state !== "running");
    return (await get(at)).body;
  };
  const removeCourses = (userId: string) =>
    api.models.damage({
      sql: [
        `UPDATE ownership SET document = json_set(document, '$.purchasedCourses', json('[]')) WHERE user_id = '${userId}'`,
      ],
      mongodb: ({ ownership }) => ownership.updateOne({ userId }, { $set: { purchasedCourses: [] } }),
    });

  it("prove that all is well, and are kept on record", async () => {
    expect(await run()).toMatchObject({
      state: "clean",
      requestedBy: "ana",
      report: {
        events: 15,
        foldedTo: 15,
        users: 5,
        driftedUsers: 0,
        behindEvents: 0,
        mismatch: null,
        logDamage: [],
        drifts: [],
      },
      error: null,
    });
    expect(await auditLines(api.eventStore.audit, { limit: 10 })).toMatchObject([
      { action: "verify", operator: "ana", details: { clean: true, events: 15, users: 5, driftedUsers: 0 } },
    ]);
    expect((await get(path)).body).toMatchObject({ verifications: [{ state: "clean" }] });
  });

  it.each([path, "/api/projections/all/rebuilds", "/api/projections/all/rollbacks"])(
    "take a body: POST %s without one, or with an empty one, does nothing",
    async (at) => {
      const refusal = { status: 400, body: { problems: [{ path: "", message: "the body is missing" }] } };
      for (const body of [undefined, ""]) {
        expect(await api.call(at, { as: analyst, method: "POST", body })).toMatchObject(refusal);
      }
      expect((await get(path)).body).toEqual({ verifications: [] });
      expect((await get("/api/projections/all/rebuilds")).body).toEqual({ rebuilds: [] });
    },
  );

  it("name where it has drifted, and nothing of what single users bought", async () => {
    await removeCourses("u-2");
    const job = await run();
    expect(job).toMatchObject({ state: "drifted", report: { driftedUsers: 1, wrong: 1 } });
    expect((job.report as { drifts: unknown }).drifts).toEqual([
      { userId: "u-2", projection: "ownership", kind: "wrong", purchaseId: null, path: "purchasedCourses.0" },
    ]);
    // One for each item that the history still says to be owned.
    expect(job.report).toMatchObject({
      violationCount: 3,
      violations: [1, 2, 3].map(() => ({
        ...{ rule: "ownership", userId: "u-2", subject: null, advice: "Run `ledger repair --user u-2`." },
      })),
      monthsCompared: true,
    });
  });

  it("are watched to their end, and refuse a second one meanwhile", async () => {
    const first = await start();
    expect(await start()).toMatchObject({
      status: 409,
      body: { code: "verification_running", id: first.body.id },
    });
    const { text } = await get(`${first.headers.get("location") ?? ""}/progress`);
    const jobs = text.split("\n\n").filter((event) => event !== "");
    expect(jobs.every((event) => event.startsWith("event: verification\n"))).toBe(true);
    expect(jobs.at(-1)).toContain('"state":"clean"');
  });

  it("can be cancelled", async () => {
    const at = (await start()).headers.get("location") ?? "";
    const cancelled = await api.call(at, { as: analyst, method: "DELETE" });
    expect(cancelled).toMatchObject({ status: 200, body: { state: "cancelled", report: null } });
    expect(await auditLines(api.eventStore.audit, { limit: 10 })).toMatchObject([
      { action: "verify", operator: "ana", details: {}, run: { state: "stopped" } },
    ]);
  });

  it("are for analysts; unknown ones are unknown, and unknown fields refused", async () => {
    for (const as of [aUser("u-1"), support, theCheckout]) {
      expect((await api.call(path, { as, body: {} })).status).toBe(403);
      expect((await api.call(path, { as })).status).toBe(403);
    }
    expect(await get(`${path}/${unknownId}`)).toMatchObject({
      status: 404,
      body: { code: "verification_unknown" },
    });
    expect((await api.call(path, { as: analyst, body: { deep: true } })).status).toBe(400);
  });
});
