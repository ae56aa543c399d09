import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { aUser, startApi, theCheckout, type RunningApi } from "../api/support/start-api.js";
import { testServers, type EventStoreServer } from "../support/event-store-door.js";
import { eventually } from "../support/eventually.js";
import { wireTo, type WiredServer } from "../support/wired-server.js";

const anAdmin = { role: "admin", id: "x" } as const;

describe.each(testServers)("while the log is unavailable, on $name", ({ start }) => {
  let server: EventStoreServer;
  let wired: WiredServer;
  let api: RunningApi;

  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    wired = await wireTo(server.url, 400);
    api = await startApi({ openEventStore: () => wired.store });
    expect(await buy("c-free")).toMatchObject({ status: 201 });
    await eventually("it is folded", () => api.projector.status().state === "live");
    await eventually("it is folded", () => api.projector.status().eventCount === 1);
  });
  afterEach(async () => {
    wired.wire.pass();
    await api.close();
    await wired.close();
  });

  const buy = (courseId: string) => api.buy(theCheckout, { userId: "u-1", courseId });
  const owns = async (courseId: string): Promise<unknown> =>
    (await api.call(`/api/purchase/check?courseId=${courseId}`, { as: aUser("u-1") })).body.owned;

  it.each(["refuse", "hold"] as const)(
    "commands answer 503 and reads go on; afterwards all of it works again (%s)",
    async (fault) => {
      if (fault === "refuse") wired.wire.refuse();
      else wired.wire.hold("both");
      for (let n = 0; n < 3; n++) {
        const refused = await buy("many-2");
        expect(refused).toMatchObject({ status: 503, body: { code: "event_store_unavailable" } });
        expect(refused.headers.get("retry-after")).toBe("1");
        expect(JSON.stringify(refused.body)).not.toContain("127.0.0.1");
        expect(await owns("c-free")).toBe(true);
      }
      // The stores are looked at once a second.
      await eventually("readiness says why", async () => {
        const { status, body } = await api.call("/readyz");
        return status === 503 && (body.reasons as readonly string[]).includes("event_store_unavailable");
      });
      expect(await api.call("/healthz")).toMatchObject({ status: 200 });
      expect(await api.call("/api/status", { as: anAdmin })).toMatchObject({
        status: 200,
        body: { eventStore: { kind: "eventstoredb", head: null, error: "event_store_unavailable" } },
      });
      if (fault === "refuse")
        await eventually("the projector says so", () => api.projector.status().state === "waiting");

      if (fault === "hold") wired.wire.cut();
      wired.wire.pass();
      await eventually("it is recorded", async () => [200, 201].includes((await buy("many-2")).status));
      await eventually("it is shown", async () => (await owns("many-2")) === true);
      await eventually("it is ready", async () => (await api.call("/readyz")).status === 200);
      const recorded = (await api.events()).filter(
        ({ data }) => (data as { courseId?: string }).courseId === "many-2",
      );
      expect(recorded).toHaveLength(1);
    },
  );

  it("starts without a log, and finds it later", async () => {
    wired.wire.refuse();
    const later = await startApi({ openEventStore: () => wired.open(300) });
    try {
      await eventually("it waits", () => later.projector.status().state === "waiting");
      expect(await later.call("/readyz")).toMatchObject({ status: 503 });
      wired.wire.pass();
      await eventually("it is folded", () => later.projector.status().eventCount === 1);
      await eventually("it is ready", async () => (await later.call("/readyz")).status === 200);
    } finally {
      await later.close();
    }
  });
});
