import { hash } from "node:crypto";
import { paymentStream, type PurchaseId, type StreamName, type UserId } from "../events/identifiers.js";
import type { PaymentEvent } from "../events/payment-events.js";

/** The ledger's own UUID namespace (RFC 9562, section 5.5). Never change it: the ids below would. */
const namespace = Buffer.from("6f0d3c1e4d0b5b8e9a550c1c1ad0b9e7", "hex");
/** The namespace and the name to hash. The buffer is reused; only longer names need one of their own. */
const named = Buffer.concat([namespace], 4096);

/** A UUID made from a name (RFC 9562, section 5.5). The `uuid` package takes three times as long. */
function uuidOfName(name: string): string {
  const bytes = namespace.length + Buffer.byteLength(name);
  const target = bytes > named.length ? Buffer.concat([namespace], bytes) : named;
  target.write(name, namespace.length);
  const hex = hash("sha1", target.subarray(0, bytes));
  const variant = ((parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * SHA-256, in hexadecimal, of a request. Leave out what the server adds, such as its time. A field that the
 * request does not have is undefined, which JSON writes as null in an array.
 */
export function contentHash(content: readonly (string | number | boolean | null | undefined)[]): string {
  return hash("sha256", JSON.stringify(content));
}

/** A payment's own stream. */
export const streamOfPayment = (paymentId: string): StreamName => paymentStream(hash("sha256", paymentId));

/**
 * The id of an event of a payment's stream, made from all of its data: a store that treats a repeated id as a repeated
 * append must not confuse the claims of two users.
 */
export const paymentEventIdOf = ({ type, data }: Pick<PaymentEvent, "type" | "data">): string =>
  uuidOfName(JSON.stringify([type, data]));

/** A purchase id made from what identifies the purchase; ids are scoped by user. */
export function derivedPurchaseId(userId: UserId, ...parts: readonly string[]): PurchaseId {
  return uuidOfName(JSON.stringify([userId, ...parts])) as PurchaseId;
}

/**
 * The ids that a paid purchase uses instead if its own is taken. The first is for an id that another payment used. The
 * second is for when the first is taken too: the same payment was reported before, without money. None before the payment.
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
