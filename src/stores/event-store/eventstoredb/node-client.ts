import {
  EventStoreDBClient,
  type ChannelCredentialOptions,
  type SingleNodeOptions,
} from "@eventstore/db-client";
import gossipGrpc from "@eventstore/db-client/generated/gossip_grpc_pb.js";
import type { ClusterInfo } from "@eventstore/db-client/generated/gossip_pb.js";
import shared from "@eventstore/db-client/generated/shared_pb.js";
import streamsGrpc from "@eventstore/db-client/generated/streams_grpc_pb.js";
import { Channel, credentials } from "@grpc/grpc-js";
import type { EventStoreCredentials, EventStoreHost } from "../../../event-store-url.js";

export type StreamsClient = InstanceType<typeof streamsGrpc.StreamsClient>;

export interface NodeSettings extends SingleNodeOptions {
  readonly endpoint: EventStoreHost;
  /** In milliseconds; no keep-alive if negative. */
  readonly keepAliveInterval: number;
  readonly keepAliveTimeout: number;
}

/**
 * How much of an answer the server may send before it is read. With the default of 64 KiB, some 60 events, the server
 * waits for this program after each few of them.
 */
const windowBytes = 1024 * 1024;
/** The official client's limit: other protocols write larger events than gRPC does. */
const maxMessageBytes = 17 * 1024 * 1024;

/**
 * The official client for one node. It is used only for the credentials and the headers of calls. The calls themselves
 * are made with the generated protocol classes of the package, because the client's own methods:
 *
 * - set no deadline for reads,
 * - do not report how far a search has come,
 * - hide the cause of a failure,
 * - share one table of appends between all clients (kurrent-io/KurrentDB-Client-NodeJS#523),
 * - do not leave a node that hangs.
 */
export class NodeClient extends EventStoreDBClient {
  readonly #channel: Channel;

  constructor(
    node: NodeSettings,
    channel: ChannelCredentialOptions,
    user: EventStoreCredentials | undefined,
  ) {
    super(node, channel, user);
    this.#channel = openChannel(node, channel);
    this.getChannel = () => Promise.resolve(this.#channel);
    // The client would reconnect by itself, in a promise that nothing awaits.
    this.handleError = () => Promise.resolve();
  }

  streams(): Promise<StreamsClient> {
    return this.execute(streamsGrpc.StreamsClient, "streams", (client) => Promise.resolve(client));
  }

  /**
   * The headers and options of a call. Every call goes to the leader: another node may be behind, and then the end of
   * the log, the place of a checkpoint or a closed month would be wrong. They set no deadline: a call may take long, but
   * not be silent for long.
   */
  callHeaders(): ReturnType<EventStoreDBClient["callArguments"]> {
    return this.callArguments({ requiresLeader: true }, { deadline: Infinity });
  }

  /** What the node knows about its cluster. */
  gossip(timeoutMs: number): Promise<ClusterInfo> {
    return this.execute(
      gossipGrpc.GossipClient,
      "gossip",
      (client) =>
        new Promise((resolve, reject) => {
          const [headers, options] = this.callArguments({}, { deadline: Date.now() + timeoutMs });
          client.read(new shared.Empty(), headers, options, (error, info) => {
            if (error === null) resolve(info);
            else reject(error);
          });
        }),
    );
  }

  /** Ends all calls with an error. */
  disconnect(): void {
    this.#channel.close();
  }
}

/** As the official client opens it, but with a larger window, which it cannot be given. */
function openChannel(
  { endpoint: { address, port }, keepAliveInterval, keepAliveTimeout }: NodeSettings,
  { insecure = false, rootCertificate, userKeyFile, userCertFile, verifyOptions }: ChannelCredentialOptions,
): Channel {
  const unlessNegative = (ms: number): number => (ms < 0 ? Number.MAX_VALUE : ms);
  return new Channel(
    `${address}:${port}`,
    insecure
      ? credentials.createInsecure()
      : credentials.createSsl(rootCertificate, userKeyFile, userCertFile, verifyOptions),
    {
      "grpc.keepalive_time_ms": unlessNegative(keepAliveInterval),
      "grpc.keepalive_timeout_ms": unlessNegative(keepAliveTimeout),
      "grpc.max_receive_message_length": maxMessageBytes,
      "grpc-node.flow_control_window": windowBytes,
    },
  );
}
