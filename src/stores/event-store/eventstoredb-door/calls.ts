import { status, type Metadata, type sendUnaryData } from "@grpc/grpc-js";
import { Refusal, toRefusal } from "./refusals.js";

/** The part of a grpc-js call that is used here. */
interface Call {
  readonly metadata: Metadata;
  /** Emitted when the client has disconnected or cancelled, or its deadline has passed. */
  on(event: "cancelled", listener: () => void): unknown;
}

interface StreamingCall extends Call {
  emit(event: "error", error: Refusal): unknown;
  end(): unknown;
}

/** Signals that end a call early. */
export interface Ending {
  /** Aborts when the client is gone and nothing can be sent any more. */
  readonly cancelled: AbortSignal;
  /** Aborts when the client is gone or the door closes. */
  readonly ended: AbortSignal;
}

export interface CallsOptions {
  /** Throws a refusal for a call that is not allowed. */
  readonly authorise: (metadata: Metadata) => void;
  /** Called with unexpected errors. */
  readonly onFailure: (error: unknown) => void;
}

/** Turns functions that resolve or throw into grpc-js handlers. */
export interface Calls {
  /** For calls with one response. */
  unary<C extends Call, Response>(
    serve: (call: C, ending: Ending) => Promise<Response>,
  ): (call: C, respond: sendUnaryData<Response>) => void;
  streaming<C extends StreamingCall>(serve: (call: C, ending: Ending) => Promise<void>): (call: C) => void;
  /** Ends all calls in progress. Clients are told that the server is going away. */
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
        // EventStoreDB ends calls in this way. Clients then connect again.
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

/** Turns an error into a refusal, and reports unexpected errors. */
function reported(error: unknown, onFailure: (error: unknown) => void): Refusal {
  const refusal = toRefusal(error);
  if (refusal.code === status.INTERNAL) onFailure(error);
  return refusal;
}

const goingAway = "The server is going away.";
