import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { startApi, theCheckout, type RunningApi } from "../api/support/start-api.js";
import { createPurchaseHandler } from "../../src/commands/purchase-handler.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import { testServers, type EventStoreServer } from "../support/event-store-door.js";
import { eventually } from "../support/eventually.js";
import { wireTo, type WiredServer } from "../support/wired-server.js";

const [door] = testServers;

describe("twelve requests of one user while the log hangs", () => {
  let server: EventStoreServer;
  let wired: WiredServer;
  let api: RunningApi;
  /** Commands that have come. */
  let commands = 0;
  /** Appends that they have begun. */
  let appends = 0;

  const counted = (store: EventStore): EventStore => ({
    ...store,
    append: (...values) => {
      appends += 1;
      return store.append(...values);
    },
  });

  /** An API whose commands have so long, as has each call of its event store. */
  async function start(timeoutMs: number): Promise<void> {
    if (door === undefined) throw new Error("A server.");
    server = await door.start();
    wired = await wireTo(server.url, timeoutMs);
    api = await startApi({
      openEventStore: () => wired.store,
      change({ eventStore }) {
        const handler = createPurchaseHandler({ eventStore: counted(eventStore), timeoutMs });
        const handle: typeof handler.handle = (...values) => {
          commands += 1;
          return handler.handle(...values);
        };
        return { handler: { ...handler, handle } };
      },
    });
    expect(await buy("many-0")).toMatchObject({ status: 201 });
    await eventually("it is folded", () => api.projector.status().eventCount === 1);
  }

  beforeEach(() => {
    commands = 0;
    appends = 0;
  });
  afterEach(async () => {
    wired.wire.pass();
    await api.close();
    await wired.close();
    await server.close();
  });

  const buy = (courseId: string) =>
    api.buy(theCheckout, { userId: "u-1", itemType: "course", itemId: courseId });
  const twelve = Array.from({ length: 12 }, (_, n) => `many-${2 * n + 2}`);
  const bought = async (): Promise<unknown[]> =>
    (await api.events()).map(({ data }) => (data as { courseId: string }).courseId);

  it("are all answered with the first: the store is tried for one of them", async () => {
    await start(1500);
    wired.wire.hold("both");
    for (const answer of await Promise.all(twelve.map(buy)))
      expect(answer).toMatchObject({ status: 503, body: { code: "event_store_unavailable" } });
    expect(appends).toBe(2);

    wired.wire.pass();
    await eventually("it is recorded", async () => [200, 201].includes((await buy("many-2")).status));
  });

  it.each(["/api/purchase", "/api/orders"])(
    "keep no turn when their caller has hung up (%s)",
    async (path) => {
      await start(60_000);
      const token = await api.tokenFor(theCheckout);
      const gone = new AbortController();
      const request = (itemId: string) => {
        const line = { itemType: "course", itemId };
        const body = path === "/api/orders" ? { orderId: `order-${itemId}`, lines: [line] } : line;
        return fetch(api.url + path, {
          method: "POST",
          headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
          body: JSON.stringify({ userId: "u-1", ...body }),
          signal: gone.signal,
        });
      };
      const [first, ...others] = twelve;
      if (first === undefined) throw new Error("One.");
      wired.wire.hold("both");
      const running = buy(first);
      await eventually("it has its turn", () => appends === 2);
      const leaving = Promise.allSettled(others.map(request));
      await eventually("they wait", () => commands === 2 + others.length);
      gone.abort();
      expect((await leaving).map(({ status }) => status)).toEqual(others.map(() => "rejected"));
      const givenUp = () => api.logLines.filter(({ status }) => status === 0);
      await eventually("the server has noticed", () => givenUp().length === others.length);
      const next = buy("many-40");
      wired.wire.pass();
      expect(await Promise.all([running, next])).toMatchObject([{ status: 201 }, { status: 201 }]);
      expect(appends).toBe(3);
      expect(await bought()).toEqual(["many-0", first, "many-40"]);
    },
  );
});
