import streamsServices from "@eventstore/db-client/generated/streams_grpc_pb.js";
import streams, { type ReadReq, type ReadResp } from "@eventstore/db-client/generated/streams_pb.js";
import { Server, ServerCredentials, status, type ServerWritableStream } from "@grpc/grpc-js";

export interface SlowSearcher {
  readonly url: string;
  /** Reads without a filter, which it has answered. */
  answered(): number;
  /** Where each subscription began, as `commit:prepare`; empty for the log's beginning. */
  readonly subscribedAfter: string[];
  /** Ends the searches under way, and those to come: nothing was found. */
  finish(): void;
  close(): void;
}

/**
 * A server that searches long through what others have written, and answers at once where there is nothing to search.
 *
 * @param checkpoints says how far a subscription has searched, and breaks the first three off after that
 */
export async function startSlowSearcher({ checkpoints = false } = {}): Promise<SlowSearcher> {
  const searches = new Set<ServerWritableStream<ReadReq, ReadResp>>();
  const subscribedAfter: string[] = [];
  let finished = false;
  const finish = (call: ServerWritableStream<ReadReq, ReadResp>): void => {
    if (call.request.getOptions()?.hasSubscription() === true)
      call.write(new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp()));
    else call.end();
  };
  let answered = 0;
  const server = new Server();
  const refuse = (call: { emit(event: "error", error: Error): unknown }): void => {
    call.emit("error", new Error("not here"));
  };
  server.addService(streamsServices.StreamsService, {
    read: (call: ServerWritableStream<ReadReq, ReadResp>) => {
      const options = call.request.getOptions();
      if (options?.hasFilter() === true) {
        if (options.hasSubscription()) {
          const after = options.getAll()?.getPosition();
          subscribedAfter.push(
            after === undefined ? "" : `${after.getCommitPosition()}:${after.getPreparePosition()}`,
          );
          call.write(confirmation());
          if (checkpoints) call.write(checkpointAt(subscribedAfter.length * 100));
          if (checkpoints && subscribedAfter.length < 4) {
            // Later, so that the checkpoint is not overtaken.
            setTimeout(() => {
              call.emit("error", Object.assign(new Error("restarting"), { code: status.UNAVAILABLE }));
            }, 30);
            return;
          }
        }
        if (finished) finish(call);
        else searches.add(call);
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
    url: `esdb://127.0.0.1:${port}?tls=false&defaultDeadline=${checkpoints ? 1000 : 50}`,
    answered: () => answered,
    subscribedAfter,
    finish: () => {
      finished = true;
      searches.forEach(finish);
    },
    close: () => {
      server.forceShutdown();
    },
  };
}

const confirmation = (): ReadResp =>
  new streams.ReadResp().setConfirmation(
    new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId("a subscription"),
  );

const checkpointAt = (position: number): ReadResp =>
  new streams.ReadResp().setCheckpoint(
    new streams.ReadResp.Checkpoint().setCommitPosition(`${position}`).setPreparePosition(`${position}`),
  );
