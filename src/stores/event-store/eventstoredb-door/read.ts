import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { setImmediate as nextTurn } from "node:timers/promises";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import type { ReadReq, ReadResp } from "@eventstore/db-client/generated/streams_pb.js";
import type { ServerWritableStream } from "@grpc/grpc-js";
import type { DoorLog } from "./door-log.js";
import { filterOf, type Filter } from "./filter.js";
import { pageSize } from "./log-reader.js";
import { eventTypes, type LogRecord } from "./records.js";
import { refuseRequest, refuseStreamDeleted } from "./refusals.js";
import {
  streamOf,
  toReadEvent,
  toRevision,
  toStreamIdentifier,
  type ResolvedRecord,
  type UuidForm,
} from "./wire.js";

export type ReadCall = ServerWritableStream<ReadReq, ReadResp>;

type Options = InstanceType<typeof streams.ReadReq.Options>;
type StreamOptions = InstanceType<typeof streams.ReadReq.Options.StreamOptions>;
type AllOptions = InstanceType<typeof streams.ReadReq.Options.AllOptions>;
const { StreamOptionCase, CountOptionCase } = streams.ReadReq.Options;
const { RevisionOptionCase } = streams.ReadReq.Options.StreamOptions;
const { AllOptionCase } = streams.ReadReq.Options.AllOptions;

// Reading is synchronous: between two pages others get their turn, also when a filter lets nothing through.

export interface ReadParts {
  readonly log: DoorLog;
  readonly onWarning?: ((warning: string) => void) | undefined;
}

/** A read or a subscription under way. */
interface Reading extends Required<ReadParts> {
  readonly onWarning: (warning: string) => void;
  readonly options: Options;
  readonly form: UuidForm;
  readonly signal: AbortSignal;
  /** Resolves when the client can take more: a slow one waits here, and nothing is read for it meanwhile. */
  send(response: ReadResp): Promise<void>;
}

/** Serves a read of a stream or of all, or a subscription, until it has ended or `signal` aborts. */
export async function serveRead(
  { log, onWarning = () => undefined }: ReadParts,
  call: ReadCall,
  signal: AbortSignal,
): Promise<void> {
  const options = call.request.getOptions();
  if (options === undefined) throw refuseRequest("The options of the read are missing.");
  const form = options.getUuidOption()?.hasStructured() === true ? "structured" : "text";
  const send = async (response: ReadResp): Promise<void> => {
    if (!call.write(response)) await once(call, "drain", { signal });
  };
  const reading: Reading = { log, onWarning, options, form, signal, send };
  const isSubscription = options.getCountOptionCase() === CountOptionCase.SUBSCRIPTION;
  if (isSubscription && directionOf(options) === "backwards")
    throw refuseRequest("A subscription goes forwards.");
  switch (options.getStreamOptionCase()) {
    case StreamOptionCase.STREAM: {
      const target = options.getStream() ?? new streams.ReadReq.Options.StreamOptions();
      return isSubscription ? subscribeToStream(reading, target) : readStream(reading, target);
    }
    case StreamOptionCase.ALL: {
      const target = options.getAll() ?? new streams.ReadReq.Options.AllOptions();
      return isSubscription ? subscribeToAll(reading, target) : readAll(reading, target);
    }
    case StreamOptionCase.STREAM_OPTION_NOT_SET:
      throw refuseRequest("The read names neither a stream nor all.");
  }
}

