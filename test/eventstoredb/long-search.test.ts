import { expect, it } from "@jest/globals";
import { openOn } from "../support/event-store-door.js";
import { collect } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { startSlowSearcher } from "../support/slow-searcher.js";

it("waits for a server that searches long, as long as it answers otherwise", async () => {
  const server = await startSlowSearcher();
  const store = openOn(server.url, "", 200);
  try {
    const head = store.head();
    const all = collect(store.readAll({ batchSize: 10, live: false }));
    await eventually("it was asked again and again", () => server.answered() >= 10);
    server.finish();
    expect(await head).toEqual({ position: undefined, eventCount: undefined });
    expect(await all).toEqual([]);
  } finally {
    await store.close();
    server.close();
  }
});
