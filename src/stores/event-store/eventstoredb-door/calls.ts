import { status, type Metadata, type sendUnaryData } from "@grpc/grpc-js";
import { Refusal, toRefusal } from "./refusals.js";

/** What all calls of grpc-js have in common, as far as it is used. */
interface Call {
  readonly metadata: Metadata;
  /** Emitted when the client has gone, gave up, or its deadline has passed. */
  on(event: "cancelled", listener: () => void): unknown;
}

interface StreamingCall extends Call {
  emit(event: "error", error: Refusal): unknown;
  end(): unknown;
}

/** What ends a call before its work is done. */
export interface Ending {
  /** The client has gone: nothing can be sent any more. */
  readonly cancelled: AbortSignal;
  /** The client has gone, or the door closes. */
  readonly ended: AbortSignal;
}

export interface CallsOptions {
  /** Throws a refusal for a call that is not allowed. */
  readonly authorise: (metadata: Metadata) => void;
  /** Called with an error that is nobody's refusal. */
  readonly onFailure: (error: unknown) => void;
}

/** Makes grpc-js handlers of functions that resolve or throw. */
export interface Calls {
  /** For calls with one response. */
  unary<C extends Call, Response>(
    serve: (call: C, ending: Ending) => Promise<Response>,
  ): (call: C, respond: sendUnaryData<Response>) => void;
  streaming<C extends StreamingCall>(serve: (call: C, ending: Ending) => Promise<void>): (call: C) => void;
  /** Has every call end that waits for its client, telling it that the server is going away. */
  endAll(): void;
}

export function createCalls({ authorise, onFailure }: CallsOptions): Calls {
  const underWay = new Set<AbortController>();

  const refusalOf = (error: unknown): Refusal => reported(error, onFailure);

  async function run<C extends Call, Result>(
    call: C,
    serve: (call: C, ending: Ending) => Promise<Result>,
    ended: AbortController,
  ): Promise<Result> {
    authorise(call.metadata);
    const cancelled = new AbortController();
    call.on("cancelled", () => {
      cancelled.abort();
      ended.abort();
    });
    underWay.add(ended);
    try {
      return await serve(call, { cancelled: cancelled.signal, ended: ended.signal });
    } finally {
      underWay.delete(ended);
    }
  }

  return {
    unary: (serve) => (call, respond) => {
      const ended = new AbortController();
      run(call, serve, ended).then(
        (response) => {
          respond(null, response);
        },
        (error: unknown) => {
          respond(ended.signal.aborted ? new Refusal(status.UNAVAILABLE, goingAway) : refusalOf(error));
        },
      );
    },
    streaming: (serve) => (call) => {
      const ended = new AbortController();
      const endEarly = (): void => {
        // As a node of EventStoreDB ends them; clients connect again.
        call.emit("error", new Refusal(status.CANCELLED, goingAway));
      };
      run(call, serve, ended).then(
        () => {
          if (ended.signal.aborted) endEarly();
          else call.end();
        },
        (error: unknown) => {
          if (ended.signal.aborted) endEarly();
          else call.emit("error", refusalOf(error));
        },
      );
    },
    endAll() {
      for (const ended of underWay) ended.abort();
    },
  };
}

/** The refusal that an error is; one that nobody foresaw is passed on. */
function reported(error: unknown, onFailure: (error: unknown) => void): Refusal {
  const refusal = toRefusal(error);
  if (refusal.code === status.INTERNAL) onFailure(error);
  return refusal;
}

const goingAway = "The server is going away.";
