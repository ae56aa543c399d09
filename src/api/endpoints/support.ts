import * as z from "zod";
import type { OwnershipDocument } from "../../stores/read-model/documents.js";
import { itemIdSchema, userIdSchema } from "../../events/id-schemas.js";
import { streamOf, type UserId } from "../../events/identifiers.js";
import { instantSchema, eventTypes } from "../../events/purchase-events.js";
import { foldUser } from "../../projections/replay/fold-user.js";
import { lastRevisionOf, parseReplayEnd, replayEndRule } from "../../projections/replay/replay.js";
import type { EventStore, RecordedEvent } from "../../stores/event-store/event-store.js";
import type { DeadLetter, DeadLetters } from "../../stores/read-model/read-model-store.js";
import { largestRevision, revisionSchema, userParams, wholeNumber } from "../vocabulary/fields.js";
import { supporters } from "../vocabulary/roles.js";
import { errorSchema, eventSchema, eventToJson, readPage } from "../vocabulary/user-events.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";
import { heldBackFields, toHeldBackFields } from "../vocabulary/held-back.js";
import { requestInvalid } from "../http/problem-details.js";
import { limitField, pageOf } from "../vocabulary/paging.js";
import { assertHasEvents } from "../../operations/known-user.js";

export interface SupportEndpointsDependencies {
  readonly eventStore: EventStore;
  readonly readModel: Pick<DeadLetters, "deadLetter">;
}

const filters = [...eventTypes, "unreadable"] as const;

const eventsQuerySchema = z.strictObject({
  limit: limitField("events", 50, 200),
  after: wholeNumber(0, largestRevision)
    .describe("Continue after this revision, in the requested order: the nextAfter of the previous page.")
    .optional(),
  order: z.enum(["oldest", "newest"]).describe("The order; default: oldest first.").optional(),
  type: z
    .enum(filters)
    .describe("Events of this type only; unreadable: those that cannot be read or folded.")
    .optional(),
  from: z.iso
    .datetime({ offset: true })
    .describe("Only what the log accepted at this time or later.")
    .optional(),
  to: z.iso.datetime({ offset: true }).describe("Only what the log accepted before this time.").optional(),
});

type EventsQuery = z.infer<typeof eventsQuerySchema>;

/** Which events are requested; undefined for all. */
function filterOf(
  { type, from = "", to = "" }: EventsQuery,
  letter: DeadLetter | undefined,
): ((event: RecordedEvent) => boolean) | undefined {
  if (type === undefined && from === "" && to === "") return undefined;
  const [first, end] = [Date.parse(from), Date.parse(to)];
  return (event) => {
    const at = Date.parse(event.created);
    if (at < first || at >= end) return false;
    if (type === undefined) return true;
    const { error } = eventToJson(event, letter);
    return type === "unreadable" ? error !== null : event.type === type;
  };
}

const eventsSchema = z.strictObject({
  userId: userIdSchema,
  events: z.array(eventSchema),
  nextAfter: revisionSchema.nullable().describe("Where the next page starts; null on the last one."),
  ...heldBackFields,
});

const stateSchema = z.strictObject({
  userId: userIdSchema,
  revision: revisionSchema.nullable().describe("The last event that was folded; null before the first."),
  courses: z.array(z.strictObject({ courseId: itemIdSchema, purchasedAt: instantSchema.nullable() })),
  tests: z.array(z.strictObject({ testId: itemIdSchema, purchasedAt: instantSchema.nullable() })),
  stopped: errorSchema.describe(
    "The error of an event that cannot be read or folded; the events from there on are left out.",
  ),
});

/** `GET /api/support/users/:userId/events` and `/state`. */
export function supportEndpoints(dependencies: SupportEndpointsDependencies): readonly Endpoint[] {
  const { eventStore, readModel } = dependencies;
  return [
    defineEndpoint({
      method: "get",
      path: "/api/support/users/:userId/events",
      operationId: "getUserEvents",
      summary: "A user's events, page by page",
      access: supporters,
      params: userParams,
      query: eventsQuerySchema,
      problems: ["user_unknown", "event_store_unavailable", "read_model_unavailable"],
      responses: { 200: { description: "One page.", json: eventsSchema } },
      async handle({ params: { userId }, query }) {
        const { limit, after, order = "oldest" } = query;
        await assertHasEvents(eventStore, userId);
        const letter = await readModel.deadLetter(streamOf(userId));
        const found = await readPage(eventStore, userId, {
          ...{ limit: limit + 1, after, order, matches: filterOf(query, letter) },
        });
        const { page, last } = pageOf(found, limit);
        const nextAfter = last?.revision ?? null;
        const events = page.map((event) => eventToJson(event, letter));
        return { status: 200, json: { userId, events, nextAfter, ...toHeldBackFields(letter) } };
      },
    }),
    defineEndpoint({
      method: "get",
      path: "/api/support/users/:userId/state",
      operationId: "getUserState",
      summary: "What a user owned at a revision or at a time",
      description:
        "A time means what the ledger knew then: it goes by when the log recorded an event, not by the date of the purchase.",
      access: supporters,
      params: userParams,
      query: z.strictObject({
        at: z.string().min(1).describe(`${replayEndRule}; default: now. Write + as %2B.`).optional(),
      }),
      problems: ["user_unknown", "event_store_unavailable"],
      responses: {
        200: { description: "Folded from the events, not read from a projection.", json: stateSchema },
      },
      async handle({ params: { userId }, query }) {
        const end = parseAt(query.at);
        await assertHasEvents(eventStore, userId);
        return { status: 200, json: await stateOf(eventStore, userId, end) };
      },
    }),
  ];
}

function parseAt(text: string | undefined): ReturnType<typeof parseReplayEnd> {
  if (text === undefined) return undefined;
  const end = parseReplayEnd(text);
  if (end !== undefined) return end;
  throw requestInvalid([{ path: "at", message: `must be ${replayEndRule} (a + is sent as %2B)` }]);
}

async function stateOf(eventStore: EventStore, userId: UserId, end: ReturnType<typeof parseReplayEnd>) {
  const upTo = await lastRevisionOf(eventStore, userId, end);
  const { models, revision, stopped } = await foldUser({ eventStore, userId, upTo });
  const {
    purchasedCourses = [],
    purchasedCoursesAt = [],
    purchasedTests = [],
    purchasedTestsAt = [],
  }: Partial<OwnershipDocument> = models.ownership?.documents[0] ?? {};
  return {
    userId,
    revision: revision === -1 ? null : revision,
    courses: purchasedCourses.map((courseId, n) => ({
      courseId,
      purchasedAt: purchasedCoursesAt[n] ?? null,
    })),
    tests: purchasedTests.map((testId, n) => ({ testId, purchasedAt: purchasedTestsAt[n] ?? null })),
    stopped: stopped === undefined ? null : { code: stopped.code, message: stopped.message },
  };
}
