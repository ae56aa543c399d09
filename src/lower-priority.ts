import { constants, setPriority } from "node:os";

/**
 * Lowers the priority of a process. Not every system allows it: the process then keeps its priority.
 *
 * @param pid the process
 */
export function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Not essential: the process keeps its priority.
  }
}

/** The same for the calling thread. On Linux 0 means the thread; elsewhere it means the process, which is left as it is. */
export function lowerThreadPriority(): void {
  if (process.platform === "linux") lowerPriority(0);
}
