import { isLedgerError, type LedgerError } from "../../errors.js";
import { decodeEvent } from "../../events/codec.js";
import type { PurchaseId, StreamName, UserId } from "../../events/identifiers.js";
import type { PurchaseEvent } from "../../events/purchase-events.js";
import type { RecordedEvent } from "../../stores/event-store/event-store.js";
import type {
  DeadLetter,
  LoadedModels,
  LoadRequest,
  ModelChanges,
} from "../../stores/read-model/read-model-store.js";
import type { HistoryRecord, ProjectionName } from "../../stores/read-model/documents.js";
import { foldHistory } from "../history/fold-history.js";
import { nextStep } from "./next-step.js";
import { draftOwnership, foldOwnership, type OwnershipDraft } from "../ownership/fold-ownership.js";

export type RecordedPurchase = PurchaseEvent & Omit<RecordedEvent, "type" | "data" | "metadata">;

/** An event of a batch, and what decoding it gave. */
export interface Decoded {
  readonly recorded: RecordedEvent;
  readonly event: RecordedPurchase | LedgerError;
}

/** Decodes each event of a batch; one that is not valid comes with its `event_invalid` in place of the event. */
export function decodeBatch(batch: readonly RecordedEvent[]): readonly Decoded[] {
  return batch.map((recorded) => {
    try {
      return { recorded, event: decodeEvent(recorded) };
    } catch (error) {
      if (isLedgerError(error)) return { recorded, event: error };
      throw error;
    }
  });
}

/** The users, streams and records that a batch touches; of a record that it makes, there should be none yet. */
export function loadRequestOf(batch: readonly Decoded[]): LoadRequest {
  const events = batch.flatMap(({ event }) => (isLedgerError(event) ? [] : [event]));
  return {
    users: [...new Set(events.map(({ data }) => data.userId))],
    purchases: events.map(({ data: { userId, purchaseId } }) => ({ userId, purchaseId })),
    streams: [...new Set(batch.map(({ recorded }) => recorded.stream))],
  };
}

export interface FoldBatchOptions {
  readonly projections: readonly ProjectionName[];
  /** What an event that cannot be decoded or folded does: stops everything, or only the stream that it is of. */
  readonly onInvalid: "throw" | "hold back";
}

/**
 * Folds a batch, in memory. Events that a projection has folded before are skipped, so that a redelivered batch
 * changes nothing; those of a stream that waits behind a dead letter are left alone.
 *
 * @returns only what changed, as whole documents
 * @throws LedgerError `stream_gap`; `event_invalid`, if that is to stop everything
 */
export function foldBatch(
  batch: readonly Decoded[],
  loaded: LoadedModels,
  { projections, onInvalid }: FoldBatchOptions,
): Pick<ModelChanges, "ownership" | "records" | "historyRevisions" | "deadLetters"> {
  const foldsOwnership = projections.includes("ownership");
  const foldsHistory = projections.includes("history");
  const ownership = new Map<UserId, OwnershipDraft>();
  const records = new Map<string, HistoryRecord>(
    loaded.records.map((record) => [keyOf(record.userId, record.purchaseId), record]),
  );
  const changed = new Map<string, HistoryRecord>();
  const historyRevisions = new Map<UserId, number>();
  const heldBack = new Set<StreamName>(loaded.heldBack);
  const deadLetters: DeadLetter[] = [];

  /** All that can fail comes before the first change, so that a bad event leaves no half of itself. */
  function fold(event: RecordedPurchase): void {
    const { userId, purchaseId } = event.data;
    const draft = ownership.get(userId) ?? draftOwnership(userId, loaded.ownership.get(userId));
    const foldedTo = historyRevisions.get(userId) ?? loaded.historyRevisions.get(userId) ?? -1;
    const key = keyOf(userId, purchaseId);
    const record =
      foldsHistory && nextStep("history", userId, foldedTo, event.revision) === "apply"
        ? foldHistory(records.get(key), event)
        : undefined;
    if (foldsOwnership && nextStep("ownership", userId, draft.revision, event.revision) === "apply") {
      foldOwnership(draft, event);
      ownership.set(userId, draft);
    }
    if (record === undefined) return;
    records.set(key, record);
    changed.set(key, record);
    historyRevisions.set(userId, event.revision);
  }

  for (const { recorded, event } of batch) {
    if (heldBack.has(recorded.stream)) continue;
    try {
      if (isLedgerError(event)) throw event;
      fold(event);
    } catch (error) {
      if (onInvalid === "throw" || !isLedgerError(error, "event_invalid")) throw error;
      heldBack.add(recorded.stream);
      deadLetters.push(deadLetterOf(recorded, error));
    }
  }
  return {
    ownership: [...ownership.values()],
    records: [...changed.values()],
    historyRevisions,
    deadLetters,
  };
}

const keyOf = (userId: UserId, purchaseId: PurchaseId): string => `${userId}/${purchaseId}`;

function deadLetterOf(recorded: RecordedEvent, error: LedgerError): DeadLetter {
  const { stream, revision, position, id, type, data, metadata, created } = recorded;
  const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
  return {
    stream,
    revision,
    position,
    eventId: id,
    type,
    data: text(data),
    metadata: text(metadata),
    code: error.code,
    reason: error.message,
    created,
  };
}
