import { isDeepStrictEqual } from "node:util";
import { isLedgerError, LedgerError } from "../errors.js";
import type { StreamName } from "../events/identifiers.js";
import { startLongRun, type LongRun, type Report } from "../long-run.js";
import type { AuditLog, RecordedAuditEntry } from "../stores/event-store/audit-log.js";
import { allEntries } from "../stores/event-store/audit-reader.js";
import { byUser } from "../stores/event-store/skipped-log.js";
import type {
  EventStore,
  ExpectedRevision,
  NewEvent,
  RecordedEvent,
} from "../stores/event-store/event-store.js";
import { lastKeptRevision } from "../stores/event-store/stream-ends.js";
import { pairUp } from "./pair-up.js";

export interface CopyLogOptions {
  readonly from: EventStore;
  /** Empty, or holding the beginning of `from` and nothing else. */
  readonly to: EventStore;
  readonly signal?: AbortSignal;
}

export interface CopyReport {
  /** Events in both logs, compared one by one. */
  readonly events: number;
  /** Of them, how many an earlier copy had left there. */
  readonly found: number;
  /** Entries of the audit log in both. */
  readonly auditEntries: number;
  /** Events of the source that no log can hold again, because a server has removed events before them. */
  readonly leftOutEvents: number;
  /** The first of their streams. */
  readonly leftOut: readonly StreamName[];
}

/**
 * Copies a log event by event, in its order: ids, streams, revisions, data, metadata and dates stay, and the place in
 * the log becomes the other store's. An event whose metadata has no room for its date is copied as it is, and gets the
 * date of the copy. Events before which others are missing, and the record that ends a deleted stream, are left out: they
 * concern one user each. After an interruption at any moment, the next run continues. What the target holds then
 * is compared with the source from the beginning, so that nothing is mixed; what this run has copied is read back and
 * compared at the end. What is appended to the source meanwhile, or written to its audit log, another run copies.
 *
 * @throws LedgerError `source_invalid` if the target holds anything that the source does not, in the same order;
 * `revision_conflict` if another process writes to the target; the signal's reason when it is aborted
 */
export function copyLog(options: CopyLogOptions): LongRun<CopyReport> {
  return startLongRun(async (report) => copyRest(options, await findCopied(options, report), report));
}

/**
 * What an earlier copy has left in the target. Writes nothing.
 *
 * @throws LedgerError `source_invalid` if the target holds anything that the source does not, in the same order; the
 * signal's reason when it is aborted
 */
export const findCopied = (options: CopyLogOptions, report: Report): Promise<Copied> =>
  compare(options, report, nothing);

/** Copies what comes after that, and compares it. {@link copyLog} says how. */
export async function copyRest(options: CopyLogOptions, found: Copied, report: Report): Promise<CopyReport> {
  const { from, to } = options;
  const total = (await from.head()).eventCount;
  let copied = found.events;
  const leftOut = { ...found.leftOut };
  // Before the events: the last event of a month that is closed meanwhile may not be copied by this run.
  const auditEntries = await allEntries(from.audit);
  report("copying", copied, total);
  for await (const batch of from.readAll({ ...reading(options), after: found.lastOfSource?.position })) {
    for (const run of runsOf(batch)) {
      options.signal?.throwIfAborted();
      if (!(await appendRun(run, to))) {
        note(leftOut, run);
        continue;
      }
      copied += run.length;
      report("copying", copied, total === undefined ? undefined : Math.max(total, copied));
    }
  }
  options.signal?.throwIfAborted();
  const { events } = await compare(options, report, found);
  if (events < copied) throw differs("The target ends after", events, undefined);
  for await (const batch of from.skipped.all())
    for (const [userId, entries] of byUser(batch)) await to.skipped.record(userId, entries);
  await copyAudit(auditEntries, to.audit);
  return {
    ...{ events, found: found.events, auditEntries: auditEntries.length },
    ...{ leftOutEvents: leftOut.events, leftOut: leftOut.streams },
  };
}

/** @returns false if the run has to be left out */
async function appendRun(run: Run, to: EventStore): Promise<boolean> {
  const [first] = run;
  try {
    await to.append(first.stream, run.map(toNewEvent), expectedBefore(first));
    return true;
  } catch (error) {
    if (isLedgerError(error, "revision_conflict") && (await cannotFollow(first, to))) return false;
    throw error;
  }
}

/**
 * Whether the event before it is missing in the target: it was missing in the source. So it is for the record that ends a
 * deleted stream, whose revision is the highest that there can be.
 */
const cannotFollow = async ({ stream, revision }: RecordedEvent, to: EventStore): Promise<boolean> =>
  revision > 0 && ((await lastKeptRevision(to, stream)) ?? -1) < revision - 1;

interface LeftOut {
  readonly events: number;
  readonly streams: readonly StreamName[];
}

const shownStreams = 20;

function note(leftOut: { events: number; streams: readonly StreamName[] }, run: Run): void {
  const [{ stream }] = run;
  leftOut.events += run.length;
  if (!leftOut.streams.includes(stream) && leftOut.streams.length < shownStreams)
    leftOut.streams = [...leftOut.streams, stream];
}

