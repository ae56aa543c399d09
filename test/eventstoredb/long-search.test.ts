import { expect, it } from "@jest/globals";
import type { Position } from "../../src/stores/event-store/event-store.js";
import { openOn } from "../support/event-store-door.js";
import { collect } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { startSlowSearcher } from "../support/slow-searcher.js";

it("waits for a server that searches long, as long as it answers otherwise", async () => {
  const server = await startSlowSearcher();
  const store = openOn(server.url, "", 2000);
  try {
    const head = store.head();
    const all = collect(store.readAll({ batchSize: 10, live: false }));
    await eventually("it was asked again and again", () => server.answered() >= 100);
    server.finish();
    expect(await head).toEqual({ position: undefined, eventCount: undefined });
    expect(await all).toEqual([]);
  } finally {
    await store.close();
    server.close();
  }
});

it("goes on with a search where the attempt before it was broken off", async () => {
  const server = await startSlowSearcher({ checkpoints: true });
  const store = openOn(server.url, "", 2000);
  server.finish();
  const searched: string[] = [];
  try {
    const onLookedThrough = (position: Position): void => void searched.push(position);
    expect(await collect(store.readAll({ batchSize: 10, live: false, onLookedThrough }))).toEqual([]);
    expect(server.subscribedAfter).toEqual(["", "100:100", "200:200", "300:300"]);
    expect(searched).toEqual(["100:100", "200:200", "300:300", "400:400"]);
  } finally {
    await store.close();
    server.close();
  }
});

it("searches for the log's head once, and then only through what others have written since", async () => {
  const server = await startSlowSearcher();
  server.endAt(1000);
  const store = openOn(server.url, "");
  const heads = (): Promise<unknown[]> => Promise.all(Array.from({ length: 10 }, () => store.head()));
  try {
    const first = heads();
    await eventually("it is searched for", () => server.searched() === 1);
    server.finish();
    await first;
    for (let n = 0; n < 10; n++) await heads();
    expect(server.searched()).toBe(1);

    server.endAt(2000);
    await heads();
    await heads();
    expect(server.searched()).toBe(2);
  } finally {
    await store.close();
    server.close();
  }
});
