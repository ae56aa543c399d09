/** What a stream's metadata says of the events that are still to be seen. */
export interface Retention {
  /** Events of lower revisions are gone. */
  readonly truncateBefore: number;
  /** Only so many of the newest are kept. */
  readonly maxCount: number;
  /** Older ones are gone, in seconds. */
  readonly maxAge: number;
}

/** `$tb` of a deleted stream: all that it holds is gone, and an append starts it anew. 2^63 - 1, as JSON reads it. */
const deletedBefore = 2 ** 63;
const deletedBeforeText = "9223372036854775807";

/** What deleting a stream writes as its metadata. */
export const deletedMetadata = Buffer.from(`{"$tb":${deletedBeforeText}}`);

export const isDeleted = ({ truncateBefore }: Retention): boolean => truncateBefore >= deletedBefore;

export const keepAll: Retention = { truncateBefore: 0, maxCount: Infinity, maxAge: Infinity };
/** A metadata stream shows its newest event only. */
export const keepNewest: Retention = { ...keepAll, maxCount: 1 };

/** Reads `$tb`, `$maxCount` and `$maxAge`. What is not JSON, or has other values there, hides nothing. */
export function retentionOf(metadata: Uint8Array | undefined): Retention {
  const values = metadata === undefined ? undefined : parseObject(metadata);
  if (values === undefined) return keepAll;
  const number = (name: string, absent: number): number => {
    const value = values[name];
    return typeof value === "number" && value >= 0 ? value : absent;
  };
  return {
    truncateBefore: number("$tb", keepAll.truncateBefore),
    maxCount: number("$maxCount", keepAll.maxCount),
    maxAge: number("$maxAge", keepAll.maxAge),
  };
}

export const hidesEvents = (retention: Retention): boolean =>
  retention.truncateBefore > 0 || retention.maxCount !== Infinity || retention.maxAge !== Infinity;

/**
 * The metadata of a deleted stream that gets its first event again, at `revision`: what it held before stays gone.
 *
 * @returns undefined if it is not a JSON object
 */
export function undeletedMetadata(metadata: Uint8Array, revision: number): Uint8Array | undefined {
  const values = parseObject(metadata);
  return values === undefined ? undefined : Buffer.from(JSON.stringify({ ...values, $tb: revision }));
}

function parseObject(json: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(json).toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
