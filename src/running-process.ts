import { readFile } from "node:fs/promises";
import { hostname } from "node:os";

/** Names a process so that another one, which later gets the same number, is not taken for it. */
export interface RunningProcess {
  readonly host: string;
  /** The number, and on Linux the moment of the start, in ticks since the machine started. */
  readonly process: string;
}

/** This process. */
export const thisProcess = async (): Promise<RunningProcess> => ({
  host: hostname(),
  process: (await named(process.pid)) ?? String(process.pid),
});

/** Whether a process still runs; undefined for a process of another machine. */
export async function isRunning(known: RunningProcess): Promise<boolean | undefined> {
  if (known.host !== hostname()) return undefined;
  return (await named(Number.parseInt(known.process, 10))) === known.process;
}

async function named(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // The program's name is in parentheses and may hold anything; the 22nd field is the 20th after it.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : `${pid}@${fields[19] ?? ""}`;
  } catch {
    return process.platform !== "linux" && isAlive(pid) ? String(pid) : undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It exists, but belongs to another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
