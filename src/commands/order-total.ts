import { LedgerError } from "../errors.js";
import { toMinorUnits, type Money } from "../events/money.js";
import { invalidAmount, shown, type PricedLine } from "./agreed-price.js";
import type { PurchaseOrder } from "./commands.js";

/**
 * The prices of an order's lines, once they add up to what was charged. Where the money was taken and they do not, each
 * line gets its share of the charge, and all are flagged: what was paid is what the provider says.
 *
 * @throws LedgerError `price_changed` if they do not add up and the payment can still be stopped; `request_invalid` if the
 * total is no amount of its currency
 */
export function addedUp(order: PurchaseOrder, lines: readonly PricedLine[]): readonly PricedLine[] {
  const { claimedTotal, paidAt } = order;
  const prices = lines.flatMap(({ agreed }) => agreed.price ?? []);
  const [first] = prices;
  if (first === undefined) return lines;
  const { currency } = first;
  if (prices.some((each) => each.currency !== currency))
    throw invalidAmount("lines", "must be of one currency");
  if (claimedTotal === undefined) return lines;
  const amounts = prices.map(({ amountMinor }) => amountMinor);
  const charged = toMinorUnits(claimedTotal, currency);
  if (charged === sumOf(amounts)) return lines;
  if (paidAt === undefined) throw totalChanged({ amountMinor: sumOf(amounts), currency }, claimedTotal);
  if (charged === undefined) throw invalidAmount("amount", `must be an amount in ${currency}`);
  const shares = split(charged, amounts);
  return lines.map(({ line, agreed }, index) => {
    const price = { amountMinor: shares[index] ?? 0, currency };
    return { line, agreed: { ...agreed, price, flags: [...agreed.flags, "total_differs"] } };
  });
}

const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, each) => sum + each, 0);

/**
 * Divides an amount in proportion to others, or evenly where they are all 0. What rounding down leaves goes, one minor
 * unit each, to the first of those that got too little. The shares add up to the amount.
 */
function split(amountMinor: number, inProportionTo: readonly number[]): readonly number[] {
  const isFree = inProportionTo.every((each) => each === 0);
  // Products of two amounts are larger than a number holds exactly.
  const parts = inProportionTo.map((each) => (isFree ? 1n : BigInt(each)));
  const whole = parts.reduce((sum, each) => sum + each, 0n);
  const shares = parts.map((part) => Number((BigInt(amountMinor) * part) / whole));
  let left = amountMinor - sumOf(shares);
  return shares.map((share, index) => {
    const isShort = (BigInt(amountMinor) * (parts[index] ?? 0n)) % whole !== 0n && left > 0;
    if (isShort) left -= 1;
    return isShort ? share + 1 : share;
  });
}

function totalChanged(total: Money, claimedTotal: number): LedgerError {
  const { amount, currency } = shown(total);
  const message = `The lines add up to ${amount} ${currency}, not ${claimedTotal}. Show the buyer the new total and try again.`;
  return new LedgerError("price_changed", message, { details: shown(total) });
}
