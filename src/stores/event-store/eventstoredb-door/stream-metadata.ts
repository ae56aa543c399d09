/** Which events of a stream are visible, according to its metadata. */
export interface Retention {
  /** Events of lower revisions are hidden. */
  readonly truncateBefore: number;
  /** Only this many of the newest events are visible. */
  readonly maxCount: number;
  /** Older events are hidden, in seconds. */
  readonly maxAge: number;
}

/** `$tb` of a deleted stream. All its events are hidden, and an append starts it again. 2^63 - 1 as parsed from JSON. */
const deletedBefore = 2 ** 63;
const deletedBeforeText = "9223372036854775807";

/** The metadata that the deletion of a stream writes. */
export const deletedMetadata = Buffer.from(`{"$tb":${deletedBeforeText}}`);

export const isDeleted = ({ truncateBefore }: Retention): boolean => truncateBefore >= deletedBefore;

/** The first visible revision of a stream that ends at `last`. `maxAge` is not considered. */
export const firstRevisionOf = ({ truncateBefore, maxCount }: Retention, last: number): number =>
  Math.max(truncateBefore, last - maxCount + 1);

export const keepAll: Retention = { truncateBefore: 0, maxCount: Infinity, maxAge: Infinity };
/** Only the newest event of a metadata stream is visible. */
export const keepNewest: Retention = { ...keepAll, maxCount: 1 };

/**
 * Reads `$tb`, `$maxCount` and `$maxAge`, as EventStoreDB does:
 *
 * - Metadata that is not JSON hides nothing.
 * - If one key that the server knows is malformed, all keys are ignored.
 * - A number that is too small for its key is ignored.
 */
export function retentionOf(metadata: Uint8Array | undefined): Retention {
  const values = metadata === undefined ? undefined : parseObject(metadata);
  if (metadata === undefined || values === undefined) return keepAll;
  if (isMalformed(values) || hasOddNumber(metadata)) return keepAll;
  const number = (name: string, least: number, absent: number): number => {
    const value = values[name];
    return typeof value === "number" && value >= least ? value : absent;
  };
  return {
    truncateBefore: number("$tb", 0, keepAll.truncateBefore),
    maxCount: number("$maxCount", 1, keepAll.maxCount),
    maxAge: number("$maxAge", 1, keepAll.maxAge),
  };
}

/** The largest number of each key: 64 bits as parsed from JSON, or the seconds of a .NET time span. */
const largestOf = {
  $tb: 2 ** 63,
  $maxCount: 2 ** 63,
  $maxAge: 922_337_203_685,
  $cacheControl: 922_337_203_685,
};
const numbers = /"\$(?:tb|maxCount|maxAge|cacheControl)"\s*:\s*(-?\d[\d.eE+-]*)/g;

function isMalformed(values: Readonly<Record<string, unknown>>): boolean {
  const hasBadNumber = Object.entries(largestOf).some(([name, largest]) => {
    const value = values[name];
    return value !== undefined && !(Number.isInteger(value) && Number(value) <= largest);
  });
  return (
    hasBadNumber ||
    (values.$acl !== undefined && !isAccessList(values.$acl)) ||
    (values.$tmp !== undefined && typeof values.$tmp !== "boolean")
  );
}

/** Finds what parsed JSON does not show: 1.0 instead of an integer, and numbers above 2^63 - 1. */
function hasOddNumber(metadata: Uint8Array): boolean {
  const written = Buffer.from(metadata).toString("utf8").matchAll(numbers);
  return [...written].some(
    ([, number = ""]) => !/^-?\d{1,19}$/.test(number) || BigInt(number) > BigInt(deletedBeforeText),
  );
}

/** Each key must hold one role or a list of roles. */
function isAccessList(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every(
    (roles) =>
      typeof roles === "string" || (Array.isArray(roles) && roles.every((role) => typeof role === "string")),
  );
}

export const hidesEvents = (retention: Retention): boolean =>
  retention.truncateBefore > 0 || retention.maxCount !== Infinity || retention.maxAge !== Infinity;

/**
 * The metadata of a deleted stream that starts again at `revision`. Its earlier events stay hidden.
 *
 * @returns undefined if it is not a JSON object
 */
export function undeletedMetadata(metadata: Uint8Array, revision: number): Uint8Array | undefined {
  const values = parseObject(metadata);
  return values === undefined ? undefined : Buffer.from(JSON.stringify({ ...values, $tb: revision }));
}

function parseObject(json: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    // The decoder skips a byte order mark.
    const value: unknown = JSON.parse(new TextDecoder().decode(json));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
