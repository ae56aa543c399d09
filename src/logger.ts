import { setTimeout as sleep } from "node:timers/promises";
import { destination, pino, type Logger } from "pino";
import pretty from "pino-pretty";
import type { Config } from "./config.js";

/** Structured logs: JSON lines for machines, readable lines in a terminal. Tokens and secrets never get into them. */
export function createLogger(level: Config["logLevel"], stream: "stdout" | "stderr" = "stdout"): Logger {
  const fd = stream === "stdout" ? 1 : 2;
  const options = {
    level,
    redact: ["*.authorization", "*.headers.authorization", "*.headers.cookie", "*.secret"],
  };
  if (!process[stream].isTTY) return pino(options, destination({ fd, sync: false }));
  return pino(
    options,
    pretty({ destination: fd, ignore: "pid,hostname", translateTime: "SYS:HH:MM:ss.l", sync: true }),
  );
}

const flushWithinMs = 500;

/**
 * Writes what is still to be written, if anybody reads it. What pino does at the exit of a process waits for ever where
 * the reader of its output has gone.
 */
export async function closeLogger(logger: Logger): Promise<void> {
  const flushed = new Promise<void>((resolve) => {
    logger.flush(() => {
      resolve();
    });
  });
  await Promise.race([flushed, sleep(flushWithinMs)]);
  (logger as unknown as Readonly<Record<symbol, { destroy?(): void }>>)[pino.symbols.streamSym]?.destroy?.();
}
