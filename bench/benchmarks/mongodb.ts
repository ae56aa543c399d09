import { createReadStream, createWriteStream } from "node:fs";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { MongoClient, type Collection } from "mongodb";
import { projectionNames, projections } from "../../src/projections/projections.js";
import { foldLog } from "../../src/projections/rebuild/fold-log.js";
import { createProjector } from "../../src/projections/live/projector.js";
import { rebuildProjections } from "../../src/projections/rebuild/rebuild.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { Stored } from "../../src/stores/read-model/mongodb/documents.js";
import { collectionsOf, type Collections } from "../../src/stores/read-model/mongodb/collections.js";
import { modelWrite } from "../../src/stores/read-model/mongodb/model-writes.js";
import { modelCollections } from "../../src/stores/read-model/mongodb/models/model-collections.js";
import { ensureIndexes } from "../../src/stores/read-model/mongodb/indexes.js";
import { openMongodbReadModel } from "../../src/stores/read-model/mongodb/mongodb-read-model.js";
import type { ProjectionName } from "../../src/stores/read-model/documents.js";
import type { ModelChanges } from "../../src/stores/read-model/read-model-store.js";
import { openSqliteReadModel } from "../../src/stores/read-model/sqlite/sqlite-read-model.js";
import type { Benchmark, Outcome } from "../benchmark.js";
import { createPartRunner } from "../part-process.js";
import { sampleUser, writeSampleLog, type SampleLogOptions } from "../sample-log.js";

const seed = 20_240_101;
const eventsPerUser = 10;
const prefix = "bench_";
const readsAtOnce = 16;

/** Both projections in a MongoDB: folded and rebuilt beside the bare driver's bulk writes, read beside its `findOne`. */
export const mongodbBenchmark: Benchmark = {
  name: "mongodb",
  async run({ events: wanted, quick, rounds: count, folder, progress }) {
    // Not known to the compiled parts, which do not need it.
    const { foundMongodb, startMongodb, urlOf } = await import("../../test/support/mongodb-server.js");
    if (foundMongodb === undefined) {
      progress("skipped: there is no MongoDB; `npm run build:mongodb` makes one, or set MONGODB_TEST_URL");
      return [];
    }
    // FerretDB looks at all documents for nearly every question: more would take hours.
    const events = wanted ?? (quick || foundMongodb.kind === "ferretdb" ? 5000 : 1_000_000);
    const { run } = createPartRunner<typeof parts>(import.meta.url);
    const users = Math.ceil(events / eventsPerUser);
    const log = join(folder, "log.db");
    const batches = join(folder, "batches.ndjson");
    progress(`writing a log of ${events} events, into ${foundMongodb.kind}`);
    await run("writeLog", { path: log, events, users, seed });
    await run("collectBatches", { log, models: join(folder, "models.db"), batches });

    const rounds: Round[] = [];
    for (let round = 1; round <= count; round++) {
      const server = foundMongodb.kind === "url" ? undefined : await startMongodb();
      // FerretDB may take longer than a ledger would wait.
      const at =
        foundMongodb.kind === "url" ? foundMongodb.url : `${server?.url ?? ""}?socketTimeoutMS=300000`;
      const url = urlOf(at, `bench_${round}`);
      const rate = (what: string, seconds: number, done: number): number => {
        progress(`round ${round}: ${what}: ${Math.round(done / seconds)}/s (${seconds.toFixed(1)} s)`);
        return done / seconds;
      };
      try {
        // A round that was broken off may have left something on a server that is not ours.
        await run("drop", { url });
        const written = rate("bare bulk writes", (await run("bulkWrites", { url, batches })).output, events);
        await run("drop", { url });
        const projected = rate("projected", (await run("project", { url, log })).output, events);
        const reads = users * 4;
        const [bare, own] = [
          (await run("findOnes", { url, users, reads })).output,
          (await run("readOwnership", { url, users, reads })).output,
        ];
        // The same users both times, of whom a few bought nothing.
        if (bare.missing !== own.missing || own.missing > reads / 1000)
          throw new Error(
            `Of ${reads} users ${own.missing} are missing, and ${bare.missing} for the driver.`,
          );
        const found = rate("bare findOne", bare.seconds, reads);
        const read = rate("ownership read", own.seconds, reads);
        const rebuilt = rate("rebuilt", (await run("rebuild", { url, log })).output, events);
        await run("drop", { url });
        rounds.push({ written, projected, rebuilt, found, read });
      } finally {
        await server?.close();
      }
    }
    return outcomesOf(rounds, events);
  },
};

