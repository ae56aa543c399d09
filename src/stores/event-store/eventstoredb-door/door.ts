import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import type {
  AppendReq,
  AppendResp,
  BatchAppendReq,
  BatchAppendResp,
  DeleteReq,
  DeleteResp,
  TombstoneReq,
  TombstoneResp,
} from "@eventstore/db-client/generated/streams_pb.js";
import type { Empty } from "@eventstore/db-client/generated/shared_pb.js";
import gossipServices from "@eventstore/db-client/generated/gossip_grpc_pb.js";
import type { ClusterInfo } from "@eventstore/db-client/generated/gossip_pb.js";
import featuresServices from "@eventstore/db-client/generated/serverfeatures_grpc_pb.js";
import type { SupportedMethods } from "@eventstore/db-client/generated/serverfeatures_pb.js";
import streamsServices from "@eventstore/db-client/generated/streams_grpc_pb.js";
import {
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
} from "@grpc/grpc-js";
import { isLoopback } from "../../../config.js";
import { LedgerError } from "../../../errors.js";
import { serveAppend } from "./append.js";
import { serveBatchAppend } from "./batch-append.js";
import { createAuthorise, type Credentials } from "./basic-credentials.js";
import { createCalls, type Calls } from "./calls.js";
import { serveDelete, serveTombstone } from "./delete.js";
import { openDoorLog } from "./door-log.js";
import { addressOf, clusterOfOne } from "./gossip.js";
import { serveRead, type ReadCall, type ReadParts } from "./read.js";
import { supportedMethodsOf } from "./server-features.js";

export interface DoorTls {
  readonly certificate: Buffer;
  readonly key: Buffer;
}

export interface DoorOptions {
  /** The embedded store's file. */
  readonly path: string;
  readonly host?: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Every client must send them. Required if other machines can reach the door. */
  readonly credentials?: Credentials | undefined;
  /** PEM. Without it connections are not encrypted, and EventStoreDB's clients then send no credentials. */
  readonly tls?: DoorTls | undefined;
  /** Called with unexpected errors. The client only learns that the call failed. */
  readonly onFailure?: (error: unknown) => void;
  /** Called with a sentence if a client probably makes a mistake. */
  readonly onWarning?: ((warning: string) => void) | undefined;
}

export interface EventStoreDbDoor {
  readonly port: number;
  /** A URL for a client on this machine, such as `esdb://127.0.0.1:2113?tls=false`. */
  readonly url: string;
  /** Ends subscriptions, gives other calls a moment to finish, and closes the file. */
  close(): Promise<void>;
}

/** The largest message. It has room for one event of the largest append of any client. */
const maxMessageBytes = 17 * 1024 * 1024;
/** How long calls in progress may take when the door closes, in milliseconds. */
const closeGraceMs = 2_000;

/**
 * Serves the embedded log to EventStoreDB clients.
 *
 * @throws LedgerError `config_invalid` if the address cannot be listened on; `event_store_unavailable`, `schema_newer`
 */
export async function startEventStoreDbDoor(options: DoorOptions): Promise<EventStoreDbDoor> {
  const {
    path,
    host = "127.0.0.1",
    port,
    credentials,
    tls,
    onFailure = () => undefined,
    onWarning,
  } = options;
  if (credentials === undefined && !isLoopback(host)) {
    const message = `Others can reach ${host}: the EventStoreDB door needs credentials there.`;
    throw new LedgerError("config_invalid", message);
  }
  const secured = serverCredentials(tls);
  const log = await openDoorLog({ path });
  const calls = createCalls({ authorise: createAuthorise(credentials), onFailure });
  const server = new Server({ "grpc.max_receive_message_length": maxMessageBytes });
  let boundPort = port;
  addStreams(server, calls, { log, onWarning });
  // Clients call these methods without credentials.
  addDiscovery(server, createCalls({ authorise: () => undefined, onFailure }), () => ({
    host,
    port: boundPort,
  }));
  try {
    const bound = await listen(server, secured, { host, port });
    boundPort = bound;
    let closed: Promise<void> | undefined;
    const close = async (): Promise<void> => {
      calls.endAll();
      await shutDown(server);
      await log.close();
    };
    return {
      port: bound,
      url: `esdb://${bracketed(host)}:${bound}?tls=${tls !== undefined}`,
      close: () => (closed ??= close()),
    };
  } catch (error) {
    await log.close();
    throw error;
  }
}

