import * as z from "zod";
import { instantSchema } from "../../events/purchase-events.js";
import type { HistoryCursor } from "../../stores/read-model/live-queries.js";
import { requestInvalid } from "../http/problem-details.js";

const sortKeySchema = z.tuple([instantSchema.nullable(), z.int().min(0)]);

/** Writes where a page ended as text that means nothing to a caller and passes through a URL unchanged. */
export function encodeCursor({ purchasedAt, purchasedRevision }: HistoryCursor): string {
  return Buffer.from(JSON.stringify([purchasedAt, purchasedRevision])).toString("base64url");
}

/**
 * Reads what {@link encodeCursor} wrote. A cursor holds no secret and grants nothing: it says after which date and
 * revision to continue, among records that the caller may read anyway. So only its form is checked, and it is not signed.
 *
 * @throws LedgerError `request_invalid` for any other text.
 */
export function decodeCursor(text: string): HistoryCursor {
  const sortKey = sortKeySchema.safeParse(parse(text));
  if (sortKey.success) {
    const cursor = { purchasedAt: sortKey.data[0], purchasedRevision: sortKey.data[1] };
    // One text for each place: decoding alone forgives characters that no cursor has.
    if (encodeCursor(cursor) === text) return cursor;
  }
  throw requestInvalid([{ path: "cursor", message: "is not a nextCursor that this API gave" }]);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
