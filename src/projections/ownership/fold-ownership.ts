import { assertNever, LedgerError } from "../../errors.js";
import type { ItemId, ItemKind, UserId } from "../../events/identifiers.js";
import type { EventContent } from "../../events/purchase-events.js";
import type { OwnershipDocument } from "../../stores/read-model/documents.js";

/** A document while it is being folded. */
export interface OwnershipDraft {
  readonly userId: UserId;
  purchasedCourses: ItemId[];
  purchasedCoursesAt: (string | null)[];
  purchasedTests: ItemId[];
  purchasedTestsAt: (string | null)[];
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
): void {
  switch (event.type) {
    case "CoursePurchased":
      add(draft, event.revision, "course", event.data.courseId, event.data.purchasedAt);
      break;
    case "TestPurchased":
      add(draft, event.revision, "test", event.data.testId, event.data.purchasedAt);
      break;
    case "PurchaseRevoked":
      remove(draft, event.revision, event.data.item.kind, event.data.item.id);
      break;
    default:
      assertNever(event, "event");
  }
  draft.revision = event.revision;
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
