import { z } from "zod";
import { isLedgerError, LedgerError } from "../../errors.js";
import { decodeEvent } from "../../events/codec.js";
import { itemIdSchema, streamOf, userIdSchema, type UserId } from "../../events/identifiers.js";
import { instantSchema, type Role } from "../../events/purchase-events.js";
import { inWords } from "../../events/describe-event.js";
import { foldUser } from "../../projections/fold/fold-user.js";
import { parseReplayEnd, replayEndRule } from "../../projections/replay/replay.js";
import type { EventStore, RecordedEvent } from "../../stores/event-store/event-store.js";
import type { DeadLetter, ReadModelStore } from "../../stores/read-model/read-model-store.js";
import { wholeNumber } from "../vocabulary/consistent-read.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";
import { heldBackFields, toHeldBackFields } from "../vocabulary/held-back.js";
import { requestInvalid } from "../http/problem-details.js";

export interface SupportEndpointsDependencies {
  readonly eventStore: EventStore;
  readonly readModel: ReadModelStore;
}

/** Who may look into the streams of users, and take purchases back. */
export const supporters: readonly Role[] = ["support", "admin"];

export const userParams = z.strictObject({ userId: userIdSchema.describe("The user whose stream it is.") });

export const largestRevision = 999_999_999_999_999;
const defaultLimit = 50;
const maxLimit = 200;

const eventsQuerySchema = z.strictObject({
  limit: wholeNumber(1, maxLimit)
    .describe(`The most events to answer with; ${defaultLimit} if left out.`)
    .optional(),
  after: wholeNumber(0, largestRevision)
    .describe("Go on after this revision, in the order asked for: the nextAfter of the page before.")
    .optional(),
  order: z.enum(["oldest", "newest"]).describe("Which comes first; oldest if left out.").optional(),
});

const revisionSchema = z.int().min(0);
const errorSchema = z.strictObject({ code: z.string(), message: z.string() }).nullable();

/** One event of a user, as support sees it. */
export const eventSchema = z.strictObject({
  revision: revisionSchema,
  eventId: z.string(),
  type: z.string(),
  recordedAt: z.string().describe("When the log accepted it, UTC."),
  words: z.string().nullable().describe("What happened; null where the event cannot be read."),
  error: errorSchema.describe("Why it cannot be read or folded; null if all is well."),
  waits: z
    .boolean()
    .describe("Whether the projections leave it out, because an earlier event holds it back."),
  data: z.unknown().describe("As it stands in the log; the raw text where it is not JSON."),
  metadata: z.unknown(),
});

const eventsSchema = z.strictObject({
  userId: userIdSchema,
  events: z.array(eventSchema),
  nextAfter: revisionSchema.nullable().describe("Where the next page goes on; null on the last one."),
  ...heldBackFields,
});

const stateSchema = z.strictObject({
  userId: userIdSchema,
  revision: revisionSchema.nullable().describe("The last event that counted; null before the first."),
  courses: z.array(z.strictObject({ courseId: itemIdSchema, purchasedAt: instantSchema.nullable() })),
  tests: z.array(z.strictObject({ testId: itemIdSchema, purchasedAt: instantSchema.nullable() })),
  stopped: errorSchema.describe("Why events up to there are left out: one of them cannot be read or folded."),
});

