import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { join } from "node:path";
import { eventsTable } from "../../src/cli/export-tables.js";
import { replayUser } from "../../src/projections/replay/replay.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore, RecordedEvent } from "../../src/stores/event-store/event-store.js";
import { courses, stream, toNewEvent, user } from "../support/events.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** The clock is an hour ahead for the second event, and right again for the others. */
const times = [
  "2026-03-01T10:00:00.000Z",
  "2026-03-01T11:01:00.000Z",
  "2026-03-01T10:02:00.000Z",
  "2026-03-01T10:03:00.000Z",
];

/** As a server gives it, whose dates go back with its clock. */
const withServerDates = (store: EventStore): EventStore => {
  const dated = (batch: readonly RecordedEvent[]): readonly RecordedEvent[] =>
    batch.map(({ clock: _, ...event }) => ({ ...event, created: times[event.revision]! }));
  async function* all(batches: AsyncIterable<readonly RecordedEvent[]>) {
    for await (const batch of batches) yield dated(batch);
  }
  return {
    ...store,
    readStream: (...values) => all(store.readStream(...values)),
    readAll: (options) => all(store.readAll(options)),
  };
};

describe.each([
  ["the embedded log, whose dates never go back", (store: EventStore) => store],
  ["a server's log, whose dates do", withServerDates],
])("a clock that jumped forward once, in %s", (_, view) => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let store: EventStore;

  beforeEach(async () => {
    folder = await temporaryFolder();
    const clock = times.values();
    store = await openEmbeddedEventStore({
      path: join(folder.path, "events.db"),
      now: () => new Date(clock.next().value!),
    });
    for (const [revision, event] of courses("u-1", times.length).map(toNewEvent).entries())
      await store.append(stream("u-1"), [event], revision === 0 ? "no-stream" : revision - 1);
  });
  afterEach(async () => {
    await store.close();
    await folder.remove();
  });

  const moments: readonly (readonly [string, number])[] = [
    ["2026-03-01T09:59:59.999Z", -1],
    ["2026-03-01T10:00:00.000Z", 0],
    ["2026-03-01T10:01:30.000Z", 0],
    ["2026-03-01T10:02:00.000Z", 2],
    ["2026-03-01T10:30:00.000Z", 3],
    ["2026-03-01T12:00:00.000Z", 3],
    ["2999-01-01T00:00:00.000Z", 3],
  ];

  it.each(moments)("shows at %s what was recorded by then", async (recordedAt, last) => {
    const revisions: number[] = [];
    for await (const { recorded } of replayUser({
      ...{ eventStore: view(store), userId: user("u-1"), until: { recordedAt } },
    }))
      revisions.push(recorded.revision);
    expect(revisions.at(-1) ?? -1).toBe(last);
    expect(revisions).toHaveLength(last + 1);
  });

  it("exports every event in one of two ranges that follow each other", async () => {
    const { signal } = new AbortController();
    const exported = async (filter: { from?: string; to?: string; userId?: ReturnType<typeof user> }) => {
      const found: number[] = [];
      for await (const batch of eventsTable({ eventStore: view(store), filter, signal }).batches)
        found.push(...batch.map(({ recorded }) => recorded.revision));
      return found;
    };
    const middle = "2026-03-01T10:02:30.000Z";
    expect(await exported({ to: middle })).toEqual([0, 1, 2]);
    expect(await exported({ from: middle })).toEqual([3]);
    expect(await exported({ to: "2026-03-01T10:30:00.000Z", userId: user("u-1") })).toEqual([0, 1, 2, 3]);
    expect(await exported({ to: "2026-01-01T00:00:00.000Z" })).toEqual([]);
  });
});
