import { join } from "node:path";
import { streamOf } from "../../src/events/identifiers.js";
import { replayUser } from "../../src/projections/replay/replay.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { Benchmark } from "../benchmark.js";
import { createPartRunner } from "../part-process.js";
import { eventColumns, openRaw } from "../raw-sqlite.js";
import { sampleUser, writeSampleLog } from "../sample-log.js";

const seed = 20_240_102;
const warmUps = 5;

/** One user's stream replayed, with what the user owned after each event; beside only reading and parsing it. */
export const replayBenchmark: Benchmark = {
  name: "replay",
  async run({ rounds, quick, folder, progress }) {
    const events = quick ? 1000 : 10_000;
    const times = quick ? 2 : 40;
    const { run } = createPartRunner<typeof parts>(import.meta.url);
    const log = join(folder, "log.db");
    await run("writeLog", { path: log, events });
    const ours: number[] = [];
    const reference: number[] = [];
    for (let round = 1; round <= rounds; round++) {
      ours.push((await run("replay", { log, events, times })).output);
      reference.push((await run("readAndParse", { log, events, times })).output);
      progress(`round ${round}: ${Math.round(ours.at(-1)!)} events/s, read ${Math.round(reference.at(-1)!)}`);
    }
    return [
      {
        what: `replaying a user with ${events.toLocaleString("en-US")} events`,
        unit: "events/s",
        ours,
        reference: { name: "only reading and parsing them", values: reference },
        aim: { ratioAtLeast: 0.8 },
      },
    ];
  },
};

interface ReplayInput {
  readonly log: string;
  readonly events: number;
  readonly times: number;
}

const userId = sampleUser(0);

/** @returns events per second */
async function rateOf({ events, times }: ReplayInput, once: () => Promise<number>): Promise<number> {
  // Compilers and caches first get going, on both sides.
  for (let n = 0; n < warmUps; n++) await once();
  const started = performance.now();
  let seen = 0;
  for (let n = 0; n < times; n++) seen += await once();
  if (seen !== events * times) throw new Error(`Saw ${seen} events instead of ${events * times}.`);
  return seen / ((performance.now() - started) / 1000);
}

export const parts = {
  // As many items as events: a user never owns one twice.
  writeLog: ({ path, events }: { readonly path: string; readonly events: number }): Promise<void> =>
    writeSampleLog({ path, events, users: 1, seed, items: events }),

  async replay(input: ReplayInput): Promise<number> {
    const eventStore = await openEmbeddedEventStore({ path: input.log });
    const rate = await rateOf(input, async () => {
      let seen = 0;
      let owned = 0;
      for await (const { ownedAfter } of replayUser({ eventStore, userId })) {
        const { courses, tests } = ownedAfter();
        owned += courses.length + tests.length;
        seen += 1;
      }
      if (owned === 0) throw new Error("Nothing was owned.");
      return seen;
    });
    await eventStore.close();
    return rate;
  },

  async readAndParse(input: ReplayInput): Promise<number> {
    const database = openRaw(input.log, { synchronous: "normal" });
    const select = database.prepare(
      `SELECT ${eventColumns} FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT 1000`,
    );
    const [data, metadata] = ["data", "metadata"].map((name) => eventColumns.split(", ").indexOf(name));
    const rate = await rateOf(input, () => {
      let seen = 0;
      for (let rows; (rows = select.all([streamOf(userId), seen])).length > 0; seen += rows.length) {
        for (const row of rows) for (const column of [data!, metadata!]) JSON.parse(row[column] as string);
      }
      return Promise.resolve(seen);
    });
    database.close();
    return rate;
  },
};
