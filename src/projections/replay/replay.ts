import { assertNever, isLedgerError, LedgerError } from "../../errors.js";
import { decodeEvent } from "../../events/codec.js";
import { streamOf, type Item, type PurchaseId, type UserId } from "../../events/identifiers.js";
import { itemOfEvent, toInstant } from "../../events/purchase-events.js";
import type { EventStore, RecordedEvent } from "../../stores/event-store/event-store.js";
import type { RecordedPurchase } from "../fold/fold-batch.js";
import { assertFollows, type RecordState } from "../history/fold-history.js";
import { draftOwnership, foldOwnership } from "../ownership/fold-ownership.js";

/** What a user owns: ids, in the order in which they were bought. */
export interface Owned {
  readonly courses: readonly string[];
  readonly tests: readonly string[];
}

/** What an event changed in what the user owns; nothing, where it could not be folded. */
export interface OwnedChange {
  readonly added: readonly Item[];
  readonly removed: readonly Item[];
}

/** One event of a user's stream, and what the user owned after it. */
export interface ReplayStep {
  /** As it stands in the log. */
  readonly recorded: RecordedEvent;
  /**
   * The event; or why it cannot be read or folded. Such an event changes nothing, and neither do those behind it:
   * they wait, as in the projections.
   */
  readonly event: RecordedPurchase | LedgerError;
  /** Whether the event waits behind an earlier one that cannot be folded. */
  readonly waits: boolean;
  readonly changed: OwnedChange;
  /**
   * What the user owned then. Ask before the next step, and copy what you keep: these are the fold's own arrays,
   * because a copy for each event would make a long stream cost the square of its length.
   *
   * @throws LedgerError `internal_error` after the next step, when they hold something else.
   */
  ownedAfter(): Owned;
}

/** Where a replay ends: at a revision, or with what the log had accepted at an instant (ISO 8601 UTC, inclusive). */
export type ReplayEnd = { readonly revision: number } | { readonly recordedAt: string };

export interface ReplayOptions {
  readonly eventStore: EventStore;
  readonly userId: UserId;
  readonly until?: ReplayEnd | undefined;
  /** The first revision to show; those before it are folded all the same. */
  readonly from?: number | undefined;
}

/**
 * Replays one user's stream with the projections' own folds, step by step.
 *
 * Time travel goes by the time at which the log accepted an event, not by `purchasedAt`: what the ledger knew at that
 * moment is what its pages showed. An import brings old purchases in at the time of the import.
 */
export async function* replayUser({
  eventStore,
  userId,
  until,
  from = 0,
}: ReplayOptions): AsyncIterable<ReplayStep> {
  const replay = createReplay(userId);
  for await (const batch of eventStore.readStream(streamOf(userId))) {
    for (const recorded of batch) {
      if (until !== undefined && isBeyond(recorded, until)) return;
      const step = replay(recorded);
      if (recorded.revision >= from) yield step;
    }
  }
}

/** Folds the events of one user as they come; for a replay that goes on live. */
export function createReplay(userId: UserId): (recorded: RecordedEvent) => ReplayStep {
  const draft = draftOwnership(userId, undefined);
  // Whole records of a long stream would be most of what a replay keeps, and nobody sees them.
  const records = new Map<PurchaseId, RecordState>();
  const owned: Owned = { courses: draft.purchasedCourses, tests: draft.purchasedTests };
  let stopped = false;
  let latest = -1;
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
        if (latest === revision) return owned;
        throw new LedgerError("internal_error", `The replay is past event ${revision}: ask in time.`);
      },
    };
  };

  function foldNext(recorded: RecordedEvent): Pick<ReplayStep, "event" | "changed"> {
    try {
      const event = decodeEvent(recorded);
      return { event, changed: stopped ? nothingChanged : fold(event) };
    } catch (error) {
      if (!isLedgerError(error)) throw error;
      stopped = true;
      return { event: error, changed: nothingChanged };
    }
  }

  function fold(event: RecordedPurchase): OwnedChange {
    const { purchaseId } = event.data;
    assertFollows(records.get(purchaseId), event);
    const change = foldOwnership(draft, event);
    const item = itemOfEvent(event);
    const revokedAt = revokedAtAfter(records.get(purchaseId), event);
    records.set(purchaseId, { kind: item.kind, itemId: item.id, revokedAt });
    if (change === "nothing") return nothingChanged;
    return change === "lost" ? { added: nothing, removed: [item] } : { added: [item], removed: nothing };
  }
}

const nothing: readonly Item[] = [];
const nothingChanged: OwnedChange = { added: nothing, removed: nothing };

/** When access was taken, if it is away after the event. */
function revokedAtAfter(before: RecordState | undefined, event: RecordedPurchase): string | null {
  switch (event.type) {
    case "CoursePurchased":
    case "TestPurchased":
    case "PurchaseReinstated":
      return null;
    case "PurchaseRevoked":
      return event.data.revokedAt;
    case "PurchaseRefunded":
    case "PurchaseDisputed":
      return before?.revokedAt ?? null;
    default:
      return assertNever(event, "event");
  }
}

/** How {@link parseReplayEnd} wants it, for messages. */
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

function isBeyond({ revision, created }: RecordedEvent, until: ReplayEnd): boolean {
  return "revision" in until ? revision > until.revision : created > until.recordedAt;
}
