import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import type { Outcome } from "./benchmark.js";
import { peerVersions } from "./peers.js";
import { aimText, environment, number, percent, type Results, type RunFacts } from "./report.js";
import { summarize } from "./statistics.js";

const file = fileURLToPath(new URL("../docs/benchmarks.md", import.meta.url));
const [begin, end] = ["<!-- written by npm run bench -->", "<!-- end -->"];

/** Puts the results of this run into `docs/benchmarks.md`, in place of those of an earlier one. */
export async function writeDocument(results: Results, facts: RunFacts): Promise<void> {
  const text = readFileSync(file, "utf8");
  const [before, after] = [text.indexOf(begin), text.indexOf(end)];
  if (before === -1 || after < before) throw new Error(`docs/benchmarks.md lacks ${begin} or ${end}.`);
  const written = `${text.slice(0, before)}${begin}\n\n${sectionOf(results, facts)}\n${text.slice(after)}`;
  writeFileSync(file, await format(written, { ...(await resolveConfig(file)), filepath: file }));
}

function sectionOf(results: Results, { startedAt, rounds, quick, load, command }: RunFacts): string {
  const { node, cpu, cores, memoryMb, commit, sqlite, packages } = environment();
  const versions = Object.entries({ ...(packages as Readonly<Record<string, string>>), ...peersOf(command) });
  const lines = [
    `${startedAt.toISOString().slice(0, 10)}, commit ${String(commit)}, medians of ${rounds} round${rounds === 1 ? "" : "s"}.`,
    quick ? "**A smoke run: the sizes are small and the numbers mean nothing.**" : "",
    `Node.js ${String(node)}, SQLite ${String(sqlite)}, ${String(cores)} cores of ${String(cpu)}, ` +
      `${Math.round(Number(memoryMb) / 1024)} GB. ${versions.map(([name, version]) => `${name} ${version}`).join(", ")}.`,
    load > Number(cores) / 2
      ? `**The machine was busy with other work (load ${load.toFixed(1)} before it began): compare ratios with care.**`
      : "",
    `Repeat it: \`npm run bench${command === "" ? "" : ` -- ${command}`}\``,
  ];
  const rows = Object.values(results).flat().map(rowOf);
  const head = ["what", "ledger", "reference", "ratio", "must", "wanted", "holds"];
  const table = [head, head.map((_, column) => (column === 0 ? "---" : "---:")), ...rows];
  return [...lines.filter((line) => line !== ""), table.map((cells) => `| ${cells.join(" | ")} |`).join("\n")]
    .join("\n\n")
    .concat("\n");
}

const peersOf = (command: string): Readonly<Record<string, string>> =>
  command.includes("--peers") ? peerVersions : {};

function rowOf(outcome: Outcome): readonly string[] {
  const { ours, reference, ratio, met } = summarize(outcome);
  const { what, unit, aim, wanted } = outcome;
  const beside = reference === undefined ? "" : `${number(reference)} (${outcome.reference?.name ?? ""})`;
  return [
    what,
    `${number(ours)} ${unit}`,
    beside,
    ratio === undefined ? "" : `${percent(ratio.median)}, ${percent(ratio.least)} to ${percent(ratio.most)}`,
    aimText(aim, unit),
    wanted === undefined ? "" : percent(wanted),
    met ? "yes" : "**no**",
  ];
}
