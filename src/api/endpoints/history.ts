import * as z from "zod";
import type { Catalogue } from "../../catalogue/catalogue.js";
import { itemIdSchema, purchaseIdSchema } from "../../events/id-schemas.js";
import { itemKinds } from "../../events/identifiers.js";
import { toMajorUnits } from "../../events/money.js";
import { instantSchema, revocationReasons } from "../../events/purchase-events.js";
import type { HistoryRecord } from "../../stores/read-model/documents.js";
import type { HistoryQueries } from "../../stores/read-model/live-queries.js";
import { readerOf } from "../vocabulary/access.js";
import { historyRevisionFirst, type HistoryReading } from "../vocabulary/consistent-read.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";
import { historyCursor } from "../vocabulary/cursors.js";
import { exactlyOneOf } from "../vocabulary/input.js";
import { foldedRevisionSchema, readFields, titleSchema } from "../vocabulary/fields.js";
import { readers } from "../vocabulary/roles.js";
import { heldBackFields, heldBackOf } from "../vocabulary/held-back.js";
import { paidFields } from "../vocabulary/sale.js";
import { titleOf } from "../../catalogue/title-of.js";
import { atMost } from "../../events/text-length.js";
import { limitField, pageOf } from "../vocabulary/paging.js";

export interface HistoryEndpointDependencies extends HistoryReading {
  readonly catalogue: Catalogue;
  readonly readModel: HistoryQueries & HistoryReading["readModel"];
}

const querySchema = z.strictObject({
  type: z.enum(itemKinds).describe("Courses or tests only; default: both.").optional(),
  limit: limitField("purchases", 20, 100),
  cursor: z
    .string()
    .min(1)
    .check(atMost(200))
    .describe("The nextCursor of the page before this one, with the same userId and type.")
    .optional(),
  ...readFields,
});

const purchaseSchema = z
  .strictObject({
    purchaseId: purchaseIdSchema,
    type: z.enum(itemKinds),
    courseId: itemIdSchema.optional(),
    courseTitle: titleSchema.optional(),
    testId: itemIdSchema.optional(),
    testTitle: titleSchema.optional(),
    ...paidFields,
    paymentMethod: z.string().optional().describe("Missing if it is unknown."),
    revokedAt: instantSchema.nullable().describe("Null while the purchase stands."),
    revokedReason: z.enum(revocationReasons).nullable(),
  })
  .meta(exactlyOneOf(["courseId", "courseTitle"], ["testId", "testTitle"]));

const pageSchema = z.strictObject({
  purchases: z.array(purchaseSchema),
  nextCursor: z.string().nullable().describe("Where the next page starts; null on the last one."),
  revision: foldedRevisionSchema,
  ...heldBackFields,
});

/** `GET /api/profile/purchase-history`. */
export function historyEndpoint(dependencies: HistoryEndpointDependencies): Endpoint {
  const { catalogue, readModel } = dependencies;
  return defineEndpoint({
    method: "get",
    path: "/api/profile/purchase-history",
    operationId: "getPurchaseHistory",
    summary: "The user's purchases, newest first, page by page",
    description:
      "Revoked purchases are included and marked. Purchases without a date come last. A purchase made while a caller pages " +
      "appears before the first page: no page repeats or misses another purchase because of it.",
    access: readers,
    query: querySchema,
    problems: ["projection_behind", "read_model_unavailable"],
    responses: {
      200: { description: "One page; empty for a user who never bought anything.", json: pageSchema },
    },
    async handle({ principal, query, closed$ }) {
      const userId = readerOf(principal, query.userId);
      const asked = [userId, query.type];
      const after = query.cursor === undefined ? undefined : historyCursor.decode(query.cursor, asked);
      const revision = await historyRevisionFirst(dependencies, userId, {
        minRevision: query.minRevision,
        closed$,
      });
      const limit = query.limit + 1;
      const found = await readModel.historyPage({ userId, kind: query.type, limit, after });
      const { page, last } = pageOf(found, query.limit);
      const purchases = await Promise.all(
        page.map(async (record) =>
          toJson(record, await titleOf(catalogue, { kind: record.kind, id: record.itemId })),
        ),
      );
      const nextCursor = last === undefined ? null : historyCursor.encode(last, asked);
      return {
        status: 200,
        json: { purchases, nextCursor, revision: revision ?? null, ...(await heldBackOf(readModel, userId)) },
      };
    },
  });
}

function toJson(record: HistoryRecord, title: string | null) {
  const { purchaseId, kind, itemId, price, payment, purchasedAt, revokedAt, revokedReason } = record;
  const method = payment?.method ?? undefined;
  return {
    purchaseId,
    type: kind,
    ...(kind === "course" ? { courseId: itemId, courseTitle: title } : { testId: itemId, testTitle: title }),
    amount: price === null ? null : toMajorUnits(price),
    currency: price === null ? null : price.currency,
    purchasedAt,
    ...(method === undefined ? {} : { paymentMethod: method }),
    revokedAt,
    revokedReason,
  };
}