/** Entries that the target has already, by their ids, stay as they are. */
async function copyAudit(entries: readonly RecordedAuditEntry[], to: AuditLog): Promise<void> {
  const there = new Set((await allEntries(to)).map(({ id }) => id));
  for (const { number: _, ...entry } of entries) if (!there.has(entry.id)) await to.record(entry);
}

/** Large enough that reads cost little compared with the appends that follow. */
const batchSize = 1000;

const reading = ({ signal }: CopyLogOptions) => ({
  batchSize,
  live: false,
  ...(signal === undefined ? {} : { signal }),
});

/** What both logs have. */
export interface Copied {
  /** How many events. */
  readonly events: number;
  /** The last of them, in each log. */
  readonly lastOfSource: RecordedEvent | undefined;
  readonly lastOfTarget: RecordedEvent | undefined;
  /** What only the source has, between them. */
  readonly leftOut: LeftOut;
}

const nothing: Copied = {
  ...{ events: 0, lastOfSource: undefined, lastOfTarget: undefined },
  leftOut: { events: 0, streams: [] },
};

/** Reads both logs side by side after what was compared before, as far as the target goes. */
async function compare(options: CopyLogOptions, report: Report, before: Copied): Promise<Copied> {
  const { from, to, signal } = options;
  let { events, lastOfSource, lastOfTarget } = before;
  const leftOut = { ...before.leftOut };
  report("comparing", events, undefined);
  const source = from.readAll({ ...reading(options), after: lastOfSource?.position });
  const target = to.readAll({ ...reading(options), after: lastOfTarget?.position });
  const isLeftOut = async (original: RecordedEvent): Promise<boolean> => {
    signal?.throwIfAborted();
    if (!(await cannotFollow(original, to))) return false;
    note(leftOut, [original]);
    return true;
  };
  for await (const [original, copy, isSame] of pairUp(source, target, { isSame: isCopy, isLeftOut })) {
    signal?.throwIfAborted();
    if (copy === undefined) break;
    if (!isSame) throw differs("The target holds another event than the source after", events, copy);
    lastOfSource = original;
    lastOfTarget = copy;
    events += 1;
    if (events % batchSize === 0) report("comparing", events, undefined);
  }
  // A read that a signal has ended looks like one that came to its end.
  signal?.throwIfAborted();
  return { events, lastOfSource, lastOfTarget, leftOut };
}

function isCopy(original: RecordedEvent, copy: RecordedEvent): boolean {
  const essence = ({ id, stream, revision, type, data, created, metadata }: RecordedEvent) => ({
    ...{ id, stream, revision, type, data },
    ...(hasRoomForDate(metadata) ? { created, metadata: withoutDate(metadata) } : { metadata }),
  });
  return isDeepStrictEqual(essence(original), essence(copy));
}

const withoutDate = (metadata: object): unknown =>
  Object.fromEntries(Object.entries(metadata).filter(([name]) => name !== "recordedAt"));

type Run = readonly [RecordedEvent, ...RecordedEvent[]];

/** Half of what a server takes in one append by default. */
const mostRunBytes = 512 * 1024;

/** Adjacent events of one stream that follow each other are appended together, up to the limit of a server. */
function runsOf(batch: readonly RecordedEvent[]): readonly Run[] {
  const runs: [RecordedEvent, ...RecordedEvent[]][] = [];
  let bytes = 0;
  for (const event of batch) {
    const run = runs.at(-1);
    const size = Buffer.byteLength(JSON.stringify([event.data, event.metadata]));
    bytes += size;
    const last = run?.at(-1);
    const follows = last?.stream === event.stream && last.revision === event.revision - 1;
    if (run !== undefined && follows && bytes <= mostRunBytes) {
      run.push(event);
    } else {
      runs.push([event]);
      bytes = size;
    }
  }
  return runs;
}

const expectedBefore = ({ revision }: RecordedEvent): ExpectedRevision =>
  revision === 0 ? "no-stream" : revision - 1;

/** Copies everything, also events that this program cannot read: a newer one may. */
function toNewEvent({ id, type, data, metadata, created }: RecordedEvent): NewEvent {
  const dated = hasRoomForDate(metadata) ? { ...metadata, recordedAt: created } : metadata;
  return { id, type, data, metadata: dated } as NewEvent;
}

const hasRoomForDate = (metadata: unknown): metadata is object =>
  typeof metadata === "object" && metadata !== null && !Array.isArray(metadata);

function differs(what: string, events: number, copy: RecordedEvent | undefined): LedgerError {
  const where = copy === undefined ? "" : ` (revision ${copy.revision} of ${copy.stream})`;
  return new LedgerError(
    "source_invalid",
    `${what} ${events} events${where}. Copy to an empty log, or to one that an earlier copy has begun.`,
    { details: { events, ...(copy === undefined ? {} : { stream: copy.stream, revision: copy.revision }) } },
  );
}
