import * as z from "zod";
import { itemIdSchema, purchaseIdSchema, userIdSchema } from "../../events/id-schemas.js";
import { itemKinds } from "../../events/identifiers.js";
import { instantSchema } from "../../events/purchase-events.js";
import { find, findKinds, parseText, textRule, type FindDependencies } from "../../operations/find.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";
import { titleSchema } from "../vocabulary/fields.js";
import { searchCursor } from "../vocabulary/cursors.js";
import { supporters } from "../vocabulary/roles.js";
import { requestInvalid } from "../http/problem-details.js";
import { limitField } from "../vocabulary/paging.js";

/** The kinds that one id may name many purchases of. */
const pagedKinds = ["purchase", "order", "correlation", "item"] as const;

const matchSchema = z.strictObject({
  userId: userIdSchema.nullable().describe("Null for a payment whose purchase has not arrived."),
  userName: z
    .string()
    .nullable()
    .describe("From the shop's own users; null if it has none, or is not connected."),
  email: z.string().nullable().describe("From the shop's own users, like userName."),
  purchaseId: purchaseIdSchema.nullable(),
  itemKind: z.enum(itemKinds).nullable(),
  itemId: itemIdSchema.nullable(),
  title: titleSchema,
  amountMinor: z.int().min(0).nullable().describe("In minor units; null if the price is unknown."),
  currency: z.string().nullable(),
  date: instantSchema.nullable().describe("When it was bought or paid; null if unknown."),
  orderId: z.string().nullable(),
  paymentId: z.string().nullable(),
  revokedAt: instantSchema.nullable().describe("Null while the purchase stands."),
  hasEvents: z
    .boolean()
    .describe("Whether the ledger has events of the user; false for one whom only the shop has."),
  refundsWaiting: z
    .int()
    .min(0)
    .describe("Refunds that arrived before the purchase of their payment, and are not applied."),
  disputesWaiting: z
    .int()
    .min(0)
    .describe("Disputes that arrived before the purchase of their payment, and are not applied."),
  waitingBecause: z
    .string()
    .nullable()
    .describe(
      "Why the first of these cannot be applied, or why the payment's events cannot be read; " +
        "null if the purchase has not arrived, or nothing waits.",
    ),
});

const answerSchema = z.strictObject({
  groups: z
    .array(
      z.strictObject({
        kind: z.enum(findKinds),
        matches: z.array(matchSchema),
        next: z.string().nullable().describe("The after of the next page; null on the last one."),
      }),
    )
    .describe("What the text is, by kind; empty if nothing was found."),
  shop: z
    .enum(["searched", "no_index", "unavailable", "not_configured"])
    .describe(
      "Whether the shop's own users were searched by e-mail address or name. no_index: no, because there are more than 10,000 and a field has no index.",
    ),
});

/** `GET /api/support/search`. */
export function searchEndpoint(dependencies: FindDependencies): Endpoint {
  return defineEndpoint({
    method: "get",
    path: "/api/support/search",
    operationId: "search",
    summary: "Whatever has this id: a user, payment, purchase, order, request or item",
    description:
      "Ids are whole and case-sensitive. With the shop's MongoDB, a name or an e-mail address as well, in any case.",
    access: supporters,
    query: z.strictObject({
      q: z
        .string()
        .min(1)
        .describe(
          `What to look for: ${textRule}. Spaces around it are left out if nothing has them in its id.`,
        ),
      kind: z.enum(findKinds).describe("Look for this kind only.").optional(),
      limit: limitField("matches of each kind", 20, 100),
      after: z
        .string()
        .min(1)
        .describe(
          `The next of the page before, with the same q; needs its kind, one of ${pagedKinds.join(", ")}.`,
        )
        .optional(),
    }),
    problems: ["event_store_unavailable", "read_model_unavailable", "projection_behind", "event_invalid"],
    responses: { 200: { description: "By kind.", json: answerSchema } },
    async handle({ query: { q, kind, limit, after } }) {
      const text = parseText(q);
      if (after !== undefined && !pagedKinds.some((each) => each === kind))
        throw requestInvalid([{ path: "after", message: `needs a kind, one of ${pagedKinds.join(", ")}` }]);
      const place = after === undefined ? undefined : searchCursor.decode(after, [text, kind]);
      const { groups, shop } = await find(dependencies, { text, kind, limit, after: place });
      const json = groups.map(({ kind: found, matches, next }) => ({
        kind: found,
        matches: matches.map(({ price, ...match }) => ({
          ...match,
          amountMinor: price?.amountMinor ?? null,
          currency: price?.currency ?? null,
        })),
        next: next === undefined ? null : searchCursor.encode(next, [text, found]),
      }));
      return { status: 200, json: { groups: json, shop } };
    },
  });
}
