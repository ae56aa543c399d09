import shared from "@eventstore/db-client/generated/shared_pb.js";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import type { ServerPosition } from "./positions.js";

const { Options } = streams.ReadReq;
type Options = InstanceType<typeof Options>;
export type ReadRequest = streams.ReadReq;

/** How many records the server searches between two progress reports. It reads so few within a second. */
const searchWindow = 64;

export interface AllPage {
  /** The first position to read, inclusive. By default the first of the log; backwards, the last. */
  readonly from?: ServerPosition | undefined;
  readonly direction: "forwards" | "backwards";
  readonly limit: number;
}

export interface StreamPage {
  /** The name on the server. */
  readonly stream: string;
  /** The first revision to read, inclusive. By default the first of the stream; backwards, the last. */
  readonly from?: number | undefined;
  readonly direction: "forwards" | "backwards";
  readonly limit: number;
}

/** A page of the whole log, or of the streams whose names begin with the prefix. */
export function allPageRequest(page: AllPage, prefix?: string): ReadRequest {
  const options = withFilter(new Options().setAll(allFrom(page)), prefix);
  return requestOf(options.setCount(page.limit.toString()), page.direction);
}

/** A subscription to the streams whose names begin with the prefix. `after` is exclusive. */
export function followRequest(after: ServerPosition | undefined, prefix: string): ReadRequest {
  const options = withFilter(new Options().setAll(allFrom({ from: after, direction: "forwards" })), prefix);
  return requestOf(options.setSubscription(new Options.SubscriptionOptions()), "forwards");
}

export function streamPageRequest({ stream, from, direction, limit }: StreamPage): ReadRequest {
  const name = new shared.StreamIdentifier().setStreamName(Buffer.from(stream));
  const target = new Options.StreamOptions().setStreamIdentifier(name);
  if (from !== undefined) target.setRevision(from.toString());
  else if (direction === "forwards") target.setStart(new shared.Empty());
  else target.setEnd(new shared.Empty());
  const options = new Options().setStream(target).setNoFilter(new shared.Empty());
  return requestOf(options.setCount(limit.toString()), direction);
}

function allFrom({ from, direction }: Pick<AllPage, "from" | "direction">) {
  const all = new Options.AllOptions();
  if (from === undefined)
    return direction === "forwards" ? all.setStart(new shared.Empty()) : all.setEnd(new shared.Empty());
  const position = new Options.Position()
    .setCommitPosition(from.commit.toString())
    .setPreparePosition(from.prepare.toString());
  return all.setPosition(position);
}

function withFilter(options: Options, prefix: string | undefined): Options {
  if (prefix === undefined) return options.setNoFilter(new shared.Empty());
  const filter = new Options.FilterOptions()
    .setStreamIdentifier(new Options.FilterOptions.Expression().setPrefixList([prefix]))
    .setMax(searchWindow)
    .setCheckpointintervalmultiplier(1);
  return options.setFilter(filter);
}

const requestOf = (options: Options, direction: AllPage["direction"]): ReadRequest =>
  new streams.ReadReq().setOptions(
    options
      .setReadDirection(
        direction === "forwards" ? Options.ReadDirection.FORWARDS : Options.ReadDirection.BACKWARDS,
      )
      .setResolveLinks(false)
      .setUuidOption(new Options.UUIDOption().setString(new shared.Empty())),
  );
