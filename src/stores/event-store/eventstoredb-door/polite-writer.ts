import { setTimeout as sleep } from "node:timers/promises";
import type { Writer } from "../../sqlite/database.js";

/** How long the door may write without a gap, in milliseconds. */
const maxRunMs = 30;
/** Longer than the longest pause between two tries for the lock, so that a waiting process finds it free. */
const gapMs = 12;

/**
 * Leaves gaps between transactions. SQLite's write lock has no queue: a waiting process tries it every few milliseconds.
 * Without gaps, the server would rarely get the lock while a client of the door appends all the time.
 */
export function createPoliteWriter(writer: Writer): Writer {
  let runStarted = 0;
  let lastEnded = -Infinity;
  return {
    ...writer,
    async transaction(work) {
      const isRun = performance.now() - lastEnded < gapMs;
      if (isRun && performance.now() - runStarted > maxRunMs) await sleep(gapMs);
      if (performance.now() - lastEnded >= gapMs) runStarted = performance.now();
      try {
        return await writer.transaction(work);
      } finally {
        lastEnded = performance.now();
      }
    },
  };
}
