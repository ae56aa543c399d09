import { isMainThread, Worker } from "node:worker_threads";
import { createPurchaseHandler } from "../../src/commands/purchase-handler.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import { purchaseCourse } from "../domain/commands.js";

/** Records purchases, each of another user, in a thread with a small heap. Arguments: how many, and the heap in MB. */
const [purchases, heapMb] = process.argv.slice(2).map(Number);

/** Takes everything, and keeps nothing. */
const eventStore = { appendTogether: () => Promise.resolve([]) } as Partial<EventStore> as EventStore;

async function buy(): Promise<void> {
  const handler = createPurchaseHandler({ eventStore });
  for (let n = 0; n < Number(purchases); n++)
    await handler.handle(purchaseCourse(`u-${n}`, `p-${n}`, `c-${n}`));
}

if (isMainThread) {
  const limits = { maxOldGenerationSizeMb: heapMb };
  // An error that nobody listens for, such as that of a heap that is full, ends the process with 1.
  new Worker(new URL(import.meta.url), { argv: process.argv.slice(2), resourceLimits: limits });
} else await buy();
