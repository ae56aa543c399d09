export interface MoneyProps {
  /** In major units; null where nobody knows it. */
  readonly amount: number | null;
  readonly currency: string | null;
  readonly unknown?: string;
}

/** An amount, spelled as the viewer's language does. */
export function Money({ amount, currency, unknown = "price unknown" }: MoneyProps) {
  if (amount === null || currency === null) return <span className="unknown">{unknown}</span>;
  return <data value={amount}>{formatMoney(amount, currency)}</data>;
}

const formats = new Map<string, Intl.NumberFormat>();

export function formatMoney(amount: number, currency: string): string {
  let format = formats.get(currency);
  if (format === undefined) {
    format = new Intl.NumberFormat(undefined, { style: "currency", currency });
    formats.set(currency, format);
  }
  return format.format(amount);
}

const counts = new Intl.NumberFormat();

export const formatCount = (count: number): string => counts.format(count);

/** `3 courses`, `1 course`. */
export const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;
