import { currencies, type Catalogue } from "./catalogue.js";
import type { Deed, Sale, SaleLine } from "./deeds.js";
import { ofOnePurchase, ofPayment } from "./later.js";
import type { Random } from "./random.js";

/** A deed and when it arrives: the order of arrival is nearly that of the orders, but shuffled. */
export interface Arrival {
  readonly deed: Deed;
  readonly at: number;
}

export interface Story {
  /** Arrive in any order, several times, at the same time. */
  readonly storm: readonly Deed[];
  /** Afterwards, one after the other: the last one of a purchase decides who has access. */
  readonly quiet: readonly Deed[];
  /** Who has an account in the shop; some others try to buy as well. */
  readonly userIds: readonly string[];
}

export interface StoryOptions {
  readonly random: Random;
  readonly catalogue: Catalogue;
  readonly orders: number;
}

/** How far from each other, in orders, the news of one order arrive. */
const spread = 30;

/** Makes up what happens in a shop: the odd things are far more frequent than in a real one. */
export function writeStory(options: StoryOptions): Story {
  const { random, orders } = options;
  const arrivals: Arrival[] = [];
  const quiet: Deed[] = [];
  const userIds = Array.from({ length: Math.ceil(orders / 5) }, (_, n) => userIdOf(n));
  for (let n = 0; n < orders; n++) {
    const told = tellOrder(options, n, random.pick(userIds));
    for (const deed of told.storm) {
      const times = random.chance(0.4) ? 1 + random.whole(3) : 1;
      for (let time = 0; time < times; time++) arrivals.push({ deed, at: n + random.whole(spread) });
    }
    quiet.push(...told.quiet);
  }
  const storm = arrivals.toSorted((one, other) => one.at - other.at).map(({ deed }) => deed);
  return { storm, quiet, userIds };
}

/** As long as an id may be, with all characters that it may have, or short. */
const userIdOf = (n: number): string => (n % 7 === 3 ? `u.:@-_${n}`.padEnd(128, "Zz9") : `learner-${n}`);

/** What another system calls its things: any text, up to so many characters. */
function foreignId(random: Random, name: string, n: string, longest: number): string {
  if (random.chance(0.8)) return `${name}-${n}`;
  const odd = random.pick(["💳", "ü", "Ж", "日本", "'\"", "%2F/", "a b", "{$gt:1}", "é\u0301"]);
  // Characters are counted, and none is cut in two.
  return Array.from(`${name} ${n} `.padEnd(longest * 2, odd))
    .slice(0, random.chance(0.5) ? longest : 20)
    .join("");
}

function tellOrder(options: StoryOptions, n: number, userId: string) {
  const { random, catalogue } = options;
  if (random.chance(0.06))
    return {
      storm: [{ kind: "free", userId, item: random.pick(catalogue.free), purchaseId: `free-${n}` }],
      quiet: [],
    } as const;
  if (random.chance(0.06))
    return {
      storm: [{ kind: "grant", userId, item: random.pick(catalogue.priced), key: `grant-${n}` }],
      quiet: [],
    } as const;
  const sales = random.chance(0.15) ? separateSales(options, n, userId) : [orderSale(options, n, userId)];
  const first = sales[0]!;
  const later = laterOf(options, sales, n);
  // The order itself never comes: what is about its payment waits for ever.
  if (random.chance(0.04)) return { storm: later.filter(isOfPayment), quiet: [] };
  return {
    storm: [...sales, ...rivalsOf(options, first, n), ...later],
    quiet: random.chance(0.15) ? accessOf(random, first) : [],
  };
}

const isOfPayment = (deed: Deed): boolean => "target" in deed && "paymentId" in deed.target;

