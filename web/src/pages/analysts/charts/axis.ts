/** Recharts draws ticks in a grey of its own otherwise, which is too faint in the dark. */
export const tick = { fill: "var(--ink-soft)", fontSize: 12 } as const;
export const line = { stroke: "var(--rule-strong)" } as const;
export const grid = { stroke: "var(--rule)", strokeDasharray: "2 4" } as const;
export const cursor = { fill: "var(--accent-soft)", fillOpacity: 0.6 } as const;

/** `12K`, where the whole number would not fit beside an axis; with its sign. */
export function createFormatTick(locale: string): (value: number) => string {
  const whole = new Intl.NumberFormat(locale);
  const short = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });
  return (value) => (Math.abs(value) < 10_000 ? whole : short).format(value).replace("-", "−");
}

/**
 * About five round numbers that enclose a range: multiples of 1, 2 or 5 times a power of ten.
 *
 * @param least the smallest distance between two
 */
export function roundTicks(lowest: number, highest: number, least: number): number[] {
  const range = highest - lowest;
  const rough = (range === 0 ? 1 : range) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((each) => each * power >= rough) ?? 10;
  const step = Math.max(factor * power, least);
  const first = Math.floor(lowest / step);
  const last = Math.max(Math.ceil(highest / step), first + 1);
  // By whole factors, so that no tick is 0.30000000000000004.
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

/** Of money: `€12K`, with its sign. */
export function createMoneyTick(locale: string, currency: string): (value: number) => string {
  const format = new Intl.NumberFormat(locale, {
    ...{ style: "currency", currency, currencyDisplay: "narrowSymbol" },
    ...{ notation: "compact", maximumFractionDigits: 1 },
  });
  return (value) => format.format(value).replace("-", "−");
}
