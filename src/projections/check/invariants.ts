import type { UserId } from "../../events/identifiers.js";
import { formatMoney } from "../../events/money.js";
import type { HistoryRecord, PaymentDocument, PaymentBalance } from "../../stores/read-model/documents.js";
import type { StoredUser, UserModels } from "../../stores/read-model/read-model-store.js";
import type { Projection } from "../projection.js";
import { crossCheck } from "./cross-check.js";

/**
 * What must hold of every ledger, whatever was recorded. `payment`: what a payment paid is what was refunded of it and
 * what is kept, by its own document and by the history. `ownership`: a user owns an item exactly when a purchase of it
 * stands. `month`: the figures of the months add up to those of all time, and are what the log says.
 */
export const invariantRules = ["payment", "ownership", "month"] as const;
export type InvariantRule = (typeof invariantRules)[number];

/** One rule that does not hold. */
export interface Violation {
  readonly rule: InvariantRule;
  /** Undefined for a month. */
  readonly userId: UserId | undefined;
  /** The payment, the item (`course:<id>`) or the month (`2026-10`, UTC) that it is about. */
  readonly subject: string;
  /** What was found, with its values. */
  readonly found: string;
  /** What to do about it. */
  readonly advice: string;
}

/** Which models are checked: those folded from the log, or those that are stored. */
export type Side = "log" | "stored";

const adviceOf = (side: Side, userId: string): string =>
  side === "stored"
    ? `Run \`ledger repair --user ${userId}\`.`
    : `This comes from the log itself, so a repair does not help. Look at \`ledger replay ${userId}\`, and report it.`;

/**
 * The rules that one user's models break. Projections that are folded to different revisions are not compared. Pure.
 *
 * @param side the stored models may be damaged; what cannot be read there is drift, not a violation
 */
export function violationsOf(
  side: Side,
  { userId, models }: Pick<StoredUser, "userId" | "models">,
  projections: readonly Projection[],
): readonly Violation[] {
  try {
    const advice = adviceOf(side, userId);
    return [...brokenPayments(models as UserModels), ...brokenOwnership(models, projections)].map((each) => ({
      ...each,
      userId,
      advice,
    }));
  } catch (error) {
    if (side === "log") throw error;
    return [];
  }
}

type Broken = Pick<Violation, "rule" | "subject" | "found">;

function brokenOwnership(
  models: StoredUser["models"],
  projections: readonly Projection[],
): readonly Broken[] {
  const { lacking = {} } = crossCheck({ models }, projections) ?? {};
  return Object.entries(lacking).flatMap(([name, items]) =>
    items.map((subject) => ({
      ...{ rule: "ownership" as const, subject },
      found: `It is missing from the ${name} projection, but another one says that the user owns it.`,
    })),
  );
}

function brokenPayments({ history, payments }: UserModels): readonly Broken[] {
  if (payments === undefined || payments.documents.length === 0) return [];
  const records = history?.revision === payments.revision ? history.documents : undefined;
  if (areSound(payments.documents, records)) return [];
  const byHistory = records === undefined ? undefined : balancesOf(records);
  return payments.documents.flatMap((payment) =>
    brokenSums(
      payment,
      byHistory === undefined ? undefined : (byHistory.get(payment.paymentId) ?? new Map()),
    ).map((found) => ({ ...{ rule: "payment" as const, subject: payment.paymentId, found } })),
  );
}

/** A quick check for the usual case, in which nothing is wrong: a verification looks at every payment. */
function areSound(
  payments: readonly PaymentDocument[],
  records: readonly HistoryRecord[] | undefined,
): boolean {
  const left = new Map<string, { currency: string; paidMinor: number; refundedMinor: number }>();
  for (const { paymentId, balances, purchases, refunds } of payments) {
    const [balance] = balances;
    if (balance === undefined || balances.length > 1) return false;
    const { currency, paidMinor, refundedMinor, keptMinor } = balance;
    if (paidMinor !== refundedMinor + keptMinor || keptMinor < 0) return false;
    let paid = paidMinor;
    for (const { price } of purchases) if (price?.currency === currency) paid -= price.amountMinor;
    let refunded = refundedMinor;
    for (const refund of refunds) if (refund.currency === currency) refunded -= refund.amountMinor;
    if (paid !== 0 || refunded !== 0) return false;
    left.set(paymentId, { currency, paidMinor, refundedMinor });
  }
  if (records === undefined) return true;
  for (const { payment, price, details } of records) {
    if (payment === null || price === null) continue;
    const balance = left.get(payment.id);
    if (balance?.currency !== price.currency) return false;
    balance.paidMinor -= price.amountMinor;
    for (const { amountMinor } of details?.refunds ?? []) balance.refundedMinor -= amountMinor;
  }
  return [...left.values()].every(({ paidMinor, refundedMinor }) => paidMinor === 0 && refundedMinor === 0);
}

