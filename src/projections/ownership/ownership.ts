import { itemKey, type ItemId } from "../../events/identifiers.js";
import type { OwnershipDocument } from "../../stores/read-model/documents.js";
import type { Projection } from "../projection.js";
import {
  assertOwnershipFollows,
  draftOwnership,
  foldOwnership,
  type OwnershipDraft,
} from "./fold-ownership.js";

/** There is one document per user. */
export const ownershipKey = "";

/** What a user owns now. */
export const ownership = {
  name: "ownership",
  foldVersion: 1,
  keyOf: () => ownershipKey,
  keysOf: () => [ownershipKey],
  check(documents, event, userId) {
    assertOwnershipFollows(documents.get(ownershipKey), event, userId);
  },
  fold(documents, event, userId) {
    // A stored document was loaded for this fold only, so it can serve as the draft.
    const draft =
      (documents.get(ownershipKey) as OwnershipDraft | undefined) ?? draftOwnership(userId, undefined);
    foldOwnership(draft, event);
    documents.set(ownershipKey, draft);
  },
  repetitionIn(document) {
    for (const field of ["purchasedCourses", "purchasedTests"] as const) {
      const ids = idsOf(document, field);
      const index = firstRepeated(ids);
      if (index !== -1) return { path: `${field}.${index}`, value: ids[index] };
    }
    return undefined;
  },
  owned: {
    description: "Items that the ownership projection names.",
    itemsOf: ([document]) => [
      ...idsOf(document, "purchasedCourses").map((id) => itemKey({ kind: "course", id })),
      ...idsOf(document, "purchasedTests").map((id) => itemKey({ kind: "test", id })),
    ],
  },
} as const satisfies Projection<OwnershipDocument>;

/** The place of the first id that was there before; -1 if none was. */
function firstRepeated(ids: readonly ItemId[]): number {
  const seen = new Set<ItemId>();
  return ids.findIndex((id) => {
    if (seen.has(id)) return true;
    seen.add(id);
    return false;
  });
}

/** A stored document may be damaged and hold anything. */
function idsOf(document: unknown, field: "purchasedCourses" | "purchasedTests"): readonly ItemId[] {
  const ids = (document as Partial<Record<string, unknown>> | null | undefined)?.[field];
  return Array.isArray(ids) ? ids.map((id) => String(id) as ItemId) : [];
}
