import { join } from "node:path";
import type { Catalogue, Offer } from "../../src/catalogue/catalogue.js";
import { createPurchaseHandler } from "../../src/commands/purchase-handler.js";
import { purchaseItem } from "../../src/commands/purchase-item.js";
import { itemKey, type ItemId } from "../../src/events/identifiers.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import { migrations } from "../../src/stores/event-store/embedded/schema.js";
import type { Benchmark } from "../benchmark.js";
import { createPartRunner } from "../part-process.js";
import { shuffledNumbers } from "../random.js";
import {
  eventColumns,
  eventsTable,
  openRaw,
  placeholders,
  removeDatabases,
  type RawRow,
} from "../raw-sqlite.js";
import { sampleUser } from "../sample-log.js";

const atOnce = 64;
const purchasesPerUser = 5;

/** Purchases in process, 64 at once, each acknowledged when it is on disk; beside bare inserts of the rows that they make. */
export const commandsBenchmark: Benchmark = {
  name: "commands",
  async run({ rounds, quick, folder, progress }) {
    const { run } = createPartRunner<typeof parts>(import.meta.url);
    const users = quick ? 500 : 20_000;
    const ours: number[] = [];
    const reference: number[] = [];
    const details: unknown[] = [];
    for (let round = 1; round <= rounds; round++) {
      const log = join(folder, `log-${round}.db`);
      const copy = join(folder, `copy-${round}.db`);
      const ledger = await run("ledger", { path: log, users, seed: round });
      progress(`round ${round}: ${Math.round(ledger.output)} commands/s, peak ${ledger.peakRssMb} MB`);
      const raw = await run("rawInserts", { from: log, path: copy });
      progress(`round ${round}: ${Math.round(raw.output)} raw inserts/s`);
      ours.push(ledger.output);
      reference.push(raw.output);
      const commands = users * purchasesPerUser;
      details.push({
        peakRssMb: ledger.peakRssMb,
        cpuMicrosPerCommand: (ledger.cpuSeconds * 1e6) / commands,
        rawCpuMicrosPerRow: (raw.cpuSeconds * 1e6) / commands,
      });
      removeDatabases(log, copy);
    }
    return [
      {
        what: `commands in process, ${atOnce} at once, durable`,
        unit: "/s",
        ours,
        reference: { name: `raw inserts, ${atOnce} a transaction`, values: reference },
        aim: { ratioAtLeast: 0.25 },
        details: { users, purchasesPerUser, rounds: details },
      },
    ];
  },
};

interface LedgerInput {
  readonly path: string;
  readonly users: number;
  readonly seed: number;
}

export const parts = {
  /** @returns commands per second */
  async ledger({ path, users, seed }: LedgerInput): Promise<number> {
    const eventStore = await openEmbeddedEventStore({ path });
    const dependencies = {
      eventStore,
      catalogue: createCatalogueInMemory(),
      handler: createPurchaseHandler({ eventStore }),
      now: () => new Date(),
    };
    // Every user's n-th purchase is of the n-th item, at a random place among those of all others.
    const order = shuffledNumbers(users * purchasesPerUser, seed);
    let next = 0;
    const bought = new Uint8Array(users);
    const buyOneAfterTheOther = async (): Promise<void> => {
      while (next < order.length) {
        const number = next++;
        const user = order[number]! % users;
        const offer = offers[bought[user]!++]!;
        await purchaseItem(dependencies, {
          userId: sampleUser(user),
          item: offer,
          amount: offer.priceMinor / 100,
          payment: { id: `pay_${number}`, method: "card" },
          authority: "checkout",
          freeOnly: false,
          correlationId: `request-${number}`,
          actor: { id: "checkout", role: "service" },
          source: "api",
        });
      }
    };
    const started = performance.now();
    await Promise.all(Array.from({ length: atOnce }, buyOneAfterTheOther));
    const seconds = (performance.now() - started) / 1000;
    await eventStore.close();
    return order.length / seconds;
  },

  /** @returns rows per second */
  async rawInserts({ from, path }: { readonly from: string; readonly path: string }): Promise<number> {
    const log = openRaw(from, { synchronous: "off" });
    const rows: readonly RawRow[] = log
      .prepare(`SELECT ${eventColumns} FROM events ORDER BY position`)
      .all([]);
    log.close();
    const database = openRaw(path, { synchronous: "full" });
    database.exec(eventsTable(migrations[0] ?? ""));
    const insert = database.prepare(
      `INSERT INTO events (${eventColumns}) VALUES (${placeholders(eventColumns)})`,
    );
    const started = performance.now();
    for (let first = 0; first < rows.length; first += atOnce) {
      database.exec("BEGIN IMMEDIATE");
      for (const row of rows.slice(first, first + atOnce)) insert.run(row);
      database.exec("COMMIT");
    }
    const seconds = (performance.now() - started) / 1000;
    database.close();
    return rows.length / seconds;
  },
};

const offers: readonly Offer[] = Array.from({ length: purchasesPerUser }, (_, index) => ({
  kind: "course",
  id: `course-${index}` as ItemId,
  title: `Course ${index}`,
  priceMinor: 1990 + index * 1000,
  currency: "EUR",
  status: "active",
}));

function createCatalogueInMemory(): Catalogue {
  const byKey = new Map(offers.map((offer) => [itemKey(offer), offer]));
  return {
    offer: async (item) => byKey.get(itemKey(item)),
    offers: async () => offers,
    close: async () => {},
  };
}
