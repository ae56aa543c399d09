import * as z from "zod";
import { userIdSchema } from "../../events/id-schemas.js";
import { instantSchema } from "../../events/purchase-events.js";
import { requestInvalid } from "../http/problem-details.js";
import { revisionSchema } from "./fields.js";

/** Where a page of the purchase history ended: {@link HistoryCursor}. */
export const historyCursor = cursorOf("cursor", "nextCursor", {
  purchasedAt: instantSchema.nullable(),
  purchasedRevision: revisionSchema,
});

/** Where a page of found purchases ended: {@link PurchasePlace}. */
export const searchCursor = cursorOf("after", "next", {
  userId: userIdSchema,
  purchasedRevision: revisionSchema,
});

/**
 * Writes the place where a page ended as text that passes through a URL unchanged, and reads it again. Such a cursor holds
 * no secret and grants nothing: it says where to continue among records that the caller may read anyway. So only its form
 * is checked, and it is not signed.
 *
 * @param parameter the query parameter that takes what the field `field` of the page before gave
 */
function cursorOf<Fields extends z.ZodRawShape>(parameter: string, field: string, fields: Fields) {
  const schema = z.object(fields);
  type Place = z.output<typeof schema>;
  const encode = (place: Place): string =>
    Buffer.from(JSON.stringify(schema.parse(place))).toString("base64url");
  return {
    encode,
    /** @throws LedgerError `request_invalid` for a text that `encode` does not write */
    decode(text: string): Place {
      const { data: place } = schema.safeParse(parse(text));
      // One text for each place: decoding alone forgives characters that no cursor has.
      if (place !== undefined && encode(place) === text) return place;
      throw requestInvalid([{ path: parameter, message: `is not a ${field} that this API gave` }]);
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
