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
