import { assertNever, LedgerError } from "../../errors.js";
import type { Item, ItemId, ItemKind, PurchaseId, UserId } from "../../events/identifiers.js";
import { itemOfEvent, type EventContent } from "../../events/purchase-events.js";
import type { OwnedTwice, OwnershipDocument } from "../../stores/read-model/documents.js";

/** A document while it is being folded. */
export interface OwnershipDraft {
  readonly userId: UserId;
  purchasedCourses: ItemId[];
  purchasedCoursesAt: (string | null)[];
  purchasedTests: ItemId[];
  purchasedTestsAt: (string | null)[];
  duplicates?: readonly OwnedTwice[];
  revision: number;
}

/** A draft that folds on from `document`, or from nothing (revision -1) for a user not seen before. */
export function draftOwnership(userId: UserId, document: OwnershipDocument | undefined): OwnershipDraft {
  return {
    userId,
    purchasedCourses: [...(document?.purchasedCourses ?? [])],
    purchasedCoursesAt: [...(document?.purchasedCoursesAt ?? [])],
    purchasedTests: [...(document?.purchasedTests ?? [])],
    purchasedTestsAt: [...(document?.purchasedTestsAt ?? [])],
    ...(document?.duplicates === undefined ? {} : { duplicates: document.duplicates }),
    revision: document?.revision ?? -1,
  };
}

/**
 * Folds one event into what its user owns. Deterministic, and changes nothing but `draft`:
 * copying the arrays for each event would make a long stream cost the square of its length.
 *
 * The caller hands over the events of one user in order, see {@link nextStep}.
 *
 * @throws LedgerError `event_invalid` if the event cannot follow: it buys what is owned, or revokes what is not.
 */
export function foldOwnership(
  draft: OwnershipDraft,
  event: EventContent & { readonly revision: number },
): OwnershipChange {
  const change = foldEvent(draft, event);
  draft.revision = event.revision;
  return change;
}

/** What an event changed for its item. */
export type OwnershipChange = "gained" | "lost" | "nothing";

function foldEvent(
  draft: OwnershipDraft,
  event: EventContent & { readonly revision: number },
): OwnershipChange {
  switch (event.type) {
    case "CoursePurchased":
    case "TestPurchased":
    case "PurchaseReinstated":
      return gain(draft, event, itemOfEvent(event));
    case "PurchaseRevoked":
      return lose(draft, event.revision, event.data.item, event.data.purchaseId);
    case "PurchaseRefunded":
    case "PurchaseDisputed":
      // Money, or news: neither moves access.
      return "nothing";
    default:
      return assertNever(event, "event");
  }
}

type Gaining = Extract<EventContent, { type: "CoursePurchased" | "TestPurchased" | "PurchaseReinstated" }>;

function gain(
  draft: OwnershipDraft,
  event: Gaining & { readonly revision: number },
  item: Item,
): OwnershipChange {
  const { purchaseId, purchasedAt, duplicateOf } = event.data;
  if (duplicateOf === null) {
    add(draft, event.revision, item.kind, item.id, purchasedAt);
    return "gained";
  }
  const { ids, dates } = arraysOf(draft, item.kind);
  const index = ids.indexOf(item.id);
  if (index === -1)
    throw cannotFollow(
      draft,
      event.revision,
      `buys ${item.kind} ${item.id} twice, which the user does not own`,
    );
  const before = twice(draft, item)?.standing ?? [
    { purchaseId: duplicateOf, purchasedAt: dates[index] ?? null },
  ];
  setTwice(draft, item, [...before, { purchaseId, purchasedAt }]);
  return "nothing";
}

/** The item stays while another purchase of it stands, with the date of that one. */
function lose(draft: OwnershipDraft, revision: number, item: Item, purchaseId: PurchaseId): OwnershipChange {
  const standing = twice(draft, item)?.standing ?? [];
  const others = standing.filter((each) => each.purchaseId !== purchaseId);
  const [first] = others;
  if (first === undefined) {
    remove(draft, revision, item.kind, item.id);
    return "lost";
  }
  if (others.length === standing.length)
    throw cannotFollow(draft, revision, `revokes ${item.kind} ${item.id} by a purchase that does not stand`);
  const { ids, dates } = arraysOf(draft, item.kind);
  dates[ids.indexOf(item.id)] = first.purchasedAt;
  setTwice(draft, item, others);
  return "nothing";
}

const isOf =
  ({ kind, id }: Item) =>
  (each: OwnedTwice): boolean =>
    each.kind === kind && each.itemId === id;

const twice = (draft: OwnershipDraft, item: Item): OwnedTwice | undefined =>
  draft.duplicates?.find(isOf(item));

function setTwice(draft: OwnershipDraft, item: Item, standing: OwnedTwice["standing"]): void {
  const others = (draft.duplicates ?? []).filter((each) => !isOf(item)(each));
  const all = standing.length < 2 ? others : [...others, { kind: item.kind, itemId: item.id, standing }];
  if (all.length > 0) draft.duplicates = all;
  else delete draft.duplicates;
}

function arraysOf(draft: OwnershipDraft, kind: ItemKind): { ids: ItemId[]; dates: (string | null)[] } {
  return kind === "course"
    ? { ids: draft.purchasedCourses, dates: draft.purchasedCoursesAt }
    : { ids: draft.purchasedTests, dates: draft.purchasedTestsAt };
}

function add(
  draft: OwnershipDraft,
  revision: number,
  kind: ItemKind,
  id: ItemId,
  purchasedAt: string | null,
): void {
  const { ids, dates } = arraysOf(draft, kind);
  const index = indexFor(ids);
  if (index?.has(id) ?? ids.includes(id))
    throw cannotFollow(draft, revision, `buys ${kind} ${id}, which the user owns already`);
  ids.push(id);
  dates.push(purchasedAt);
  index?.add(id);
}

function remove(draft: OwnershipDraft, revision: number, kind: ItemKind, id: ItemId): void {
  const { ids, dates } = arraysOf(draft, kind);
  const index = ids.indexOf(id);
  if (index === -1) throw cannotFollow(draft, revision, `revokes ${kind} ${id}, which the user does not own`);
  ids.splice(index, 1);
  dates.splice(index, 1);
  if (ids.length > manyIds) indexes.get(ids)?.delete(id);
  else indexes.delete(ids);
}

/** From here on a search through all ids for each event would make a long stream cost the square of its length. */
const manyIds = 64;
/** What long arrays of drafts hold; only {@link foldOwnership} changes those, and this with them. */
const indexes = new WeakMap<readonly ItemId[], Set<ItemId>>();

function indexFor(ids: readonly ItemId[]): Set<ItemId> | undefined {
  if (ids.length <= manyIds) return undefined;
  let index = indexes.get(ids);
  if (index === undefined) {
    index = new Set(ids);
    indexes.set(ids, index);
  }
  return index;
}

function cannotFollow(draft: OwnershipDraft, revision: number, what: string): LedgerError {
  return new LedgerError("event_invalid", `Event ${revision} of user ${draft.userId} ${what}.`, {
    details: { userId: draft.userId, revision },
  });
}
