import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { defer, ignoreElements, map, Observable, retry, tap, type Subscription } from "rxjs";
import type { Environment } from "../config.js";
import { LedgerError } from "../errors.js";
import { createReporter } from "../log/follower-reporter.js";
import { programFile } from "../program-files.js";
import type { LiveProjector } from "../projections/live/projector.js";
import type { ProjectorStatus } from "../projections/live/projector-status.js";
import type { SetAside } from "../stores/read-model/read-model-store.js";
import type { MessageFromThread, MessageToThread, ThreadOrder } from "./messages.js";

export interface ThreadedProjectorOptions {
  /** The settings, which say where the stores are. */
  readonly environment: Environment;
  readonly now: () => Date;
  /** Called when the thread has set a damaged read model aside. */
  readonly onSetAside: (setAside: SetAside) => void;
  /** Called when the thread has opened another read model, because its file was damaged or replaced. */
  readonly onReplaced: () => void;
}

/** How long the thread may take to end. One that is ended in the middle of a batch loses nothing. */
const endWithinMs = 5000;

const entry = programFile("projector-thread/projector-thread");
const isCompiled = entry.pathname.endsWith(".js");

/**
 * The projector on a thread of its own, with its own connections to the stores: reading, folding and writing leave the
 * event loop to purchases. A thread that ends unexpectedly is reported in the status, and started again.
 */
export function createThreadedProjector(options: ThreadedProjectorOptions): LiveProjector {
  const reporter = createReporter(options.now);
  let deadLetters = 0;
  let beginnings = 0;
  let worker: Worker | undefined;
  let running: Subscription | undefined;

  function beginAnew(): void {
    beginnings += 1;
    reporter.beginAnew();
    send(worker, { beginAnew: beginnings });
  }

  function onMessage(message: MessageFromThread): void {
    if ("setAside" in message) options.onSetAside(message.setAside);
    else if ("replaced" in message) options.onReplaced();
    // A status that it sent before it knew of the new read model is about the old one.
    else if ("status" in message && message.beginnings === beginnings) {
      const { deadLetters: count, ...status } = message.status;
      deadLetters = count;
      reporter.status$.next(status);
    }
  }

  const run = (): Observable<never> => {
    const isCutOff = worker !== undefined && reporter.status$.value.incomplete;
    const thread = startThread({ environment: { ...options.environment }, beginnings });
    worker = thread.worker;
    // The previous thread had not reached the head. This one continues there, and does not know that.
    if (isCutOff) beginAnew();
    return thread.messages$.pipe(tap(onMessage), ignoreElements());
  };

  const withDeadLetters = (status: Omit<ProjectorStatus, "deadLetters">): ProjectorStatus => ({
    ...status,
    deadLetters,
  });
  return {
    status$: reporter.status$.pipe(map(withDeadLetters)),
    status: () => withDeadLetters(reporter.status$.value),
    start() {
      if (running !== undefined) return;
      // Unknown until the thread has looked for the first time.
      reporter.update({ incomplete: true });
      running = defer(run)
        .pipe(retry({ delay: (error, attempt) => reporter.delayAfter(error, attempt) }))
        .subscribe();
    },
    beginAnew,
    async stop() {
      running?.unsubscribe();
      if (worker !== undefined) await end(worker);
      reporter.update({ state: "stopped" });
    },
  };
}

/** The messages end with an error, whatever ends the thread. */
function startThread(order: ThreadOrder): {
  readonly worker: Worker;
  readonly messages$: Observable<MessageFromThread>;
} {
  const worker = new Worker(isCompiled ? entry : withLoader(entry), { workerData: order });
  const messages$ = new Observable<MessageFromThread>((subscriber) => {
    worker.on("message", (message: MessageFromThread) => {
      if ("failure" in message)
        subscriber.error(new LedgerError(message.failure.code, message.failure.message));
      else subscriber.next(message);
    });
    worker.on("error", (error) => {
      subscriber.error(error);
    });
    worker.on("exit", (code) => {
      subscriber.error(
        new LedgerError("internal_error", `The projector's thread has ended (exit code ${code}).`),
      );
    });
  });
  return { worker, messages$ };
}

/** Threads inherit no loader. */
function withLoader({ href }: URL): URL {
  const loader = import.meta.resolve("tsx/esm/api");
  return new URL(
    `data:text/javascript,import { register } from "${loader}"; register(); await import("${href}");`,
  );
}

function send(worker: Worker | undefined, message: MessageToThread): void {
  worker?.postMessage(message);
}

async function end(worker: Worker): Promise<void> {
  // A thread that has ended cannot report it.
  if (worker.threadId === -1) return;
  const exited = new Promise((resolve) => worker.once("exit", resolve));
  send(worker, { stop: true });
  await Promise.race([exited, sleep(endWithinMs, undefined, { ref: false })]);
  await worker.terminate();
}
