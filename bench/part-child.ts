/** The entry of the processes that {@link createPartRunner} starts: runs one part and reports what it measured. */
import { readFileSync } from "node:fs";
import { stopMessage, type Part, type PartMessage } from "./part-process.js";

const [moduleUrl = "", name = "", input = ""] = process.argv.slice(2);
const { parts } = (await import(moduleUrl)) as { parts: Readonly<Record<string, Part<unknown, unknown>>> };
const part = parts[name];
if (part === undefined) throw new Error(`${moduleUrl} has no part ${name}.`);

// Whoever waits for the result is gone.
const end = (): never => process.exit(1);
process.on("disconnect", end);

const cpuBefore = process.cpuUsage();
const output = await part(JSON.parse(input), {
  serveUntilStopped(url) {
    send({ url });
    return new Promise((resolve) => {
      process.on("message", (message) => {
        if (message === stopMessage) resolve();
      });
    });
  },
});
send({ measured: { output, peakRssMb: peakRssMb(), cpuSeconds: cpuSecondsSince(cpuBefore) } });
process.off("disconnect", end);
process.disconnect();

function send(message: PartMessage): void {
  process.send?.(message);
}

function cpuSecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/**
 * The most memory that this process ever held. What `getrusage` says counts the moment before `exec` as well, when
 * a child is still a copy of its parent, so Linux's own figure is preferred where there is one.
 */
function peakRssMb(): number {
  const kilobytes = highWaterMark() ?? process.resourceUsage().maxRSS;
  return Math.round(kilobytes / 102.4) / 10;
}

function highWaterMark(): number | undefined {
  try {
    const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes);
  } catch {
    return undefined;
  }
}
