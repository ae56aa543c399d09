import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { isLedgerError, LedgerError, type StoreCause } from "../../errors.js";
import { userOf } from "../../events/identifiers.js";
import type { Position, RecordedEvent } from "../../stores/event-store/event-store.js";
import { assertRoom } from "../../stores/disk-space.js";
import { decodeBatch, type Decoded, type FoldBatchOptions } from "../fold/fold-batch.js";
import { createUserFold } from "../fold/user-fold.js";
import type { FoldableEvent, Projection } from "../projection.js";
import type { FillOptions, FoldedFromLog, LogByUser, ReadTo } from "./log-by-user.js";
import { spoolNameOf } from "./spool-names.js";
import {
  listRuns,
  mergeRuns,
  removePartialRuns,
  writeAtOnce,
  writeRun,
  type SpoolLine,
  type SpooledUser,
} from "./spool-runs.js";

/** About how much one run holds; it is sorted in memory. */
const runCharacters = 2 * 1024 * 1024;
const readBatchSize = 1000;
/** Stands for an event that cannot be decoded. */
const invalidText = "!";

/**
 * Sorts the log by user on disk, for event stores that cannot read it in that order. Opens a spool in its own folder below
 * `parent`. It replaces a spool of the same name: an earlier process that still runs no longer finds it.
 *
 * @throws LedgerError `read_model_unavailable` (its methods, too) if the disk is full or cannot be written
 */
export async function openUserSpool(
  parent: string,
  name: string,
  projections: readonly Projection[],
): Promise<LogByUser> {
  const folder = join(parent, `${name}-${randomUUID()}`);
  const sealPath = join(folder, "sealed");
  await guarded(async () => {
    const [left, ...others] = (await readdirIfThere(parent)).filter((each) => spoolNameOf(each) === name);
    for (const other of others) await rm(join(parent, other), { recursive: true, force: true });
    if (left === undefined) await mkdir(folder, { recursive: true });
    else await rename(join(parent, left), folder);
    await removePartialRuns(folder);
  });

  async function checkpoint() {
    const last = (await guarded(() => listRuns(folder))).at(-1);
    return {
      position: last?.position as Position | undefined,
      eventId: last?.eventId,
      lookedThrough: undefined,
      eventCount: last?.eventCount ?? 0,
    };
  }

  return {
    checkpoint,

    async fill(options) {
      if (await guarded(() => isThere(sealPath))) return true;
      await readLog(folder, await checkpoint(), options);
      await guarded(() => writeAtOnce(sealPath, ""));
      return false;
    },

    async *users(onInvalid) {
      const merged = mergeRuns(await guarded(() => listRuns(folder)))[Symbol.iterator]();
      for (;;) {
        const next = await guarded(() => Promise.resolve(merged.next()));
        if (next.done === true) return;
        yield next.value.map((user) => foldSpooled(user, projections, onInvalid));
      }
    },

    remove: () => guarded(() => rm(folder, { recursive: true, force: true })),
  };
}

/** Reads the log from where the spool ends, and writes it as runs. */
async function readLog(
  folder: string,
  start: ReadTo,
  { eventStore, onInvalid, signal, report }: FillOptions,
): Promise<void> {
  const run = createRunWriter(folder, start);
  const { eventCount: total } = await eventStore.head();
  const reportRead = (done: number): void =>
    report?.("reading", done, total === undefined ? undefined : Math.max(total, done));
  reportRead(start.eventCount);
  for await (const batch of eventStore.readAll({
    after: start.position,
    batchSize: readBatchSize,
    live: false,
    ...(signal === undefined ? {} : { signal }),
  })) {
    if (signal?.aborted === true) break;
    const decoded = decodeBatch(batch);
    const invalid = decoded.map(({ event }) => event).find((event) => isLedgerError(event));
    if (invalid !== undefined && onInvalid === "throw") {
      await run.end();
      throw invalid;
    }
    await run.add(batch, decoded);
    reportRead(run.eventCount());
  }
  await run.end();
  signal?.throwIfAborted();
}

