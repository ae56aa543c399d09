import type { ItemKind } from "../events/identifiers.js";
import { crossCheck } from "../projections/check/cross-check.js";
import { ownership } from "../projections/ownership/ownership.js";
import { projections } from "../projections/projections.js";
import type { HistoryRecord } from "../stores/read-model/documents.js";
import type { StoredUser } from "../stores/read-model/read-model-store.js";

/** The totals of a user's purchases in one currency, in minor units. */
export interface MoneyTotal {
  readonly currency: string;
  readonly paidMinor: number;
  readonly refundedMinor: number;
  /** Paid and not refunded. */
  readonly keptMinor: number;
}

/** A user's purchases in numbers, and whether both projections agree on what the user owns. */
export interface UserAccount {
  readonly owned: number;
  readonly purchases: number;
  readonly revoked: number;
  /** Purchases with an unknown price; they are in no sum. */
  readonly unknownPrices: number;
  /** By currency code; free purchases are in none. */
  readonly money: readonly MoneyTotal[];
  /** `moving`: the two are folded to different revisions, so that they cannot be compared now. */
  readonly agreement: "agree" | "differ" | "moving";
  /** Ids in the history that ownership lacks. */
  readonly notOwned: readonly string[];
  /** Ids that are owned, and not in the history. */
  readonly notListed: readonly string[];
}

/** Adds up what is stored of one user, of one kind of items or of both. Pure. */
export function accountOf(user: Pick<StoredUser, "models">, kind?: ItemKind): UserAccount {
  const records = (user.models.history?.documents ?? []).filter(isOfKind(kind));
  const owned = ownership.owned.itemsOf(user.models.ownership?.documents ?? []);
  const found = crossCheck(user, projections);
  const idsOf = (keys: readonly string[] = []): readonly string[] =>
    keys.filter(isKeyOfKind(kind)).map((key) => key.slice(key.indexOf(":") + 1));
  const notOwned = idsOf(found?.lacking.ownership);
  const notListed = idsOf(found?.lacking.history);
  const differ = notOwned.length + notListed.length > 0 ? "differ" : "agree";
  return {
    owned: owned.filter(isKeyOfKind(kind)).length,
    purchases: records.length,
    revoked: records.filter(({ revokedAt }) => revokedAt !== null).length,
    unknownPrices: records.filter(({ price }) => price === null).length,
    money: moneyOf(records),
    agreement: found === undefined ? "moving" : differ,
    notOwned,
    notListed,
  };
}

const isOfKind =
  (kind: ItemKind | undefined) =>
  (record: HistoryRecord): boolean =>
    kind === undefined || record.kind === kind;

const isKeyOfKind =
  (kind: ItemKind | undefined) =>
  (key: string): boolean =>
    kind === undefined || key.startsWith(`${kind}:`);

function moneyOf(records: readonly HistoryRecord[]): readonly MoneyTotal[] {
  const totals = new Map<string, { paidMinor: number; refundedMinor: number }>();
  for (const { price, details } of records) {
    if (price === null || price.amountMinor === 0) continue;
    const total = totals.get(price.currency) ?? { paidMinor: 0, refundedMinor: 0 };
    total.paidMinor += price.amountMinor;
    for (const { amountMinor } of details?.refunds ?? []) total.refundedMinor += amountMinor;
    totals.set(price.currency, total);
  }
  return [...totals]
    .map(([currency, { paidMinor, refundedMinor }]) => ({
      ...{ currency, paidMinor, refundedMinor },
      keptMinor: paidMinor - refundedMinor,
    }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
}
