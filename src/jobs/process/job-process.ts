import { openStores, type Stores } from "../../compose.js";
import { readConfig } from "../../config.js";
import { assertNever, isLedgerError, LedgerError } from "../../errors.js";
import type { LongRun } from "../../long-run.js";
import { rebuild } from "../../operations/rebuild.js";
import { runClosing } from "../closing-jobs.js";
import { runVerification } from "../verification-jobs.js";
import type { JobKind, JobOrder, MessageFromJob, MessageToJob, ProcessedJobs } from "./messages.js";

/** One job in a process of its own, which the server starts and listens to: see `start-job-process.ts`. */

const cancellation = new AbortController();
const cancel = (): void => {
  cancellation.abort();
};

// Without its server the process has no purpose.
process.once("disconnect", cancel);
// Ctrl-C reaches every process of a terminal; the server decides when this one ends.
process.on("SIGINT", () => undefined);
process.on("message", (message: MessageToJob) => {
  if ("cancel" in message) cancel();
  else void run(message.order).finally(end);
});

async function run(order: JobOrder): Promise<void> {
  try {
    const stores = await openStores(readConfig(process.env));
    try {
      const job = start(order, stores);
      job.progress$.subscribe({ next: (progress) => post({ progress }), error: () => undefined });
      post({ report: await job.result });
    } finally {
      await stores.close();
    }
  } catch (error) {
    const known = isLedgerError(error) ? error : new LedgerError("internal_error", String(error));
    const { code, message, details, problems } = known;
    post({ error: { code, message, details, problems } });
  }
}

function start(order: JobOrder, stores: Stores): LongRun<ProcessedJobs[JobKind]["report"]> {
  const options = { ...stores, signal: cancellation.signal, now: () => new Date() };
  switch (order.kind) {
    case "rebuild":
      return rebuild({ ...options, ...order.request }, order.request);
    case "verification":
      return runVerification(order.request, options);
    case "closing":
      return runClosing(order.request, options);
    default:
      return assertNever(order, "job");
  }
}

function post(message: MessageFromJob): void {
  if (process.connected) process.send?.(message);
}

/** An open channel keeps the process alive. What was sent before is still delivered. */
function end(): void {
  process.off("disconnect", cancel);
  if (process.connected) process.disconnect();
}
