import streamsServices from "@eventstore/db-client/generated/streams_grpc_pb.js";
import type { ReadReq, ReadResp } from "@eventstore/db-client/generated/streams_pb.js";
import { Server, ServerCredentials, type ServerWritableStream } from "@grpc/grpc-js";

export interface SlowSearcher {
  readonly url: string;
  /** Reads without a filter, which it has answered. */
  answered(): number;
  /** Ends the searches under way: nothing was found. */
  finish(): void;
  close(): void;
}

/** A server that searches long through what others have written, and answers at once where there is nothing to search. */
export async function startSlowSearcher(): Promise<SlowSearcher> {
  const searches = new Set<ServerWritableStream<ReadReq, ReadResp>>();
  let answered = 0;
  const server = new Server();
  const refuse = (call: { emit(event: "error", error: Error): unknown }): void => {
    call.emit("error", new Error("not here"));
  };
  server.addService(streamsServices.StreamsService, {
    read: (call: ServerWritableStream<ReadReq, ReadResp>) => {
      if (call.request.getOptions()?.hasFilter() === true) {
        searches.add(call);
      } else {
        answered += 1;
        call.end();
      }
    },
    batchAppend: refuse,
    append: refuse,
    delete: refuse,
    tombstone: refuse,
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return {
    url: `esdb://127.0.0.1:${port}?tls=false&defaultDeadline=50`,
    answered: () => answered,
    finish: () => {
      for (const call of searches) call.end();
    },
    close: () => {
      server.forceShutdown();
    },
  };
}
