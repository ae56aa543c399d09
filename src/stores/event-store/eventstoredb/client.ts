import { readFileSync } from "node:fs";
import {
  EventStoreDBClient,
  type AllStreamResolvedEvent,
  type ChannelCredentialOptions,
  type DNSClusterOptions,
  type GossipClusterOptions,
  type SingleNodeOptions,
  type StreamingRead,
} from "@eventstore/db-client";
import { ReadStream } from "@eventstore/db-client/dist/streams/utils/ReadStream.js";
import { convertGrpcEvent } from "@eventstore/db-client/dist/utils/convertGrpcEvent.js";
import streamsGrpc from "@eventstore/db-client/generated/streams_grpc_pb.js";
import type streams from "@eventstore/db-client/generated/streams_pb.js";
import { LedgerError } from "../../../errors.js";
import type { EventStoreUrl } from "../../../event-store-url.js";

type StreamsClient = InstanceType<typeof streamsGrpc.StreamsClient>;
/** A call that any number of appends share. */
export type BatchAppendCall = ReturnType<StreamsClient["batchAppend"]>;

/** The official client, and what the ledger needs of its protocol beyond what the client's own methods give. */
export class LedgerClient extends EventStoreDBClient {
  readonly #batchAppends = new WeakMap<StreamsClient, BatchAppendCall | Promise<BatchAppendCall>>();

  constructor(
    settings: SingleNodeOptions | GossipClusterOptions | DNSClusterOptions,
    ...others: [ChannelCredentialOptions, ReturnType<EventStoreUrl["credentials"]>]
  ) {
    // The client tells the three apart by themselves; its overloads take them one by one.
    super(settings as SingleNodeOptions, ...others);
    // Changing to another node happens in a promise that nobody waits for, and that fails when no node is found, which
    // would end the process. The next call looks for a node anyway.
    const { handleError } = this;
    this.handleError = (...failed) => handleError(...failed).catch(() => undefined);
  }

  /** The call of this connection for appends, prepared when it is opened. */
  openBatchAppend(prepare: (call: BatchAppendCall) => void): Promise<BatchAppendCall> {
    const open = this.GRPCStreamCreator(
      streamsGrpc.StreamsClient,
      "appendToStream",
      (grpc) => {
        const call = grpc.batchAppend(
          ...this.callArguments({ requiresLeader: true }, { deadline: Infinity }),
        );
        prepare(call);
        return call;
      },
      this.#batchAppends,
    );
    return open();
  }

  /** `readAll` with any request: the client's own leaves out the protocol's filter. */
  readAllBy(request: streams.ReadReq): StreamingRead<AllStreamResolvedEvent> {
    const call = this.GRPCStreamCreator(streamsGrpc.StreamsClient, "readAll", (grpc) =>
      grpc.read(request, ...this.callArguments({}, { deadline: Infinity })),
    );
    return new ReadStream(call, convertGrpcEvent, {});
  }

  /** `dispose` ends calls but leaves the connection open. */
  async disconnect(): Promise<void> {
    await this.dispose();
    (await this.getChannel()).close();
  }
}

/**
 * The client for a connection string. It connects with the first call.
 *
 * Built from the string's parts, because the client's own parser writes the whole string, the password with it, to
 * standard error when an option is unknown, and to its debug log.
 *
 * @throws LedgerError `config_invalid` if a certificate cannot be read
 */
export function createClient(url: EventStoreUrl): LedgerClient {
  const { connectionName, defaultDeadline, keepAliveInterval, keepAliveTimeout } = url.options;
  const { nodePreference, discoveryInterval, gossipTimeout, maxDiscoverAttempts } = url.options;
  const common = given({ connectionName, defaultDeadline, keepAliveInterval, keepAliveTimeout });
  const cluster = given({ nodePreference, discoveryInterval, gossipTimeout, maxDiscoverAttempts });
  const [first, ...others] = url.hosts;
  if (first === undefined) throw new LedgerError("internal_error", "A connection string without a host.");
  const settings = url.discover
    ? { ...common, ...cluster, discover: first }
    : others.length > 0
      ? { ...common, ...cluster, endpoints: [...url.hosts] }
      : { ...common, endpoint: first };
  return new LedgerClient(settings, channelOf(url), url.credentials());
}

function channelOf({ options }: EventStoreUrl): ChannelCredentialOptions {
  const { tls = true, tlsCAFile, userCertFile, userKeyFile } = options;
  if (!tls) return { insecure: true };
  return {
    insecure: false,
    ...(tlsCAFile === undefined ? {} : { rootCertificate: certificate("tlsCAFile", tlsCAFile) }),
    ...(userCertFile === undefined ? {} : { userCertFile: certificate("userCertFile", userCertFile) }),
    ...(userKeyFile === undefined ? {} : { userKeyFile: certificate("userKeyFile", userKeyFile) }),
  };
}

function certificate(option: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const message = `EVENTSTORE_URL names ${path} as ${option}, which cannot be read.`;
    throw new LedgerError("config_invalid", message, {
      cause,
      problems: [{ path: "EVENTSTORE_URL", message: `${option} cannot be read` }],
    });
  }
}

type Given<T> = { readonly [Key in keyof T]?: Exclude<T[Key], undefined> };

/** Only what is set: the client takes undefined for a value. */
function given<T extends object>(options: T): Given<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Given<T>;
}
