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
    // Both go when one has come: a long output waits thousands of times.
    const goOn = (): void => {
      process.stdout.off("drain", goOn);
      process.stdout.off("close", goOn);
      resolve();
    };
    process.stdout.on("drain", goOn);
    process.stdout.on("close", goOn);
  });
}
