import { setTimeout as sleep } from "node:timers/promises";
import type { Writer } from "../../sqlite/database.js";

/** How long the door may write transaction after transaction, in milliseconds. */
const mostAtOnceMs = 30;
/** Longer than the longest pause between two looks at the lock, so that one who waits finds it free. */
const gapMs = 12;

/**
 * Leaves a gap after a run of transactions that follow each other. SQLite's write lock has no queue: the shop's
 * process looks for it every few milliseconds, and would seldom find it free beside a client that always appends.
 */
export function createPoliteWriter(writer: Writer): Writer {
  let runStarted = 0;
  let lastEnded = -Infinity;
  return {
    ...writer,
    async transaction(work) {
      const isRun = performance.now() - lastEnded < gapMs;
      if (isRun && performance.now() - runStarted > mostAtOnceMs) await sleep(gapMs);
      if (performance.now() - lastEnded >= gapMs) runStarted = performance.now();
      try {
        return await writer.transaction(work);
      } finally {
        lastEnded = performance.now();
      }
    },
  };
}
