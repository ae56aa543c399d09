/**
 * An exact amount, spelled as the locale does, with as many decimals as the API gave it: those of its
 * currency. The text is passed to `Intl` unchanged, which loses no digit; a JavaScript number might.
 */
export function formatAmount(amount: string, currency: string, locale: string): string {
  const digits = amount.split(".")[1]?.length ?? 0;
  const format = new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return format.format(amount as Intl.StringNumericLiteral);
}

/** For the height of a column, where a rounding in the sixteenth digit is less than a pixel. */
export const heightOf = (amount: string): number => Number(amount);
