/** The instant of a date in ISO 8601, UTC with milliseconds, or `undefined` if it has none (years 0 to 9999). */
export function toInstant(date: Date): string | undefined {
  const text = Number.isNaN(date.getTime()) ? "" : date.toISOString();
  return text.length === 24 ? text : undefined;
}

/**
 * When an event was recorded, which a copy of it in another log keeps in its metadata.
 *
 * @param metadata as stored: of any form, or of none
 * @param created when the log that holds it accepted it
 */
export function recordedAtOf(metadata: unknown, created: string): string {
  if (typeof metadata !== "object" || metadata === null || !("recordedAt" in metadata)) return created;
  const { recordedAt } = metadata;
  return typeof recordedAt === "string" && toInstant(new Date(recordedAt)) === recordedAt
    ? recordedAt
    : created;
}
