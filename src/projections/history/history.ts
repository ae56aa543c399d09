import { itemKey } from "../../events/identifiers.js";
import type { HistoryRecord } from "../../stores/read-model/documents.js";
import type { Projection } from "../projection.js";
import { assertFollows, foldHistory } from "./fold-history.js";

/** Every purchase of a user, one record each. */
export const history = {
  name: "history",
  foldVersion: 2,
  keyOf: ({ purchaseId }) => purchaseId,
  keysOf: ({ data: { purchaseId } }) => [purchaseId],
  check(records, event) {
    assertFollows(records.get(event.data.purchaseId), event);
  },
  fold(records, event) {
    const { purchaseId } = event.data;
    records.set(purchaseId, foldHistory(records.get(purchaseId), event));
  },
  // Active records of the same item repeat each other.
  repeatedIn(records) {
    const firsts = new Map<string, HistoryRecord>();
    const repeated = new Set<HistoryRecord>();
    for (const record of records.filter(stands)) {
      const first = firsts.get(itemOf(record));
      if (first === undefined) firsts.set(itemOf(record), record);
      else repeated.add(first).add(record);
    }
    return repeated;
  },
  about: ({ purchaseId }) => ({ purchaseId }),
  owned: {
    description: "Records of the history projection that are not revoked.",
    // An item counts once, however many purchases of it the user has.
    itemsOf: (records) => [...new Set(records.filter(stands).map(itemOf))],
  },
} as const satisfies Projection<HistoryRecord>;

const stands = ({ revokedAt }: HistoryRecord): boolean => revokedAt === null;

const itemOf = ({ kind, itemId }: HistoryRecord): string => itemKey({ kind, id: itemId });
