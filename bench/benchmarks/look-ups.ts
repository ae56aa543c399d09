import { join } from "node:path";
import type { Catalogue } from "../../src/catalogue/catalogue.js";
import { find } from "../../src/operations/find.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import { openSqliteReadModel } from "../../src/stores/read-model/sqlite/sqlite-read-model.js";
import type { Benchmark, Outcome } from "../benchmark.js";
import { logParts, type LogAndModels } from "../log-parts.js";
import { createPartRunner } from "../part-process.js";
import { createRandom } from "../random.js";
import { openRaw } from "../raw-sqlite.js";
import { sampleUser } from "../sample-log.js";

const seed = 20_240_103;
const eventsPerUser = 10;
const smallShare = 10;
const warmUps = 200;

/** What support looks for: each by the whole id, among the purchases of all users. */
const kinds = ["payment", "purchase", "correlation", "item"] as const;
type Kind = (typeof kinds)[number];

/** Finding by an id, as `ledger find` does; beside reading one row by its primary key, and among a tenth of the events. */
export const lookUpsBenchmark: Benchmark = {
  name: "look-ups",
  async run({ rounds, quick, events: wanted, folder, progress }) {
    const events = wanted ?? (quick ? 20_000 : 1_000_000);
    const { run } = createPartRunner<typeof parts>(import.meta.url);
    const made = { large: events, small: Math.ceil(events / smallShare) };
    const stores = async (name: keyof typeof made): Promise<FilesOfTest> => {
      const [log, models] = [`${name}-log.db`, `${name}-models.db`].map((file) => join(folder, file)) as [
        string,
        string,
      ];
      progress(`writing and folding a log of ${made[name]} events`);
      await run("writeLog", {
        ...{ path: log, events: made[name], seed },
        users: Math.ceil(made[name] / eventsPerUser),
      });
      await run("firstFold", { log, models });
      return { log, models };
    };
    const [large, small] = [await stores("large"), await stores("small")];
    const times = quick ? 200 : 5000;
    const rates = new Map<Kind, Rates>(kinds.map((kind) => [kind, { ours: [], fewer: [], byHand: [] }]));
    for (let round = 1; round <= rounds; round++) {
      for (const [kind, { ours, fewer, byHand }] of rates) {
        ours.push((await run("lookUp", { ...large, kind, times })).output);
        fewer.push((await run("lookUp", { ...small, kind, times })).output);
        byHand.push((await run("readByKey", { ...large, kind, times })).output);
        progress(`round ${round}: by ${kind}: ${Math.round(ours.at(-1)!)}/s`);
      }
    }
    const [count, fewerCount] = [made.large, made.small].map((each) => each.toLocaleString("en-US"));
    return [...rates].flatMap(([kind, { ours, fewer, byHand }]): Outcome[] => {
      const [what, unit] = [`find by ${kind} among ${count} events`, "/s"];
      const byKey = { name: "by hand: one row by its primary key", values: byHand };
      const amongFewer = { name: `among ${fewerCount}`, values: fewer };
      const shown: Outcome = { what, unit, ours, reference: byKey, aim: { ratioAtLeast: leastShare[kind] } };
      // Among fewer events an item has fewer purchases, and its page is not full.
      if (kind === "item") return [shown];
      return [shown, { what, unit, ours, reference: amongFewer, aim: { ratioAtLeast: 0.5 } }];
    });
  },
};

/** By an item up to a page of purchases is found; the others find one. */
const leastShare: Readonly<Record<Kind, number>> = {
  payment: 0.05,
  purchase: 0.05,
  correlation: 0.05,
  item: 0.02,
};
const matchesOfPage = 20;

interface Rates {
  readonly ours: number[];
  readonly fewer: number[];
  readonly byHand: number[];
}

type FilesOfTest = LogAndModels & { readonly log: string };
type LookUpInput = FilesOfTest & { readonly kind: Kind; readonly times: number };

interface Row {
  readonly userId: string;
  readonly purchasedRevision: number;
  /** What it is found by. */
  readonly text: string;
}

const textColumns: Readonly<Record<Kind, string>> = {
  payment: "payment ->> '$.id'",
  purchase: "purchase_id",
  correlation: "correlation_id",
  item: "item_id",
};

/** Purchases at random places of the history. */
function sampleRows({ models, kind, times }: LookUpInput): readonly Row[] {
  const database = openRaw(models, { synchronous: "normal" });
  const count = Number(database.prepare("SELECT count(DISTINCT user_id) FROM history").get([])![0]);
  const random = createRandom(seed);
  const select = database.prepare(
    `SELECT user_id, purchased_revision, ${textColumns[kind]} FROM history
     WHERE generation = (SELECT min(generation) FROM history) AND user_id >= ? ORDER BY user_id LIMIT 1`,
  );
  const rows = Array.from({ length: times + warmUps }, (): Row => {
    const from = sampleUser(Math.floor(random() * count * 0.99));
    const [userId, purchasedRevision, text] = select.get([from]) as [string, number, string];
    return { userId, purchasedRevision, text };
  });
  database.close();
  return rows;
}

const emptyCatalogue: Catalogue = {
  offer: () => Promise.resolve(undefined),
  offers: () => Promise.resolve([]),
  close: () => Promise.resolve(),
};

/** @returns how many a second, after those that warm up caches and compilers */
async function rateOf(rows: readonly Row[], once: (row: Row) => Promise<number> | number): Promise<number> {
  for (const row of rows.slice(0, warmUps)) await once(row);
  const started = performance.now();
  for (const row of rows.slice(warmUps))
    if ((await once(row)) === 0) throw new Error(`${row.text} was not found.`);
  return (rows.length - warmUps) / ((performance.now() - started) / 1000);
}

export const parts = {
  ...logParts,

  async lookUp(input: LookUpInput): Promise<number> {
    const rows = sampleRows(input);
    const eventStore = await openEmbeddedEventStore({ path: input.log });
    const readModel = await openSqliteReadModel({ path: input.models });
    const dependencies = { eventStore, readModel, catalogue: emptyCatalogue, shopUsers: undefined };
    const { kind } = input;
    const rate = await rateOf(rows, async ({ text }) => {
      const { groups } = await find(dependencies, { text, limit: matchesOfPage, kind });
      return groups.length;
    });
    await readModel.close();
    await eventStore.close();
    return rate;
  },

  async readByKey(input: LookUpInput): Promise<number> {
    const rows = sampleRows(input);
    const database = openRaw(input.models, { synchronous: "normal" });
    const [[generation] = []] = database.prepare("SELECT min(generation) FROM history").all([]);
    const select = database.prepare(
      "SELECT * FROM history WHERE generation = ? AND user_id = ? AND purchased_revision = ?",
    );
    const rate = await rateOf(
      rows,
      ({ userId, purchasedRevision }) => select.all([generation!, userId, purchasedRevision]).length,
    );
    database.close();
    return rate;
  },
};
