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
  readonly onMessage: (message: ReadMessage) => void;
}

/** A read or a subscription in progress. */
export interface ReadCall {
  /** Resolves when the call has come to its end. Rejects with a ServerFailure if something else ended it. */
  readonly ended: Promise<void>;
  readonly link: Link;
  /** The server also stops sending, until the call is resumed. */
  pause(): void;
  resume(): void;
  /** Ends the call with this error, or without an error if there is none. */
  cancel(error?: Error): void;
}

/** @throws ServerFailure if no node can be found */
export async function startRead(connection: Connection, options: ReadOptions): Promise<ReadCall> {
  return startReadOn(await connection.link(), options);
}

function startReadOn(link: Link, { request, onMessage }: ReadOptions): ReadCall {
  const call: Call = link.start((client, headers) => client.read(request, ...headers()));
  let hasFailed = false;
  let end = (_error?: Error): void => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    end = (error) => {
      link.ended(call);
      if (error === undefined) resolve();
      else reject(error);
    };
  });
  // The caller may no longer be waiting. The rejection must not count as unhandled.
  ended.catch(() => undefined);
  call.on("data", (message: ReadMessage) => {
    link.heard();
    onMessage(message);
  });
  // Never removed: a second error without a listener would end the process.
  call.on("error", (error) => {
    hasFailed = true;
    const failure = toServerFailure(error);
    link.failed(failure);
    end(failure);
  });
  call.on("end", () => {
    // gRPC also emits `end` after an error. A refused connection is not a sign of life.
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
  /** The time left for the call. Unlimited if omitted. */
  readonly timeLeft?: TimeLeft;
  readonly shown: string;
  /** Whether the server searches. It may then be silent here as long as it answers other calls. */
  readonly searches: boolean;
  /** Called when nothing has come for `silenceMs` although the server answers other calls. */
  readonly onSearching?: () => void;
}

/**
 * Ends a read when nothing comes over the link for `silenceMs`. A node that answers other calls is busy and not silent.
 */
export function watchSilence(call: ReadCall, options: SilenceOptions) {
  const { silenceMs, timeLeft = () => Infinity, shown, searches, onSearching } = options;
  const { link } = call;
  let touchedAt = performance.now();
  let probe: Probe | undefined;
  const check = (): void => {
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
    // If this program itself was slow, answers that have arrived are read first.
    setImmediate(() => {
      if (!isOver) check();
    });
  }, silenceMs / 2);
  let isOver = false;
  const end = (): void => {
    isOver = true;
    probe?.end();
    clearInterval(timer);
  };
  return {
    /** To be called when something has come. */
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

/** Sends a read that the server can answer without a search, so that the link hears from it. */
function sendProbe(link: Link): Probe {
  const call = startReadOn(link, {
    request: allPageRequest({ direction: "backwards", limit: 1 }),
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
  /** Ends the page early, without an error. */
  readonly signal?: AbortSignal | undefined;
}

/** Passes on all messages of an answer. Fails when the server is silent. */
export async function readPage(
  connection: Connection,
  request: ReadRequest,
  options: PageOptions & { readonly onMessage: (message: ReadMessage) => void },
): Promise<void> {
  const { signal, onMessage } = options;
  let touch = (): void => undefined;
  const call = await startRead(connection, {
    request,
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
