import { writeFileSync } from "node:fs";
import { constants, getPriority, setPriority } from "node:os";

const { PRIORITY_BELOW_NORMAL, PRIORITY_LOW } = constants.priority;

/**
 * Lowers the priority of a process that works beside a server, below that of the server: it gets less processor time, and
 * where memory runs out, Linux ends it, and not the server. Not every system allows it: it then keeps its priority.
 *
 * @param pid the process
 */
export function lowerPriority(pid: number): void {
  lowerBy(PRIORITY_BELOW_NORMAL, pid);
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, firstToEnd, { flag: "r+" });
  } catch {
    // Not essential: the kernel then chooses.
  }
}

/** The highest value, see proc_pid_oom_score_adj(5). */
const firstToEnd = "1000";

/**
 * With this, a thread gets a third of the time that a thread of the server's priority gets on the same processor. With that
 * of processes it is a tenth: on a single processor the projector then fell behind for as long as there were many purchases.
 */
const threadPriority = 5;

/** The same for the calling thread. On Linux 0 means the thread; elsewhere it means the process, which is left as it is. */
export function lowerThreadPriority(): void {
  if (process.platform === "linux") lowerBy(threadPriority, 0);
}

/** From what it has, because the server itself may have been started with `nice`. */
function lowerBy(steps: number, pid: number): void {
  try {
    setPriority(pid, Math.min(getPriority(pid) + steps, PRIORITY_LOW));
  } catch {
    // Not essential: the priority stays.
  }
}
