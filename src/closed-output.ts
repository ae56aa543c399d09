import { getSystemErrorMap } from "node:util";

/**
 * For a program whose output is its result. `ledger … | head` closes the pipe early, which is not an error. But if output
 * cannot be written, such as to a full disk, it is incomplete, and an error is reported.
 *
 * @param exitCode the exit code in that case
 */
export function watchOutput(exitCode: number): void {
  tolerateLostOutput();
  // Once: each of many writes fails in the same way.
  process.stdout.once("error", ({ code, errno, message }: NodeJS.ErrnoException) => {
    if (code === "EPIPE") return;
    const [, why = message] = getSystemErrorMap().get(errno ?? 0) ?? [];
    process.stderr.write(`Error: Standard output cannot be written: ${why}.\n`);
    // Work that runs to its end may still set another one.
    process.once("exit", () => (process.exitCode = exitCode));
  });
}

/** For a server: it continues even if its output cannot be written. */
export function tolerateLostOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
}
