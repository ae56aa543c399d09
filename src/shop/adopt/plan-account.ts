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
import type { AccountChange, Entry } from "../mongodb/account-change.js";
import type { ShopAccount } from "../mongodb/shop-accounts.js";

/** How the shop's account of one user must change. */
export interface AccountPlan {
  readonly userId: UserId;
  /** The revision of the user's stream on which the plan is based. */
  readonly revision: number;
  /** Undefined if the account agrees with the events. */
  readonly change: AccountChange | undefined;
  /** Items that only the shop has, or that the shop has recorded itself. They stay. */
  readonly left: readonly Item[];
  /** Why nothing can be done for this user. */
  readonly problem: string | undefined;
}

/**
 * Compares a user's events with the shop's account. Pure.
 *
 * An owned item must be in the array and must have a record. A revoked item must be neither in the array nor in a record
 * that the ledger made. The ledger does not change anything else, because it may not be imported yet.
 */
export function planAccount(folded: FoldedUser, account: ShopAccount): AccountPlan {
  const { revision } = folded;
  const { userId, users, records } = account;
  const problem = problemOf(folded, account);
  const [user] = users;
  const { course, test } = user?.arrays ?? {};
  if (problem !== undefined || user === undefined || course === undefined || test === undefined) {
    return { userId, revision, change: undefined, left: [], problem };
  }
  const bought = folded.models.history?.documents ?? [];
  const arrays = planArrays(folded, { course, test });
  const ofRecords = planRecords(userId, bought, records);
  const change: AccountChange = {
    userId,
    user,
    add: { course: arrays.course.add, test: arrays.test.add },
    remove: { course: arrays.course.remove, test: arrays.test.remove },
    insert: ofRecords.insert,
    delete: ofRecords.delete,
  };
  const left = [...arrays.course.left, ...arrays.test.left, ...ofRecords.left];
  return { userId, revision, change: isEmpty(change) ? undefined : change, left, problem: undefined };
}

/** Why the shop's account of the user cannot be updated. Undefined if it can. */
function problemOf({ stopped }: FoldedUser, { users: [user, another] }: ShopAccount): string | undefined {
  if (stopped !== undefined) return `An event of the user cannot be read: ${stopped.message}`;
  if (user === undefined) return "The shop has no such user.";
  if (another !== undefined) return "The shop has the user more than once.";
  const { course, test } = user.arrays;
  if (course === undefined || test === undefined) {
    return "The user's purchasedCourses or purchasedTests is not a list.";
  }
  // The shop's own code could not read a list that mixes ids and subdocuments.
  if ([...course, ...test].some(({ raw }) => isSubdocument(toExtendedJson(raw)))) {
    return "The user's purchasedCourses or purchasedTests holds subdocuments, not ids.";
  }
  return undefined;
}

/** Items to add to the user's arrays, revoked items to remove, and items that no event explains. */
function planArrays({ models }: FoldedUser, entries: Readonly<Record<ItemKind, readonly Entry[]>>) {
  const owned = models.ownership?.documents[0];
  const bought = models.history?.documents ?? [];
  const known = new Set(bought.map(keyOf));
  const standing = new Set(bought.filter(stands).map(keyOf));
  const plan = (kind: ItemKind, ownedIds: readonly ItemId[]) => {
    const there = new Set(entries[kind].map(({ id }) => id));
    return {
      add: ownedIds.filter((id) => !there.has(id)),
      remove: entries[kind].filter(
        ({ id }) => id !== undefined && has(known, kind, id) && !has(standing, kind, id),
      ),
      left: entries[kind].flatMap(({ id }) =>
        id === undefined || has(known, kind, id) ? [] : [{ kind, id }],
      ),
    };
  };
  return {
    course: plan("course", owned?.purchasedCourses ?? []),
    test: plan("test", owned?.purchasedTests ?? []),
  };
}

/** Records to add, the ledger's own records to remove, and records of the shop that stay. */
function planRecords(userId: UserId, bought: readonly HistoryRecord[], records: ShopAccount["records"]) {
  const ids = (purchases: readonly HistoryRecord[]) =>
    new Set(purchases.map(({ purchaseId }) => adoptedRecordId(userId, purchaseId)));
  const ours = ids(bought);
  const fallen = ids(bought.filter((purchase) => !stands(purchase)));
  const standing = new Map(bought.filter(stands).map((purchase) => [keyOf(purchase), purchase]));
  const remaining = records.filter(({ recordId }) => recordId === undefined || !fallen.has(recordId));
  const recorded = new Set(remaining.map(keyOf));
  return {
    delete: records.flatMap(({ recordId }) =>
      recordId !== undefined && fallen.has(recordId) ? [recordId] : [],
    ),
    insert: [...standing.values()]
      .filter((purchase) => !recorded.has(keyOf(purchase)))
      .map(({ purchaseId, kind, itemId, purchasedAt }) => ({
        recordId: adoptedRecordId(userId, purchaseId),
        kind,
        itemId,
        purchasedAt,
      })),
    left: remaining
      .filter((record) => !standing.has(keyOf(record)) && !ours.has(record.recordId ?? ""))
      .map(({ kind, itemId: id }) => ({ kind, id })),
  };
}

/** The `_id` of the record that the ledger makes for a purchase: an ObjectId that is always the same. */
const adoptedRecordId = (userId: UserId, purchaseId: PurchaseId): string =>
  hash("sha256", JSON.stringify(["adopted record", userId, purchaseId])).slice(0, 24);

const stands = ({ revokedAt }: HistoryRecord): boolean => revokedAt === null;

const keyOf = ({ kind, itemId }: { readonly kind: ItemKind; readonly itemId: ItemId }): string =>
  itemKey({ kind, id: itemId });

const has = (keys: { has(key: string): boolean }, kind: ItemKind, id: ItemId): boolean =>
  keys.has(itemKey({ kind, id }));

const isEmpty = ({ add, remove, insert, delete: deleted }: AccountChange): boolean =>
  [add.course, add.test, remove.course, remove.test, insert, deleted].every(({ length }) => length === 0);
