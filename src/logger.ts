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
