/** No shop sold courses online before. Older dates are zeros of some system: year 1, 1899, 1904, 1970, 1980. */
export const earliestPlausibleDate = "1990-01-01T00:00:00.000Z";

const dayMs = 86_400_000;

/** Clocks and time zones of two systems differ: up to a day after `now` is plausible. ISO 8601 UTC. */
export const latestPlausibleDate = (now: Date): string => new Date(now.getTime() + dayMs).toISOString();

/** Whether something can have been bought at an instant (ISO 8601 UTC). */
export const isPlausibleDate = (instant: string, now: Date): boolean =>
  instant >= earliestPlausibleDate && instant <= latestPlausibleDate(now);
