import * as z from "zod";
import type { Catalogue } from "../../catalogue/catalogue.js";
import type { PurchaseHandler } from "../../commands/purchase-handler.js";
import { revocationNoteSchema } from "../../commands/revoke-purchase.js";
import { itemIdSchema, purchaseIdSchema, userIdSchema } from "../../events/id-schemas.js";
import { itemKinds } from "../../events/identifiers.js";
import { grantReasons, type Role } from "../../events/purchase-events.js";
import { grant, reinstate } from "../../operations/grant.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";
import { idempotencyKeyOf, idempotencyKeySchema } from "../vocabulary/idempotency-key.js";
import { purchaseMoneySchema, toPurchaseMoney } from "../vocabulary/purchase-money.js";
import { purchaseAnswerSchema, toPurchaseAnswer } from "../vocabulary/sale.js";

export interface GrantEndpointDependencies {
  readonly catalogue: Catalogue;
  readonly eventStore: Pick<EventStore, "audit">;
  readonly handler: PurchaseHandler;
  readonly now: () => Date;
}

const givers: readonly Role[] = ["support", "admin"];
const userParams = z.strictObject({ userId: userIdSchema });

/** `POST /api/support/users/:userId/grants` and `POST /api/support/users/:userId/reinstatements`. */
export function grantEndpoints(dependencies: GrantEndpointDependencies): readonly Endpoint[] {
  return [grantEndpoint(dependencies), reinstatementEndpoint(dependencies)];
}

function grantEndpoint(dependencies: GrantEndpointDependencies): Endpoint {
  return defineEndpoint({
    method: "post",
    path: "/api/support/users/:userId/grants",
    operationId: "grantItem",
    summary: "Grant an item for free",
    description:
      "The user then owns it, for an amount of 0 and without a payment. The event records who gave it and why.",
    access: givers,
    params: userParams,
    query: z.strictObject({}),
    headers: { "Idempotency-Key": idempotencyKeySchema },
    body: z.strictObject({ itemType: z.enum(itemKinds), itemId: itemIdSchema, reason: z.enum(grantReasons) }),
    problems: [
      "item_unknown",
      "purchase_id_reused",
      "revision_conflict",
      "event_store_unavailable",
      "catalogue_invalid",
    ],
    responses: {
      200: { description: "The user already owns the item.", json: purchaseAnswerSchema },
      201: {
        description: "Recorded, now or by an earlier call with the same key.",
        json: purchaseAnswerSchema,
      },
    },
    async handle({ params: { userId }, body, principal, correlationId, message }) {
      const outcome = await grant(dependencies, {
        ...{ userId, item: { kind: body.itemType, id: body.itemId }, reason: body.reason },
        ...{ idempotencyKey: idempotencyKeyOf(message), correlationId, source: "api" },
        actor: { id: principal.id, role: principal.role },
      });
      const { purchase, result, revision } = outcome;
      const isOwned = result === "already_owned";
      const json = toPurchaseAnswer(purchase, outcome, isOwned ? revision : purchase.revision);
      return { status: isOwned ? 200 : 201, json };
    },
  });
}

function reinstatementEndpoint(dependencies: GrantEndpointDependencies): Endpoint {
  const answerSchema = z.strictObject({ purchase: purchaseMoneySchema, revision: z.int().min(0) });
  return defineEndpoint({
    method: "post",
    path: "/api/support/users/:userId/reinstatements",
    operationId: "reinstatePurchase",
    summary: "Reinstate a purchase that was revoked by mistake",
    access: givers,
    params: userParams,
    query: z.strictObject({}),
    body: z.strictObject({ purchaseId: purchaseIdSchema, note: revocationNoteSchema.optional() }),
    problems: ["purchase_unknown", "revision_conflict", "event_store_unavailable"],
    responses: {
      200: { description: "It was not revoked, or is already reinstated.", json: answerSchema },
      201: { description: "Recorded. The purchase gives access again.", json: answerSchema },
    },
    async handle({ params: { userId }, body, principal, correlationId }) {
      const { result, purchase, owned, revision } = await reinstate(dependencies, {
        ...{ userId, purchaseId: body.purchaseId, note: body.note ?? "" },
        ...{ correlationId, actor: { id: principal.id, role: principal.role }, source: "api" },
      });
      const json = { purchase: toPurchaseMoney(purchase, owned), revision };
      return { status: result === "recorded" ? 201 : 200, json };
    },
  });
}
