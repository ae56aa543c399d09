import { isLedgerError, LedgerError } from "../../errors.js";
import { streamOf, type StreamName, type UserId } from "../../events/identifiers.js";
import type { RecordedEvent } from "../../stores/event-store/event-store.js";
import type { Checkpoint, ModelTarget } from "../../stores/read-model/read-model-store.js";
import { foldVersionsOf } from "../projections.js";
import { decodeBatch, foldBatch, loadRequestOf, type FoldBatchOptions } from "../fold/fold-batch.js";

/** In a large batch many documents change more than once and are written once; it still takes little memory. */
export const catchUpBatchSize = 5000;

/**
 * Folds one batch of the log into stored models: one read of the touched users, one fold in memory, one write with
 * the checkpoint. The same for the live projector, a rebuild and a verification.
 *
 * @param previous the target's checkpoint, after which the batch was read
 * @returns the checkpoint after it, and how many events had to be held back
 * @throws LedgerError `checkpoint_moved`, `stream_gap`, `event_invalid`, `read_model_unavailable`
 */
export async function foldInto(
  target: ModelTarget,
  batch: readonly RecordedEvent[],
  previous: Checkpoint,
  options: FoldBatchOptions,
): Promise<{ readonly checkpoint: Checkpoint; readonly deadLetters: number }> {
  const last = batch.at(-1);
  if (last === undefined)
    throw new LedgerError("internal_error", "The event store delivered an empty batch.");
  const decoded = decodeBatch(batch);
  const { projections, onInvalid } = options;
  const checkpoint = {
    position: last.position,
    eventId: last.id,
    lookedThrough: undefined,
    eventCount: previous.eventCount + batch.length,
  };
  const refused = new Map<StreamName, LedgerError>();
  for (;;) {
    const loaded = await target.load(loadRequestOf(decoded, projections));
    const changes = foldBatch(decoded, loaded, { ...options, refused });
    try {
      await target.commit({ ...changes, checkpoint, previous, foldVersions: foldVersionsOf(projections) });
    } catch (error) {
      const stream = refusedStream(error);
      if (stream === undefined || onInvalid === "throw" || refused.has(stream)) throw error;
      refused.set(stream, error as LedgerError);
      continue;
    }
    return {
      checkpoint: { ...checkpoint, version: previous.version },
      deadLetters: changes.deadLetters.length,
    };
  }
}

/** The stream of the user whose document the store cannot hold; undefined for any other error. */
const refusedStream = (error: unknown): StreamName | undefined =>
  isLedgerError(error, "document_too_large") ? streamOf(error.details.userId as UserId) : undefined;
