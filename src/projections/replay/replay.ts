import { isLedgerError, LedgerError } from "../../errors.js";
import { decodeEvent } from "../../events/codec.js";
import { streamOf, type Item, type UserId } from "../../events/identifiers.js";
import { toInstant } from "../../events/instants.js";
import { itemOfEvent } from "../../events/purchase-events.js";
import type { EventStore, RecordedEvent } from "../../stores/event-store/event-store.js";
import type { OwnershipDocument } from "../../stores/read-model/documents.js";
import type { RecordedPurchase } from "../fold/fold-batch.js";
import { createUserFold } from "../fold/user-fold.js";
import { ownsItem } from "../ownership/fold-ownership.js";
import { ownershipKey } from "../ownership/ownership.js";
import { projections } from "../projections.js";
import { lastRevisionBy } from "./recorded-by.js";

/** What a user owns: ids, in the order in which they were bought. */
export interface Owned {
  readonly courses: readonly string[];
  readonly tests: readonly string[];
}

/** What an event changed in what the user owns; nothing if it could not be folded. */
export interface OwnedChange {
  readonly added: readonly Item[];
  readonly removed: readonly Item[];
}

/** One event of a user's stream, and what the user owned after it. */
export interface ReplayStep {
  /** As stored in the log. */
  readonly recorded: RecordedEvent;
  /**
   * The event, or why it cannot be read or folded. Such an event changes nothing, and neither do those after it: they
   * wait, as in the projections.
   */
  readonly event: RecordedPurchase | LedgerError;
  /** Whether the event waits behind an earlier one that cannot be folded. */
  readonly waits: boolean;
  readonly changed: OwnedChange;
  /**
   * What the user owned then. Call it before the next step, and copy what you keep: these are the fold's own arrays,
   * because a copy for each event would make a long stream cost the square of its length.
   *
   * @throws LedgerError `internal_error` after the next step, when they hold something else.
   */
  ownedAfter(): Owned;
}

/** Where a replay ends: at a revision, or with what was recorded by an instant (ISO 8601 UTC, inclusive). */
export type ReplayEnd = { readonly revision: number } | { readonly recordedAt: string };

export interface ReplayOptions {
  readonly eventStore: EventStore;
  readonly userId: UserId;
  readonly until?: ReplayEnd | undefined;
  /** The first revision to show; earlier ones are folded, too. */
  readonly from?: number | undefined;
}

/**
 * Replays one user's stream with the projections' own folds, step by step.
 *
 * Time travel uses the time at which the log accepted an event, not `purchasedAt`: what the ledger knew at that
 * moment is what its pages showed. An import brings old purchases in at the time of the import.
 */
export async function* replayUser({
  eventStore,
  userId,
  until,
  from = 0,
}: ReplayOptions): AsyncIterable<ReplayStep> {
  const replay = createReplay(userId);
  const last = await lastRevisionOf(eventStore, userId, until);
  for await (const batch of eventStore.readStream(streamOf(userId))) {
    for (const recorded of batch) {
      if (recorded.revision > last) return;
      const step = replay(recorded);
      if (recorded.revision >= from) yield step;
    }
  }
}

/** Folds the events of one user as they come, for a live replay. */
export function createReplay(userId: UserId): (recorded: RecordedEvent) => ReplayStep {
  const fold = createUserFold(userId, projections);
  const owned = (): OwnershipDocument | undefined => fold.document("ownership", ownershipKey);
  let stopped = false;
  let latest = -1;

  function foldNext(recorded: RecordedEvent): Pick<ReplayStep, "event" | "changed"> {
    try {
      const event = decodeEvent(recorded);
      if (stopped) return { event, changed: nothingChanged };
      const item = itemOfEvent(event);
      const before = ownsItem(owned(), item);
      fold.add(event);
      return { event, changed: changeOf(item, before, ownsItem(owned(), item)) };
    } catch (error) {
      if (!isLedgerError(error)) throw error;
      stopped = true;
      return { event: error, changed: nothingChanged };
    }
  }

  return (recorded) => {
    const { revision } = recorded;
    const waits = stopped;
    const { event, changed } = foldNext(recorded);
    latest = revision;
    return {
      recorded,
      event,
      waits,
      changed,
      ownedAfter() {
        if (latest !== revision)
          throw new LedgerError("internal_error", `The replay is past event ${revision}: read it in time.`);
        const { purchasedCourses: courses = [], purchasedTests: tests = [] } = owned() ?? {};
        return { courses, tests };
      },
    };
  };
}

const nothing: readonly Item[] = [];
const nothingChanged: OwnedChange = { added: nothing, removed: nothing };

function changeOf(item: Item, before: boolean, after: boolean): OwnedChange {
  if (before === after) return nothingChanged;
  return after ? { added: [item], removed: nothing } : { added: nothing, removed: [item] };
}

/** The forms that {@link parseReplayEnd} accepts, for messages. */
export const replayEndRule =
  "a revision, e.g. 3, or a time with its zone, e.g. 2026-01-31T12:00:00Z or 2026-01-31T20:00:00+08:00";

/** Reads a revision or a time as a person writes it; undefined if it is neither. */
export function parseReplayEnd(text: string): ReplayEnd | undefined {
  if (/^\d{1,15}$/.test(text)) return { revision: Number(text) };
  // A time without its zone would mean another instant in each zone.
  const [, day] =
    /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/.exec(text) ?? [];
  // JavaScript takes the 30th of February for the 2nd of March.
  if (day === undefined || toInstant(new Date(day))?.startsWith(day) !== true) return undefined;
  const recordedAt = toInstant(new Date(text));
  return recordedAt === undefined ? undefined : { recordedAt };
}

/** The revision that a replay ends with. */
export function lastRevisionOf(
  eventStore: EventStore,
  userId: UserId,
  until: ReplayEnd | undefined,
): Promise<number> {
  if (until === undefined) return Promise.resolve(Infinity);
  if ("revision" in until) return Promise.resolve(until.revision);
  return lastRevisionBy(eventStore, userId, until.recordedAt);
}
