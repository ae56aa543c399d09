import { expect, it } from "@jest/globals";
import { createReporter } from "../../src/log/follower-reporter.js";
import { openLogRun } from "../../src/log/log-run.js";
import type { EventStore, RecordedEvent } from "../../src/stores/event-store/event-store.js";

type Batch = IteratorResult<readonly RecordedEvent[]>;

/** A promise that is never settled, and counts the listeners that are added to it. */
function unsettled() {
  const count = { listeners: 0 };
  const promise = new Promise<Batch>(() => undefined);
  const then = promise.then.bind(promise);
  promise.then = ((...listeners: Parameters<typeof then>) => {
    count.listeners += 1;
    return then(...listeners);
  }) as typeof promise.then;
  return { promise, count };
}

/** Nothing may come for weeks: what each look around leaves behind would fill the memory. */
it("adds no listener to the read of the next event each time that none has come", async () => {
  const next = unsettled();
  const followedTo = {
    ...{ position: undefined, eventId: undefined, lookedThrough: undefined, eventCount: 0, version: "" },
  };
  let looks = 0;
  const eventStore = {
    head: () => {
      looks += 1;
      return Promise.resolve({ position: undefined, eventCount: 0 });
    },
    readAll: () => ({ [Symbol.asyncIterator]: () => ({ next: () => next.promise }) }),
  } satisfies Partial<EventStore> as unknown as EventStore;
  const run = await openLogRun({
    eventStore,
    consumer: {
      reader: { name: "The reader", remedy: "" },
      followedTo: () => Promise.resolve(followedTo),
      take: () => Promise.resolve(followedTo),
      moveOn: () => Promise.resolve(followedTo),
    },
    reporter: createReporter(() => new Date()),
    ...{ live: true, batchSize: 10 },
  });
  const outcomes = [await run.step()];
  const afterFirst = next.count.listeners;
  outcomes.push(await run.step(), await run.step());
  run.end();

  expect(outcomes).toEqual(["go on", "go on", "go on"]);
  expect(looks).toBe(4);
  expect(afterFirst).toBeGreaterThan(0);
  expect(next.count.listeners).toBe(afterFirst);
});