/** Removes the spools below `parent` that are no longer needed. */
export async function removeSpools(parent: string, isUnneeded: (name: string) => boolean): Promise<void> {
  await guarded(async () => {
    for (const entry of await readdirIfThere(parent)) {
      const name = spoolNameOf(entry);
      if (name !== undefined && isUnneeded(name))
        await rm(join(parent, entry), { recursive: true, force: true });
    }
  });
}

/** Collects lines until there are enough for a run. */
function createRunWriter(folder: string, start: ReadTo) {
  let { position, eventId = "", eventCount } = start;
  let written = start.position;
  let lines: SpoolLine[] = [];
  let characters = 0;

  async function end(): Promise<void> {
    if (position === undefined || position === written) return;
    const run = lines;
    const to = { position, eventId, eventCount };
    const unavailable = "read_model_unavailable";
    await guarded(() => assertRoom({ folder, bytes: characters, what: "Sorting the log", unavailable }));
    lines = [];
    characters = 0;
    written = position;
    // Also without lines, if no event belonged to a user: the run's name says how far the log was read.
    await guarded(() => writeRun(folder, run, to));
  }

  return {
    end,
    eventCount: () => eventCount,
    async add(batch: readonly RecordedEvent[], decoded: readonly Decoded[]): Promise<void> {
      for (const { recorded, event } of decoded) {
        const line = isLedgerError(event) ? invalidLine(recorded.stream) : lineOf(event);
        characters += line?.text.length ?? 0;
        if (line !== undefined) lines.push(line);
      }
      const last = batch.at(-1);
      position = last?.position ?? position;
      eventId = last?.id ?? eventId;
      eventCount += batch.length;
      if (characters >= runCharacters) await end();
    },
  };
}

const lineOf = ({ type, data, revision, metadata: { correlationId } }: FoldableEvent): SpoolLine => ({
  userId: data.userId,
  text: `${revision}\t${type}\t${JSON.stringify([data, correlationId])}`,
});

/** A stream that belongs to no user is skipped: no model is folded from it. */
function invalidLine(stream: string): SpoolLine | undefined {
  const userId = userOf(stream);
  return userId === undefined ? undefined : { userId, text: invalidText };
}

function foldSpooled(
  { userId, lines }: SpooledUser,
  projections: readonly Projection[],
  onInvalid: FoldBatchOptions["onInvalid"],
): FoldedFromLog {
  const fold = createUserFold(userId, projections);
  for (const line of lines) {
    if (line === invalidText) return { userId, models: fold.models(), heldBack: true };
    try {
      // A store may deliver an event twice: the second is skipped. A missing event holds back this user.
      fold.add(parseLine(line));
    } catch (error) {
      if (onInvalid === "throw" || !isLedgerError(error, "event_invalid", "stream_gap")) throw error;
      return { userId, models: fold.models(), heldBack: true };
    }
  }
  return { userId, models: fold.models(), heldBack: false };
}

/** Written by {@link lineOf}, from events that were decoded. */
function parseLine(line: string): FoldableEvent {
  const first = line.indexOf("\t");
  const second = line.indexOf("\t", first + 1);
  const type = line.slice(first + 1, second);
  const [data, correlationId] = JSON.parse(line.slice(second + 1)) as readonly unknown[];
  const metadata = { correlationId };
  return { revision: Number(line.slice(0, first)), type, data, metadata } as FoldableEvent;
}

export async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { code = "" } = cause as NodeJS.ErrnoException;
    if (code === "" || isLedgerError(cause)) throw cause;
    const why =
      code === "ENOSPC"
        ? "the disk is full"
        : code === "ENOENT"
          ? "its folder is gone: another process has removed it or taken it over"
          : code;
    const details: { readonly cause?: StoreCause } = code === "ENOSPC" ? { cause: "disk_full" } : {};
    throw new LedgerError("read_model_unavailable", `The log cannot be sorted on disk: ${why}.`, {
      cause,
      details,
    });
  }
}

const readdirIfThere = (folder: string): Promise<readonly string[]> =>
  readdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  });

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
