/** Writes to standard output, and waits while a slow reader catches up. */
export async function writeOut(text: string): Promise<void> {
  if (process.stdout.destroyed || process.stdout.write(text)) return;
  await new Promise<void>((resolve) => {
    // Both listeners are removed by either event: a long output waits thousands of times.
    const goOn = (): void => {
      process.stdout.off("drain", goOn);
      process.stdout.off("close", goOn);
      resolve();
    };
    process.stdout.on("drain", goOn);
    process.stdout.on("close", goOn);
  });
}
