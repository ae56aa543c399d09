import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import { join } from "node:path";
import type { Benchmark, Outcome } from "../benchmark.js";
import { compiledVariable } from "../part-process.js";

const runs = 7;

/** Short commands from start to end, beside the start and end of Node.js itself. */
export const startupBenchmark: Benchmark = {
  name: "startup",
  async run({ rounds, quick, folder, progress }) {
    await (await openEmbeddedEventStore({ path: join(folder, "events.db") })).close();
    const ledger = fileURLToPath(new URL("src/cli/ledger.js", process.env[compiledVariable]));
    const commands = [["--help"], ["status"]];
    const millis = new Map<string, number[]>();
    const note = (what: string, values: readonly string[]): void => {
      const times = Array.from({ length: quick ? 1 : runs }, () => timeOf(values, folder)).sort(
        (a, b) => a - b,
      );
      const median = times[Math.floor(times.length / 2)]!;
      millis.set(what, [...(millis.get(what) ?? []), median]);
      progress(`${what}: ${Math.round(median)} ms`);
    };
    for (let round = 1; round <= rounds; round++) {
      note("node", ["-e", "0"]);
      for (const command of commands) note(command.join(" "), [ledger, ...command]);
    }
    return commands.map((command): Outcome => ({
      what: `ledger ${command.join(" ")}, start to end`,
      unit: "ms",
      ours: millis.get(command.join(" "))!,
      reference: { name: "node -e 0", values: millis.get("node")! },
      aim: { ratioAtMost: 3 },
    }));
  },
};

function timeOf(values: readonly string[], dataDir: string): number {
  const started = performance.now();
  execFileSync(process.execPath, values, { env: { DATA_DIR: dataDir }, stdio: "ignore", cwd: dataDir });
  return performance.now() - started;
}
