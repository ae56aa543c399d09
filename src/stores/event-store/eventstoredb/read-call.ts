import type streams from "@eventstore/db-client/generated/streams_pb.js";
import type { Connection, Link } from "./connection.js";
import { timedOut } from "./errors.js";
import { toServerFailure } from "./failures.js";
import type { StreamsClient } from "./node-client.js";
import type { TimeLeft } from "./patience.js";
import { allPageRequest, type ReadRequest } from "./read-requests.js";

export type ReadMessage = streams.ReadResp;
type Call = ReturnType<StreamsClient["read"]>;

export interface ReadOptions {
  readonly request: ReadRequest;
  /** Read on the leader: what is decided on it must not be what a follower still has. */
  readonly requiresLeader: boolean;
  readonly onMessage: (message: ReadMessage) => void;
}

/** A read or a subscription under way. */
export interface ReadCall {
  /** @throws ServerFailure (as a rejection) what ended it, if that is not its end */
  readonly ended: Promise<void>;
  readonly link: Link;
  /** The server, too, waits until it is resumed. */
  pause(): void;
  resume(): void;
  /** Ends it with this error; without one, as if it had come to its end. */
  cancel(error?: Error): void;
}

/** @throws ServerFailure if no node can be found */
export async function startRead(connection: Connection, options: ReadOptions): Promise<ReadCall> {
  return startReadOn(await connection.link(), options);
}

function startReadOn(link: Link, { request, requiresLeader, onMessage }: ReadOptions): ReadCall {
  const call: Call = link.start((client, headers) => client.read(request, ...headers(requiresLeader)));
  let hasFailed = false;
  let end = (_error?: Error): void => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    end = (error) => {
      link.ended(call);
      if (error === undefined) resolve();
      else reject(error);
    };
  });
  // Whoever has stopped waiting for it has no use for its error.
  ended.catch(() => undefined);
  call.on("data", (message: ReadMessage) => {
    link.heard();
    onMessage(message);
  });
  // Never removed: an error that comes after the first must not end the process.
  call.on("error", (error) => {
    hasFailed = true;
    const failure = toServerFailure(error);
    link.failed(failure);
    end(failure);
  });
  call.on("end", () => {
    // gRPC ends the stream of a failed call as well, and a connection that was refused is no sign of life.
    if (!hasFailed) link.heard();
    end();
  });
  return {
    ended,
    link,
    pause: () => void call.pause(),
    resume: () => void call.resume(),
    cancel(error) {
      end(error);
      call.removeAllListeners("data");
      call.cancel();
      call.resume();
    },
  };
}

export interface SilenceOptions {
  readonly silenceMs: number;
  /** What is left of the whole time of the call; without a bound if left out. */
  readonly timeLeft?: TimeLeft;
  readonly shown: string;
  /** The server searches, and may be silent as long as it answers otherwise. */
  readonly searches: boolean;
  /** Called when nothing has come for so long although the server answers. */
  readonly onSearching?: () => void;
}

/**
 * Ends a read when its node is silent: when nothing at all comes over the link for so long. A node that answers other
 * calls is busy.
 */
export function watchSilence(call: ReadCall, options: SilenceOptions) {
  const { silenceMs, timeLeft = () => Infinity, shown, searches, onSearching } = options;
  const { link } = call;
  let touchedAt = performance.now();
  let probe: Probe | undefined;
  const look = (): void => {
    const now = performance.now();
    const silentMs = now - Math.max(touchedAt, link.heardAt());
    if (silentMs >= silenceMs || timeLeft() <= 0) {
      end();
      link.unanswered();
      call.cancel(timedOut(shown, silenceMs));
      return;
    }
    if (now - touchedAt >= silenceMs) onSearching?.();
    if (searches && probe?.isOver() !== false) probe = sendProbe(link);
  };
  const timer = setInterval(() => {
    // After what has come meanwhile, should this program have been slow itself.
    setImmediate(() => {
      if (!isOver) look();
    });
  }, silenceMs / 2);
  let isOver = false;
  const end = (): void => {
    isOver = true;
    probe?.end();
    clearInterval(timer);
  };
  return {
    /** Something has come. */
    touch() {
      touchedAt = performance.now();
      timer.refresh();
    },
    end,
  };
}

interface Probe {
  isOver(): boolean;
  end(): void;
}

/** Has the server answer what it has to search for nothing: the link hears that it is there. */
function sendProbe(link: Link): Probe {
  const call = startReadOn(link, {
    request: allPageRequest({ direction: "backwards", limit: 1 }),
    requiresLeader: false,
    onMessage: () => undefined,
  });
  let isOver = false;
  const over = (): void => void (isOver = true);
  call.ended.then(over, over);
  return {
    isOver: () => isOver,
    end() {
      if (!isOver) call.cancel();
    },
  };
}

export interface PageOptions extends SilenceOptions {
  readonly requiresLeader: boolean;
  /** Ends the page early, without an error. */
  readonly signal?: AbortSignal | undefined;
}

/** Hands over a whole answer, message by message; fails when it falls silent. */
export async function readPage(
  connection: Connection,
  request: ReadRequest,
  options: PageOptions & { readonly onMessage: (message: ReadMessage) => void },
): Promise<void> {
  const { requiresLeader, signal, onMessage } = options;
  let touch = (): void => undefined;
  const call = await startRead(connection, {
    request,
    requiresLeader,
    onMessage: (message) => {
      touch();
      onMessage(message);
    },
  });
  const silence = watchSilence(call, options);
  ({ touch } = silence);
  const stop = (): void => {
    call.cancel();
  };
  if (signal?.aborted === true) stop();
  signal?.addEventListener("abort", stop);
  try {
    await call.ended;
  } finally {
    silence.end();
    signal?.removeEventListener("abort", stop);
  }
}
