import { randomUUID } from "node:crypto";
import shared from "@eventstore/db-client/generated/shared_pb.js";
import streamsServices from "@eventstore/db-client/generated/streams_grpc_pb.js";
import streams, { type ReadReq, type ReadResp } from "@eventstore/db-client/generated/streams_pb.js";
import { Server, ServerCredentials, status, type ServerWritableStream } from "@grpc/grpc-js";

export interface SlowSearcher {
  readonly url: string;
  /** Reads without a filter, which it has answered. */
  answered(): number;
  /** Reads with a filter, each of which searches the log. */
  searched(): number;
  /** Where each subscription began, as `commit:prepare`; empty for the log's beginning. */
  readonly subscribedAfter: string[];
  /** Ends the searches under way, and those to come: nothing was found. */
  finish(): void;
  /** Others have written a record here, which is the last one now. */
  endAt(position: number): void;
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
  let searched = 0;
  let last: ReadResp | undefined;
  const server = new Server();
  const refuse = (call: { emit(event: "error", error: Error): unknown }): void => {
    call.emit("error", new Error("not here"));
  };
  server.addService(streamsServices.StreamsService, {
    read: (call: ServerWritableStream<ReadReq, ReadResp>) => {
      const options = call.request.getOptions();
      if (options?.hasFilter() === true) {
        searched += 1;
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
        if (last !== undefined) call.write(last);
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
    url: `esdb://127.0.0.1:${port}?tls=false&defaultDeadline=${checkpoints ? 1000 : 100}`,
    answered: () => answered,
    searched: () => searched,
    subscribedAfter,
    finish: () => {
      finished = true;
      searches.forEach(finish);
    },
    endAt: (position) => {
      last = foreignRecordAt(position);
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

const foreignRecordAt = (position: number): ReadResp => {
  const { ReadEvent } = streams.ReadResp;
  const record = new ReadEvent.RecordedEvent()
    .setId(new shared.UUID().setString(randomUUID()))
    .setStreamIdentifier(new shared.StreamIdentifier().setStreamName(Buffer.from("of-others")))
    .setCommitPosition(`${position}`)
    .setPreparePosition(`${position}`);
  return new streams.ReadResp().setEvent(new ReadEvent().setEvent(record));
};
