import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pino } from "pino";
import { createRandom } from "../../../bench/random.js";
import { placeOrder } from "../../../src/commands/place-order.js";
import { recordDispute } from "../../../src/commands/disputes.js";
import { refund } from "../../../src/commands/refunds.js";
import { openLedger, type Ledger } from "../../../src/compose.js";
import { readConfig } from "../../../src/config.js";
import type { ItemId, UserId } from "../../../src/events/identifiers.js";
import { toMajorUnits } from "../../../src/events/money.js";
import { closeMonth } from "../../../src/operations/close-month.js";
import { grant } from "../../../src/operations/grant.js";
import { verifyProjections } from "../../../src/operations/verify.js";
import { catalogue as coursesAndTests } from "../support/shop.js";
import { importOldShop, type OldPurchase } from "./made-import.js";

const dayMs = 86_400_000;
const daysOfSales = 400;
const buyers = 240;

const abroad = [
  { kind: "course", id: "japanese-1", title: "Japanese for travellers", priceMinor: 3900, currency: "JPY" },
  { kind: "course", id: "arabic-1", title: "Arabic calligraphy", priceMinor: 7500, currency: "KWD" },
  { kind: "course", id: "mongolian-1", title: "Mongolian script", priceMinor: 4_500_000, currency: "MNT" },
  {
    kind: "test",
    id: "mongolian-mock-1",
    title: "Монгол бичгийн шалгалт",
    priceMinor: 1_200_000,
    currency: "MNT",
  },
] as const;
const catalogue = [...coursesAndTests, ...abroad.map((each) => ({ ...each, status: "active" as const }))];

/** The users whose pages are worth a look: one for each thing that people write in about. */
export const madeUsers = {
  /** Bought something of everything, in four currencies. */
  everything: "66f1c0de5a01b2c3d4e5f601",
  /** Paid, and the purchase went to the account of somebody else. */
  paidForAnother: "66f1c0de5a01b2c3d4e5f602",
  chargedTwice: "66f1c0de5a01b2c3d4e5f603",
  refunded: "66f1c0de5a01b2c3d4e5f604",
  disputed: "66f1c0de5a01b2c3d4e5f605",
  /** Had a course in the shop before the import. */
  lostCourse: "66f1c0de5a01b2c3d4e5f606",
} as const;

export interface MadeShopOptions {
  readonly dataDir: string;
  /** The last day of sales. */
  readonly today: Date;
}

/** Something that happened, at a moment of the past. */
interface Deed {
  readonly at: number;
  readonly work: () => Promise<unknown>;
}

/**
 * Fills a data folder with a shop that has sold for over a year: an import, purchases in four currencies, gifts, refunds,
 * disputes and double payments. The commands are the ledger's own, on a clock that goes through that year. The same day
 * gives the same shop.
 *
 * @returns the settings of a server for it
 */
export async function makeShop({
  dataDir,
  today,
}: MadeShopOptions): Promise<Readonly<Record<string, string>>> {
  const catalogueFile = join(dataDir, "catalogue.json");
  await writeFile(catalogueFile, JSON.stringify(catalogue));
  const settings = { CATALOGUE_FILE: catalogueFile };
  let clock = today.getTime();
  const now = (): Date => new Date(clock);
  const config = readConfig({ ...settings, DATA_DIR: dataDir });
  const ledger = await openLedger(config, { logger: pino({ level: "silent" }), now });
  try {
    const shop = createShop(ledger, now);
    const dayAgo = (days: number): number => today.getTime() - days * dayMs;
    clock = dayAgo(daysOfSales + 5);
    await importOldShop(ledger, { purchases: oldPurchases(dayAgo(700)), dataDir, at: now() });
    const deeds = [...everydaySales(shop, dayAgo), ...stories(shop, dayAgo)];
    for (const { at, work } of deeds.toSorted((one, other) => one.at - other.at)) {
      clock = at;
      await work();
    }
    clock = today.getTime();
    await ledger.projector.runToHead();
    await closeMonths(ledger, today);
    await verifyProjections({ ...ledger, now }, { operator: "ana", reason: "weekly check" }).result;
  } finally {
    await ledger.close();
  }
  return settings;
}

