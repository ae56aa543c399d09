import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { isLedgerError } from "../../errors.js";
import { decodeEvent, type StoredEvent } from "../../events/codec.js";
import { userOf } from "../../events/identifiers.js";
import type { EventStore, LogHead } from "../../stores/event-store/event-store.js";
import type { FoldBatchOptions } from "../fold/fold-batch.js";
import { createUserFold } from "../fold/user-fold.js";
import type { Projection } from "../projection.js";
import type { FoldedFromLog, LogByUser, ReadTo } from "./log-by-user.js";
import { writeAtOnce } from "./spool-runs.js";
import { guarded } from "./user-spool.js";

/**
 * The log of an event store that can read its streams in order. Only the moment as of which it is read has to be kept: the
 * head at the beginning, in a small file.
 */
export function openStreamOrder(
  readStreams: NonNullable<EventStore["readStreams"]>,
  parent: string,
  name: string,
  projections: readonly Projection[],
): LogByUser {
  const path = join(parent, `${name}-head`);
  let head: LogHead | undefined;

  function checkpoint(): ReadTo {
    const { position, eventId, eventCount = 0 } = head ?? {};
    return { position, eventId, lookedThrough: undefined, eventCount };
  }

  return {
    checkpoint: () => Promise.resolve(checkpoint()),

    async fill({ eventStore, signal }) {
      signal?.throwIfAborted();
      head = await guarded(() => readHead(path));
      if (head !== undefined) return true;
      head = await eventStore.head();
      const text = JSON.stringify(head);
      await guarded(async () => {
        await mkdir(parent, { recursive: true });
        await writeAtOnce(path, text);
      });
      return false;
    },

    async *users(onInvalid) {
      const until = head?.position;
      if (until !== undefined) yield* foldStreams(readStreams({ until }), projections, onInvalid);
    },

    remove: () => guarded(() => rm(path, { force: true })),
  };
}

async function readHead(path: string): Promise<LogHead | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as LogHead;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Folds complete streams, one after the other. A user is complete when the next one begins. */
async function* foldStreams(
  batches: AsyncIterable<readonly StoredEvent[]>,
  projections: readonly Projection[],
  onInvalid: FoldBatchOptions["onInvalid"],
): AsyncIterable<readonly FoldedFromLog[]> {
  let folding: StreamFold | undefined;
  for await (const batch of batches) {
    const whole: FoldedFromLog[] = [];
    for (const stored of batch) {
      if (folding?.stream !== stored.stream) {
        whole.push(...(folding?.end() ?? []));
        folding = createStreamFold(stored.stream, projections, onInvalid);
      }
      folding.add(stored);
    }
    if (whole.length > 0) yield whole;
  }
  const last = folding?.end() ?? [];
  if (last.length > 0) yield last;
}

interface StreamFold {
  readonly stream: string;
  add(stored: StoredEvent): void;
  /** The folded user; nothing for a stream that belongs to no user: no model is folded from it. */
  end(): readonly FoldedFromLog[];
}

function createStreamFold(
  stream: string,
  projections: readonly Projection[],
  onInvalid: FoldBatchOptions["onInvalid"],
): StreamFold {
  const userId = userOf(stream);
  const fold = userId === undefined ? undefined : createUserFold(userId, projections);
  let heldBack = false;
  return {
    stream,
    add(stored) {
      if (heldBack) return;
      try {
        const event = decodeEvent(stored);
        fold?.add(event);
      } catch (error) {
        if (onInvalid === "throw" || !isLedgerError(error, "event_invalid")) throw error;
        heldBack = true;
      }
    },
    end: () =>
      userId === undefined || fold === undefined ? [] : [{ userId, models: fold.models(), heldBack }],
  };
}
