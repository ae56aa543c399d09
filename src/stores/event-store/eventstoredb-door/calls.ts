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

/** What ends a streaming call before its work is done. */
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
  unary<C extends Call, Response>(
    serve: (call: C) => Promise<Response>,
  ): (call: C, respond: sendUnaryData<Response>) => void;
  streaming<C extends StreamingCall>(serve: (call: C, ending: Ending) => Promise<void>): (call: C) => void;
  /** Has every streaming call end, which tells its client that the server is going away. */
  endAll(): void;
}

export function createCalls({ authorise, onFailure }: CallsOptions): Calls {
  const underWay = new Set<AbortController>();

  const refusalOf = (error: unknown): Refusal => {
    const refusal = toRefusal(error);
    if (refusal.code === status.INTERNAL) onFailure(error);
    return refusal;
  };

  async function allowed<Result>(call: Call, serve: () => Promise<Result>): Promise<Result> {
    authorise(call.metadata);
    return serve();
  }

  return {
    unary: (serve) => (call, respond) => {
      allowed(call, () => serve(call)).then(
        (response) => {
          respond(null, response);
        },
        (error: unknown) => {
          respond(refusalOf(error));
        },
      );
    },
    streaming: (serve) => (call) => {
      const cancelled = new AbortController();
      const ended = new AbortController();
      call.on("cancelled", () => {
        cancelled.abort();
        ended.abort();
      });
      underWay.add(ended);
      allowed(call, () => serve(call, { cancelled: cancelled.signal, ended: ended.signal }))
        .then(
          () => {
            if (ended.signal.aborted) call.emit("error", goingAway());
            else call.end();
          },
          (error: unknown) => {
            call.emit("error", ended.signal.aborted ? goingAway() : refusalOf(error));
          },
        )
        .finally(() => {
          underWay.delete(ended);
        });
    },
    endAll() {
      for (const ended of underWay) ended.abort();
    },
  };
}

/** As a node of EventStoreDB ends its calls: clients connect again. */
const goingAway = (): Refusal => new Refusal(status.CANCELLED, "The server is going away.");
