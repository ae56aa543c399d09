import type { EventStore } from "../../stores/event-store/event-store.js";
import { readFrom, type Checkpoint, type ModelTarget } from "../../stores/read-model/read-model-store.js";
import type { FoldBatchOptions } from "../fold/fold-batch.js";
import { catchUpBatchSize, foldInto } from "../live/fold-into.js";
import type { Report } from "../../long-run.js";

export interface FoldLogOptions extends FoldBatchOptions {
  readonly eventStore: EventStore;
  readonly target: ModelTarget;
  readonly batchSize?: number;
  readonly signal?: AbortSignal | undefined;
  readonly report?: Report;
}

/**
 * Folds the log into a target, from the target's checkpoint up to the present head. Events that are appended meanwhile may
 * be left out: a shop that sells faster than a small batch is written would keep it from ending.
 *
 * @returns the target's checkpoint at the end
 * @throws LedgerError what {@link foldInto} throws; the signal's reason when it is aborted
 */
export async function foldLog(options: FoldLogOptions): Promise<Checkpoint> {
  const { eventStore, target, batchSize = catchUpBatchSize, signal, report } = options;
  let checkpoint = await target.checkpoint();
  const total = (await eventStore.head()).eventCount;
  report?.("folding", checkpoint.eventCount, total);
  for await (const batch of eventStore.readAll({
    after: readFrom(checkpoint),
    batchSize,
    live: false,
    ...(signal === undefined ? {} : { signal }),
  })) {
    signal?.throwIfAborted();
    ({ checkpoint } = await foldInto(target, batch, checkpoint, options));
    report?.(
      "folding",
      checkpoint.eventCount,
      total === undefined ? undefined : Math.max(total, checkpoint.eventCount),
    );
    if (total !== undefined && checkpoint.eventCount >= total) break;
  }
  signal?.throwIfAborted();
  return checkpoint;
}
