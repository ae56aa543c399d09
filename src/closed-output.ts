import { getSystemErrorMap } from "node:util";

/**
 * For a program whose output is its work: `ledger … | head` closes the pipe early, which is no error, but output that
 * cannot be written otherwise, such as to a full disk, is not all there, and is said.
 *
 * @param exitCode what the process then ends with
 */
export function watchOutput(exitCode: number): void {
  tolerateLostOutput();
  process.stdout.on("error", ({ code, errno, message }: NodeJS.ErrnoException) => {
    if (code === "EPIPE") return;
    const [, why = message] = getSystemErrorMap().get(errno ?? 0) ?? [];
    process.stderr.write(`Error: Standard output cannot be written: ${why}.\n`);
    // What goes on until its end may set another one.
    process.once("exit", () => (process.exitCode = exitCode));
  });
}

/** For a server: it goes on although nobody, or a full disk, takes what it prints. */
export function tolerateLostOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
}