type Sums = Map<string, { paidMinor: number; refundedMinor: number }>;

function add(sums: Sums, currency: string, paidMinor: number, refundedMinor: number): void {
  const sum = sums.get(currency) ?? { paidMinor: 0, refundedMinor: 0 };
  sums.set(currency, sum);
  sum.paidMinor += paidMinor;
  sum.refundedMinor += refundedMinor;
}

/** What the history says of each payment, by currency. */
function balancesOf(records: readonly HistoryRecord[]): ReadonlyMap<string, Sums> {
  const all = new Map<string, Sums>();
  for (const { payment, price, details } of records) {
    if (payment === null || price === null) continue;
    const sums = all.get(payment.id) ?? (new Map() as Sums);
    all.set(payment.id, sums);
    const refunded = details?.refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0) ?? 0;
    add(sums, price.currency, price.amountMinor, refunded);
  }
  return all;
}

/** What one payment's document says by its own purchases and refunds, by currency. */
function ownSums({ purchases, refunds }: PaymentDocument): Sums {
  const sums: Sums = new Map();
  for (const { price } of purchases) if (price !== null) add(sums, price.currency, price.amountMinor, 0);
  for (const { currency, amountMinor } of refunds) add(sums, currency, 0, amountMinor);
  return sums;
}

function brokenSums(payment: PaymentDocument, byHistory: Sums | undefined): readonly string[] {
  const own = ownSums(payment);
  const currencies = new Set([...own.keys(), ...(byHistory?.keys() ?? [])]);
  const balances = new Map(payment.balances.map((each) => [each.currency, each]));
  return [...new Set([...balances.keys(), ...currencies])].flatMap((currency) => {
    const balance = balances.get(currency) ?? { currency, paidMinor: 0, refundedMinor: 0, keptMinor: 0 };
    return [
      ...brokenBalance(balance),
      ...differs(balance, own.get(currency), "its purchases and refunds"),
      ...(byHistory === undefined ? [] : differs(balance, byHistory.get(currency), "the history")),
    ];
  });
}

function brokenBalance({ currency, paidMinor, refundedMinor, keptMinor }: PaymentBalance): readonly string[] {
  if (paidMinor === refundedMinor + keptMinor && keptMinor >= 0) return [];
  const [paid, refunded, kept] = [paidMinor, refundedMinor, keptMinor].map((amountMinor) =>
    formatMoney({ amountMinor, currency }),
  );
  return [`It paid ${paid}, of which ${refunded} are refunded and ${kept} kept.`];
}

function differs(
  { currency, paidMinor, refundedMinor }: PaymentBalance,
  { paidMinor: paid, refundedMinor: refunded } = { paidMinor: 0, refundedMinor: 0 },
  source: string,
): readonly string[] {
  if (paidMinor === paid && refundedMinor === refunded) return [];
  const shown = (amountMinor: number): string => formatMoney({ amountMinor, currency });
  return [
    `It paid ${shown(paidMinor)} and refunded ${shown(refundedMinor)}; by ${source} it paid ${shown(paid)} and ` +
      `refunded ${shown(refunded)}.`,
  ];
}

const shownViolations = 100;

/** Collects violations: all are counted, the first are kept. */
export interface ViolationList {
  add(found: readonly Violation[]): void;
  count(): number;
  first(): readonly Violation[];
}

export function createViolationList(): ViolationList {
  const first: Violation[] = [];
  let count = 0;
  return {
    add(found) {
      count += found.length;
      first.push(...found.slice(0, shownViolations - first.length));
    },
    count: () => count,
    first: () => first,
  };
}
