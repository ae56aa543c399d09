import * as z from "zod";
import { isLedgerError } from "../../errors.js";
import { decodeEvent } from "../../events/codec.js";
import { inWords } from "../../events/describe-event.js";
import { streamOf, type UserId } from "../../events/identifiers.js";
import type { EventStore, RecordedEvent } from "../../stores/event-store/event-store.js";
import type { DeadLetter } from "../../stores/read-model/read-model-store.js";
import { revisionSchema } from "./fields.js";

export const errorSchema = z.strictObject({ code: z.string(), message: z.string() }).nullable();

/** One event of a user, as support sees it. */
export const eventSchema = z.strictObject({
  revision: revisionSchema,
  eventId: z.string(),
  type: z.string(),
  recordedAt: z.string().describe("When the log accepted it, UTC."),
  words: z.string().nullable().describe("What happened; null where the event cannot be read."),
  error: errorSchema.describe("Why it cannot be read or folded; null if all is well."),
  waits: z.boolean().describe("Whether it waits behind an earlier event that cannot be folded."),
  data: z.unknown().describe("As stored in the log; the raw text if it is not JSON."),
  metadata: z.unknown(),
});

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

export interface PageOptions {
  readonly limit: number;
  readonly after: number | undefined;
  readonly order: "oldest" | "newest";
  /** All if left out. */
  readonly matches?: ((event: RecordedEvent) => boolean) | undefined;
}

/** Reads only the page, as far as all events match: what came before it need not be folded to show it. */
export async function readPage(
  eventStore: EventStore,
  userId: UserId,
  { limit, after, order, matches }: PageOptions,
): Promise<readonly RecordedEvent[]> {
  if (order === "newest" && after === 0) return [];
  const direction = order === "oldest" ? "forwards" : "backwards";
  const from = after === undefined ? {} : { from: order === "oldest" ? after + 1 : after - 1 };
  const most = matches === undefined ? { limit } : {};
  const events: RecordedEvent[] = [];
  for await (const batch of eventStore.readStream(streamOf(userId), { direction, ...most, ...from })) {
    events.push(...batch.filter((event) => matches?.(event) ?? true));
    if (events.length >= limit) break;
  }
  return events.slice(0, limit);
}
