import { hash } from "node:crypto";
import {
  itemKey,
  type Item,
  type ItemId,
  type ItemKind,
  type PurchaseId,
  type UserId,
} from "../../events/identifiers.js";
import { toExtendedJson } from "../documents/extended-json.js";
import { isSubdocument } from "../documents/item-reference.js";
import type { HistoryRecord } from "../../stores/read-model/documents.js";
import type { FoldedUser } from "../../projections/replay/fold-user.js";
import type { AccountChange, Entry, ShopAccount } from "../mongodb/shop-accounts.js";

/** What the shop's account of one user lacks, and what the ledger leaves as it is. */
export interface AccountPlan {
  readonly userId: UserId;
  /** The revision of the user's stream that the plan is made of. */
  readonly revision: number;
  /** Undefined if the account says what the events say. */
  readonly change: AccountChange | undefined;
  /** What only the shop has: no event speaks of it, or it is a record of the shop's own. It is left. */
  readonly left: readonly Item[];
  /** Why nothing can be done for this user. */
  readonly problem: string | undefined;
}

/**
 * Compares what a user's events say with what the shop keeps. Pure.
 *
 * What is owned has to be in the array, and to have a record; what was revoked must not be in the array, and not in a
 * record that the ledger made. Of everything else the ledger knows nothing, and leaves it: it may not be imported yet.
 */
export function planAccount({ models, revision, stopped }: FoldedUser, account: ShopAccount): AccountPlan {
  const { userId, users, records } = account;
  const nothing = { userId, revision, change: undefined, left: [] };
  if (stopped !== undefined)
    return { ...nothing, problem: `An event of the user cannot be read: ${stopped.message}` };
  const [user, another] = users;
  if (user === undefined) return { ...nothing, problem: "The shop has no such user." };
  if (another !== undefined) return { ...nothing, problem: "The shop has the user more than once." };
  const { course, test } = user.arrays;
  if (course === undefined || test === undefined)
    return { ...nothing, problem: "The user's purchasedCourses or purchasedTests is not a list." };
  // Bare ids beside subdocuments would be a list that the shop's own code cannot read.
  if ([...course, ...test].some(({ raw }) => isSubdocument(toExtendedJson(raw)))) {
    return {
      ...nothing,
      problem: "The user's purchasedCourses or purchasedTests holds subdocuments, not ids.",
    };
  }

  const bought = models.history?.documents ?? [];
  const owned = models.ownership?.documents[0];
  const standing = new Map(bought.filter(stands).map((purchase) => [keyOf(purchase), purchase]));
  const known = new Set(bought.map(keyOf));
  const ours = new Set(bought.map(({ purchaseId }) => adoptedRecordId(userId, purchaseId)));
  const idsOf = (kind: ItemKind): readonly ItemId[] =>
    (kind === "course" ? owned?.purchasedCourses : owned?.purchasedTests) ?? [];
  const missing = (kind: ItemKind, entries: readonly Entry[]): readonly ItemId[] => {
    const there = new Set(entries.map(({ id }) => id));
    return idsOf(kind).filter((id) => !there.has(id));
  };
  const revoked = (kind: ItemKind, entries: readonly Entry[]): readonly Entry[] =>
    entries.filter(({ id }) => id !== undefined && has(known, kind, id) && !has(standing, kind, id));

  const fallen = new Set(
    bought
      .filter((purchase) => !stands(purchase))
      .map(({ purchaseId }) => adoptedRecordId(userId, purchaseId)),
  );
  const toDelete = records.flatMap(({ recordId }) =>
    recordId !== undefined && fallen.has(recordId) ? [recordId] : [],
  );
  const remaining = records.filter(({ recordId }) => recordId === undefined || !fallen.has(recordId));
  const recorded = new Set(remaining.map(keyOf));
  const insert = [...standing.values()]
    .filter((purchase) => !recorded.has(keyOf(purchase)))
    .map(({ purchaseId, kind, itemId, purchasedAt }) => ({
      recordId: adoptedRecordId(userId, purchaseId),
      kind,
      itemId,
      purchasedAt,
    }));
  const change: AccountChange = {
    userId,
    user,
    add: { course: missing("course", course), test: missing("test", test) },
    remove: { course: revoked("course", course), test: revoked("test", test) },
    insert,
    delete: toDelete,
  };
  const left = [
    ...unknownEntries("course", course, known),
    ...unknownEntries("test", test, known),
    ...remaining
      .filter((record) => !standing.has(keyOf(record)) && !ours.has(record.recordId ?? ""))
      .map(({ kind, itemId: id }) => ({ kind, id })),
  ];
  return { userId, revision, change: isEmpty(change) ? undefined : change, left, problem: undefined };
}

/** The `_id` of the record that the ledger makes of a purchase: an ObjectId, the same each time. */
const adoptedRecordId = (userId: UserId, purchaseId: PurchaseId): string =>
  hash("sha256", JSON.stringify(["adopted record", userId, purchaseId])).slice(0, 24);

const stands = ({ revokedAt }: HistoryRecord): boolean => revokedAt === null;

const keyOf = ({ kind, itemId }: { readonly kind: ItemKind; readonly itemId: ItemId }): string =>
  itemKey({ kind, id: itemId });

const has = (keys: { has(key: string): boolean }, kind: ItemKind, id: ItemId): boolean =>
  keys.has(itemKey({ kind, id }));

function unknownEntries(
  kind: ItemKind,
  entries: readonly Entry[],
  known: ReadonlySet<string>,
): readonly Item[] {
  return entries.flatMap(({ id }) => (id === undefined || has(known, kind, id) ? [] : [{ kind, id }]));
}

const isEmpty = ({ add, remove, insert, delete: deleted }: AccountChange): boolean =>
  [add.course, add.test, remove.course, remove.test, insert, deleted].every(({ length }) => length === 0);
