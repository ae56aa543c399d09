import {
  BACKWARDS,
  END,
  FORWARDS,
  StreamNotFoundError,
  type AllStreamResolvedEvent,
  type EventStoreDBClient,
  type ResolvedEvent,
  type StreamingRead,
} from "@eventstore/db-client";
import shared from "@eventstore/db-client/generated/shared_pb.js";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import type { LedgerClient } from "./client.js";
import type { ServerPosition } from "./positions.js";

/** Records that the server looks through for one page of those that the filter lets pass. */
export const searchWindow = 1000;

export interface AllPage {
  /** Only streams whose name begins so. */
  readonly prefix: string;
  /** The first position to read, inclusive; by default the log's first forwards, its last backwards. */
  readonly from?: ServerPosition | undefined;
  readonly direction: "forwards" | "backwards";
  readonly limit: number;
}

/** Reads a page of the log with the filter on the server, which the protocol has had from the start. */
export function readAllFiltered(client: LedgerClient, page: AllPage): StreamingRead<AllStreamResolvedEvent> {
  return client.readAllBy(new streams.ReadReq().setOptions(optionsOf(page)));
}

function optionsOf({ prefix, from, direction, limit }: AllPage): streams.ReadReq.Options {
  const { Options } = streams.ReadReq;
  const all = new Options.AllOptions();
  if (from !== undefined) {
    const position = new Options.Position();
    position.setCommitPosition(from.commit.toString()).setPreparePosition(from.prepare.toString());
    all.setPosition(position);
  } else if (direction === "forwards") all.setStart(new shared.Empty());
  else all.setEnd(new shared.Empty());
  const filter = new Options.FilterOptions()
    .setStreamIdentifier(new Options.FilterOptions.Expression().setPrefixList([prefix]))
    .setMax(searchWindow)
    .setCheckpointintervalmultiplier(1);
  return new Options()
    .setAll(all)
    .setFilter(filter)
    .setCount(limit.toString())
    .setReadDirection(
      direction === "forwards" ? Options.ReadDirection.FORWARDS : Options.ReadDirection.BACKWARDS,
    )
    .setResolveLinks(false)
    .setUuidOption(new Options.UUIDOption().setString(new shared.Empty()));
}

export interface StreamPage {
  readonly stream: string;
  readonly from: number | undefined;
  readonly direction: "forwards" | "backwards";
  readonly limit: number;
}

/** Reads a page of one stream, on the leader: what is decided on it must not be what a follower still has. */
export function readOneStream(client: EventStoreDBClient, page: StreamPage): StreamingRead<ResolvedEvent> {
  const { stream, from, direction, limit } = page;
  const backwards = direction === "backwards";
  return client.readStream(stream, {
    fromRevision: from === undefined ? (backwards ? END : 0n) : BigInt(from),
    direction: backwards ? BACKWARDS : FORWARDS,
    maxCount: limit,
    resolveLinkTos: false,
    requiresLeader: true,
  });
}

export interface CollectLimits {
  readonly silenceMs: number;
  /** The error to fail with when nothing has come for so long. */
  readonly silent: () => Error;
  /** Asked when nothing has come for so long: true if the server is at work, and may be waited for. */
  readonly isAtWork?: (() => Promise<boolean>) | undefined;
  /** Ends the page early, without an error. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Takes a whole page into memory, each event as `keep` makes it, or not at all. The client gives reads no deadline, so it is given up when it falls silent.
 *
 * @returns undefined for a stream that does not exist
 */
export async function collectPage<T, Kept>(
  reading: StreamingRead<T>,
  keep: (resolved: T) => Kept | undefined,
  { silenceMs, silent, isAtWork = () => Promise.resolve(false), signal }: CollectLimits,
): Promise<readonly Kept[] | undefined> {
  const page: Kept[] = [];
  let ended = false;
  // The client may report an error more than once, and also after this has ended.
  reading.on("error", () => undefined);
  const silence = setTimeout(() => {
    void isAtWork().then((goesOn) => {
      if (ended) return;
      if (goesOn) silence.refresh();
      else reading.destroy(silent());
    });
  }, silenceMs);
  const stop = (): void => void reading.destroy(new PageAbandoned());
  signal?.addEventListener("abort", stop);
  let whole = false;
  try {
    for await (const resolved of reading) {
      silence.refresh();
      const kept = keep(resolved);
      if (kept !== undefined) page.push(kept);
    }
    whole = true;
    return page;
  } catch (error) {
    if (error instanceof StreamNotFoundError) return undefined;
    if (error instanceof PageAbandoned) return [];
    throw error;
  } finally {
    ended = true;
    clearTimeout(silence);
    signal?.removeEventListener("abort", stop);
    // Nobody waits for it: where the connection was never made, it would take as long as that.
    if (!whole) void reading.cancel().catch(() => undefined);
  }
}

class PageAbandoned extends Error {}