function addStreams(server: Server, { unary, streaming }: Calls, { log, onWarning }: ReadParts): void {
  server.addService(streamsServices.StreamsService, {
    read: streaming((call: ReadCall, { ended }) => serveRead({ log, onWarning }, call, ended)),
    batchAppend: streaming((call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>, ending) =>
      serveBatchAppend(log, call, ending),
    ),
    append: unary<ServerReadableStream<AppendReq, AppendResp>, AppendResp>((call, ending) =>
      serveAppend(log, call, ending),
    ),
    delete: unary<ServerUnaryCall<DeleteReq, DeleteResp>, DeleteResp>(({ request }) =>
      serveDelete(log, request),
    ),
    tombstone: unary<ServerUnaryCall<TombstoneReq, TombstoneResp>, TombstoneResp>(({ request }) =>
      serveTombstone(log, request),
    ),
  });
}

/** The services that clients call first: the address of the node, and its features. */
function addDiscovery(server: Server, open: Calls, address: () => Address): void {
  const nodeId = randomUUID();
  server.addService(gossipServices.GossipService, {
    read: open.unary<ServerUnaryCall<Empty, ClusterInfo>, ClusterInfo>((call) =>
      Promise.resolve(clusterOfOne(addressOf(call.getHost(), address()), nodeId)),
    ),
  });
  server.addService(featuresServices.ServerFeaturesService, {
    getSupportedMethods: open.unary<ServerUnaryCall<Empty, SupportedMethods>, SupportedMethods>(() =>
      Promise.resolve(
        supportedMethodsOf(streamsServices.StreamsService, featuresServices.ServerFeaturesService),
      ),
    ),
  });
}

function serverCredentials(tls: DoorTls | undefined): ServerCredentials {
  if (tls === undefined) return ServerCredentials.createInsecure();
  try {
    return ServerCredentials.createSsl(null, [{ cert_chain: tls.certificate, private_key: tls.key }]);
  } catch (cause) {
    throw new LedgerError("config_invalid", "The door's certificate and key cannot be used.", { cause });
  }
}

interface Address {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
}

async function listen(
  server: Server,
  credentials: ServerCredentials,
  { host, port }: Address,
): Promise<number> {
  try {
    await tryAddress({ host, port });
    return await bind(server, credentials, { host, port });
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
    const why = code === "EADDRINUSE" ? "another program has it" : `it cannot be listened on (${code})`;
    const message = `The address ${host}, port ${port}, cannot be used for the EventStoreDB door: ${why}.`;
    throw new LedgerError("config_invalid", message, { cause });
  }
}

/** Tries the address with Node.js first: grpc-js prints why it cannot listen, but returns no error code. */
async function tryAddress(address: Address): Promise<void> {
  const probe = createServer().listen(address);
  await once(probe, "listening");
  probe.close();
  await once(probe, "close");
}

const bind = (server: Server, credentials: ServerCredentials, { host, port }: Address): Promise<number> =>
  new Promise((resolve, reject) => {
    server.bindAsync(`${bracketed(host)}:${port}`, credentials, (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });

const bracketed = (host: string): string => (host.includes(":") ? `[${host}]` : host);

function shutDown(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const grace = setTimeout(() => {
      server.forceShutdown();
    }, closeGraceMs);
    server.tryShutdown(() => {
      clearTimeout(grace);
      resolve();
    });
  });
}
