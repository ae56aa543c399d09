import { setTimeout as sleep } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { filter, firstValueFrom, skip } from "rxjs";
import { openStores } from "../compose.js";
import { readConfig } from "../config.js";
import { isLedgerError } from "../errors.js";
import { lowerThreadPriority } from "../lower-priority.js";
import { createProjector } from "../projections/live/projector.js";
import type { MessageFromThread, MessageToThread, ThreadOrder } from "./messages.js";

/** The projector on a thread of its own, which the server starts and listens to: see `create-threaded-projector.ts`. */

const reachHeadWithinMs = 1000;

function post(message: MessageFromThread): void {
  parentPort?.postMessage(message);
}

async function run({ environment, beginnings: before }: ThreadOrder): Promise<void> {
  let beginnings = before;
  let beginAnew = (): void => undefined;
  const { eventStore, readModel, scratchFolder, close } = await openStores(readConfig(environment), {
    healing: {
      onSetAside: (setAside) => {
        post({ setAside });
      },
      onReplaced: () => {
        beginAnew();
        post({ replaced: true });
      },
    },
  });
  const projector = createProjector({ eventStore, readModel, firstFold: { readModel, scratchFolder } });
  ({ beginAnew } = projector);
  // The first status is sent before the thread has checked whether anything is folded.
  const reported = projector.status$.pipe(skip(1)).subscribe((status) => {
    post({ status, beginnings });
  });
  parentPort?.on("message", (message: MessageToThread) => {
    if ("beginAnew" in message) void begin(message.beginAnew);
    else void end();
  });

  async function begin(count: number): Promise<void> {
    // Releases the read model that was replaced. If it is unavailable, the projector reports that.
    await readModel.checkpoint().catch(() => undefined);
    beginnings = count;
    projector.beginAnew();
  }

  /** Folds what was recorded just before the end, if that is quick, so that nobody finds the projections behind. */
  async function reachHead(): Promise<void> {
    const { position: head } = await eventStore.head();
    await firstValueFrom(projector.status$.pipe(filter(({ position }) => position === head)));
  }

  async function end(): Promise<void> {
    if (projector.status().state === "live")
      await Promise.race([
        reachHead().catch(() => undefined),
        sleep(reachHeadWithinMs, undefined, { ref: false }),
      ]);
    reported.unsubscribe();
    await projector.stop();
    await close();
    // Nothing else keeps the thread.
    parentPort?.close();
  }

  projector.start();
}

// Requests have priority if all cores are busy.
lowerThreadPriority();
run(workerData as ThreadOrder).catch((error: unknown) => {
  const { code, message } = isLedgerError(error)
    ? error
    : ({ code: "internal_error", message: String(error) } as const);
  post({ failure: { code, message } });
  parentPort?.close();
});
