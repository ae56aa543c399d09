import { hash } from "node:crypto";
import * as z from "zod";
import { userIdSchema } from "../../events/id-schemas.js";
import { instantSchema } from "../../events/purchase-events.js";
import { requestInvalid } from "../http/problem-details.js";
import { revisionSchema } from "./fields.js";

/** Where a page of the purchase history ended: {@link HistoryCursor}. */
export const historyCursor = cursorOf({
  parameter: "cursor",
  field: "nextCursor",
  query: "user and type",
  place: { purchasedAt: instantSchema.nullable(), purchasedRevision: revisionSchema },
});

/** Where a page of found purchases ended: {@link PurchasePlace}. */
export const searchCursor = cursorOf({
  parameter: "after",
  field: "next",
  query: "q and kind",
  place: { userId: userIdSchema, purchasedRevision: revisionSchema },
});

interface CursorOptions<Fields> {
  /** The query parameter that takes what `field` of the page before gave. */
  readonly parameter: string;
  readonly field: string;
  /** What a cursor belongs to, in words. Another page size is not another query. */
  readonly query: string;
  readonly place: Fields;
}

/**
 * Writes the place where a page ended as text that passes through a URL unchanged, and reads it again. Such a cursor holds
 * no secret and grants nothing: it says where to continue among records that the caller may read anyway. So only its form
 * and its query are checked, and it is not signed.
 */
function cursorOf<Fields extends z.ZodRawShape>({ parameter, field, query, place }: CursorOptions<Fields>) {
  const schema = z.object(place);
  type Place = z.output<typeof schema>;
  /** @param values of the query that the page belongs to: among the records of another, the place would skip some */
  const encode = (ended: Place, values: QueryValues): string =>
    Buffer.from(JSON.stringify({ ...schema.parse(ended), query: digest(values) })).toString("base64url");
  return {
    encode,
    /** @throws LedgerError `request_invalid` for a text that `encode` does not write for these values */
    decode(text: string, values: QueryValues): Place {
      const { data: ended } = schema.safeParse(parse(text));
      // One text for each place: decoding alone forgives characters that no cursor has.
      if (ended !== undefined && encode(ended, values) === text) return ended;
      const message = `is not a ${field} of this ${query}: start again without it`;
      throw requestInvalid([{ path: parameter, message }]);
    },
  };
}

type QueryValues = readonly (string | undefined)[];

/** Enough to tell queries apart, and short: a cursor is a part of addresses. */
const digest = (values: QueryValues): string =>
  hash("sha256", JSON.stringify(values), "base64url").slice(0, 8);

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