async function readStream(reading: Reading, target: StreamOptions): Promise<void> {
  const { log, options, signal, send } = reading;
  const stream = streamOf(target.getStreamIdentifier());
  const direction = directionOf(options);
  let next: number | undefined = startOf(target, direction);
  const tellsBounds = (options.getControlOption()?.getCompatibility() ?? 0) >= 1;
  let last: number | undefined;
  for (let left = countOf(options); left > 0 && next !== undefined && !signal.aborted;) {
    const page = log.readStream(stream, next, direction);
    if (page.state === "tombstoned") throw refuseStreamDeleted(stream);
    if (page.state === "missing") {
      const notFound = new streams.ReadResp.StreamNotFound().setStreamIdentifier(toStreamIdentifier(stream));
      await send(new streams.ReadResp().setStreamNotFound(notFound));
      return;
    }
    if (tellsBounds && last === undefined && direction === "forwards" && next < page.first) {
      await send(new streams.ReadResp().setFirstStreamPosition(toRevision(page.first)));
    }
    for (const record of page.records.slice(0, left)) await sendRecord(reading, record);
    left -= page.records.length;
    next = page.next;
    last = page.last;
    await nextTurn();
  }
  if (tellsBounds && last !== undefined) {
    await send(new streams.ReadResp().setLastStreamPosition(toRevision(last)));
  }
}

async function readAll(reading: Reading, target: AllOptions): Promise<void> {
  const { log, options, signal } = reading;
  const filter = givenFilter(options);
  const forwards = directionOf(options) === "forwards";
  const position = positionOf(target, forwards ? 0 : Number.MAX_SAFE_INTEGER);
  // Forwards the event at the position is the first; backwards it is the one before.
  let next = forwards && position > 0 && position < Number.MAX_SAFE_INTEGER ? position - 1 : position;
  for (let left = countOf(options); left > 0 && !signal.aborted;) {
    const records = forwards ? log.readAfter(next) : log.readBefore(next);
    for (const record of records) {
      next = record.position;
      if (filter?.matches(record) === false) continue;
      await sendRecord(reading, record);
      left--;
      if (left === 0) return;
    }
    if (records.length < pageSize) return;
    await nextTurn();
  }
}

async function subscribeToStream(reading: Reading, target: StreamOptions): Promise<void> {
  const { log, signal, send } = reading;
  const stream = streamOf(target.getStreamIdentifier());
  let next = subscriptionStart(log, stream, target);
  if (log.readStream(stream, next, "forwards").state === "tombstoned") throw refuseStreamDeleted(stream);
  await confirm(reading);
  let isLive = false;
  let wasLive = false;
  while (!signal.aborted) {
    const head = log.head();
    // Retention is for those who catch up: to a live subscriber each event is pushed as it comes.
    const page = wasLive ? log.readAppended(stream, next) : log.readStream(stream, next, "forwards");
    if (page.state === "tombstoned") throw refuseStreamDeleted(stream);
    for (const record of page.records) await sendRecord(reading, record);
    // What retention hides of a stream is not pushed later, either.
    next = page.next ?? Math.max(next, page.last + 1);
    if (page.next !== undefined) {
      if (isLive) await send(fellBehind());
      isLive = false;
      await nextTurn();
      continue;
    }
    if (!isLive) await send(caughtUp());
    isLive = true;
    wasLive = true;
    await log.beyond(head, signal);
  }
}

async function subscribeToAll(reading: Reading, target: AllOptions): Promise<void> {
  const { log, options, signal, send } = reading;
  const filter = givenFilter(options);
  await confirm(reading);
  let position = target.getAllOptionCase() === AllOptionCase.END ? log.head() : positionOf(target, 0);
  const head = log.head();
  // 2^64 - 1 is how some clients say the end.
  if (position > head && position !== Number.MAX_SAFE_INTEGER) {
    reading.onWarning(
      `A subscription to all begins at position ${position}, but the log ends at ${head}: it gets nothing until the ` +
        "log is there. Does its checkpoint come from another server?",
    );
  }
  let checkpoint = position;
  let considered = 0;
  let isLive = false;
  while (!signal.aborted) {
    const records = log.readAfter(position);
    for (const record of records) {
      position = record.position;
      if (filter?.matches(record) !== false) await sendRecord(reading, record);
      considered++;
      if (filter !== undefined && considered % filter.checkpointInterval === 0) {
        checkpoint = position;
        await send(checkpointAt(checkpoint));
      }
    }
    if (records.length === pageSize) {
      if (isLive) await send(fellBehind());
      isLive = false;
      await nextTurn();
      continue;
    }
    if (!isLive) {
      // So that one who starts again later does not look at all of it again, even if nothing was for him.
      if (filter !== undefined && position > checkpoint) await send(checkpointAt(position));
      checkpoint = position;
      await send(caughtUp());
    }
    isLive = true;
    await log.beyond(position, signal);
  }
}

