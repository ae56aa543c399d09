import { constants, setPriority } from "node:os";

/**
 * Lets other processes of the machine go first. Not every system allows it: the process then keeps its priority.
 *
 * @param pid the process
 */
export function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It is merely less polite.
  }
}

/** The same for the calling thread. On Linux 0 means the thread; elsewhere it means the process, which is left as it is. */
export function lowerThreadPriority(): void {
  if (process.platform === "linux") lowerPriority(0);
}
