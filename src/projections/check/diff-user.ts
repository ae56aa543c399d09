import { streamOf, type UserId } from "../../events/identifiers.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import type { DeadLetter, ReadModelStore, StoredUser } from "../../stores/read-model/read-model-store.js";
import { claimedRevision } from "./compare-user.js";
import { projectionNames } from "../../stores/read-model/documents.js";
import { examineUser } from "./examine-user.js";

/** One field that is stored otherwise than the events say. */
export interface FieldDifference {
  /** e.g. `ownership.purchasedCourses.0`, or `history.<purchaseId>.price.amountMinor`. */
  readonly path: string;
  /** Undefined for what is not there. */
  readonly stored: unknown;
  readonly expected: unknown;
}

export interface UserDiff {
  /** `behind`: right as far as it is folded, but the stream has more. */
  readonly state: "in_step" | "behind" | "drifted";
  /** Events of the stream that the projection which is further behind has not folded. */
  readonly behindBy: number;
  /** The stream's last revision; undefined if it has no event. */
  readonly revision: number | undefined;
  /** What each projection says that it is folded to; undefined where it says nothing that could be. */
  readonly foldedTo: { readonly ownership: number | undefined; readonly history: number | undefined };
  /** Empty unless it has drifted. */
  readonly differences: readonly FieldDifference[];
  /** The event that the user waits behind, if any. */
  readonly heldBack: DeadLetter | undefined;
}

export interface DiffUserOptions {
  readonly eventStore: EventStore;
  readonly readModel: ReadModelStore;
  readonly userId: UserId;
}

/**
 * Holds what is stored of one user against the fold of the user's stream, field by field, each projection at its own
 * revision. A user who waits behind an event that cannot be read has not drifted because of that.
 */
export async function diffUser({ eventStore, readModel, userId }: DiffUserOptions): Promise<UserDiff> {
  // In this order: what is read later can only be further, never look as if it were behind.
  const checkpoint = await readModel.checkpoint();
  const heldBack = await readModel.deadLetter(streamOf(userId));
  const stored = await readModel.user(userId);
  const { drifts, expected } = await examineUser({
    eventStore,
    stored,
    projections: projectionNames,
    checkpoint,
    heldBackAt: heldBack?.revision,
  });
  const revision = await lastRevision(eventStore, userId);
  const foldedTo = { ownership: claimedRevision(stored.ownership), history: stored.historyRevision };
  const least = Math.min(foldedTo.ownership ?? -1, foldedTo.history ?? -1);
  const behindBy = Math.max(0, (revision ?? -1) - least);
  const state = drifts.length > 0 ? "drifted" : behindBy > 0 ? "behind" : "in_step";
  const drifted = new Set(drifts.map(({ projection }) => projection));
  const differences = [
    ...(drifted.has("ownership")
      ? differencesOf("ownership", stored.ownership, expected.get("ownership")?.ownership)
      : []),
    ...(drifted.has("history") ? historyDifferences(stored, expected.get("history")) : []),
  ];
  return { state, behindBy, revision, foldedTo, differences, heldBack };
}

async function lastRevision(eventStore: EventStore, userId: UserId): Promise<number | undefined> {
  for await (const [last] of eventStore.readStream(streamOf(userId), { direction: "backwards", limit: 1 }))
    return last?.revision;
  return undefined;
}

function historyDifferences(
  stored: StoredUser,
  expected: Pick<StoredUser, "history" | "historyRevision"> | undefined,
): readonly FieldDifference[] {
  // Invented records may repeat an id: they are told apart, not lost.
  const byId = (records: StoredUser["history"] = []): Readonly<Record<string, unknown>> => {
    const named = new Map<string, unknown>();
    for (const record of records) {
      const { purchaseId, purchasedRevision } = record;
      named.set(named.has(purchaseId) ? `${purchaseId}#${purchasedRevision}` : purchaseId, record);
    }
    return Object.fromEntries(named);
  };
  return [
    ...differencesOf("history", byId(stored.history), byId(expected?.history)),
    ...differencesOf("history.revision", stored.historyRevision, expected?.historyRevision),
  ];
}

/** Every place where two JSON values differ; of what only one of them has, the place where it begins. */
export function differencesOf(path: string, stored: unknown, expected: unknown): readonly FieldDifference[] {
  if (stored === expected) return [];
  const found = entriesOf(stored);
  const wanted = entriesOf(expected);
  const comparable = Array.isArray(stored) === Array.isArray(expected);
  if (found === undefined || wanted === undefined || !comparable) return [{ path, stored, expected }];
  return [...new Set([...wanted.keys(), ...found.keys()])].flatMap((key) =>
    differencesOf(`${path}.${key}`, found.get(key), wanted.get(key)),
  );
}

function entriesOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  return typeof value === "object" && value !== null ? new Map(Object.entries(value)) : undefined;
}
