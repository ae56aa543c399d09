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
  if (!process[stream].isTTY) return pino(options, openDestination(fd));
  return pino(
    options,
    pretty({ destination: fd, ignore: "pid,hostname", translateTime: "SYS:HH:MM:ss.l", sync: true }),
  );
}

/** What waits to be written, in bytes. Beyond it lines are dropped: memory must not grow until the disk has room again. */
const mostWaiting = 8 * 1024 * 1024;

/** A line that cannot be written, such as on a full disk, waits for the next attempt; the shop continues to sell. */
function openDestination(fd: number): ReturnType<typeof destination> {
  const opened = destination({ fd, sync: false, maxLength: mostWaiting });
  return opened.on("error", () => {
    // At the exit of the process it would try for ever.
    opened.flushSync = () => undefined;
  });
}

const endWithinMs = 500;

interface LogStream {
  once(event: "close", listener: () => void): void;
  end(): void;
  destroy(): void;
}

/**
 * Writes the remaining lines, if the output is still read, and ends. At the exit of a process, pino itself waits forever if
 * the reader of its output has gone, and its `flush` does not wait for a write that is under way.
 */
export async function closeLogger(logger: Logger): Promise<void> {
  const stream = (logger as unknown as Readonly<Record<symbol, Partial<LogStream>>>)[pino.symbols.streamSym];
  const closed = new Promise<void>((resolve) => {
    stream?.once?.("close", resolve);
    stream?.end?.();
  });
  await Promise.race([closed, sleep(endWithinMs)]);
  stream?.destroy?.();
}
