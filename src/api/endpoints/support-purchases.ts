import * as z from "zod";
import { groupBy } from "../../analytics/group-by.js";
import { accountOf } from "../../analytics/user-account.js";
import type { Catalogue } from "../../catalogue/catalogue.js";
import { itemIdSchema, purchaseIdSchema, userIdSchema } from "../../events/id-schemas.js";
import { itemKey, itemKinds } from "../../events/identifiers.js";
import {
  disputeStatuses,
  instantSchema,
  purchaseFlags,
  revocationReasons,
} from "../../events/purchase-events.js";
import { foldUser } from "../../projections/replay/fold-user.js";
import type { HistoryRecord } from "../../stores/read-model/documents.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";
import { titleSchema, userParams } from "../vocabulary/fields.js";
import { supporters } from "../vocabulary/roles.js";
import { titleOf } from "../../catalogue/title-of.js";
import { accountFields, accountToJson } from "../vocabulary/user-account.js";
import { assertHasEvents } from "../../operations/known-user.js";

export interface SupportPurchasesDependencies {
  readonly eventStore: EventStore;
  readonly catalogue: Catalogue;
}

const most = 1000;

/** What is worth a second look; `disputed` while the dispute is open. */
const oddities = ["duplicate", ...purchaseFlags, "disputed", "refunded_but_owned"] as const;
type Oddity = (typeof oddities)[number];

const purchaseSchema = z.strictObject({
  purchaseId: purchaseIdSchema,
  kind: z.enum(itemKinds),
  itemId: itemIdSchema,
  title: titleSchema,
  amountMinor: z.int().min(0).nullable().describe("In minor units; null if the price is unknown."),
  currency: z.string().nullable(),
  purchasedAt: instantSchema.nullable().describe("Null if the date is unknown."),
  orderId: z.string().nullable(),
  paymentId: z.string().nullable(),
  paymentMethod: z.string().nullable(),
  grantedBy: z
    .string()
    .nullable()
    .describe("Who gave it: a user if it has an orderId, an operator otherwise. Null if it was bought."),
  refundedMinor: z.int().min(0),
  refunds: z.array(z.strictObject({ refundId: z.string(), amountMinor: z.int(), refundedAt: z.string() })),
  dispute: z.enum(disputeStatuses).nullable().describe("The latest report on it; null if there is none."),
  revokedAt: instantSchema.nullable().describe("Null while the purchase stands."),
  revokedReason: z.enum(revocationReasons).nullable(),
  ownedWithoutIt: z.boolean().describe("Whether another purchase of the item stands as well."),
  revision: z.int().min(0).describe("Of the event that made it."),
  odd: z.array(z.enum(oddities)).describe("What support should check; disputed while the dispute is open."),
});

const answerSchema = z.strictObject({
  userId: userIdSchema,
  account: z.strictObject(accountFields),
  purchases: z.array(purchaseSchema).describe(`Newest first, at most ${most}; the account counts all.`),
});

/** `GET /api/support/users/:userId/purchases`: folded from the events, so right even if stored models are damaged. */
export function supportPurchasesEndpoint(dependencies: SupportPurchasesDependencies): Endpoint {
  const { eventStore, catalogue } = dependencies;
  return defineEndpoint({
    method: "get",
    path: "/api/support/users/:userId/purchases",
    operationId: "getUserPurchases",
    summary: "A user's purchases with order, payment, refunds and flags",
    access: supporters,
    params: userParams,
    query: z.strictObject({}),
    problems: ["user_unknown", "event_store_unavailable"],
    responses: {
      200: { description: "Folded from the events, not read from a projection.", json: answerSchema },
    },
    async handle({ params: { userId } }) {
      await assertHasEvents(eventStore, userId);
      const { models } = await foldUser({ eventStore, userId });
      const all = [...(models.history?.documents ?? [])];
      const records = all.sort(newestFirst).slice(0, most);
      const standing = groupBy(
        all.filter(({ revokedAt }) => revokedAt === null),
        itemOf,
      );
      const purchases = await Promise.all(
        records.map(async (record) => ({
          ...toJson(record),
          title: await titleOf(catalogue, { kind: record.kind, id: record.itemId }),
          ownedWithoutIt: standing.get(itemOf(record))?.some((other) => other !== record) ?? false,
        })),
      );
      return { status: 200, json: { userId, account: accountToJson(accountOf({ models })), purchases } };
    },
  });
}

/** As the history has them: those without a date last. */
function newestFirst(a: HistoryRecord, b: HistoryRecord): number {
  if (a.purchasedAt === b.purchasedAt) return b.purchasedRevision - a.purchasedRevision;
  return (a.purchasedAt ?? "") < (b.purchasedAt ?? "") ? 1 : -1;
}

const itemOf = ({ kind, itemId: id }: HistoryRecord): string => itemKey({ kind, id });

function toJson(record: HistoryRecord) {
  const { purchaseId, kind, itemId, price, payment, details, purchasedAt, revokedAt, revokedReason } = record;
  const refunds = details?.refunds ?? [];
  return {
    ...{ purchaseId, kind, itemId, purchasedAt, revokedAt, revokedReason },
    revision: record.purchasedRevision,
    amountMinor: price?.amountMinor ?? null,
    currency: price?.currency ?? null,
    orderId: details?.orderId ?? null,
    paymentId: payment?.id ?? null,
    paymentMethod: payment?.method ?? null,
    grantedBy: details?.grantedBy?.by ?? null,
    refundedMinor: refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    refunds: refunds.map(({ refundId, amountMinor, refundedAt }) => ({ refundId, amountMinor, refundedAt })),
    dispute: details?.disputes.at(-1)?.status ?? null,
    odd: odditiesOf(record),
  };
}

function odditiesOf({ price, details, revokedAt }: HistoryRecord): Oddity[] {
  if (details === undefined) return [];
  const refunded = details.refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const isRefunded = price !== null && price.amountMinor > 0 && refunded === price.amountMinor;
  return [
    ...(details.duplicateOf === null ? [] : ["duplicate" as const]),
    ...details.flags,
    // One that is decided leaves nothing to do.
    ...(details.disputes.some(({ status }) => status === "opened") ? ["disputed" as const] : []),
    ...(isRefunded && revokedAt === null ? ["refunded_but_owned" as const] : []),
  ];
}
