import { v5 as uuidV5 } from "uuid";
import { userIdSchema } from "../../events/id-schemas.js";
import {
  byUser,
  skipReasons,
  type SkippedEntry,
  type SkippedLog,
  type SkipReason,
} from "../../stores/event-store/skipped-log.js";
import { forEachConcurrently } from "./bounded-concurrency.js";
import type { SourceProblem } from "./problems.js";

/** Never change it: what was skipped would be added again by the next import. */
const namespace = "5b0f7e52-5d0c-4a53-9f0e-0b8f3c3f9a77";
/** Held in memory at a time. */
const problemsTogether = 1000;
/** Enough for the event store to gather writes into shared transactions. */
const usersAtOnce = 64;

/**
 * Keeps what an import skipped, so that support finds it by user. What is there from an earlier run is not added again.
 *
 * @param at when the import ran, ISO 8601 UTC
 * @returns how many were added
 * @throws LedgerError `event_store_unavailable`
 */
export async function keepSkipped(
  problems: AsyncIterable<SourceProblem>,
  log: SkippedLog,
  at: string,
): Promise<number> {
  let added = 0;
  for await (const batch of batchesOf(problems, at))
    await forEachConcurrently(byUser(batch), usersAtOnce, async ([userId, entries]) => {
      // Not `+= await`: it would read the sum before the wait.
      const count = await log.record(userId, entries);
      added += count;
    });
  return added;
}

async function* batchesOf(problems: AsyncIterable<SourceProblem>, at: string) {
  let batch: SkippedEntry[] = [];
  for await (const problem of problems) {
    const entry = toEntry(problem, at);
    if (entry !== undefined) batch.push(entry);
    if (batch.length < problemsTogether) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

const isSkipReason = (kind: string): kind is SkipReason => (skipReasons as readonly string[]).includes(kind);

/** Undefined for what lost nothing, such as a duplicate, and for what is about no user. */
function toEntry(problem: SourceProblem, skippedAt: string): SkippedEntry | undefined {
  const { kind, file, line, message, item = null, recordId = null, raw = null } = problem;
  const parsed = userIdSchema.safeParse(problem.userId);
  if (!isSkipReason(kind) || !parsed.success) return undefined;
  const userId = parsed.data;
  const id = uuidV5(JSON.stringify([userId, kind, item?.kind, item?.id, recordId, raw]), namespace);
  const source = { name: file, line };
  return { id, userId, reason: kind, message, item, recordId, raw, source, skippedAt };
}
