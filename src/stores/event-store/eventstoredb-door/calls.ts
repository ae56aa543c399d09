import { status, type sendUnaryData } from "@grpc/grpc-js";
import { Refusal, toRefusal } from "./refusals.js";

/** What all calls of grpc-js have in common, as far as it is used. */
interface Call {
  on(event: "cancelled", listener: () => void): unknown;
}

interface StreamingCall extends Call {
  emit(event: "error", error: Refusal): unknown;
  end(): unknown;
}

export interface CallsOptions {
  /** Called with an error that is nobody's refusal. */
  readonly onFailure: (error: unknown) => void;
}

/** Makes handlers of functions that resolve or throw: they end when the client cancels, its deadline passes, or the door closes. */
export interface Calls {
  unary<C extends Call, Response>(
    serve: (call: C) => Promise<Response>,
  ): (call: C, respond: sendUnaryData<Response>) => void;
  streaming<C extends StreamingCall>(
    serve: (call: C, signal: AbortSignal) => Promise<void>,
  ): (call: C) => void;
  /** Ends every streaming call, telling its client that the server is going away. */
  endAll(): void;
}

export function createCalls({ onFailure }: CallsOptions): Calls {
  const streamingCalls = new Set<() => void>();

  const refusalOf = (error: unknown): Refusal => {
    const refusal = toRefusal(error);
    if (refusal.code === status.INTERNAL) onFailure(error);
    return refusal;
  };

  return {
    unary: (serve) => (call, respond) => {
      serve(call).then(
        (response) => {
          respond(null, response);
        },
        (error: unknown) => {
          respond(refusalOf(error));
        },
      );
    },
    streaming: (serve) => (call) => {
      const ended = new AbortController();
      call.on("cancelled", () => {
        ended.abort();
      });
      const endEarly = (): void => {
        ended.abort();
        call.emit("error", new Refusal(status.UNAVAILABLE, "The server is going away."));
      };
      streamingCalls.add(endEarly);
      serve(call, ended.signal)
        .then(
          () => {
            if (!ended.signal.aborted) call.end();
          },
          (error: unknown) => {
            if (!ended.signal.aborted) call.emit("error", refusalOf(error));
          },
        )
        .finally(() => {
          streamingCalls.delete(endEarly);
        });
    },
    endAll() {
      for (const end of streamingCalls) end();
    },
  };
}