/** The last two months that are over. */
async function closeMonths({ eventStore }: Ledger, today: Date): Promise<void> {
  for (const back of [2, 1]) {
    const first = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - back, 1));
    const month = first.toISOString().slice(0, 7);
    await closeMonth(
      { eventStore, month, zone: undefined, now: () => today },
      { operator: "ana", reason: "" },
    );
  }
}

const service = { id: "checkout", role: "service" } as const;
const support = { id: "sue", role: "support" } as const;

type Shop = ReturnType<typeof createShop>;

function createShop(ledger: Ledger, now: () => Date) {
  const dependencies = { ...ledger, now };
  const from = (correlationId: string) => ({ correlationId, actor: service, source: "api" as const });
  const offerOf = (id: string) => {
    const offer = catalogue.find((each) => each.id === id);
    if (offer === undefined) throw new Error(`The made shop does not sell ${id}.`);
    return offer;
  };
  return {
    async buy(userId: string, orderId: string, itemIds: readonly string[], giver?: string): Promise<void> {
      const offers = itemIds.map(offerOf);
      const amounts = offers.map(({ priceMinor, currency }) =>
        toMajorUnits({ amountMinor: priceMinor, currency }),
      );
      const amount = Math.round(amounts.reduce((sum, each) => sum + each, 0) * 1000) / 1000;
      await placeOrder(dependencies, {
        ...{ orderId, userId: userId as UserId, giver, amount, currency: offers[0]?.currency },
        lines: offers.map(({ kind, id }, index) => ({
          item: { kind, id: id as ItemId },
          ...{ amount: amounts[index], discount: undefined },
        })),
        payment: amount === 0 ? null : { id: paymentOf(orderId), method: "card" },
        paidAt: amount === 0 ? undefined : now().toISOString(),
        ...{ idempotencyKey: undefined, ...from(`checkout-${orderId}`) },
      });
    },
    /** @param amountMinor in EUR; everything if left out */
    async refund(
      orderId: string,
      options: { readonly revoke: boolean; readonly amountMinor?: number },
    ): Promise<void> {
      const { revoke, amountMinor } = options;
      await refund(dependencies, {
        ...{ target: { paymentId: paymentOf(orderId) }, refundId: `re_${orderId}`, reference: null, revoke },
        amount: amountMinor === undefined ? undefined : { amountMinor, currency: "EUR" },
        ...{ reason: "requested", refundedAt: undefined, ...from(`refund-${orderId}`) },
      });
    },
    async dispute(orderId: string, status: "opened" | "won" | "lost"): Promise<void> {
      const disputeId = `dp_${orderId}`;
      await recordDispute(dependencies, {
        ...{ target: { paymentId: paymentOf(orderId) }, disputeId, status, amount: undefined, revoke: true },
        ...{ disputedAt: undefined, ...from(`dispute-${orderId}`) },
      });
    },
    async give(userId: string, itemId: string): Promise<void> {
      const { kind } = offerOf(itemId);
      const request = {
        userId: userId as UserId,
        item: { kind, id: itemId as ItemId },
        reason: "goodwill",
      } as const;
      const context = {
        idempotencyKey: undefined,
        correlationId: `grant-${userId}`,
        actor: support,
        source: "api",
      };
      await grant(dependencies, { ...request, ...context, source: "api" });
    },
  };
}

const paymentOf = (orderId: string): string => `pi_${orderId.toLowerCase().replace("-", "")}`;

