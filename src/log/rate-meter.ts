/** Counts what happened in the last `windowMs`, and says how much that is in a second. */
export interface RateMeter {
  add(count: number): void;
  perSecond(): number;
}

export function createRateMeter(windowMs: number): RateMeter {
  const started = performance.now();
  let entries: { readonly at: number; readonly count: number }[] = [];
  return {
    add(count) {
      entries.push({ at: performance.now(), count });
    },
    perSecond() {
      const now = performance.now();
      entries = entries.filter(({ at }) => now - at <= windowMs);
      const total = entries.reduce((sum, { count }) => sum + count, 0);
      const seconds = Math.max(0.001, Math.min(windowMs, now - started) / 1000);
      return Math.round(total / seconds);
    },
  };
}
