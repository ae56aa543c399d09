import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { setImmediate as nextTurn } from "node:timers/promises";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import type { ReadReq, ReadResp } from "@eventstore/db-client/generated/streams_pb.js";
import type { ServerWritableStream } from "@grpc/grpc-js";
import type { DoorLog } from "./door-log.js";
import { pageSize } from "./log-reader.js";
import { eventTypes, type LogRecord } from "./records.js";
import {
  checkOptions,
  countOf,
  directionOf,
  givenFilter,
  numberOf,
  positionIn,
  revisionIn,
  type AllOptions,
  type Options,
  type StreamOptions,
} from "./read-options.js";
import { refuseRequest, refuseStreamDeleted } from "./refusals.js";
import { caughtUp, fellBehind } from "./subscription-state.js";
import {
  streamOf,
  toReadEvent,
  toRevision,
  toStreamIdentifier,
  withPosition,
  type ResolvedRecord,
  type UuidForm,
} from "./wire.js";

export type ReadCall = ServerWritableStream<ReadReq, ReadResp>;

const { StreamOptionCase } = streams.ReadReq.Options;

// Pages are read synchronously. Between two pages, other work gets a turn, even if a filter matches no event.

export interface ReadParts {
  readonly log: DoorLog;
  readonly onWarning?: ((warning: string) => void) | undefined;
}

/** A read or a subscription in progress. */
interface Reading extends Required<ReadParts> {
  readonly onWarning: (warning: string) => void;
  readonly options: Options;
  readonly form: UuidForm;
  readonly signal: AbortSignal;
  /** Resolves when the client can take more. Nothing is read for a slow client in the meantime. */
  send(response: ReadResp): Promise<void>;
}

/** Serves a read or a subscription, of a stream or of all, until it ends or `signal` aborts. */
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
  checkOptions(options);
  const isSubscription = options.hasSubscription();
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
  const start = numberOf(revisionIn(target), Number.MAX_SAFE_INTEGER);
  const tellsBounds = (options.getControlOption()?.getCompatibility() ?? 0) >= 1;
  let tellsFirst = tellsBounds && direction === "forwards";
  let next: number | undefined = start;
  let last: number | undefined;
  for (let left = countOf(options); left > 0 && next !== undefined && !signal.aborted;) {
    const page = log.readStream(stream, next, direction);
    if (page.state === "tombstoned") throw refuseStreamDeleted(stream);
    if (page.state === "missing") {
      const notFound = new streams.ReadResp.StreamNotFound().setStreamIdentifier(toStreamIdentifier(stream));
      await send(new streams.ReadResp().setStreamNotFound(notFound));
      return;
    }
    // If no event follows the start, the first will be the next one written.
    const first = page.records[0]?.revision ?? (page.next === undefined ? page.last + 1 : undefined);
    if (tellsFirst && first !== undefined) {
      if (first !== start) await send(new streams.ReadResp().setFirstStreamPosition(toRevision(first)));
      tellsFirst = false;
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
  const position = numberOf(positionIn(target), Number.MAX_SAFE_INTEGER);
  // Forwards, the read begins at the position; backwards, before it.
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
  const after = revisionIn(target);
  const { state, last } = log.readStream(stream, Number.MAX_SAFE_INTEGER, "backwards");
  if (state === "tombstoned") throw refuseStreamDeleted(stream);
  let next = typeof after === "number" ? after + 1 : numberOf(after, last + 1);
  await confirm(reading);
  let isLive = false;
  let wasLive = false;
  while (!signal.aborted) {
    const head = log.head();
    // Events are hidden only from subscribers that catch up. Live subscribers get each event as it is written.
    const page = wasLive ? log.readAppended(stream, next) : log.readStream(stream, next, "forwards");
    for (const record of page.records) await sendRecord(reading, record);
    if (page.state === "tombstoned") throw refuseStreamDeleted(stream);
    // Hidden events are not sent later either.
    next = page.next ?? Math.max(next, page.last + 1);
    if (page.next !== undefined) {
      if (isLive) await send(fellBehind({ revision: next - 1 }));
      isLive = false;
      await nextTurn();
      continue;
    }
    if (!isLive) await send(caughtUp({ revision: next - 1 }));
    isLive = true;
    wasLive = true;
    await log.beyond(head, signal);
  }
}

async function subscribeToAll(reading: Reading, target: AllOptions): Promise<void> {
  const { log, options, signal, send } = reading;
  const filter = givenFilter(options);
  if (filter?.checkpointInterval === 0) throw refuseRequest("The checkpoint interval is 0.");
  const after = positionIn(target);
  await confirm(reading);
  const head = log.head();
  let position = numberOf(after, head);
  if (position > head) {
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
      if (isLive) await send(fellBehind({ position }));
      isLive = false;
      await nextTurn();
      continue;
    }
    if (!isLive) {
      // A subscriber that starts again later continues here, even if the filter matched no event.
      if (filter !== undefined && position > checkpoint) await send(checkpointAt(position));
      checkpoint = position;
      await send(caughtUp({ position }));
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

/** A link holds `<revision>@<stream>`, with a number as .NET parses it. -1 means the last event of the stream. */
const linkPattern = /^[\t-\r ]*([+-]?\d+)[\t-\r ]*@(.*)$/s;

/** A malformed link is delivered as an ordinary event. */
function resolveLink(log: DoorLog, record: LogRecord): ResolvedRecord {
  if (record.type !== eventTypes.link) return { event: record };
  const [, digits, stream] = linkPattern.exec(Buffer.from(record.data).toString("utf8")) ?? [];
  const revision = Number(digits);
  if (stream === undefined || revision < -1 || revision >= 2 ** 63) return { event: record };
  return { event: log.readEvent(stream, revision), link: record };
}

function checkpointAt(position: number): ReadResp {
  return new streams.ReadResp().setCheckpoint(withPosition(new streams.ReadResp.Checkpoint(), position));
}
