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

/** A draft that continues from `document`, or from nothing (revision -1) for a new user. */
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

type Numbered = EventContent & { readonly revision: number };

/**
 * Checks that an event can follow a document; undefined for a user without events. Pure.
 *
 * @throws LedgerError `event_invalid` if it cannot: it buys what is owned, or revokes what is not.
 */
export function assertOwnershipFollows(
  document: OwnershipDocument | undefined,
  event: Numbered,
  userId: UserId,
): void {
  const what = contradiction(document, event);
  if (what === undefined) return;
  const { kind, id } = itemOfEvent(event);
  throw new LedgerError(
    "event_invalid",
    `Event ${event.revision} of user ${userId} ${what.replace("#", `${kind} ${id}`)}.`,
    { details: { userId, revision: event.revision } },
  );
}

/** Why an event cannot follow. `#` stands for its item. */
function contradiction(document: OwnershipDocument | undefined, event: EventContent): string | undefined {
  const isOwned = ownsItem(document, itemOfEvent(event));
  switch (event.type) {
    case "CoursePurchased":
    case "TestPurchased":
    case "PurchaseReinstated":
      if (event.data.duplicateOf === null) return isOwned ? "buys #, which the user owns already" : undefined;
      return isOwned ? undefined : "buys # twice, which the user does not own";
    case "PurchaseRevoked": {
      if (!isOwned) return "revokes #, which the user does not own";
      const standing = twice(document, event.data.item)?.standing;
      const stands = standing?.some(({ purchaseId }) => purchaseId === event.data.purchaseId) ?? true;
      return stands ? undefined : "revokes # by a purchase that does not stand";
    }
    case "PurchaseRefunded":
    case "PurchasePriced":
    case "PurchaseDisputed":
      // These concern money or information only, not access.
      return undefined;
    default:
      return assertNever(event, "event");
  }
}

/** Whether the user owns an item. */
export function ownsItem(document: OwnershipDocument | undefined, { kind, id }: Item): boolean {
  if (document === undefined) return false;
  const ids = kind === "course" ? document.purchasedCourses : document.purchasedTests;
  return indexFor(ids)?.has(id) ?? ids.includes(id);
}

/**
 * Folds one event into what its user owns. Deterministic, and changes nothing but `draft`:
 * copying the arrays for each event would make a long stream cost the square of its length.
 *
 * The caller hands over the events of one user in order, see {@link nextStep}.
 *
 * @throws LedgerError what {@link assertOwnershipFollows} throws; nothing has changed then
 */
export function foldOwnership(draft: OwnershipDraft, event: Numbered): void {
  assertOwnershipFollows(draft, event, draft.userId);
  switch (event.type) {
    case "CoursePurchased":
    case "TestPurchased":
    case "PurchaseReinstated":
      gain(draft, event, itemOfEvent(event));
      break;
    case "PurchaseRevoked":
      lose(draft, event.data.item, event.data.purchaseId);
      break;
    case "PurchaseRefunded":
    case "PurchasePriced":
    case "PurchaseDisputed":
      break;
    default:
      assertNever(event, "event");
  }
  draft.revision = event.revision;
}

type Gaining = Extract<EventContent, { type: "CoursePurchased" | "TestPurchased" | "PurchaseReinstated" }>;

function gain(draft: OwnershipDraft, { data }: Gaining, item: Item): void {
  const { purchaseId, purchasedAt, duplicateOf } = data;
  const { ids, dates } = arraysOf(draft, item.kind);
  if (duplicateOf === null) {
    ids.push(item.id);
    dates.push(purchasedAt);
    indexes.get(ids)?.add(item.id);
    return;
  }
  const before = twice(draft, item)?.standing ?? [
    { purchaseId: duplicateOf, purchasedAt: dates[ids.indexOf(item.id)] ?? null },
  ];
  setTwice(draft, item, [...before, { purchaseId, purchasedAt }]);
}

/** The item stays while another purchase of it stands, and takes that purchase's date. */
function lose(draft: OwnershipDraft, item: Item, purchaseId: PurchaseId): void {
  const standing = twice(draft, item)?.standing ?? [];
  const others = standing.filter((each) => each.purchaseId !== purchaseId);
  const { ids, dates } = arraysOf(draft, item.kind);
  const index = ids.indexOf(item.id);
  const [first] = others;
  if (first === undefined) {
    ids.splice(index, 1);
    dates.splice(index, 1);
    if (ids.length > manyIds) indexes.get(ids)?.delete(item.id);
    else indexes.delete(ids);
  } else {
    dates[index] = first.purchasedAt;
    setTwice(draft, item, others);
  }
}

const isOf =
  ({ kind, id }: Item) =>
  (each: OwnedTwice): boolean =>
    each.kind === kind && each.itemId === id;

const twice = (document: OwnershipDocument | undefined, item: Item): OwnedTwice | undefined =>
  document?.duplicates?.find(isOf(item));

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

/** From this length on, searching all ids for each event would make a long stream cost the square of its length. */
const manyIds = 64;
/** The ids in the long arrays of drafts. Only {@link foldOwnership} changes those arrays, and this set with them. */
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
