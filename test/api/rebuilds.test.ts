import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { issueToken } from "../../src/api/http/auth/issue-token.js";
import { LedgerError } from "../../src/errors.js";
import { startLongRun } from "../../src/long-run.js";
import { projectionNames } from "../../src/projections/projections.js";
import type { StartRebuild } from "../../src/jobs/rebuild-jobs.js";
import { auditLines } from "../../src/operations/audit-lines.js";
import { append, courses, user } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import {
  aUser,
  secret,
  startApi,
  theCheckout,
  type RunningApi,
  type StartApiOptions,
} from "./support/start-api.js";

const analyst = { role: "analyst", id: "ana" } as const;
const support = { role: "support", id: "sue" } as const;
const jobs = "/api/projections/all/rebuilds";
const unknownId = "00000000-0000-4000-8000-000000000000";

/** A rebuild that waits before it begins, until the test lets it go on. */
function createGate(): { readonly rebuild: (start: StartRebuild) => StartRebuild; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return {
    open,
    rebuild: (start) => (request, signal) =>
      startLongRun(async () => {
        const aborted = new Promise<never>((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason as Error));
        });
        await Promise.race([opened, aborted]);
        return start(request, signal).result;
      }),
  };
}

describe("rebuilds over HTTP", () => {
  let api: RunningApi;

  async function start(options: StartApiOptions = {}): Promise<void> {
    api = await startApi(options);
    for (let n = 0; n < 12; n++) await append(api.eventStore, ...courses(`u-${n}`, 5));
    await eventually("all is folded", async () => (await api.readModel.checkpoint()).eventCount === 60);
  }

  beforeEach(() => start());
  afterEach(() => api.close());

  const post = (body: object = {}, path = jobs) => api.call(path, { as: analyst, body });
  const get = (path: string) => api.call(path, { as: analyst });
  const ended = async (path: string) => {
    await eventually("the rebuild has ended", async () => (await get(path)).body.state !== "running");
    return (await get(path)).body;
  };
  /** A user whom no event explains. */
  const inventUser = (): Promise<void> =>
    api.models.damage({
      sql: [
        "INSERT INTO ownership SELECT generation, 'u-invented', document FROM ownership WHERE user_id = 'u-1'",
      ],
      mongodb: async ({ ownership }) => {
        const document = await ownership.findOne({ userId: "u-1" });
        const invented = { _id: `${String(document?.generation)}/u-invented`, userId: "u-invented" };
        await ownership.insertOne({ ...document, ...invented });
      },
    });

  it("start as a job, are told, and end with a report and a line in the audit log", async () => {
    const started = await post({ reason: "ticket 4711" });
    expect(started.status).toBe(202);
    expect(started.body).toMatchObject({
      projections: projectionNames,
      state: "running",
      requestedBy: "ana",
      reason: "ticket 4711",
      report: null,
    });
    const at = started.headers.get("location") ?? "";
    expect(at).toBe(`${jobs}/${String(started.body.id)}`);
    expect(await ended(at)).toMatchObject({
      state: "swapped",
      progress: { phase: "swapping", done: 60, total: 60 },
      report: { events: 60, users: 12, changedUsers: 0, extra: 0, objection: null },
      error: null,
    });
    expect(await auditLines(api.eventStore.audit, { limit: 10 })).toMatchObject([
      { action: "rebuild", operator: "ana", reason: "ticket 4711", details: { events: 60, changed: 0 } },
    ]);
    expect((await get(jobs)).body.rebuilds).toMatchObject([{ id: started.body.id, state: "swapped" }]);
    expect((await get("/api/projections")).body.projections).toMatchObject([
      { name: "ownership", live: { number: 2, eventCount: 60 }, building: null, previous: { number: 1 } },
      { name: "history", live: { number: 2, eventCount: 60 }, building: null, previous: { number: 1 } },
      { name: "payments", live: { number: 2, eventCount: 60 }, building: null, previous: { number: 1 } },
    ]);
  });

  it("of one projection leave the others alone, and are found under its name only", async () => {
    const { headers, body } = await post({}, "/api/projections/history/rebuilds");
    await ended(headers.get("location") ?? "");
    expect((await get("/api/projections")).body.projections).toMatchObject([
      { name: "ownership", live: { number: 1 }, previous: null },
      { name: "history", live: { number: 2 }, previous: { number: 1 } },
      { name: "payments", live: { number: 1 }, previous: null },
    ]);
    expect((await get(`/api/projections/ownership/rebuilds/${String(body.id)}`)).body.code).toBe(
      "rebuild_unknown",
    );
    expect((await get("/api/projections/ownership/rebuilds")).body.rebuilds).toEqual([]);
    expect((await get(jobs)).body.rebuilds).toHaveLength(1);
  });

  it("are kept and not swapped in when too much would change, until somebody accepts it", async () => {
    await inventUser();
    const first = await post();
    expect(await ended(first.headers.get("location") ?? "")).toMatchObject({
      state: "not_accepted",
      report: { extra: 1, objection: "1 documents or records would be removed" },
    });
    expect(await api.readModel.ownership(user("u-invented"))).toBeDefined();
    const second = await post({ acceptChanges: true });
    expect(await ended(second.headers.get("location") ?? "")).toMatchObject({ state: "swapped" });
    expect(await api.readModel.ownership(user("u-invented"))).toBeUndefined();
    expect((await get(jobs)).body.rebuilds).toMatchObject([{ state: "swapped" }, { state: "not_accepted" }]);
  });

  it("can be rolled back, once", async () => {
    await inventUser();
    await ended((await post({ acceptChanges: true })).headers.get("location") ?? "");
    const rollbacks = "/api/projections/all/rollbacks";
    const answer = await post({ reason: "it was needed" }, rollbacks);
    expect(answer.body.projections).toMatchObject(
      projectionNames.map((name) => ({ name, live: { number: 1 }, previous: { number: 2 } })),
    );
    expect(await api.readModel.ownership(user("u-invented"))).toBeDefined();
    expect(await api.eventStore.audit.entries({ limit: 1 })).toMatchObject([
      { action: "rollback", operator: "ana", reason: "it was needed" },
    ]);
  });

  it("say that there is nothing to roll back to", async () => {
    expect(await post({}, "/api/projections/history/rollbacks")).toMatchObject({
      status: 409,
      body: { code: "nothing_to_roll_back" },
    });
  });

  it("that fail say why", async () => {
    await api.close();
    await start({
      rebuild: () => () =>
        startLongRun(() =>
          Promise.reject(new LedgerError("event_invalid", "Event 3 of stream purchases-x is bad.")),
        ),
    });
    const { headers } = await post();
    expect(await ended(headers.get("location") ?? "")).toMatchObject({
      state: "failed",
      error: { code: "event_invalid", message: "Event 3 of stream purchases-x is bad." },
    });
  });

  it("that cannot even be started fail as well, and keep no other from running", async () => {
    await api.close();
    let starts = 0;
    await start({
      rebuild: (begin) => (request, signal) => {
        if (starts++ === 0) throw new Error("spawn ENOMEM");
        return begin(request, signal);
      },
    });
    expect(await ended((await post()).headers.get("location") ?? "")).toMatchObject({
      state: "failed",
      error: { code: "internal_error", message: "Error: spawn ENOMEM" },
    });
    expect(await ended((await post()).headers.get("location") ?? "")).toMatchObject({ state: "swapped" });
  });

  it("run one at a time, can be cancelled, and can then be started again", async () => {
    await api.close();
    const gate = createGate();
    await start({ rebuild: gate.rebuild });
    const first = await post();
    const second = await post({}, "/api/projections/history/rebuilds");
    expect(second).toMatchObject({
      status: 409,
      body: { code: "rebuild_running", id: first.body.id, projections: projectionNames },
    });
    const at = first.headers.get("location") ?? "";
    expect(await api.call(at, { as: analyst, method: "DELETE" })).toMatchObject({
      status: 200,
      body: { state: "cancelled", report: null, error: null },
    });
    expect((await api.call(at, { as: analyst, method: "DELETE" })).body.state).toBe("cancelled");
    gate.open();
    expect(await ended((await post()).headers.get("location") ?? "")).toMatchObject({ state: "swapped" });
  });

  it("are watched as server-sent events, from the present state to the end", async () => {
    const { headers } = await post();
    const answer = await get(`${headers.get("location") ?? ""}/progress`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    const events = answer.text.split("\n\n").filter((text) => text !== "");
    expect(events.every((text) => /^event: rebuild\ndata: \{.*\}$/.test(text))).toBe(true);
    const states = events.map((text) => JSON.parse(text.slice(text.indexOf("{"))) as { state: string });
    expect(states.at(-1)).toMatchObject({ state: "swapped", report: { events: 60 } });
    // Once it has ended there is one event, and no waiting.
    const late = await get(`${headers.get("location") ?? ""}/progress`);
    expect(late.text.match(/^event:/gm)).toHaveLength(1);
  });

  it("let go of a watcher that goes away, and of all of them when the server closes", async () => {
    await api.close();
    const gate = createGate();
    await start({ rebuild: gate.rebuild });
    const { headers } = await post();
    const url = `${api.url}${headers.get("location") ?? ""}/progress`;
    const authorization = { Authorization: `Bearer ${await api.tokenFor(analyst)}` };
    const gone = new AbortController();
    const left = await fetch(url, { headers: authorization, signal: gone.signal });
    const reader = left.body!.getReader();
    expect(Buffer.from((await reader.read()).value).toString()).toContain('"state":"running"');
    gone.abort();
    await expect(reader.read()).rejects.toThrow();
    const stays = await fetch(url, { headers: authorization });
    const closing = api.close();
    expect(await stays.text()).toContain('"state":"cancelled"');
    await closing;
    api = await startApi();
  });

  it("are watched no longer than the token of the watcher is good", async () => {
    await api.close();
    const gate = createGate();
    await start({ rebuild: gate.rebuild });
    const { headers } = await post();
    // Accepted for 5 seconds more.
    const token = await issueToken({
      ...{ secret, userId: user("ana"), role: "analyst", expiresInSeconds: -2, now: new Date() },
    });
    const watched = await fetch(`${api.url}${headers.get("location") ?? ""}/progress`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(watched.status).toBe(200);
    expect(await watched.text()).not.toContain('"state":"swapped"');
    expect((await get(headers.get("location") ?? "")).body.state).toBe("running");
    gate.open();
  });

  it("are for analysts", async () => {
    for (const as of [aUser("u-1"), support, theCheckout]) {
      expect((await api.call(jobs, { as, body: {} })).status).toBe(403);
      expect((await api.call(jobs, { as })).status).toBe(403);
      expect((await api.call(`${jobs}/${unknownId}`, { as, method: "DELETE" })).status).toBe(403);
    }
    expect((await api.call(jobs, { body: {} })).status).toBe(401);
    expect((await api.call("/api/projections", { as: support })).status).toBe(200);
    expect((await api.call("/api/projections", { as: aUser("u-1") })).status).toBe(403);
  });

  it.each<[object, string]>([
    [{ mostChanged: 1.5 }, "mostChanged"],
    [{ mostChanged: "5 %" }, "mostChanged"],
    [{ acceptChanges: "yes" }, "acceptChanges"],
    [{ reason: "x".repeat(2001) }, "reason"],

    [{ force: true }, "force"],
  ])("refuse a wrong field: %#", async (body, field) => {
    expect(await post(body)).toMatchObject({ status: 400, body: { problems: [{ path: field }] } });
  });

  it("of what is no projection are refused, and unknown jobs are unknown", async () => {
    expect((await post({}, "/api/projections/sales/rebuilds")).status).toBe(400);
    for (const end of ["", "/progress"])
      expect(await get(`${jobs}/${unknownId}${end}`)).toMatchObject({
        status: 404,
        body: { code: "rebuild_unknown" },
      });
    expect((await get(`${jobs}/4711`)).status).toBe(400);
  });
});
