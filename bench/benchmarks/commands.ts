import { join } from "node:path";
import type { Catalogue, Offer } from "../../src/catalogue/catalogue.js";
import { createPurchaseHandler } from "../../src/commands/purchase-handler.js";
import { purchaseItem } from "../../src/commands/purchase-item.js";
import { itemKey, type ItemId } from "../../src/events/identifiers.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { Benchmark, Outcome } from "../benchmark.js";
import { createPartRunner, type Measured } from "../part-process.js";
import { removeDatabases } from "../raw-sqlite.js";
import { openEmmett } from "../references/emmett.js";
import { buyByHand } from "../references/hand-written-commands.js";
import { openOldWay } from "../references/old-way.js";
import type { PurchaseStore } from "../references/purchase-store.js";
import {
  atOnce,
  buyAll,
  purchasesPerUser,
  type PurchasesWorkload,
} from "../references/purchases-workload.js";

/** A library that takes a millisecond for each purchase is stopped here; its rate is known by then. */
const peerMs = 8000;

/** Purchases in process, 64 at once, each acknowledged when it is on disk; beside the other ways of doing it. */
export const commandsBenchmark: Benchmark = {
  name: "commands",
  async run({ rounds, quick, folder, peers, progress }) {
    const { run } = createPartRunner<typeof parts>(import.meta.url);
    const users = quick ? 500 : 20_000;
    const rates: Record<Way, number[]> = {
      free: [],
      freeByHand: [],
      paid: [],
      paidByHand: [],
      oldWay: [],
      emmett: [],
    };
    const details: unknown[] = [];
    for (let round = 1; round <= rounds; round++) {
      const measure = async (way: Way, part: (path: string) => Promise<Measured<number>>): Promise<void> => {
        const path = join(folder, `${way}-${round}.db`);
        const { output, peakRssMb, cpuSeconds } = await part(path);
        removeDatabases(path);
        rates[way].push(output);
        const cpuMicros = way === "emmett" ? undefined : (cpuSeconds * 1e6) / (users * purchasesPerUser);
        details.push({ round, way, perSecond: output, peakRssMb, cpuMicrosPerPurchase: cpuMicros });
        progress(`round ${round}, ${way}: ${Math.round(output)} /s, peak ${peakRssMb} MB`);
      };
      const workload = { users, seed: round };
      await measure("paid", (path) => run("ledger", { ...workload, path, isPaid: true }));
      await measure("paidByHand", (path) => run("byHand", { ...workload, path, isPaid: true }));
      await measure("free", (path) => run("ledger", { ...workload, path, isPaid: false }));
      await measure("freeByHand", (path) => run("byHand", { ...workload, path, isPaid: false }));
      await measure("oldWay", (path) => run("oldWay", { ...workload, path }));
      if (peers !== undefined) await measure("emmett", (path) => run("emmett", { ...workload, path, peers }));
    }
    return outcomesOf(rates, { users, purchasesPerUser, rounds: details });
  },
};

type Way = "free" | "freeByHand" | "paid" | "paidByHand" | "oldWay" | "emmett";

function outcomesOf(rates: Readonly<Record<Way, number[]>>, details: Outcome["details"]): readonly Outcome[] {
  const unit = "/s";
  const limit = "by hand: load, decide, append, 64 a commit";
  const outcomes: Outcome[] = [
    {
      what: `free purchases in process, ${atOnce} at once, durable`,
      unit,
      ours: rates.free,
      reference: { name: limit, values: rates.freeByHand },
      aim: { ratioAtLeast: 0.6 },
      wanted: 0.75,
      ...(details === undefined ? {} : { details }),
    },
    {
      what: "paid ones, each payment spent once",
      unit,
      ours: rates.paid,
      reference: { name: `${limit}, with a table of payments`, values: rates.paidByHand },
      aim: { ratioAtLeast: 0.6 },
      wanted: 0.75,
    },
    {
      what: "the same",
      unit,
      ours: rates.paid,
      reference: { name: "the old way: two writes, no events", values: rates.oldWay },
      aim: { ratioAtLeast: 1 },
    },
  ];
  if (rates.emmett.length === 0) return outcomes;
  const emmett = { name: "Emmett on SQLite", values: rates.emmett };
  return [
    ...outcomes,
    { what: "the same", unit, ours: rates.paid, reference: emmett, aim: { ratioAtLeast: 1 } },
  ];
}

interface WayInput extends PurchasesWorkload {
  readonly path: string;
}

type LedgerInput = WayInput & { readonly isPaid: boolean };

/** Each gives purchases per second. */
export const parts = {
  async ledger({ path, isPaid, ...workload }: LedgerInput): Promise<number> {
    const eventStore = await openEmbeddedEventStore({ path });
    const offers = offersAt(isPaid ? 2990 : 0);
    const dependencies = {
      eventStore,
      catalogue: createCatalogueInMemory(offers),
      handler: createPurchaseHandler({ eventStore }),
      now: () => new Date(),
    };
    const rate = await buyAll(workload, async ({ number, userId, item }) => {
      const { result } = await purchaseItem(dependencies, {
        userId,
        item: offers[item]!,
        amount: isPaid ? 29.9 : 0,
        payment: isPaid ? { id: `pay_${number}`, method: "card" } : null,
        authority: "checkout",
        freeOnly: false,
        correlationId: `request-${number}`,
        actor: { id: "checkout", role: "service" },
        source: "api",
      });
      if (result !== "recorded") throw new Error(`A purchase was ${result}.`);
    });
    await eventStore.close();
    return rate;
  },

  byHand: async ({ path, isPaid, ...workload }: LedgerInput): Promise<number> =>
    buyByHand(path, workload, isPaid),

  oldWay: ({ path, ...workload }: WayInput): Promise<number> => buyFrom(openOldWay(path), workload),

  emmett: async ({ path, peers, ...workload }: WayInput & { readonly peers: string }): Promise<number> =>
    buyFrom(await openEmmett(peers, path, false), workload, peerMs),
};

async function buyFrom(store: PurchaseStore, workload: PurchasesWorkload, forMs = Infinity): Promise<number> {
  const buy = async (userId: string, item: number): Promise<void> => {
    const outcome = await store.purchase(userId, `course-${item}`);
    if (outcome !== "recorded") throw new Error(`A purchase was ${outcome}.`);
  };
  const rate = await buyAll(workload, ({ userId, item }) => buy(userId, item), { forMs });
  await store.close();
  return rate;
}

const offersAt = (priceMinor: number): readonly Offer[] =>
  Array.from({ length: purchasesPerUser }, (_, index) => ({
    kind: "course",
    id: `course-${index}` as ItemId,
    title: `Course ${index}`,
    priceMinor,
    currency: "EUR",
    status: "active",
  }));

function createCatalogueInMemory(offers: readonly Offer[]): Catalogue {
  const byKey = new Map(offers.map((offer) => [itemKey(offer), offer]));
  return {
    offer: async (item) => byKey.get(itemKey(item)),
    offers: async () => offers,
    close: async () => {},
  };
}