/** More in autumn and on the days of a sale, as shops have it. */
function everydaySales(shop: Shop, dayAgo: (days: number) => number): readonly Deed[] {
  const random = createRandom(18);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const users = Array.from({ length: buyers }, () => hexadecimal(random, 24));
  const deeds: Deed[] = [];
  let number = 1000;
  for (let days = daysOfSales; days > 0; days--) {
    const isSale = days % 90 < 5;
    const orders = Math.floor(random() * (isSale ? 14 : 5)) + (days < 120 ? 2 : 0);
    for (let order = 0; order < orders; order++) {
      const orderId = `ORD-${++number}`;
      const userId = pick(users);
      const main = random() < 0.04 ? pick(abroad).id : pick(coursesAndTests).id;
      const at = dayAgo(days) + Math.floor(random() * 0.6 * dayMs);
      deeds.push({ at, work: () => shop.buy(userId, orderId, [main]) });
      const isFree = catalogue.find(({ id }) => id === main)?.priceMinor === 0;
      const fate = isFree ? 1 : random();
      if (fate < 0.03) deeds.push({ at: at + 3 * dayMs, work: () => shop.refund(orderId, { revoke: true }) });
      else if (fate < 0.036) deeds.push({ at: at + 5 * dayMs, work: () => shop.dispute(orderId, "opened") });
    }
  }
  return deeds.filter(({ at }) => at <= dayAgo(0));
}

function stories(shop: Shop, dayAgo: (days: number) => number): readonly Deed[] {
  const { everything, paidForAnother, chargedTwice, refunded, disputed } = madeUsers;
  const on = (days: number, work: () => Promise<unknown>): Deed => ({ at: dayAgo(days), work });
  return [
    on(210, () => shop.buy(everything, "ORD-7701", ["algebra-1", "algebra-mock-1"])),
    on(160, () => shop.buy(everything, "ORD-7702", ["japanese-1"])),
    on(158, () => shop.buy(everything, "ORD-7703", ["arabic-1"])),
    on(121, () => shop.buy(everything, "ORD-7704", ["mongolian-1", "mongolian-mock-1"])),
    on(90, () => shop.buy(everything, "ORD-7705", ["geometry-2"], refunded)),
    on(60, () => shop.buy(everything, "ORD-7706", ["physics-4"])),
    on(58, () => shop.refund("ORD-7706", { revoke: false, amountMinor: 1000 })),
    on(31, () => shop.buy(everything, "ORD-7707", ["algebra-1"])),
    on(12, () => shop.give(everything, "statistics-3")),
    on(3, () => shop.buy(paidForAnother, "ORD-7710", ["history-2"])),
    on(9, () => shop.buy(chargedTwice, "ORD-7720", ["biology-1"])),
    on(8.999, () => shop.buy(chargedTwice, "ORD-7721", ["biology-1"])),
    on(20, () => shop.buy(refunded, "ORD-7730", ["statistics-2", "english-2"])),
    on(14, () => shop.refund("ORD-7730", { revoke: true })),
    on(70, () => shop.buy(disputed, "ORD-7740", ["geometry-4"])),
    on(50, () => shop.dispute("ORD-7740", "opened")),
    on(33, () => shop.dispute("ORD-7740", "won")),
    on(40, () => shop.buy(disputed, "ORD-7741", ["physics-2"])),
    on(22, () => shop.dispute("ORD-7741", "opened")),
    on(6, () => shop.dispute("ORD-7741", "lost")),
  ];
}

/** What was in the two places of the shop before: most in both, some in one, some damaged. */
function oldPurchases(firstDay: number): readonly OldPurchase[] {
  const random = createRandom(7);
  const courses = coursesAndTests.filter(({ kind }) => kind === "course");
  const dateOf = (index: number): string => new Date(firstDay + index * 3 * dayMs).toISOString();
  const many = Array.from({ length: 80 }, (_, index) => ({
    userId: hexadecimal(random, 24),
    courseId: courses[Math.floor(random() * courses.length)]?.id ?? "algebra-1",
    boughtAt: index % 9 === 0 ? null : dateOf(index),
    isInArray: true,
  }));
  const { everything, lostCourse } = madeUsers;
  return [
    ...many,
    { userId: everything, courseId: "english-1", boughtAt: dateOf(11), isInArray: true },
    { userId: everything, courseId: "chemistry-4", boughtAt: null, isInArray: true },
    { userId: lostCourse, courseId: "history-1", boughtAt: dateOf(3), isInArray: true },
    { userId: lostCourse, courseId: "history-3", boughtAt: dateOf(4), isInArray: false },
    { userId: lostCourse, courseId: "biology-4", boughtAt: "13/25/2024", isInArray: false },
  ];
}

const hexadecimal = (random: () => number, length: number): string =>
  Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join("");
