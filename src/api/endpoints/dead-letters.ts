import * as z from "zod";
import { LedgerError } from "../../errors.js";
import { userIdSchema } from "../../events/id-schemas.js";
import { compareIds, userOf } from "../../events/identifiers.js";
import type { Role } from "../../events/purchase-events.js";
import { retryDeadLetter, type RetryOutcome } from "../../operations/retry-dead-letter.js";
import type { Audited } from "../../operations/operator.js";
import type { RepairDependencies } from "../../operations/repair.js";
import type { DeadLetter } from "../../stores/read-model/read-model-store.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";
import { revisionSchema, userParams } from "../vocabulary/fields.js";
import { atMost } from "../../events/text-length.js";
import { limitField, pageOf } from "../vocabulary/paging.js";
import { assertHasEvents } from "../../operations/known-user.js";

const deadLetterRoles: readonly Role[] = ["support", "analyst", "admin"];

const querySchema = z.strictObject({
  limit: limitField("entries", 50, 200),
  after: z.string().check(atMost(256)).describe("The nextAfter of the previous page.").optional(),
});

// Without the raw event, which says what single users bought: that is for support, not for analysts.
const letterSchema = z.strictObject({
  userId: userIdSchema.nullable().describe("Null for a stream that belongs to no user."),
  stream: z.string(),
  revision: revisionSchema.describe(
    "Of the event that cannot be folded; later events of the user wait behind it.",
  ),
  eventId: z.string(),
  type: z.string(),
  code: z.string(),
  reason: z.string(),
  recordedAt: z.string().describe("When the log accepted the event, UTC."),
});

const pageSchema = z.strictObject({
  deadLetters: z.array(letterSchema),
  nextAfter: z.string().nullable().describe("Where the next page starts; null on the last one."),
  total: z.int().min(0),
});

const retrySchema = z.strictObject({
  userId: userIdSchema,
  result: z.enum(["released", "not_held_back"]),
  revision: revisionSchema
    .nullable()
    .describe("The revision that the user is folded to now; null if nothing was done."),
});

/** `GET /api/projections/dead-letters` and `POST /api/projections/dead-letters/:userId/retries`. */
export function deadLetterEndpoints(dependencies: RepairDependencies & Audited): readonly Endpoint[] {
  const { eventStore, readModel } = dependencies;
  return [
    defineEndpoint({
      method: "get",
      path: "/api/projections/dead-letters",
      operationId: "getDeadLetters",
      summary: "Events that cannot be read or folded, by stream",
      description:
        "Each holds back its own user and no other. Support sees the raw event in the user's events.",
      access: deadLetterRoles,
      query: querySchema,
      problems: ["read_model_unavailable"],
      responses: { 200: { description: "One page; empty if all is well.", json: pageSchema } },
      async handle({ query: { limit, after } }) {
        const all = await readModel.deadLetters();
        const start = after === undefined ? 0 : all.findIndex(({ stream }) => compareIds(stream, after) > 0);
        const rest = start === -1 ? [] : all.slice(start);
        const { page, last } = pageOf(rest, limit);
        const nextAfter = last?.stream ?? null;
        return { status: 200, json: { deadLetters: page.map(toJson), nextAfter, total: all.length } };
      },
    }),
    defineEndpoint({
      method: "post",
      path: "/api/projections/dead-letters/:userId/retries",
      operationId: "retryDeadLetter",
      summary: "Retry a user who is held back",
      description:
        "Use it after an upgrade. Releases the user if all events can be folded now; otherwise nothing changes.",
      access: deadLetterRoles,
      params: userParams,
      query: z.strictObject({}),
      problems: ["user_unknown", "user_held_back", "event_store_unavailable", "read_model_unavailable"],
      responses: { 200: { description: "The user is not held back now.", json: retrySchema } },
      async handle({ params: { userId }, principal }) {
        await assertHasEvents(eventStore, userId);
        const by = { operator: principal.id, reason: "" };
        const outcome = await retryDeadLetter(dependencies, userId, by);
        switch (outcome.result) {
          case "still_held_back":
            throw stillHeldBack(userId, outcome);
          case "not_held_back":
            return { status: 200, json: { userId, result: outcome.result, revision: null } };
          case "released":
            return { status: 200, json: { userId, ...outcome } };
        }
      },
    }),
  ];
}

function stillHeldBack(
  userId: string,
  { reason }: Extract<RetryOutcome, { result: "still_held_back" }>,
): LedgerError {
  return new LedgerError("user_held_back", `User ${userId} is still held back: ${reason.message}`, {
    cause: reason,
    details: { reason: reason.message },
  });
}

function toJson({ stream, revision, eventId, type, code, reason, created }: DeadLetter) {
  return {
    userId: userOf(stream) ?? null,
    stream,
    revision,
    eventId,
    type,
    code,
    reason,
    recordedAt: created,
  };
}
