import { constants, setPriority } from "node:os";

/**
 * Lowers the priority of a process that works beside a server. Not every system allows it: it then keeps its priority.
 *
 * @param pid the process
 */
export function lowerPriority(pid: number): void {
  setIfAllowed(pid, constants.priority.PRIORITY_BELOW_NORMAL);
}

/**
 * With this, a thread gets a third of the time that a thread of normal priority gets on the same processor. With that of
 * processes it is a tenth: on a single processor the projector then fell behind for as long as there were many purchases.
 */
const threadPriority = 5;

/** The same for the calling thread. On Linux 0 means the thread; elsewhere it means the process, which is left as it is. */
export function lowerThreadPriority(): void {
  if (process.platform === "linux") setIfAllowed(0, threadPriority);
}

function setIfAllowed(pid: number, priority: number): void {
  try {
    setPriority(pid, priority);
  } catch {
    // Not essential: the priority stays.
  }
}
