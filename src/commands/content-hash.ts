import { hash } from "node:crypto";
import { paymentStream, type PurchaseId, type StreamName, type UserId } from "../events/identifiers.js";
import type { PaymentEvent } from "../events/payment-events.js";
import type { EventType } from "../events/purchase-events.js";

/** The ledger's own UUID namespace (RFC 9562, section 5.5). Never change it: event ids would. */
const namespace = Buffer.from("6f0d3c1e4d0b5b8e9a550c1c1ad0b9e7", "hex");
/** What is hashed, the namespace first: one buffer for all names but those that are too long for it. */
const named = Buffer.concat([namespace], 4096);

/** A UUID made from a name (RFC 9562, section 5.5). Here, because the package takes three times as long for it. */
function uuidOfName(name: string): string {
  const bytes = namespace.length + Buffer.byteLength(name);
  const target = bytes > named.length ? Buffer.concat([namespace], bytes) : named;
  target.write(name, namespace.length);
  const hex = hash("sha1", target.subarray(0, bytes));
  const variant = ((parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * SHA-256, in hexadecimal, of a request. Leave out what the server adds, such as its time. What the request does not say
 * is undefined, which JSON has as null in an array.
 */
export function contentHash(content: readonly (string | number | boolean | null | undefined)[]): string {
  return hash("sha256", JSON.stringify(content));
}

/**
 * The id of an event; never changes, so that a retry cannot double it.
 *
 * @param which distinguishes it from others of its type of the same purchase; empty for the first one. No id holds a slash,
 * so that what follows the purchase id cannot be taken for a part of it.
 */
export function eventIdOf(
  type: EventType,
  userId: UserId,
  purchaseId: PurchaseId,
  ...which: readonly string[]
): string {
  return uuidOfName([type, userId, purchaseId, ...which].join("/"));
}

/** The stream of what a payment was spent on. */
export const streamOfPayment = (paymentId: string): StreamName => paymentStream(hash("sha256", paymentId));

/**
 * The id of an event of a payment's stream. All that it says goes in: a store that takes a repeated id for a repeated
 * append must not take the claim of one user for that of another.
 */
export const paymentEventIdOf = ({ type, data }: Pick<PaymentEvent, "type" | "data">): string =>
  uuidOfName(JSON.stringify([type, data]));

/** A purchase id made from what identifies the purchase; ids are scoped by user. */
export function derivedPurchaseId(userId: UserId, ...parts: readonly string[]): PurchaseId {
  return uuidOfName(JSON.stringify([userId, ...parts])) as PurchaseId;
}

/**
 * The ids of a purchase where the one that it would have is used: by another payment, and where that one is used as well,
 * by what the same payment was said to be of before it brought money. None before the payment.
 *
 * @param content the hash of the request
 */
export function idsIfPaidAgain(
  userId: UserId,
  purchaseId: PurchaseId,
  content: string,
  {
    payment,
    paidAt,
  }: { readonly payment: { readonly id: string } | null; readonly paidAt?: string | undefined },
): readonly PurchaseId[] {
  if (payment === null || paidAt === undefined) return [];
  const again = derivedPurchaseId(userId, "paid-again", purchaseId, payment.id);
  return [again, derivedPurchaseId(userId, "paid-again", purchaseId, payment.id, content)];
}
