import { closeSync, createReadStream, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { LedgerError } from "../../errors.js";
import type { Item } from "../../events/identifiers.js";
import { toRelaxed } from "../documents/extended-json.js";

/** The problems in the shop's data that a person may have to look at, in the order in which they are shown. */
export const problemKinds = [
  "unreadable",
  "user_repeated",
  "id_invalid",
  "list_invalid",
  "array_item_repeated",
  "item_ambiguous",
  "item_missing",
  "date_invalid",
  "date_implausible",
  "date_missing",
  "record_repeated",
  "record_orphaned",
  "item_unknown",
  "not_imported",
  "user_failed",
  "price_invalid",
  "purchase_unknown",
  "price_differs",
] as const;

export type ProblemKind = (typeof problemKinds)[number];
export type ProblemCounts = Readonly<Record<ProblemKind, number>>;

/** The text after the count of each kind: singular and plural. */
export const problemLabels = {
  unreadable: ["unreadable line or document", "unreadable lines or documents"],
  user_repeated: ["user listed more than once (merged)", "users listed more than once (merged)"],
  id_invalid: ["invalid ID", "invalid IDs"],
  list_invalid: [
    "value of purchasedCourses or purchasedTests that is not a list",
    "values of purchasedCourses or purchasedTests that are not lists",
  ],
  array_item_repeated: ["duplicate ID in a user's array", "duplicate IDs in a user's array"],
  item_ambiguous: ["record naming both a course and a test", "records naming both a course and a test"],
  item_missing: ["record naming neither a course nor a test", "records naming neither a course nor a test"],
  date_invalid: ["invalid date", "invalid dates"],
  date_implausible: [
    "date before 1990 or in the future (treated as unknown)",
    "dates before 1990 or in the future (treated as unknown)",
  ],
  date_missing: ["record without a date", "records without a date"],
  record_repeated: ["duplicate record (same user and item)", "duplicate records (same user and item)"],
  record_orphaned: ["orphan (its user does not exist)", "orphans (their users do not exist)"],
  item_unknown: [
    "item that is not among the shop's courses and tests",
    "items that are not among the shop's courses and tests",
  ],
  not_imported: [
    "purchase not imported, because the trusted side does not have it",
    "purchases not imported, because the trusted side does not have them",
  ],
  user_failed: [
    "user not imported, because the event stream cannot be read or appended to",
    "users not imported, because their event streams cannot be read or appended to",
  ],
  price_invalid: [
    "line of the order export that cannot be used",
    "lines of the order export that cannot be used",
  ],
  purchase_unknown: [
    "line about a purchase that is not in the ledger",
    "lines about purchases that are not in the ledger",
  ],
  price_differs: [
    "line with another price than the ledger's (which stays)",
    "lines with another price than the ledger's (which stays)",
  ],
} as const satisfies Record<ProblemKind, readonly [string, string]>;

/** What a problem is about, as far as the document says it. */
export interface ProblemSubject {
  readonly userId?: string;
  readonly item?: Item;
  readonly recordId?: string;
  /** The value in the source, as JSON; see {@link rawValue}. */
  readonly raw?: string;
}

const longestRaw = 2000;

/** A value of the source as it is kept: JSON in one form for all sources, cut where it is longer than a person reads. */
export function rawValue(value: unknown): string {
  const text = JSON.stringify(toRelaxed(value ?? null));
  return text.length > longestRaw ? `${text.slice(0, longestRaw).replace(/[\ud800-\udbff]$/, "")}…` : text;
}

export interface SourceProblem extends ProblemSubject {
  readonly kind: ProblemKind;
  /** The file as the operator named it, or `mongodb://<hosts>/<database>/<collection>`. */
  readonly file: string;
  /** Of the file; in a database, which document it is in the order of `_id`. */
  readonly line: number;
  /** One sentence for a person. */
  readonly message: string;
}

/** Takes the problems one by one: counts them and, given a file, writes them down. Memory does not grow with them. */
export interface ProblemReport {
  /** Where they are written; undefined if they are only counted. */
  readonly path: string | undefined;
  readonly counts: ProblemCounts;
  add(problem: SourceProblem): void;
  /** What was added, read back from the file. @throws LedgerError `source_invalid` if another program wrote to it */
  problems(): AsyncIterable<SourceProblem>;
  /** May be called again. */
  close(): void;
}

/** How much is gathered before it is written. */
const bufferedLength = 64 * 1024;

/**
 * Opens a report: JSON Lines, one problem a line. A report that is there already is replaced.
 *
 * @throws LedgerError `source_invalid` if the file cannot be written.
 */
export function openProblemReport(path?: string): ProblemReport {
  const counts = Object.fromEntries(problemKinds.map((kind) => [kind, 0])) as Record<ProblemKind, number>;
  let file = path === undefined ? undefined : openForWriting(path);
  let buffered = "";

  const flush = (): void => {
    if (file !== undefined && buffered !== "") writeWhole(file, buffered);
    buffered = "";
  };

  return {
    path,
    counts,
    add(problem) {
      counts[problem.kind] += 1;
      if (file === undefined) return;
      buffered += `${JSON.stringify(problem)}\n`;
      if (buffered.length >= bufferedLength) flush();
    },
    async *problems() {
      flush();
      if (path === undefined) return;
      for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity }))
        yield parseProblem(line, path);
    },
    close() {
      flush();
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

/** @throws LedgerError `source_invalid` if the line is not what was written: another import may write the same file */
function parseProblem(line: string, path: string): SourceProblem {
  try {
    return JSON.parse(line) as SourceProblem;
  } catch (cause) {
    const message =
      `Another program wrote to the report ${path}. The events are imported; run the import again, with a --report of ` +
      "its own, to keep what was left out.";
    throw new LedgerError("source_invalid", message, { cause });
  }
}

function openForWriting(path: string): number {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, "w");
  } catch (cause) {
    throw new LedgerError(
      "source_invalid",
      `The report ${path} cannot be written. Name another file with --report.`,
      {
        cause,
      },
    );
  }
}

function writeWhole(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
}
