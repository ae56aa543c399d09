import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { Benchmark, Outcome } from "../benchmark.js";
import { compiledVariable } from "../part-process.js";

const runs = 7;

/** Short commands from start to end, beside the start and end of Node.js itself. */
export const startupBenchmark: Benchmark = {
  name: "startup",
  async run({ rounds, quick, folder, progress }) {
    await (await openEmbeddedEventStore({ path: join(folder, "events.db") })).close();
    const ledger = bundledLedger();
    const commands = [["--help"], ["status"]];
    const millis = new Map<string, number[]>();
    const note = (what: string, values: readonly string[]): void => {
      const spent = cpuMillis(values, folder, quick ? 1 : runs);
      millis.set(what, [...(millis.get(what) ?? []), spent]);
      progress(`${what}: ${Math.round(spent)} ms`);
    };
    for (let round = 1; round <= rounds; round++) {
      note("node", ["-e", "0"]);
      for (const command of commands) note(command.join(" "), [ledger, ...command]);
    }
    return commands.map((command): Outcome => ({
      what: `ledger ${command.join(" ")}, start to end, processor time`,
      unit: "ms",
      ours: millis.get(command.join(" "))!,
      reference: { name: "node -e 0", values: millis.get("node")! },
      aim: { ratioAtMost: 3 },
    }));
  },
};

/** Built as by `npm run build`: what is measured is what people start. */
function bundledLedger(): string {
  const folder = fileURLToPath(new URL("bundled", process.env[compiledVariable]));
  const script = fileURLToPath(new URL("../../scripts/bundle.mjs", import.meta.url));
  execFileSync(process.execPath, [script, folder], { stdio: "inherit" });
  return join(folder, "cli/ledger.js");
}

/** What each of some runs computes: on a busy machine its duration says more about the others. */
function cpuMillis(values: readonly string[], dataDir: string, times: number): number {
  const before = ofChildren();
  for (let run = 0; run < times; run++)
    spawnSync(process.execPath, values, { env: { DATA_DIR: dataDir }, stdio: "ignore", cwd: dataDir });
  return (ofChildren() - before) / times;
}

/** The processor time of the children that have ended, in milliseconds; the clock where the system does not say it. */
function ofChildren(): number {
  if (!existsSync("/proc/self/stat")) return performance.now();
  // After the name, which may hold spaces: `cutime` and `cstime`, in hundredths of a second (proc(5)).
  const fields = readFileSync("/proc/self/stat", "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[13]) + Number(fields[14])) * 10;
}
