import { setImmediate as nextTurn } from "node:timers/promises";
import type { AuditLog, RecordedAuditEntry } from "./audit-log.js";

type Entries = Pick<AuditLog, "entries">;

const defaultPageSize = 200;

/**
 * The entries of an audit log, newest first, read page by page. Others are answered between two pages.
 *
 * @param before begin with the entry before the one with this number; with the newest if undefined
 */
export async function* entriesBefore(
  log: Entries,
  before: number | undefined,
  pageSize = defaultPageSize,
): AsyncGenerator<RecordedAuditEntry> {
  for (;;) {
    const page = await log.entries({ limit: pageSize, before });
    yield* page;
    if (page.length < pageSize) return;
    before = page.at(-1)?.number;
    await nextTurn();
  }
}

/** All entries, oldest first. Meant for copies: they are held in memory. */
export async function allEntries(log: Entries): Promise<readonly RecordedAuditEntry[]> {
  const all: RecordedAuditEntry[] = [];
  for await (const entry of entriesBefore(log, undefined, 1000)) all.push(entry);
  return all.reverse();
}

export interface AuditReaderOptions {
  matters(entry: RecordedAuditEntry): boolean;
  /** Nothing before such an entry matters; while there is none, nothing does. */
  readonly since?: (entry: RecordedAuditEntry) => boolean;
}

/**
 * Reads the entries that matter, newest first. Each call reads only what was recorded since the call before: pages ask every
 * few seconds, and after years the log is long.
 */
export function createAuditReader(
  log: Entries,
  { matters, since }: AuditReaderOptions,
): () => Promise<readonly RecordedAuditEntry[]> {
  let newest: RecordedAuditEntry | undefined;
  let known: readonly RecordedAuditEntry[] = [];
  let reading: Promise<readonly RecordedAuditEntry[]> | undefined;

  async function readOn(): Promise<readonly RecordedAuditEntry[]> {
    const found: RecordedAuditEntry[] = [];
    let older: readonly RecordedAuditEntry[] = [];
    let first: RecordedAuditEntry | undefined;
    for await (const entry of entriesBefore(log, undefined)) {
      first ??= entry;
      // The number alone could be that of another log, put in the place of this one.
      if (entry.number === newest?.number && entry.id === newest.id) {
        older = known;
        break;
      }
      if (matters(entry)) found.push(entry);
      if (since?.(entry) === true) break;
    }
    const all = [...found, ...older];
    newest = first;
    known = since === undefined || all.some(since) ? all : [];
    return known;
  }

  return () =>
    (reading ??= readOn().finally(() => {
      reading = undefined;
    }));
}
