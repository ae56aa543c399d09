import { closeSync, openSync, writeSync } from "node:fs";
import { LedgerError } from "../errors.js";
import type { Drift } from "../projections/check/compare-user.js";
import type { VerifyReport } from "../projections/check/verify.js";
import { drawTable } from "./table.js";
import { coloured, counted } from "./terminal.js";

/** Collects drift as it is found: the first for a table, all of it for a file if there is one. */
export interface DriftReport {
  add(drift: Drift): void;
  /** The first drifts as a table; empty if there are none. */
  table(): string;
  shown(): readonly Drift[];
  close(): void;
}

const longestCell = 60;

/**
 * @param path where to write every drift, one JSON object a line; undefined for nowhere
 * @throws LedgerError `source_invalid` if the file cannot be created.
 */
export function openDriftReport({
  path,
  limit,
}: {
  readonly path: string | undefined;
  readonly limit: number;
}): DriftReport {
  const file = path === undefined ? undefined : openForWriting(path);
  const first: Drift[] = [];
  const users = new Set<string>();
  return {
    add(drift) {
      if (users.size < limit || users.has(drift.userId)) {
        users.add(drift.userId);
        first.push(drift);
      }
      if (file !== undefined) writeSync(file, `${JSON.stringify(drift)}\n`);
    },
    table: () => (first.length === 0 ? "" : drawTable({ head, rows: first.map(toRow) })),
    shown: () => first,
    close() {
      if (file !== undefined) closeSync(file);
    },
  };
}

const head = ["user", "projection", "drift", "field", "stored", "expected"];

function toRow({ userId, projection, kind, purchaseId, path, stored, expected }: Drift): readonly string[] {
  const where = [purchaseId, path].filter((part) => part !== undefined && part !== "").join(" ");
  return [userId, projection, kind, where, shortened(stored), shortened(expected)];
}

/** Users whose streams cannot be read to the end; all others were compared. */
export function formatHeldBack({
  heldBackUsers,
  heldBack,
}: Pick<VerifyReport, "heldBackUsers" | "heldBack">): string {
  if (heldBackUsers === 0) return "";
  const others = heldBackUsers > heldBack.length ? " …" : "";
  return coloured(
    "yellow",
    `Held back: ${counted(heldBackUsers, "user")} (${heldBack.join(", ")}${others}). ` +
      "`ledger dead-letters` and `ledger replay <user>` show why.",
  );
}

/** A value as a cell. The file has whole documents. */
export function shortened(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length <= longestCell ? text : `${text.slice(0, longestCell - 1)}…`;
}

function openForWriting(path: string): number {
  try {
    return openSync(path, "w");
  } catch (cause) {
    throw new LedgerError(
      "source_invalid",
      `The report ${path} cannot be written. Name another file with --out.`,
      { cause },
    );
  }
}
