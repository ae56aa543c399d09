import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { closeLogger } from "./logger.js";

/** Well below the ten seconds that Docker waits before it kills, also on a machine that is busy. */
const closeWithinMs = 7500;

/**
 * Ends the process in good order on SIGINT and SIGTERM: with 0 once the server is closed, with 1 if that fails or takes
 * too long; what was acknowledged is on disk in any case. A second signal ends it at once.
 *
 * @returns aborted by the first signal
 */
export function endOnSignal(server: { close(): Promise<void> }, logger: Logger): AbortSignal {
  const ending = new AbortController();
  const end = (signal: string): void => {
    if (ending.signal.aborted) {
      void exit(1, logger);
      return;
    }
    ending.abort();
    logger.info({ signal }, "Closing: requests under way are finished first.");
    void close(server, logger).then((code) => exit(code, logger));
  };
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
  return ending.signal;
}

async function close(server: { close(): Promise<void> }, logger: Logger): Promise<number> {
  try {
    const outcome = await Promise.race([server.close(), sleep(closeWithinMs, "too late" as const)]);
    if (outcome === undefined) {
      logger.info("Closed.");
      return 0;
    }
    logger.error(
      `Not everything was closed within ${closeWithinMs} ms. Nothing that was acknowledged is lost.`,
    );
  } catch (error) {
    logger.fatal({ err: error }, "Closing failed.");
  }
  return 1;
}

async function exit(code: number, logger: Logger): Promise<never> {
  await closeLogger(logger);
  process.exit(code);
}
