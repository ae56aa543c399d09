import { readdir, readFile } from "node:fs/promises";

/** The processes that a process has started and that still run; Linux tells. */
export async function childrenOf(pid: number | undefined): Promise<readonly number[]> {
  const found: number[] = [];
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, "utf8").catch(() => "");
    const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (Number(parent) === pid && state !== "Z") found.push(Number(name));
  }
  return found;
}

/** The process of the server's running job; undefined if none runs. */
export async function jobProcessOf(server: {
  readonly pid?: number | undefined;
}): Promise<number | undefined> {
  for (const pid of await childrenOf(server.pid)) {
    const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (command.includes("job-process")) return pid;
  }
  return undefined;
}