interface Round {
  readonly written: number;
  readonly projected: number;
  readonly rebuilt: number;
  readonly found: number;
  readonly read: number;
}

function outcomesOf(rounds: readonly Round[], events: number): readonly Outcome[] {
  const count = events.toLocaleString("en-US");
  const bulk = { name: "bulkWrite of the same documents", values: rounds.map(({ written }) => written) };
  return [
    {
      what: `projecting ${count} events into MongoDB`,
      unit: "events/s",
      ours: rounds.map(({ projected }) => projected),
      reference: bulk,
      aim: { ratioAtLeast: 0.6 },
    },
    {
      what: `rebuilding ${count} events in MongoDB`,
      unit: "events/s",
      ours: rounds.map(({ rebuilt }) => rebuilt),
      reference: bulk,
      aim: { ratioAtLeast: 0.6 },
    },
    {
      what: "ownership by id from MongoDB",
      unit: "reads/s",
      ours: rounds.map(({ read }) => read),
      reference: { name: "the driver's findOne", values: rounds.map(({ found }) => found) },
      aim: { ratioAtLeast: 0.8 },
    },
  ];
}

/** The documents of one batch, as the projector would hand them to the driver. */
type Batch = readonly ({ readonly projection: ProjectionName } & Readonly<
  Record<"first" | "then" | "last", readonly Written[]>
>)[];

interface Written {
  readonly document: Stored;
  /** An insert says so much faster than an upsert that finds nothing. */
  readonly isNew: boolean;
}

interface At {
  readonly url: string;
  readonly log: string;
}

