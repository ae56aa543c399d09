import { Big } from "big.js";
import currencyCodes from "currency-codes";

/** An amount of money: a whole number of the currency's minor units, and its ISO 4217 code. */
export interface Money {
  readonly amountMinor: number;
  readonly currency: string;
}

// The package's own look-up goes through the list each time, and takes `eur` for `EUR`, which no event may say.
const digitsByCode: ReadonlyMap<string, number> = new Map(
  currencyCodes.data.map(({ code, digits }) => [code, digits]),
);

const powersOfTen = new Map([0, 1, 2, 3, 4].flatMap((n) => [n, -n]).map((n) => [n, new Big(10).pow(n)]));

/** Exactly `value` times ten to the power of `exponent`. */
const shifted = (value: number, exponent: number): Big =>
  new Big(value).times(powersOfTen.get(exponent) ?? new Big(10).pow(exponent));

/** The number of minor-unit digits of an ISO 4217 currency (JPY 0, EUR 2, BHD 3), or `undefined` if there is no such code. */
export function minorDigits(currency: string): number | undefined {
  return digitsByCode.get(currency);
}

/**
 * Converts an amount in major units, as a shop sends it (29.99), into minor units (2999).
 *
 * The conversion is exact or refused: the number's shortest decimal form is what the sender wrote.
 *
 * @returns the whole number of minor units; `undefined` if it has more decimals than the currency,
 * is negative, not finite, or beyond what a number holds exactly.
 */
export function toMinorUnits(amountMajor: number, currency: string): number | undefined {
  const digits = minorDigits(currency);
  if (digits === undefined || !Number.isFinite(amountMajor) || amountMajor < 0) return undefined;
  const quick = Math.round(amountMajor * 10 ** digits);
  // Up to 15 digits, no two decimals have the same number next to them. Adding 0 makes 0 of -0, which JSON can say.
  if (quick < 1e15 && quick / 10 ** digits === amountMajor) return quick + 0;
  const minor = shifted(amountMajor, digits);
  const amountMinor = minor.toNumber();
  return minor.eq(minor.round()) && Number.isSafeInteger(amountMinor) ? amountMinor : undefined;
}

/**
 * {@link toMinorUnits}, rounded half up where the amount has more decimals than the currency.
 *
 * @returns `undefined` if the amount is negative, not finite, or beyond what a number holds exactly
 */
export function toNearestMinorUnits(amountMajor: number, currency: string): number | undefined {
  const digits = minorDigits(currency);
  if (digits === undefined || !Number.isFinite(amountMajor)) return undefined;
  return toMinorUnits(new Big(amountMajor).round(digits).toNumber(), currency);
}

/** Converts minor units (2999) into the number of major units (29.99) that a shop's JSON holds. */
export function toMajorUnits(money: Money): number {
  // Division rounds to the number next to the exact quotient, which is what its decimal form means.
  return money.amountMinor / 10 ** (minorDigits(money.currency) ?? 0);
}

/** Writes money for a person: `29.99 EUR`. */
export function formatMoney(money: Money): string {
  const digits = minorDigits(money.currency) ?? 0;
  return `${shifted(money.amountMinor, -digits).toFixed(digits)} ${money.currency}`;
}
