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

/** The first revision to be seen of a stream that ends at `last`, as far as it does not depend on the time. */
export const firstRevisionOf = ({ truncateBefore, maxCount }: Retention, last: number): number =>
  Math.max(truncateBefore, last - maxCount + 1);

export const keepAll: Retention = { truncateBefore: 0, maxCount: Infinity, maxAge: Infinity };
/** A metadata stream shows its newest event only. */
export const keepNewest: Retention = { ...keepAll, maxCount: 1 };

/**
 * Reads `$tb`, `$maxCount` and `$maxAge`. What is not JSON hides nothing. One malformed key that the server knows has
 * it ignore all of them; a number that is too small for its key says nothing.
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

/** The largest number of each key: 64 bits, as JSON reads it, and for seconds what a .NET time span holds. */
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

/** What parsing does not show: that 1.0 is no integer, and that a number is beyond 2^63 - 1, which marks a deleted stream. */
function hasOddNumber(metadata: Uint8Array): boolean {
  const written = Buffer.from(metadata).toString("utf8").matchAll(numbers);
  return [...written].some(
    ([, number = ""]) => !/^-?\d{1,19}$/.test(number) || BigInt(number) > BigInt(deletedBeforeText),
  );
}

/** Roles for each right, one or several; other keys are passed over unless they hold more than a value. */
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
    // It passes over a byte order mark.
    const value: unknown = JSON.parse(new TextDecoder().decode(json));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
