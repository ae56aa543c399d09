import { LedgerError } from "../errors.js";
import { toMinorUnits } from "../events/money.js";
import { shown, type PricedLine } from "./agreed-price.js";
import type { PurchaseOrder } from "./commands.js";
import { sumOf } from "./split-amount.js";

/**
 * Refuses an order that is not paid yet if its lines do not add up to the amount to be charged.
 *
 * @throws LedgerError `price_changed`; `request_invalid` if the lines are not of one currency
 */
export function assertAddsUp(
  { claimedTotal }: Pick<PurchaseOrder, "claimedTotal">,
  lines: readonly PricedLine[],
): void {
  const prices = lines.flatMap(({ agreed }) => agreed.price ?? []);
  const [currency, ...others] = new Set(prices.map((each) => each.currency));
  if (currency === undefined) return;
  if (others.length > 0) throw ofSeveralCurrencies();
  const total = { amountMinor: sumOf(prices.map(({ amountMinor }) => amountMinor)), currency };
  if (claimedTotal === undefined || toMinorUnits(claimedTotal, currency) === total.amountMinor) return;
  const { amount } = shown(total);
  const message = `The lines add up to ${amount} ${currency}, not ${claimedTotal}. Show the buyer the new total and try again.`;
  throw new LedgerError("price_changed", message, { details: shown(total) });
}

function ofSeveralCurrencies(): LedgerError {
  const problem = { path: "lines", message: "must be of one currency" };
  const message = `The request is not valid: ${problem.path} ${problem.message}.`;
  return new LedgerError("request_invalid", message, { problems: [problem] });
}
