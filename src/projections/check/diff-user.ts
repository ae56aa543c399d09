import { streamOf, type UserId } from "../../events/identifiers.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import type { DeadLetter, Model, StoredModel } from "../../stores/read-model/read-model-store.js";
import type { ProjectionName } from "../../stores/read-model/documents.js";
import type { Projection } from "../projection.js";
import { projections as allProjections } from "../projections.js";
import { examineUser } from "./examine-user.js";
import type { StoredModels } from "./examine-users.js";
import { lastKeptRevision } from "../../stores/event-store/stream-ends.js";

/** One field whose stored value is not what the events say. */
export interface FieldDifference {
  /** e.g. `ownership.purchasedCourses.0`, or `history.<purchaseId>.price.amountMinor`. */
  readonly path: string;
  /** Undefined for what is not there. */
  readonly stored: unknown;
  readonly expected: unknown;
}

export interface UserDiff {
  /** `behind`: correct as far as it is folded, but the stream has more events. */
  readonly state: "in_step" | "behind" | "drifted";
  /** Events of the stream that the projection which is furthest behind has not folded. */
  readonly behindBy: number;
  /** The stream's last revision; undefined if it has no event. */
  readonly revision: number | undefined;
  /** The revision that each projection claims to be folded to; undefined if it claims none that is possible. */
  readonly foldedTo: ReadonlyMap<ProjectionName, number | undefined>;
  /** Empty unless it has drifted. */
  readonly differences: readonly FieldDifference[];
  /** The event that the user waits behind, if any. */
  readonly heldBack: DeadLetter | undefined;
}

export interface DiffUserOptions {
  readonly eventStore: EventStore;
  readonly readModel: StoredModels;
  readonly userId: UserId;
  /** All by default. */
  readonly projections?: readonly Projection[];
}

/**
 * Compares what is stored of one user with the fold of the user's stream, field by field, each projection at its own
 * revision. A user who waits behind an event that cannot be read has not drifted because of that.
 */
export async function diffUser(options: DiffUserOptions): Promise<UserDiff> {
  const { eventStore, readModel, userId, projections = allProjections } = options;
  // The order matters: what is read later can only be ahead, and never looks as if it were behind.
  const checkpoint = await readModel.checkpoint();
  const heldBack = await readModel.deadLetter(streamOf(userId));
  const stored = await readModel.user(userId);
  const heldBackAt = heldBack?.revision;
  const { drifts, expected } = await examineUser({
    ...{ eventStore, stored, projections, checkpoint, heldBackAt },
  });
  const revision = await lastKeptRevision(eventStore, streamOf(userId));
  const foldedTo = new Map(projections.map(({ name }) => [name, stored.models[name]?.revision]));
  const least = Math.min(...[...foldedTo.values()].map((each) => each ?? -1));
  const behindBy = Math.max(0, (revision ?? -1) - least);
  const state = drifts.length > 0 ? "drifted" : behindBy > 0 ? "behind" : "in_step";
  const drifted = projections.filter(({ name }) => drifts.some(({ projection }) => projection === name));
  const differences = drifted.flatMap((each) =>
    modelDifferences(each, stored.models[each.name], expected.get(each.name)?.[each.name]),
  );
  return { state, behindBy, revision, foldedTo, differences, heldBack };
}

/** Every field of one user's models that differs from what a projection should hold. Pure. */
export function modelDifferences(
  { name, keyOf }: Projection,
  stored: StoredModel | undefined,
  expected: Model | undefined,
): readonly FieldDifference[] {
  const byKey = ({ documents = [] }: Partial<StoredModel> = {}): ReadonlyMap<string, unknown> => {
    const named = new Map<string, unknown>();
    for (const document of documents) {
      const key = keyOf(document);
      // Documents that no event explains may repeat a key: each gets its own name, so that none is lost.
      named.set(named.has(key) ? `${key}#${document.revision}` : key, document);
    }
    return named;
  };
  const [found, wanted] = [byKey(stored), byKey(expected)];
  const keys = [...new Set([...wanted.keys(), ...found.keys()])];
  const differences = keys.flatMap((key) =>
    differencesOf(key === "" ? name : `${name}.${key}`, found.get(key), wanted.get(key)),
  );
  // A projection with one document a user has its revision in there.
  return keys.includes("")
    ? differences
    : [...differences, ...differencesOf(`${name}.revision`, stored?.revision, expected?.revision)];
}

/** Every place where two JSON values differ. Where only one of them has a value, the place where it begins. */
function differencesOf(path: string, stored: unknown, expected: unknown): readonly FieldDifference[] {
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
