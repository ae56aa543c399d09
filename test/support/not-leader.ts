import streamsServices from "@eventstore/db-client/generated/streams_grpc_pb.js";
import streams, { type ReadReq } from "@eventstore/db-client/generated/streams_pb.js";
import {
  Metadata,
  Server,
  ServerCredentials,
  status,
  type ServerWritableStream,
  type ServiceError,
} from "@grpc/grpc-js";

const { ReadResp } = streams;
type ReadResp = streams.ReadResp;

export interface Follower {
  readonly url: string;
  /** Calls that it has sent to the leader. */
  refused(): number;
  close(): void;
}

/**
 * A node of a cluster that is not its leader. It says so to every write, and to every read that asks for the leader, as
 * EventStoreDB does. Other reads it answers itself. It is far behind: its log is empty.
 */
export async function startFollower(leader: {
  readonly address: string;
  readonly port: number;
}): Promise<Follower> {
  let refused = 0;
  const notLeader = (): ServiceError => {
    refused += 1;
    const metadata = new Metadata();
    metadata.set("exception", "not-leader");
    metadata.set("leader-endpoint-host", leader.address);
    metadata.set("leader-endpoint-port", String(leader.port));
    const details = `Leader info available: ${leader.address}:${leader.port}`;
    return Object.assign(new Error(details), { code: status.NOT_FOUND, details, metadata });
  };
  const stream = (call: { emit(event: "error", error: Error): unknown }): void => {
    call.emit("error", notLeader());
  };
  const read = (call: ServerWritableStream<ReadReq, ReadResp>): void => {
    if (call.metadata.get("requires-leader")[0] === "true") {
      stream(call);
      return;
    }
    if (call.request.getOptions()?.hasSubscription() !== true) {
      call.end();
      return;
    }
    call.write(
      new ReadResp().setConfirmation(new ReadResp.SubscriptionConfirmation().setSubscriptionId("1")),
    );
    call.write(new ReadResp().setCaughtUp(new ReadResp.CaughtUp()));
  };
  const unary = (_call: unknown, answer: (error: ServiceError) => void): void => {
    answer(notLeader());
  };
  const server = new Server();
  server.addService(streamsServices.StreamsService, {
    read,
    batchAppend: stream,
    append: unary,
    delete: unary,
    tombstone: unary,
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return {
    url: `esdb://127.0.0.1:${port}?tls=false`,
    refused: () => refused,
    close: () => {
      server.forceShutdown();
    },
  };
}
