/** `npm run bench`: measures the ledger beside raw references, and prints how the two compare. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Benchmark, Outcome } from "./benchmark.js";
import { withCompiledFiles } from "./compile.js";
import { busyBenchmark } from "./benchmarks/busy.js";
import { commandsBenchmark } from "./benchmarks/commands.js";
import { eventStoreDbBenchmark } from "./benchmarks/event-store-db.js";
import { eventStoreDbLedgerBenchmark } from "./benchmarks/event-store-db-ledger.js";
import { httpBenchmark } from "./benchmarks/http.js";
import { latencyBenchmark } from "./benchmarks/latency.js";
import { lookUpsBenchmark } from "./benchmarks/look-ups.js";
import { mongodbBenchmark } from "./benchmarks/mongodb.js";
import { projectBenchmark } from "./benchmarks/project.js";
import { rebuildBenchmark } from "./benchmarks/rebuild.js";
import { replayBenchmark } from "./benchmarks/replay.js";
import { startupBenchmark } from "./benchmarks/startup.js";
import { profileFolderVariable } from "./part-process.js";
import { writeDocument } from "./document.js";
import { installPeers } from "./peers.js";
import { jsonOf, notHeld, tableOf, type RunFacts } from "./report.js";

const benchmarks: readonly Benchmark[] = [
  commandsBenchmark,
  httpBenchmark,
  latencyBenchmark,
  busyBenchmark,
  startupBenchmark,
  projectBenchmark,
  rebuildBenchmark,
  replayBenchmark,
  lookUpsBenchmark,
  eventStoreDbBenchmark,
  eventStoreDbLedgerBenchmark,
  mongodbBenchmark,
];
const names = benchmarks.map(({ name }) => name).join(",");

const help = `npm run bench -- [options]

Measures the ledger beside raw references: each measurement in a process of its own, ours and the reference in turn
within the same round. Prints medians, and the ratio of the pairs. It does not fail for being slow, unless --check asks
it to.

  --only NAMES      a comma-separated selection of ${names}
  --rounds N        how often each pair is measured (3)
  --quick           small sizes, one round: shows that everything runs; the numbers mean nothing
  --events N        how many events "project", "rebuild", "look-ups" and "mongodb" fold (1000000); at 10000000 the latter shows that time
                    grows linearly
  --peers           also measures Emmett on SQLite, which it installs into a folder of its own
  --check           ends with 1 if something that must hold does not
  --write           also writes the table into docs/benchmarks.md
  --json FILE       where the machine-readable result goes (bench/results/<date>.json)
  --cpu-prof DIR    also writes a CPU profile of every process there
  --help

The data lies in the system's folder for temporary files, which has to be on the disk that is to be measured:
set TMPDIR to choose another one.
`;

const { values: options } = parseArgs({
  options: {
    only: { type: "string", default: names },
    rounds: { type: "string" },
    quick: { type: "boolean", default: false },
    events: { type: "string" },
    peers: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    json: { type: "string" },
    "cpu-prof": { type: "string" },
    help: { type: "boolean", default: false },
  },
});

if (options.help) console.log(help);
else await main();

async function main(): Promise<void> {
  const startedAt = new Date();
  const [load = 0] = loadavg();
  // An exit, unlike the signal itself, lets everything be tidied up.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
  const selected = selectBenchmarks(options.only.split(","));
  const { quick } = options;
  const rounds = wholeNumber("rounds", options.rounds) ?? (quick ? 1 : 3);
  const events = wholeNumber("events", options.events);
  if (options["cpu-prof"] !== undefined) process.env[profileFolderVariable] = resolve(options["cpu-prof"]);
  const peers = options.peers ? installPeers() : undefined;
  const results: Record<string, readonly Outcome[]> = {};
  await withCompiledFiles(async () => {
    for (const benchmark of selected) {
      results[benchmark.name] = await inTemporaryFolder((folder) =>
        benchmark.run({
          ...{ rounds, quick, events, peers, folder },
          progress: (message) => {
            say(benchmark, message);
          },
        }),
      );
    }
  });
  console.log(tableOf(results));
  const file = resolve(options.json ?? defaultFile(startedAt));
  mkdirSync(dirname(file), { recursive: true });
  const facts: RunFacts = { startedAt, rounds, quick, load, command: argumentsToRepeat() };
  writeFileSync(file, jsonOf(results, facts));
  console.error(`Every round is in ${file}`);
  if (options.write) await writeDocument(results, facts);
  const missed = notHeld(results);
  if (!options.check || missed.length === 0) return;
  console.error(`Not held:\n${missed.map((what) => `  ${what}`).join("\n")}`);
  process.exitCode = 1;
}

function selectBenchmarks(selection: readonly string[]): readonly Benchmark[] {
  const unknown = selection.filter((name) => !names.split(",").includes(name));
  if (unknown.length > 0)
    throw new Error(`There is no benchmark ${unknown.join(", ")}. There are: ${names}.`);
  return benchmarks.filter(({ name }) => selection.includes(name));
}

/** Without the places where this machine puts its results. */
function argumentsToRepeat(): string {
  const values = process.argv.slice(2).join(" ");
  return values.replace(/--(json|cpu-prof)[= ]\S+ ?/g, "").trim();
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined || /^[1-9]\d*$/.test(text)) return text === undefined ? undefined : Number(text);
  throw new Error(`--${name} takes a whole number from 1, not ${text}.`);
}

async function inTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "purchase-ledger-bench-"));
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  // A log of a million events is large: it goes also when somebody gives up waiting.
  process.on("exit", remove);
  try {
    return await use(folder);
  } finally {
    process.off("exit", remove);
    remove();
  }
}

function defaultFile(startedAt: Date): string {
  const name = startedAt.toISOString().slice(0, 19).replaceAll(":", "");
  return fileURLToPath(new URL(`results/${name}.json`, import.meta.url));
}

function say({ name }: Benchmark, message: string): void {
  console.error(`${name}: ${message}`);
}
