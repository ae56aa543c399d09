import { exitCodes } from "./exit-codes.js";

/**
 * Runs a program. When nothing is left to wait for, Node.js ends with exit code 0, even if the program still waits for
 * something that will never come. That is a bug, and must not look like success.
 */
export async function runToEnd(program: () => Promise<void>): Promise<void> {
  const isUnfinished = (): void => {
    console.error("Error: The program ended before its work was done. This is a bug in the program.");
    process.exitCode = exitCodes.internal_error;
  };
  process.once("beforeExit", isUnfinished);
  await program();
  process.off("beforeExit", isUnfinished);
}