function orderSale({ random, catalogue }: StoryOptions, n: number, userId: string): Sale {
  const currency = random.pick(currencies);
  const isTaken = random.chance(0.85);
  const items = catalogue.priced.filter(
    (item) => item.currency === currency && (isTaken || item.status === "active"),
  );
  const chosen = Array.from({ length: 1 + random.whole(4) }, () => random.pick(items));
  const isTwiceAllowed = isTaken && random.chance(0.2);
  const lines = chosen
    .filter((item, index) => isTwiceAllowed || chosen.indexOf(item) === index)
    .map((item) => lineOf(random, item, isTaken));
  const sum = lines.reduce((total, { paidMinor }) => total + paidMinor, 0);
  return {
    ...{ kind: "sale", userId, currency, lines },
    ...(random.chance(0.1) ? { giver: `giver-${n}` } : {}),
    orderId: foreignId(random, "order", String(n), 128),
    paymentId: foreignId(random, "payment", String(n), 256),
    chargedMinor: isTaken && random.chance(0.1) ? sum + random.whole(100) : sum,
    paidAt: isTaken ? momentOf(random) : undefined,
  };
}

function lineOf(random: Random, item: SaleLine["item"], isTaken: boolean): SaleLine {
  const { priceMinor } = item;
  if (random.chance(0.15)) {
    const discountMinor = random.chance(0.2) ? priceMinor : random.whole(priceMinor);
    return { item, discountMinor, paidMinor: priceMinor - discountMinor };
  }
  const differs = isTaken && random.chance(0.2);
  return { item, discountMinor: 0, paidMinor: differs ? 1 + random.whole(5000) : priceMinor };
}

/** The lines of one order with one payment, each reported alone. */
function separateSales(options: StoryOptions, n: number, userId: string): readonly Sale[] {
  const order = { ...orderSale(options, n, userId), paidAt: momentOf(options.random) };
  const seen = new Set<string>();
  return order.lines.flatMap((line, index) => {
    const key = `${line.item.kind}:${line.item.id}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const { giver: _, ...sale } = order;
    return [
      { ...sale, lines: [line], chargedMinor: line.paidMinor, alone: { purchaseId: `p-${n}-${index}` } },
    ];
  });
}

/** Requests that cannot both be right, or that are about a second charge. */
function rivalsOf({ random }: StoryOptions, sale: Sale, n: number): readonly Sale[] {
  if (sale.alone !== undefined || sale.paidAt === undefined || sale.chargedMinor === 0) return [];
  const rivals: Sale[] = [];
  // The payment was spent by another user: one of the two is refused.
  if (random.chance(0.05)) rivals.push({ ...sale, userId: `thief-${n}`, orderId: `stolen-${n}` });
  // The same order with other content: one of the two is refused.
  if (random.chance(0.05)) rivals.push({ ...sale, paidAt: momentOf(random) });
  // The order was charged twice: both are recorded.
  if (random.chance(0.05)) rivals.push({ ...sale, paymentId: `again-${n}` });
  return rivals;
}

/** Refunds and disputes of an order. */
function laterOf({ random }: StoryOptions, sales: readonly Sale[], n: number): readonly Deed[] {
  const first = sales[0]!;
  if (sales.every(({ chargedMinor }) => chargedMinor === 0) || random.chance(0.35)) return [];
  const ids = {
    refund: (k: number) => foreignId(random, "refund", `${n}-${k}`, 128),
    dispute: (k: number) => foreignId(random, "dispute", `${n}-${k}`, 128),
    moment: () => momentOf(random),
  };
  return random.chance(0.25) ? ofOnePurchase(random, first, ids) : ofPayment(random, sales, ids);
}

function accessOf(random: Random, sale: Sale): readonly Deed[] {
  const target = { sale, line: random.whole(sale.lines.length) };
  const kinds = ["revocation", "reinstatement"] as const;
  return Array.from({ length: 1 + random.whole(4) }, () => ({ kind: random.pick(kinds), target }));
}

/** Within the months that the run closes. */
function momentOf(random: Random): string {
  const two = (n: number): string => String(n).padStart(2, "0");
  const month = 1 + random.whole(10);
  // Some at the end of a month, which is in another month elsewhere.
  const isLate = random.chance(0.2);
  const lastDay = new Date(Date.UTC(2025, month, 0)).getUTCDate();
  const [day, hour] = isLate
    ? [lastDay, 12 + random.whole(12)]
    : [1 + random.whole(lastDay), random.whole(24)];
  return `2025-${two(month)}-${two(day)}T${two(hour)}:${two(random.whole(60))}:00.000Z`;
}
