/** `ledger … | head` closes the pipe; what comes after has no reader, and that is no failure. */
export function tolerateClosedOutput(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

/** Writes to standard output, and waits until a slow reader has room again. */
export async function writeOut(text: string): Promise<void> {
  if (process.stdout.destroyed || process.stdout.write(text)) return;
  await new Promise<void>((resolve) => {
    process.stdout.once("drain", resolve);
    process.stdout.once("close", resolve);
  });
}
