import { openStores } from "../compose.js";
import { readConfig } from "../config.js";
import { isLedgerError, LedgerError } from "../errors.js";
import { rebuildProjections, recordRebuild } from "../projections/rebuild.js";
import type { MessageFromRebuild, MessageToRebuild } from "./messages.js";

/** One rebuild in a process of its own, which the server starts and listens to: see `start-rebuild-process.ts`. */

const cancellation = new AbortController();
const cancel = (): void => {
  cancellation.abort();
};

// A server that is gone wants nothing any more.
process.once("disconnect", cancel);
// Ctrl-C reaches every process of a terminal; it is the server's to say when this one ends.
process.on("SIGINT", () => undefined);
process.on("message", (message: MessageToRebuild) => {
  if ("cancel" in message) cancel();
  else void run(message).finally(end);
});

async function run({ request }: Exclude<MessageToRebuild, { cancel: true }>): Promise<void> {
  try {
    const { eventStore, readModel, scratchFolder, close } = await openStores(readConfig(process.env));
    try {
      const rebuild = rebuildProjections({
        eventStore,
        readModel,
        scratchFolder,
        ...request,
        signal: cancellation.signal,
      });
      rebuild.progress$.subscribe({ next: (progress) => tell({ progress }), error: () => undefined });
      const report = await rebuild.result;
      await recordRebuild(readModel, report, { ...request, at: new Date() });
      tell({ report });
    } finally {
      await close();
    }
  } catch (error) {
    const known = isLedgerError(error) ? error : new LedgerError("internal_error", String(error));
    const { code, message, details, problems } = known;
    tell({ error: { code, message, details, problems } });
  }
}

function tell(message: MessageFromRebuild): void {
  if (process.connected) process.send?.(message);
}

/** The channel would keep the process; what was sent before is delivered first. */
function end(): void {
  process.off("disconnect", cancel);
  if (process.connected) process.disconnect();
}
