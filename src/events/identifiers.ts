import type { $brand } from "zod";

/** The alphabet of every id that enters the ledger. */
export const idPattern = /^[A-Za-z0-9._:@-]{1,128}$/;
export const idRule = "1 to 128 characters of A-Z a-z 0-9 . _ : @ -";

/**
 * The order of ids in every store: that of their bytes in UTF-8. Ids that somebody wrote into a store by hand may hold
 * characters that JavaScript's own order of strings, by UTF-16 units, puts elsewhere.
 */
export function compareIds(a: string, b: string): number {
  if (a === b) return 0;
  // Where neither has a surrogate, both orders are the same, and nothing has to be encoded.
  if (surrogate.test(a) || surrogate.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

const surrogate = /[\ud800-\udfff]/;

export type UserId = string & $brand<"UserId">;
export type ItemId = string & $brand<"ItemId">;
/** Chosen by the caller, or by the server when the caller gives none. Unique within one user. */
export type PurchaseId = string & $brand<"PurchaseId">;
/** `purchases-<userId>`: one stream holds everything that one user ever bought. */
export type StreamName = string & $brand<"StreamName">;

export const itemKinds = ["course", "test"] as const;
export type ItemKind = (typeof itemKinds)[number];

/** What can be bought. A course and a test may share an id; the kind distinguishes them. */
export interface Item {
  readonly kind: ItemKind;
  readonly id: ItemId;
}

/** A key for maps: `course:<id>` or `test:<id>`. */
export const itemKey = (item: Item): string => `${item.kind}:${item.id}`;

export const streamPrefix = "purchases-";

export const streamOf = (userId: UserId): StreamName => `${streamPrefix}${userId}` as StreamName;

/** Of what a payment was spent on. No user id holds a slash, so none of these is a user's stream. */
const paymentStreamPrefix = `${streamPrefix}/payment/`;

/** @param hash SHA-256 of the payment's id, which may hold anything, in hexadecimal; `older` for the note that those of older programs are claimed */
export const paymentStream = (hash: string): StreamName => `${paymentStreamPrefix}${hash}` as StreamName;

export const isPaymentStream = (stream: string): boolean =>
  stream.startsWith(paymentStreamPrefix) &&
  /^(?:[0-9a-f]{64}|older)$/.test(stream.slice(paymentStreamPrefix.length));

/** Whether it is the user's stream, without making its name: this runs for each event that is read. */
export const isStreamOf = (stream: string, userId: UserId): boolean =>
  stream.length === streamPrefix.length + userId.length &&
  stream.startsWith(streamPrefix) &&
  stream.endsWith(userId);

/** The user whose stream it is, or `undefined` if it is no purchase stream. */
export function userOf(stream: string): UserId | undefined {
  const id = stream.startsWith(streamPrefix) ? stream.slice(streamPrefix.length) : "";
  return idPattern.test(id) ? (id as UserId) : undefined;
}
