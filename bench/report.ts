import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import Table from "cli-table3";
import type { Aim, Outcome } from "./benchmark.js";
import { openRaw } from "./raw-sqlite.js";
import { summarize } from "./statistics.js";

/** Outcomes by the name of their benchmark. */
export type Results = Readonly<Record<string, readonly Outcome[]>>;

/** The table for a person. */
export function tableOf(results: Results): string {
  const table = new Table({
    head: ["what", "ours", "reference", "ratio [least-most]", "aim", "met?"],
    colAligns: ["left", "right", "right", "right", "right", "left"],
    style: { head: [], border: [] },
  });
  for (const outcome of Object.values(results).flat()) table.push(rowOf(outcome));
  return table.toString();
}

/** What must hold and does not: `--check` fails where there is any. */
export const notHeld = (results: Results): readonly string[] =>
  Object.values(results)
    .flat()
    .filter((outcome) => !summarize(outcome).met)
    .map(({ what }) => what);

function rowOf(outcome: Outcome): string[] {
  const { ours, reference, ratio, met } = summarize(outcome);
  const { what, unit, aim } = outcome;
  return [
    what,
    `${number(ours)} ${unit}`,
    reference === undefined ? "" : `${number(reference)} ${unit}\n${outcome.reference?.name ?? ""}`,
    ratio === undefined ? "" : `${percent(ratio.median)} [${percent(ratio.least)}-${percent(ratio.most)}]`,
    aimText(aim, unit),
    met ? "yes" : "NO",
  ];
}

export const number = (value: number): string => Math.round(value).toLocaleString("en-US");
export const percent = (ratio: number): string => `${Math.round(ratio * 100)}%`;

export function aimText(aim: Aim, unit: string): string {
  if ("ratioAtLeast" in aim) return `>= ${percent(aim.ratioAtLeast)}`;
  if ("ratioAtMost" in aim) return `<= ${percent(aim.ratioAtMost)}`;
  return `< ${aim.valueBelow} ${unit}`;
}

export interface RunFacts {
  readonly startedAt: Date;
  readonly rounds: number;
  readonly quick: boolean;
  /** How many processes were running or waiting to before it began; above the number of cores it was not alone. */
  readonly load: number;
  /** The arguments, to repeat it with. */
  readonly command: string;
}

/** The same for a machine, with every round and with what it ran on. */
export function jsonOf(results: Results, { startedAt, ...facts }: RunFacts): string {
  const benchmarks = Object.entries(results).map(([name, outcomes]) => ({
    name,
    outcomes: outcomes.map((outcome) => ({ ...outcome, summary: summarize(outcome) })),
  }));
  const report = {
    startedAt: startedAt.toISOString(),
    ...facts,
    environment: environment(),
    benchmarks,
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

/** What it ran on. */
export function environment(): Record<string, unknown> {
  return {
    node: process.version,
    v8: process.versions.v8,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryMb: Math.round(totalmem() / 2 ** 20),
    commit: commit(),
    sqlite: sqliteVersion(),
    packages: Object.fromEntries(
      ["libsql", "express", "autocannon", "zod", "rxjs"].map((name) => [name, versionOf(name)]),
    ),
  };
}

function commit(): string | undefined {
  try {
    const options = { cwd: new URL("..", import.meta.url), encoding: "utf8", stdio: "pipe" } as const;
    const hash = execFileSync("git", ["rev-parse", "--short", "HEAD"], options).trim();
    const changed = execFileSync("git", ["status", "--porcelain", "--", "src"], options).trim();
    return changed === "" ? hash : `${hash} with changes in src`;
  } catch {
    return undefined;
  }
}

function sqliteVersion(): string {
  const database = openRaw(":memory:", { synchronous: "off" });
  const row = database.prepare("SELECT sqlite_version()").get([]);
  database.close();
  return String(row?.[0]);
}

function versionOf(name: string): string {
  const manifest = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}
