import * as z from "zod";
import type { PurchaseHandler } from "../../commands/purchase-handler.js";
import { revocationNoteSchema } from "../../commands/revoke-purchase.js";
import { revoke } from "../../operations/revoke.js";
import { isLedgerError, LedgerError } from "../../errors.js";
import { itemIdSchema, purchaseIdSchema, userIdSchema } from "../../events/id-schemas.js";
import { itemKinds, type UserId } from "../../events/identifiers.js";
import { instantSchema, revocationReasons } from "../../events/purchase-events.js";
import { replayUser, type Owned } from "../../projections/replay/replay.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";
import { userParams } from "../vocabulary/fields.js";
import { supporters } from "../vocabulary/roles.js";
import { assertHasEvents } from "../../operations/known-user.js";

export interface RevocationEndpointDependencies {
  readonly eventStore: EventStore;
  readonly handler: PurchaseHandler;
  readonly now: () => Date;
}

const bodySchema = z.strictObject({
  purchaseId: purchaseIdSchema,
  reason: z.enum(revocationReasons),
  note: revocationNoteSchema.describe("For people; kept in the event, at most 2000 characters.").optional(),
});

const ownedSchema = z.strictObject({ courses: z.array(itemIdSchema), tests: z.array(itemIdSchema) });

const answerSchema = z.strictObject({
  userId: userIdSchema,
  purchaseId: purchaseIdSchema,
  item: z.strictObject({ kind: z.enum(itemKinds), id: itemIdSchema }),
  reason: z.enum(revocationReasons),
  note: z.string(),
  revokedAt: instantSchema,
  revokedBy: z.strictObject({ id: z.string(), role: z.string() }),
  revision: z
    .int()
    .min(0)
    .describe("Of the event. Read with minRevision set to this to see it in a projection."),
  before: ownedSchema.describe("What the user owned before it."),
  after: ownedSchema,
});

/** `POST /api/support/users/:userId/revocations`. */
export function revocationEndpoint({ eventStore, handler, now }: RevocationEndpointDependencies): Endpoint {
  return defineEndpoint({
    method: "post",
    path: "/api/support/users/:userId/revocations",
    operationId: "revokePurchase",
    summary: "Revoke a purchase",
    description: "The user owns the item no longer, and can buy it again. Who did it is kept in the event.",
    access: supporters,
    params: userParams,
    query: z.strictObject({}),
    body: bodySchema,
    problems: [
      "user_unknown",
      "purchase_unknown",
      "user_held_back",
      "revision_conflict",
      "event_store_unavailable",
    ],
    responses: {
      200: { description: "It was revoked before; how it was then.", json: answerSchema },
      201: { description: "Recorded.", json: answerSchema },
    },
    async handle({ params: { userId }, body, principal, correlationId }) {
      await assertHasEvents(eventStore, userId);
      const { result, purchase } = await revoke(
        { eventStore, handler, now },
        {
          userId,
          purchaseId: body.purchaseId,
          reason: body.reason,
          note: body.note ?? "",
          correlationId,
          actor: { id: principal.id, role: principal.role },
          source: "api",
        },
      );
      const json = await describeRevocation(eventStore, userId, purchase.revoked?.revision);
      return { status: result === "recorded" ? 201 : 200, json };
    },
  });
}

/** Read from the event, so that a repeated request returns what was done then, not what is requested now. */
async function describeRevocation(eventStore: EventStore, userId: UserId, revision = -1) {
  let before: Owned = { courses: [], tests: [] };
  const steps = replayUser({ eventStore, userId, from: revision - 1, until: { revision } });
  for await (const { event, recorded, ownedAfter } of steps) {
    const { courses, tests } = ownedAfter();
    const owned = { courses: [...courses], tests: [...tests] };
    if (recorded.revision === revision && !isLedgerError(event) && event.type === "PurchaseRevoked") {
      const { purchaseId, item, reason, note, revokedAt } = event.data;
      const revokedBy = event.metadata.actor;
      return { userId, purchaseId, item, reason, note, revokedAt, revokedBy, revision, before, after: owned };
    }
    before = owned;
  }
  throw new LedgerError("internal_error", "A revocation was carried out but left no event.");
}
