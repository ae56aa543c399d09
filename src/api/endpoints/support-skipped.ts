import * as z from "zod";
import type { Catalogue } from "../../catalogue/catalogue.js";
import { titleOf } from "../../catalogue/title-of.js";
import { itemIdSchema, userIdSchema } from "../../events/id-schemas.js";
import { itemKinds } from "../../events/identifiers.js";
import { instantSchema } from "../../events/purchase-events.js";
import { foldUser } from "../../projections/replay/fold-user.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import { byValue, skipReasons, type SkippedEntry } from "../../stores/event-store/skipped-log.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";
import { userParams } from "../vocabulary/fields.js";
import { supporters } from "../vocabulary/roles.js";

export interface SupportSkippedDependencies {
  readonly eventStore: EventStore;
  readonly catalogue: Catalogue;
}

const skippedSchema = z.strictObject({
  reasons: z
    .array(
      z.strictObject({
        reason: z.enum(skipReasons),
        message: z.string().describe("The reason in one sentence."),
      }),
    )
    .describe("All that is wrong with the value; never empty."),
  kind: z.enum(itemKinds).nullable().describe("Null where the shop's data does not say which item."),
  itemId: itemIdSchema.nullable(),
  title: z.string().nullable().describe("The title in the catalogue; null if the item is not there."),
  recordId: z.string().nullable().describe("The `_id` of the shop's record."),
  raw: z.string().nullable().describe("The value in the shop's data, as JSON."),
  source: z
    .strictObject({ name: z.string(), line: z.int() })
    .describe("The file or collection, and where in it."),
  skippedAt: instantSchema.describe("When the import ran."),
  owned: z.boolean().describe("Whether the user owns the item now, by another purchase or a later import."),
});

const answerSchema = z.strictObject({
  userId: userIdSchema,
  skipped: z.array(skippedSchema).describe("Oldest first; empty if no import skipped anything."),
});

/** `GET /api/support/users/:userId/skipped`: also of users who own nothing, because everything of theirs was skipped. */
export function supportSkippedEndpoint({ eventStore, catalogue }: SupportSkippedDependencies): Endpoint {
  return defineEndpoint({
    method: "get",
    path: "/api/support/users/:userId/skipped",
    operationId: "getUserSkipped",
    summary: "What imports found in the shop's data about a user and did not take over",
    access: supporters,
    params: userParams,
    query: z.strictObject({}),
    problems: ["event_store_unavailable"],
    responses: { 200: { description: "Kept with the event log.", json: answerSchema } },
    async handle({ params: { userId } }) {
      const all = await eventStore.skipped.of(userId);
      const { models } = all.length === 0 ? { models: undefined } : await foldUser({ eventStore, userId });
      const purchases = models?.history?.documents ?? [];
      const isOwned = ({ item }: Pick<SkippedEntry, "item">): boolean =>
        purchases.some(
          ({ kind, itemId, revokedAt }) => revokedAt === null && kind === item?.kind && itemId === item.id,
        );
      const skipped = await Promise.all(
        byValue(all).map(async ({ userId: _, item, ...rest }) => ({
          ...rest,
          kind: item?.kind ?? null,
          itemId: item?.id ?? null,
          title: item === null ? null : await titleOf(catalogue, item),
          owned: isOwned({ item }),
        })),
      );
      return { status: 200, json: { userId, skipped } };
    },
  });
}