/** `GET /api/support/users/:userId/events` and `/state`. */
export function supportEndpoints(dependencies: SupportEndpointsDependencies): readonly Endpoint[] {
  const { eventStore, readModel } = dependencies;
  return [
    defineEndpoint({
      method: "get",
      path: "/api/support/users/:userId/events",
      operationId: "getUserEvents",
      summary: "What happened with one user, event by event, page by page",
      access: supporters,
      params: userParams,
      query: eventsQuerySchema,
      problems: ["user_unknown", "event_store_unavailable", "read_model_unavailable"],
      responses: { 200: { description: "One page.", json: eventsSchema } },
      async handle({ params: { userId }, query: { limit = defaultLimit, after, order = "oldest" } }) {
        await assertHasEvents(eventStore, userId);
        const letter = await readModel.deadLetter(streamOf(userId));
        // One more than asked for tells whether another page follows.
        const found = await readPage(eventStore, userId, { limit: limit + 1, after, order });
        const page = found.slice(0, limit);
        const nextAfter = found.length > limit ? (page.at(-1)?.revision ?? null) : null;
        const events = page.map((event) => eventToJson(event, letter));
        return { status: 200, json: { userId, events, nextAfter, ...toHeldBackFields(letter) } };
      },
    }),
    defineEndpoint({
      method: "get",
      path: "/api/support/users/:userId/state",
      operationId: "getUserState",
      summary: "What one user owned at a revision or at a time",
      description:
        "A time means what the ledger knew then: it goes by when the log recorded an event, not by the date of the purchase.",
      access: supporters,
      params: userParams,
      query: z.strictObject({
        at: z
          .string()
          .describe(`${replayEndRule}; the present if left out. A + has to be sent as %2B.`)
          .optional(),
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

/** @throws LedgerError `user_unknown` if the log has no event of the user. */
export async function assertHasEvents(eventStore: EventStore, userId: UserId): Promise<void> {
  const [first] = await readPage(eventStore, userId, { limit: 1, after: undefined, order: "oldest" });
  if (first === undefined) {
    throw new LedgerError("user_unknown", `Nobody has bought anything as user ${userId}.`);
  }
}

interface PageOptions {
  readonly limit: number;
  readonly after: number | undefined;
  readonly order: "oldest" | "newest";
}

/** Reads only the page: what came before it need not be folded to show it. */
async function readPage(
  eventStore: EventStore,
  userId: UserId,
  { limit, after, order }: PageOptions,
): Promise<readonly RecordedEvent[]> {
  if (order === "newest" && after === 0) return [];
  const direction = order === "oldest" ? "forwards" : "backwards";
  const from = after === undefined ? {} : { from: order === "oldest" ? after + 1 : after - 1 };
  const events: RecordedEvent[] = [];
  for await (const batch of eventStore.readStream(streamOf(userId), { direction, limit, ...from }))
    events.push(...batch);
  return events;
}

/** @param letter what holds the user back, if anything does */
export function eventToJson(recorded: RecordedEvent, letter: DeadLetter | undefined) {
  const { revision, id: eventId, type, created: recordedAt, data, metadata } = recorded;
  const read = wordsOf(recorded);
  // A fold may have refused what can be read by itself.
  const refused = letter?.revision === revision ? { code: letter.code, message: letter.reason } : read.error;
  const waits = letter !== undefined && revision > letter.revision;
  return { revision, eventId, type, recordedAt, words: read.words, error: refused, waits, data, metadata };
}

function wordsOf(recorded: RecordedEvent): {
  readonly words: string | null;
  readonly error: { readonly code: string; readonly message: string } | null;
} {
  try {
    return { words: inWords(decodeEvent(recorded)), error: null };
  } catch (error) {
    if (isLedgerError(error)) return { words: null, error: { code: error.code, message: error.message } };
    throw error;
  }
}

function parseAt(text: string | undefined): ReturnType<typeof parseReplayEnd> {
  if (text === undefined) return undefined;
  const end = parseReplayEnd(text);
  if (end !== undefined) return end;
  throw requestInvalid([{ path: "at", message: `must be ${replayEndRule} (a + is sent as %2B)` }]);
}

async function stateOf(eventStore: EventStore, userId: UserId, end: ReturnType<typeof parseReplayEnd>) {
  const until =
    end === undefined ? {} : "revision" in end ? { upTo: end.revision } : { recordedUntil: end.recordedAt };
  const { models, revision, stopped } = await foldUser({ eventStore, userId, ...until });
  const {
    purchasedCourses = [],
    purchasedCoursesAt = [],
    purchasedTests = [],
    purchasedTestsAt = [],
  } = models.ownership ?? {};
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
