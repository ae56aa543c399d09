import { decodeEvent } from "../../src/events/codec.js";
import { isPaymentStream, type PurchaseId, type UserId } from "../../src/events/identifiers.js";
import type { HistoryRecord, OwnershipDocument } from "../../src/stores/read-model/documents.js";
import { foldHistory } from "../../src/projections/history/fold-history.js";
import {
  draftOwnership,
  foldOwnership,
  type OwnershipDraft,
} from "../../src/projections/ownership/fold-ownership.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";

/** What the read models must hold: the whole log folded once, in memory, by nothing but the folds. */
export async function cleanFold(eventStore: EventStore): Promise<{
  eventCount: number;
  ownership: Map<UserId, OwnershipDocument>;
  history: Map<UserId, Map<PurchaseId, HistoryRecord>>;
}> {
  const ownership = new Map<UserId, OwnershipDraft>();
  const history = new Map<UserId, Map<PurchaseId, HistoryRecord>>();
  let eventCount = 0;
  for await (const batch of eventStore.readAll({ batchSize: 1000, live: false })) {
    eventCount += batch.length;
    for (const event of batch.filter(({ stream }) => !isPaymentStream(stream)).map(decodeEvent)) {
      const { userId } = event.data;
      const draft = ownership.get(userId) ?? draftOwnership(userId, undefined);
      const records = history.get(userId) ?? new Map<PurchaseId, HistoryRecord>();
      ownership.set(userId, draft);
      history.set(userId, records);
      foldOwnership(draft, event);
      records.set(event.data.purchaseId, foldHistory(records.get(event.data.purchaseId), event));
    }
  }
  return { eventCount, ownership, history };
}

/** The same users' documents and records as the store has them. */
export async function storedModels(
  readModel: ReadModelStore,
  users: Iterable<UserId>,
): Promise<Omit<Awaited<ReturnType<typeof cleanFold>>, "eventCount">> {
  const ownership = new Map<UserId, OwnershipDocument>();
  const history = new Map<UserId, Map<PurchaseId, HistoryRecord>>();
  for (const userId of users) {
    const document = await readModel.ownership(userId);
    if (document !== undefined) ownership.set(userId, document);
    const records = await readModel.historyPage({ userId, limit: 1_000_000 });
    const inOrder = records.toSorted((a, b) => a.purchasedRevision - b.purchasedRevision);
    history.set(userId, new Map(inOrder.map((record) => [record.purchaseId, record])));
  }
  return { ownership, history };
}
