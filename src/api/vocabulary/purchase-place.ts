import * as z from "zod";
import { userIdSchema } from "../../events/id-schemas.js";
import type { PurchasePlace } from "../../stores/read-model/look-ups.js";
import { requestInvalid } from "../http/problem-details.js";

const placeSchema = z.tuple([userIdSchema, z.int().min(0)]);

/** Writes where a page ended as text that passes through a URL unchanged. */
export const encodePlace = ({ userId, purchasedRevision }: PurchasePlace): string =>
  Buffer.from(JSON.stringify([userId, purchasedRevision])).toString("base64url");

/**
 * Reads what {@link encodePlace} wrote.
 *
 * @throws LedgerError `request_invalid` for any other text.
 */
export function decodePlace(text: string): PurchasePlace {
  const place = placeSchema.safeParse(parse(text));
  if (place.success) return { userId: place.data[0], purchasedRevision: place.data[1] };
  throw requestInvalid([{ path: "after", message: "is not a next that this API gave" }]);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
