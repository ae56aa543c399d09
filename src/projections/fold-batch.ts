import { decodeEvent } from "../events/codec.js";
import type { PurchaseId, UserId } from "../events/identifiers.js";
import type { PurchaseEvent } from "../events/purchase-events.js";
import type { RecordedEvent } from "../stores/event-store/event-store.js";
import type { LoadedModels, LoadRequest, ModelChanges } from "../stores/read-model/read-model-store.js";
import type { HistoryRecord } from "./documents.js";
import { foldHistory } from "./history.js";
import { nextStep } from "./next-step.js";
import { draftOwnership, foldOwnership, type OwnershipDraft } from "./ownership.js";

export type RecordedPurchase = PurchaseEvent & Omit<RecordedEvent, "type" | "data" | "metadata">;

/** @throws LedgerError `event_invalid` */
export function decodeBatch(batch: readonly RecordedEvent[]): readonly RecordedPurchase[] {
  return batch.map((recorded) => decodeEvent(recorded));
}

/** The users that a batch touches, and the records that it changes beside those that it makes. */
export function loadRequestOf(events: readonly RecordedPurchase[]): LoadRequest {
  return {
    users: [...new Set(events.map(({ data }) => data.userId))],
    purchases: events
      .filter(({ type }) => type === "PurchaseRevoked")
      .map(({ data: { userId, purchaseId } }) => ({ userId, purchaseId })),
  };
}

/**
 * Folds a batch into both projections, in memory. Events that a projection has folded before are skipped, so that
 * a redelivered batch changes nothing.
 *
 * @returns only what changed, as whole documents
 * @throws LedgerError `stream_gap`, `event_invalid`
 */
export function foldBatch(
  events: readonly RecordedPurchase[],
  loaded: LoadedModels,
): Pick<ModelChanges, "ownership" | "records" | "historyRevisions"> {
  const ownership = new Map<UserId, OwnershipDraft>();
  const histories = new Map<UserId, Map<PurchaseId, HistoryRecord>>();
  const changedRecords = new Map<string, HistoryRecord>();
  const historyRevisions = new Map<UserId, number>();
  for (const record of loaded.records) recordsOf(record.userId).set(record.purchaseId, record);

  function recordsOf(userId: UserId): Map<PurchaseId, HistoryRecord> {
    let records = histories.get(userId);
    if (records === undefined) histories.set(userId, (records = new Map()));
    return records;
  }

  for (const event of events) {
    const { userId } = event.data;
    const draft = ownership.get(userId) ?? draftOwnership(userId, loaded.ownership.get(userId));
    if (nextStep("ownership", userId, draft.revision, event.revision) === "apply") {
      foldOwnership(draft, event);
      ownership.set(userId, draft);
    }
    const foldedTo = historyRevisions.get(userId) ?? loaded.historyRevisions.get(userId) ?? -1;
    if (nextStep("history", userId, foldedTo, event.revision) === "apply") {
      const record = foldHistory(recordsOf(userId), event);
      changedRecords.set(`${userId}/${record.purchaseId}`, record);
      historyRevisions.set(userId, event.revision);
    }
  }
  return { ownership: [...ownership.values()], records: [...changedRecords.values()], historyRevisions };
}
