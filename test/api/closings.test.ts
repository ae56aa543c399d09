import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { once } from "node:events";
import { createClosingJobs, type ClosingRequest } from "../../src/jobs/closing-jobs.js";
import type { StartJob } from "../../src/jobs/jobs.js";
import { startLongRun } from "../../src/long-run.js";
import { closeMonth, type CloseMonthOutcome } from "../../src/operations/close-month.js";
import { append, coursePurchased } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { aUser, startApi, theCheckout, type RunningApi } from "./support/start-api.js";

const analyst = { role: "analyst", id: "ana" } as const;
const path = "/api/analytics/closings";
const unknownId = "00000000-0000-4000-8000-000000000000";

describe("closing a month over HTTP", () => {
  let api: RunningApi;

  beforeEach(async () => {
    api = await startApi();
    await append(api.eventStore, coursePurchased("u-1", "p-1", "c-1", "2025-10-31T23:30:00.000Z"));
  });
  afterEach(() => api.close());

  const start = (body: object, as: Parameters<RunningApi["call"]>[1] = { as: analyst }) =>
    api.call(path, { ...as, body });
  const run = async (body: object) => {
    const started = await start(body);
    expect(started.status).toBe(202);
    const at = started.headers.get("location") ?? "";
    await eventually(
      "it has ended",
      async () => (await api.call(at, { as: analyst })).body.state !== "running",
    );
    return (await api.call(at, { as: analyst })).body;
  };

  it("pins the figures under the caller's name, and proves them later", async () => {
    const booked = { purchases: 1, revenue: [{ currency: "EUR", net: { amount: "29.99" } }] };
    const closed = await run({ month: "2025-10", reason: "the books" });
    expect(closed).toMatchObject({
      ...{ state: "closed", month: "2025-10", reason: "the books", requestedBy: "ana", error: null },
      report: {
        closing: { month: "2025-10", tz: "UTC", operator: "ana", events: 1, booked },
        differences: [],
      },
    });
    expect(await api.eventStore.audit.entries({ limit: 10 })).toMatchObject([
      { action: "close-month", operator: "ana", reason: "the books", details: { month: "2025-10" } },
    ]);
    await append(api.eventStore, coursePurchased("u-2", "p-1", "c-1", "2025-10-05T00:00:00.000Z"));
    expect(await run({ month: "2025-10" })).toMatchObject({ state: "unchanged", report: closed.report });
    expect(await run({ month: "2025-11", tz: "UTC" })).toMatchObject({
      ...{ state: "closed" },
      report: { closing: { dated: { purchases: 0 }, late: { purchases: 1 } } },
    });
    expect((await api.call("/api/analytics/months", { as: analyst })).body).toMatchObject({
      months: [{ month: "2025-10", booked }, { month: "2025-11" }],
    });
    expect(await api.eventStore.audit.entries({ limit: 10 })).toHaveLength(2);
  });

  it("names what has changed, where the closing is not that of this log", async () => {
    const { eventStore } = api;
    const zone = undefined;
    const at = new Date("2026-01-01T00:00:00.000Z");
    const options = { eventStore, month: "2025-10", zone, now: () => at };
    const record = eventStore.audit.record.bind(eventStore.audit);
    const audit = {
      ...eventStore.audit,
      record: (entry: Parameters<typeof record>[0]) =>
        record({ ...entry, details: { ...entry.details, events: 2 } }),
    };
    await closeMonth({ ...options, eventStore: { ...eventStore, audit } }, { operator: "jo", reason: "" });
    expect(await run({ month: "2025-10" })).toMatchObject({
      state: "changed",
      report: { closing: { operator: "jo" }, differences: [{ what: "events", closed: "2", now: "1" }] },
    });
  });

  it("is refused at once out of turn, before the month is over, and for what is no month or time zone", async () => {
    await run({ month: "2025-10", tz: "Europe/Berlin" });
    for (const body of [
      ...[{ month: "2025-12" }, { month: "2025-09" }, { month: "2025-11", tz: "UTC" }, { month: "9999-12" }],
      ...[{ month: "2025-13" }, { month: "2025-1" }, { month: 202511 }, { month: "２０２５-11" }, {}],
      ...[
        { month: "2025-11", tz: "Mars/Olympus" },
        { month: "2025-11", zone: "UTC" },
      ],
      { month: "2025-11", reason: "x".repeat(2001) },
    ])
      expect(await start(body)).toMatchObject({ status: 400, body: { code: "request_invalid" } });
    expect(await run({ month: "2025-11" })).toMatchObject({ report: { closing: { tz: "Europe/Berlin" } } });
  });

  it("runs once at a time, can be watched and cancelled", async () => {
    const endless: StartJob<ClosingRequest, CloseMonthOutcome> = (_, signal) =>
      startLongRun(async () => {
        await once(signal, "abort");
        throw signal.reason;
      });
    await api.close();
    api = await startApi({
      change: ({ now }) => ({ closingJobs: createClosingJobs({ start: endless, now }) }),
    });
    const first = await start({ month: "2025-10" });
    expect(await start({ month: "2025-10" })).toMatchObject({
      status: 409,
      body: { code: "closing_running", id: first.body.id },
    });
    const at = first.headers.get("location") ?? "";
    const watched = api.call(`${at}/progress`, { as: analyst });
    const cancelled = { state: "cancelled", report: null };
    expect((await api.call(at, { as: analyst, method: "DELETE" })).body).toMatchObject(cancelled);
    expect((await watched).text).toContain("event: closing\n");
    expect((await api.call(path, { as: analyst })).body).toMatchObject({ closings: [cancelled] });
  });

  it("is for analysts; unknown jobs are unknown", async () => {
    for (const as of [aUser("u-1"), { role: "support", id: "sue" } as const, theCheckout])
      expect((await start({ month: "2025-10" }, { as })).status).toBe(403);
    expect(await api.call(`${path}/${unknownId}`, { as: analyst })).toMatchObject({
      status: 404,
      body: { code: "closing_unknown" },
    });
  });
});