export const parts = {
  async writeLog(options: SampleLogOptions): Promise<void> {
    await writeSampleLog(options);
  },

  /** Folds the log once, elsewhere, and keeps what each batch would write. */
  async collectBatches(at: {
    readonly log: string;
    readonly models: string;
    readonly batches: string;
  }): Promise<void> {
    const eventStore = await openEmbeddedEventStore({ path: at.log });
    const readModel = await openSqliteReadModel({ path: at.models });
    const file = createWriteStream(at.batches);
    const known = new Set<string>();
    const target = {
      ...readModel,
      async commit(changes: ModelChanges) {
        if (!file.write(`${JSON.stringify(batchOf(changes, known))}\n`)) await once(file, "drain");
        await readModel.commit(changes);
      },
    };
    await foldLog({ eventStore, target, projections, onInvalid: "throw" });
    file.end();
    await once(file, "finish");
    await readModel.close();
    await eventStore.close();
  },

  /** @returns seconds, of the bulk writes alone */
  bulkWrites: ({ url, batches }: { readonly url: string; readonly batches: string }): Promise<number> =>
    withCollections(url, async (collections) => {
      await ensureIndexes(collections);
      let seconds = 0;
      for await (const line of createInterface({ input: createReadStream(batches) })) {
        const batch = JSON.parse(line) as Batch;
        const started = performance.now();
        for (const { projection, first, then, last } of batch) {
          const { documents, revisions = documents } = collections.of(projection);
          await bulkWrite(documents, first);
          await bulkWrite(documents, then);
          await bulkWrite(revisions, last);
        }
        seconds += (performance.now() - started) / 1000;
      }
      return seconds;
    }),

  /** @returns seconds */
  async project({ url, log }: At): Promise<number> {
    const eventStore = await openEmbeddedEventStore({ path: log });
    const readModel = openMongodbReadModel({ url, prefix });
    await readModel.checkpoint();
    const started = performance.now();
    await createProjector({ eventStore, readModel }).runToHead();
    const seconds = (performance.now() - started) / 1000;
    await readModel.close();
    await eventStore.close();
    return seconds;
  },

  /** @returns seconds, the comparison with the live models included */
  async rebuild({ url, log }: At): Promise<number> {
    const eventStore = await openEmbeddedEventStore({ path: log });
    const readModel = openMongodbReadModel({ url, prefix });
    await readModel.checkpoint();
    const started = performance.now();
    const { outcome } = await rebuildProjections({
      ...{ eventStore, readModel, projections: projectionNames },
      scratchFolder: dirname(log),
      resume: false,
      acceptChanges: false,
    }).result;
    if (outcome !== "swapped") throw new Error(`The rebuild was ${outcome}.`);
    const seconds = (performance.now() - started) / 1000;
    await readModel.close();
    await eventStore.close();
    return seconds;
  },

  findOnes: ({ url, users, reads }: Reads): Promise<TimedReads> =>
    withCollections(url, (collections) =>
      timeReads(reads, (n) =>
        collections.of("ownership").documents.findOne({ _id: `1/${sampleUser(n % users)}` }),
      ),
    ),

  async readOwnership({ url, users, reads }: Reads): Promise<TimedReads> {
    const readModel = openMongodbReadModel({ url, prefix });
    const timed = await timeReads(reads, (n) => readModel.ownership(sampleUser(n % users)));
    await readModel.close();
    return timed;
  },

  drop: ({ url }: { readonly url: string }): Promise<void> =>
    withClient(url, async (client) => {
      await client.db().dropDatabase();
    }),
};

interface Reads {
  readonly url: string;
  readonly users: number;
  readonly reads: number;
}

interface TimedReads {
  readonly seconds: number;
  /** How many users had nothing. */
  readonly missing: number;
}

function batchOf({ users, checkpoint }: ModelChanges, known: Set<string>): Batch {
  return modelCollections.map((model) => {
    const written = (part: string, documents: readonly Stored[]): readonly Written[] =>
      documents.map((document) => {
        const key = `${model.projection} ${part} ${document._id}`;
        const isNew = !known.has(key);
        known.add(key);
        return { document, isNew };
      });
    const { first, then, last } = modelWrite(model, 1, users, { foldedAt: checkpoint.eventCount });
    return {
      projection: model.projection,
      first: written("document", first),
      then: written("document", then),
      last: written("last", last),
    };
  });
}

async function bulkWrite(collection: Collection<Stored>, documents: readonly Written[]): Promise<void> {
  if (documents.length === 0) return;
  await collection.bulkWrite(
    documents.map(({ document, isNew }) =>
      isNew
        ? { insertOne: { document } }
        : { replaceOne: { filter: { _id: document._id }, replacement: document } },
    ),
    { ordered: false, writeConcern: { w: "majority" } },
  );
}

/** As a server reads: some at a time, each after another one's answer. */
async function timeReads(reads: number, read: (n: number) => Promise<unknown>): Promise<TimedReads> {
  await read(0);
  let next = 0;
  let missing = 0;
  const reader = async (): Promise<void> => {
    while (next < reads) {
      const n = next++;
      // Users at random, the same ones for both.
      const found = await read((n * 7919) % reads);
      if (found === undefined || found === null) missing++;
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: readsAtOnce }, reader));
  return { seconds: (performance.now() - started) / 1000, missing };
}

async function withClient<T>(url: string, use: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = await MongoClient.connect(url);
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

const withCollections = <T>(url: string, use: (collections: Collections) => Promise<T>): Promise<T> =>
  withClient(url, (client) => use(collectionsOf(client.db(), prefix, modelCollections)));