async function confirm({ send }: Reading): Promise<void> {
  const confirmation = new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId(randomUUID());
  await send(new streams.ReadResp().setConfirmation(confirmation));
}

function sendRecord({ log, options, form, send }: Reading, record: LogRecord): Promise<void> {
  return send(toReadEvent(options.getResolveLinks() ? resolveLink(log, record) : { event: record }, form));
}

/** A link holds `<revision>@<stream>`. */
function resolveLink(log: DoorLog, record: LogRecord): ResolvedRecord {
  if (record.type !== eventTypes.link) return { event: record };
  const [, revision, stream] = /^(\d{1,16})@(.+)$/s.exec(Buffer.from(record.data).toString("utf8")) ?? [];
  const event =
    revision === undefined || stream === undefined ? undefined : log.readEvent(stream, Number(revision));
  return { event, link: record };
}

const caughtUp = (): ReadResp => new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp());
const fellBehind = (): ReadResp => new streams.ReadResp().setFellBehind(new streams.ReadResp.FellBehind());

function checkpointAt(position: number): ReadResp {
  const checkpoint = new streams.ReadResp.Checkpoint()
    .setCommitPosition(String(position))
    .setPreparePosition(String(position));
  return new streams.ReadResp().setCheckpoint(checkpoint);
}

const givenFilter = (options: Options): Filter | undefined => {
  const filter = options.getFilter();
  return filter === undefined ? undefined : filterOf(filter);
};

const directionOf = (options: Options): "forwards" | "backwards" =>
  options.getReadDirection() === streams.ReadReq.Options.ReadDirection.FORWARDS ? "forwards" : "backwards";

/** A number of 64 bits as far as it matters here: the log never gets as long as a number is exact. */
const boundedNumber = (digits: string): number => Math.min(Number(digits), Number.MAX_SAFE_INTEGER);

const countOf = (options: Options): number => boundedNumber(options.getCount());

function startOf(target: StreamOptions, direction: "forwards" | "backwards"): number {
  switch (target.getRevisionOptionCase()) {
    case RevisionOptionCase.REVISION:
      return boundedNumber(target.getRevision());
    case RevisionOptionCase.START:
      return 0;
    case RevisionOptionCase.END:
      return Number.MAX_SAFE_INTEGER;
    case RevisionOptionCase.REVISION_OPTION_NOT_SET:
      return direction === "forwards" ? 0 : Number.MAX_SAFE_INTEGER;
  }
}

/** The revision after the one that the subscriber has. */
function subscriptionStart(log: DoorLog, stream: string, target: StreamOptions): number {
  switch (target.getRevisionOptionCase()) {
    case RevisionOptionCase.REVISION:
      return boundedNumber(target.getRevision()) + 1;
    case RevisionOptionCase.END:
      return log.readStream(stream, Number.MAX_SAFE_INTEGER, "backwards").last + 1;
    case RevisionOptionCase.START:
    case RevisionOptionCase.REVISION_OPTION_NOT_SET:
      return 0;
  }
}

function positionOf(target: AllOptions, absent: number): number {
  switch (target.getAllOptionCase()) {
    case AllOptionCase.POSITION:
      return boundedNumber(target.getPosition()?.getCommitPosition() ?? "0");
    case AllOptionCase.START:
      return 0;
    case AllOptionCase.END:
      return Number.MAX_SAFE_INTEGER;
    case AllOptionCase.ALL_OPTION_NOT_SET:
      return absent;
  }
}
