import { isLedgerError, type LedgerError } from "../../errors.js";
import { decodeEvent } from "../../events/codec.js";
import { isPaymentStream, type StreamName, type UserId } from "../../events/identifiers.js";
import type { PurchaseEvent } from "../../events/purchase-events.js";
import type { RecordedEvent } from "../../stores/event-store/event-store.js";
import type { ProjectionName } from "../../stores/read-model/documents.js";
import type {
  DeadLetter,
  DocumentKey,
  LoadedModels,
  LoadRequest,
  ModelChanges,
  UserModels,
} from "../../stores/read-model/read-model-store.js";
import type { Projection } from "../projection.js";
import { createUserFold, type UserFold } from "./user-fold.js";

export type RecordedPurchase = PurchaseEvent & Omit<RecordedEvent, "type" | "data" | "metadata">;

/** An event of a batch, and what decoding it gave. */
export interface Decoded {
  readonly recorded: RecordedEvent;
  readonly event: RecordedPurchase | LedgerError;
}

/**
 * Decodes each event of a batch; one that is not valid comes with its `event_invalid` in place of the event. Those of
 * payments' own streams are left out: no model is folded from them.
 */
export function decodeBatch(batch: readonly RecordedEvent[]): readonly Decoded[] {
  return batch
    .filter(({ stream }) => !isPaymentStream(stream))
    .map((recorded) => {
      try {
        return { recorded, event: decodeEvent(recorded) };
      } catch (error) {
        if (isLedgerError(error)) return { recorded, event: error };
        throw error;
      }
    });
}

/** The users, streams and documents that a batch touches. Documents that it creates should not exist yet. */
export function loadRequestOf(batch: readonly Decoded[], projections: readonly Projection[]): LoadRequest {
  const events = batch.flatMap(({ event }) => (isLedgerError(event) ? [] : [event]));
  const documents: Partial<Record<ProjectionName, readonly DocumentKey[]>> = {};
  const whole: Partial<Record<ProjectionName, readonly UserId[]>> = {};
  for (const { name, keysOf } of projections) {
    const named = events.map((event) => ({ userId: event.data.userId, keys: keysOf(event) }));
    documents[name] = named.flatMap(({ userId, keys }) =>
      keys === "all" ? [] : keys.map((key) => ({ userId, key })),
    );
    whole[name] = named.flatMap(({ userId, keys }) => (keys === "all" ? [userId] : []));
  }
  return {
    users: [...new Set(events.map(({ data }) => data.userId))],
    documents,
    whole,
    streams: [...new Set(batch.map(({ recorded }) => recorded.stream))],
  };
}

export interface FoldBatchOptions {
  readonly projections: readonly Projection[];
  /** What happens at an event that cannot be decoded or folded: everything stops, or only its stream. */
  readonly onInvalid: "throw" | "hold back";
  /** Streams whose documents the store cannot hold, and why. They wait from their first event that is not folded. */
  readonly refused?: ReadonlyMap<StreamName, LedgerError>;
}

/**
 * Folds a batch, in memory. Events that a projection has folded before are skipped, so that a redelivered batch
 * changes nothing. Streams that wait behind a dead letter are left alone.
 *
 * @param loaded what is stored for {@link loadRequestOf}; its documents may be changed
 * @returns only what changed, as whole documents
 * @throws LedgerError `event_invalid`, `stream_gap`, if `onInvalid` is `throw`
 */
export function foldBatch(
  batch: readonly Decoded[],
  loaded: LoadedModels,
  { projections, onInvalid, refused }: FoldBatchOptions,
): Pick<ModelChanges, "users" | "deadLetters"> {
  const folds = new Map<UserId, UserFold>();
  const heldBack = new Set<StreamName>(loaded.heldBack);
  const deadLetters: DeadLetter[] = [];

  function foldOf(userId: UserId): UserFold {
    const fold = folds.get(userId) ?? createUserFold(userId, projections, loaded.users.get(userId));
    folds.set(userId, fold);
    return fold;
  }

  for (const { recorded, event } of batch) {
    if (heldBack.has(recorded.stream)) continue;
    try {
      if (isLedgerError(event)) throw event;
      const { userId } = event.data;
      const refusal = refused?.get(recorded.stream);
      if (refusal !== undefined && !isFolded(event, loaded.users.get(userId), projections)) throw refusal;
      foldOf(userId).add(event);
    } catch (error) {
      if (onInvalid === "throw" || !isLedgerError(error, ...holdBack)) throw error;
      heldBack.add(recorded.stream);
      deadLetters.push(deadLetterOf(recorded, error));
    }
  }
  const users = [...folds].map(([userId, fold]) => ({ userId, models: fold.changes() }));
  return { users: users.filter(({ models }) => Object.keys(models).length > 0), deadLetters };
}

/** What concerns one user only. */
const holdBack = ["event_invalid", "stream_gap", "document_too_large"] as const;

const isFolded = (
  { revision }: RecordedPurchase,
  models: UserModels | undefined,
  projections: readonly Projection[],
): boolean => projections.every(({ name }) => (models?.[name]?.revision ?? -1) >= revision);

/** What is kept of an event that holds back its user. */
export function deadLetterOf(recorded: RecordedEvent, error: LedgerError): DeadLetter {
  const { stream, revision, position, id, type, data, metadata, created } = recorded;
  const text = (value: unknown): string =>
    // Undefined has no JSON, and a dead letter is kept even if its event lacks fields.
    typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
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
