import type { UserId } from "../../events/identifiers.js";
import type { StoredUser, UserModels } from "../../stores/read-model/read-model-store.js";
import type { HistoryRecord, ProjectionName } from "../../stores/read-model/documents.js";

/**
 * `missing`: the log has it, the store does not. `extra`: the store has it, no event explains it. `wrong`: it is there
 * and differs. `duplicate`: it is there more than once.
 */
export const driftKinds = ["missing", "extra", "wrong", "duplicate"] as const;
export type DriftKind = (typeof driftKinds)[number];

/** One thing that is stored other than the events say. */
export interface Drift {
  readonly kind: DriftKind;
  readonly projection: ProjectionName;
  readonly userId: UserId;
  /** The history record that it is about; undefined for whole documents. */
  readonly purchaseId?: string;
  /** The first place that differs, dotted; empty for the whole. */
  readonly path: string;
  /** Undefined for what is not there. */
  readonly stored: unknown;
  readonly expected: unknown;
}

/** Holds what is stored as a user's ownership against what should be. Pure. */
export function compareOwnership(stored: StoredUser, expected: UserModels["ownership"]): readonly Drift[] {
  const { userId, ownership } = stored;
  const drift = (kind: DriftKind, path: string, found: unknown, wanted: unknown): Drift => ({
    kind,
    projection: "ownership",
    userId,
    path,
    stored: found,
    expected: wanted,
  });
  if (ownership === undefined)
    return expected === undefined ? [] : [drift("missing", "", undefined, expected)];
  if (expected === undefined) return [drift("extra", "", ownership, undefined)];
  const twice = duplicateOf(ownership);
  if (twice !== undefined) return [drift("duplicate", twice.path, twice.value, undefined)];
  const difference = firstDifference(ownership, expected, "");
  return difference === undefined
    ? []
    : [drift("wrong", difference.path, difference.stored, difference.expected)];
}

/** Holds a user's stored history, record by record, against what should be. Pure. */
export function compareHistory(
  stored: StoredUser,
  expected: Pick<UserModels, "history" | "historyRevision">,
): readonly Drift[] {
  const { userId } = stored;
  const drifts: Drift[] = [];
  const add = (
    kind: DriftKind,
    purchaseId: string | undefined,
    path: string,
    found: unknown,
    wanted: unknown,
  ): void => {
    const about = purchaseId === undefined ? {} : { purchaseId };
    drifts.push({ kind, projection: "history", userId, ...about, path, stored: found, expected: wanted });
  };
  const wantedById = new Map(expected.history.map((record) => [record.purchaseId, record]));
  const activeItems = new Set<string>();
  for (const record of stored.history) {
    const wanted = wantedById.get(record.purchaseId);
    wantedById.delete(record.purchaseId);
    if (wanted === undefined) {
      // An active record of an item that an expected one already stands for is the same purchase twice.
      add(
        isSecondActive(record, stored.history) ? "duplicate" : "extra",
        record.purchaseId,
        "",
        record,
        undefined,
      );
      continue;
    }
    activeItems.add(itemOf(record));
    const difference = firstDifference(record, wanted, "");
    if (difference !== undefined)
      add("wrong", record.purchaseId, difference.path, difference.stored, difference.expected);
  }
  for (const [purchaseId, wanted] of wantedById) add("missing", purchaseId, "", undefined, wanted);
  if (stored.historyRevision !== expected.historyRevision && drifts.length === 0) {
    add("wrong", undefined, "historyRevision", stored.historyRevision, expected.historyRevision);
  }
  return drifts;
}

/** A user's two projections, held against each other. */
export interface CrossCheck {
  /** Items that ownership names. */
  readonly owned: number;
  /** Records that are not revoked. */
  readonly unrevoked: number;
  readonly onlyOwned: readonly string[];
  readonly onlyInHistory: readonly string[];
}

/**
 * The invariant that the shop's two systems broke: what ownership says a user owns is exactly the unrevoked history.
 *
 * @returns the ids, as `course:<id>`, that only one of the two has; undefined if the two are folded to different
 * revisions and so cannot be compared now. Pure.
 */
export function crossCheck(stored: StoredUser): CrossCheck | undefined {
  const document = asObject(stored.ownership);
  const ownershipRevision = document === undefined ? undefined : document.revision;
  if (ownershipRevision !== stored.historyRevision) return undefined;
  const allOwned = [
    ...idsOf(document?.purchasedCourses).map((id) => `course:${id}`),
    ...idsOf(document?.purchasedTests).map((id) => `test:${id}`),
  ];
  const allActive = stored.history.filter(({ revokedAt }) => revokedAt === null).map(itemOf);
  const [owned, active] = [new Set(allOwned), new Set(allActive)];
  // An item counts once, by however many purchases the user owns it.
  return {
    owned: allOwned.length,
    unrevoked: active.size,
    onlyOwned: [...owned].filter((key) => !active.has(key)),
    onlyInHistory: [...active].filter((key) => !owned.has(key)),
  };
}

/** The revision that a stored ownership document claims; undefined if it claims none that could be one. */
export function claimedRevision(ownership: unknown): number | undefined {
  const revision = asObject(ownership)?.revision;
  return typeof revision === "number" && Number.isSafeInteger(revision) && revision >= 0
    ? revision
    : undefined;
}

const itemOf = ({ kind, itemId }: HistoryRecord): string => `${kind}:${itemId}`;

function isSecondActive(record: HistoryRecord, all: readonly HistoryRecord[]): boolean {
  return (
    record.revokedAt === null &&
    all.some((other) => other !== record && other.revokedAt === null && itemOf(other) === itemOf(record))
  );
}

function duplicateOf(ownership: unknown): { path: string; value: unknown } | undefined {
  for (const field of ["purchasedCourses", "purchasedTests"] as const) {
    const ids = idsOf(asObject(ownership)?.[field]);
    const index = ids.findIndex((id, at) => ids.indexOf(id) < at);
    if (index !== -1) return { path: `${field}.${index}`, value: ids[index] };
  }
  return undefined;
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function idsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** The first place where two JSON values differ, in the order of the expected one's fields. */
export function firstDifference(
  stored: unknown,
  expected: unknown,
  path: string,
): { readonly path: string; readonly stored: unknown; readonly expected: unknown } | undefined {
  if (stored === expected) return undefined;
  const bothObjects =
    typeof stored === "object" && typeof expected === "object" && stored !== null && expected !== null;
  if (!bothObjects || Array.isArray(stored) !== Array.isArray(expected)) return { path, stored, expected };
  const found = new Map(Object.entries(stored));
  const wanted = new Map(Object.entries(expected));
  for (const key of new Set([...wanted.keys(), ...found.keys()])) {
    const difference = firstDifference(found.get(key), wanted.get(key), path === "" ? key : `${path}.${key}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}
