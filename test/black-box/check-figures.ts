import type { CheckDependencies, SeenPurchase } from "./check-users.js";
import type { Installation } from "./installation.js";
import { shortened } from "./operators.js";

interface Amount {
  readonly amountMinor: number;
}

interface Revenue {
  readonly currency: string;
  readonly paidPurchases: number;
  readonly gross: Amount;
  readonly discounts: Amount;
  readonly refundCount: number;
  readonly refunds: Amount;
  readonly net: Amount;
}

interface Figures {
  paidPurchases: number;
  gross: number;
  discounts: number;
  refundCount: number;
  refunds: number;
  net: number;
}

const noFigures = (): Figures => ({
  paidPurchases: 0,
  gross: 0,
  discounts: 0,
  refundCount: 0,
  refunds: 0,
  net: 0,
});

type ByCurrency = Map<string, Figures>;

const analyst = { role: "analyst", id: "ann" } as const;
const all = "all";

/** Compares the totals, each month's and each item's with the account, and proves the closed months. */
export async function checkFigures(
  dependencies: CheckDependencies,
  seen: readonly SeenPurchase[],
): Promise<void> {
  const { client, findings } = dependencies;
  const months = figuresBy(dependencies, seen, ({ date }) => (date ?? "unknown").slice(0, 7));
  const totals = figuresBy(dependencies, seen, () => all).get(all);
  const summary = await client.read<{ revenue: Revenue[]; purchases: { total: number } }>(
    "/api/analytics/summary",
    analyst,
  );
  findings.compare("the totals", figuresOf(summary.revenue), shown(totals));
  const dated = seen.filter(({ purchasedAt }) => purchasedAt !== null).length;
  findings.compare("how many purchases there are", summary.purchases.total, dated);
  const query = "interval=month&from=2020-01-01&to=2100-01-01";
  const { buckets } = await client.read<{ buckets: { start: string; revenue: Revenue[] }[] }>(
    `/api/analytics/timeseries?${query}`,
    analyst,
  );
  for (const { start, revenue } of buckets)
    findings.compare("a month", figuresOf(revenue), shown(months.get(start.slice(0, 7))), { start });
  const items = figuresBy(dependencies, seen, ({ purchase: { kind, itemId } }) => `${kind}:${itemId}`);
  const top = await client.read<{ items: { kind: string; itemId: string; revenue: Revenue[] }[] }>(
    "/api/analytics/top-items?limit=1000",
    analyst,
  );
  for (const { kind, itemId, revenue } of top.items)
    findings.compare("an item", figuresOf(revenue), shown(items.get(`${kind}:${itemId}`)), { kind, itemId });
}

interface Entry {
  readonly purchase: SeenPurchase;
  readonly date: string | null;
}

/** Everything by its own date: a purchase by its own, a refund by that of the refund. */
function figuresBy(
  { account }: CheckDependencies,
  seen: readonly SeenPurchase[],
  keyOf: (entry: Entry) => string,
): ReadonlyMap<string, ByCurrency> {
  const known = new Map(account.purchases().map((each) => [`${each.userId}/${each.purchaseId}`, each]));
  const figures = new Map<string, ByCurrency>();
  const at = (purchase: SeenPurchase, date: string | null): Figures => {
    const key = keyOf({ purchase, date });
    const byCurrency: ByCurrency = figures.get(key) ?? new Map<string, Figures>();
    figures.set(key, byCurrency);
    const currency = purchase.currency ?? "";
    const found = byCurrency.get(currency) ?? noFigures();
    byCurrency.set(currency, found);
    return found;
  };
  for (const purchase of seen) {
    const { amountMinor, userId, purchaseId, purchasedAt } = purchase;
    if (amountMinor === null || purchasedAt === null) continue;
    const discount = known.get(`${userId}/${purchaseId}`)?.discountMinor ?? 0;
    const sold = at(purchase, purchasedAt);
    if (amountMinor > 0) sold.paidPurchases += 1;
    sold.gross += amountMinor + discount;
    sold.discounts += discount;
    sold.net += amountMinor;
    for (const refund of purchase.refunds) {
      const back = at(purchase, refund.refundedAt);
      back.refundCount += 1;
      back.refunds += refund.amountMinor;
      back.net -= refund.amountMinor;
    }
  }
  return figures;
}

/** Without what is all 0, which one side may leave out. */
const shown = (figures: ByCurrency | undefined) =>
  Object.fromEntries(
    [...(figures ?? [])].filter(([, each]) => Object.values(each).some((n) => n !== 0)).toSorted(byName),
  );

const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one < other ? -1 : 1;

const figuresOf = (revenue: readonly Revenue[]) =>
  shown(
    new Map(
      revenue.map(({ currency, gross, discounts, refunds, net, paidPurchases, refundCount }) => [
        currency,
        {
          ...{ paidPurchases, gross: gross.amountMinor, discounts: discounts.amountMinor, refundCount },
          ...{ refunds: refunds.amountMinor, net: net.amountMinor },
        },
      ]),
    ),
  );

interface BookedMonth {
  readonly month: string;
  readonly booked: { readonly revenue: readonly Revenue[] };
}

/** Closes what is not closed, proves all, and compares the sum of the books with what is dated before their end. */
export async function checkMonths(
  dependencies: CheckDependencies,
  run: Installation["run"],
  { seen, months }: { seen: readonly SeenPurchase[]; months: readonly string[] },
): Promise<void> {
  const { client, findings } = dependencies;
  for (const month of [...months, ...months]) {
    const result = await run(["close", month]);
    if (result.code !== 0) findings.add("a closed month is not what it was", { month, ...shortened(result) });
  }
  const answer = await client.read<{ months: BookedMonth[] }>("/api/analytics/months", analyst);
  const sums = new Map<string, Figures>();
  for (const { booked } of answer.months)
    for (const [currency, each] of Object.entries(figuresOf(booked.revenue))) {
      const sum = sums.get(currency) ?? noFigures();
      for (const name of Object.keys(sum) as (keyof Figures)[]) sum[name] += each[name];
      sums.set(currency, sum);
    }
  const isBooked = ({ date }: Entry): string =>
    (date ?? "").slice(0, 7) <= (answer.months.at(-1)?.month ?? "") ? all : "later";
  const expected = figuresBy(dependencies, seen, isBooked).get(all);
  findings.compare("the books of all closed months", shown(sums), shown(expected));
}
