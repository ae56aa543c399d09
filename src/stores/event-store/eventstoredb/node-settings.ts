import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { Duplex } from "node:stream";
import { checkServerIdentity, connect, type PeerCertificate } from "node:tls";
import type { ChannelCredentialOptions } from "@eventstore/db-client";
import { LedgerError } from "../../../errors.js";
import type { EventStoreHost, EventStoreUrl } from "../../../event-store-url.js";
import { NodeClient } from "./node-client.js";

/** The default of the official client, for both settings. */
const defaultKeepAliveMs = 10_000;

/**
 * Makes a client for each node.
 *
 * @throws LedgerError `config_invalid` if a certificate that the connection string names cannot be read
 */
export function createNodeClients(url: EventStoreUrl): (host: EventStoreHost) => NodeClient {
  const { connectionName } = url.options;
  const { keepAliveInterval = defaultKeepAliveMs, keepAliveTimeout = defaultKeepAliveMs } = url.options;
  const channelFor = channelOptions(url);
  let made = 0;
  return (endpoint) => {
    made += 1;
    const settings = {
      endpoint: { ...endpoint },
      // gRPC shares one connection between channels with equal settings. Other settings avoid a connection that hangs.
      keepAliveInterval: keepAliveInterval < 0 ? keepAliveInterval : keepAliveInterval + made,
      keepAliveTimeout,
      ...(connectionName === undefined ? {} : { connectionName }),
    };
    return new NodeClient(settings, channelFor(endpoint), url.credentials());
  };
}

function channelOptions({ options }: EventStoreUrl): (host: EventStoreHost) => ChannelCredentialOptions {
  const { tls = true, tlsCAFile, userCertFile, userKeyFile } = options;
  if (!tls) return () => ({ insecure: true });
  const certificates = {
    ...certificate("rootCertificate", "tlsCAFile", tlsCAFile),
    ...certificate("userCertFile", "userCertFile", userCertFile),
    ...certificate("userKeyFile", "userKeyFile", userKeyFile),
  };
  return ({ address }) => {
    const host = address.replace(/^\[|\]$/g, "");
    if (isIP(host) !== 0) silenceAddressWarning(host);
    const checked = (_name: string, peer: PeerCertificate) => checkServerIdentity(host, peer);
    return { insecure: false, ...certificates, verifyOptions: { checkServerIdentity: checked } };
  };
}

let isSilenced = false;

/**
 * gRPC sends the host name in the TLS handshake, even if it is an IP address. Node.js warns about that once in each
 * process (DEP0123). Users cannot change it, and the certificate is checked for the address anyway. So this triggers the
 * warning on a stream that leads nowhere, while warnings are off.
 */
function silenceAddressWarning(address: string): void {
  if (isSilenced) return;
  isSilenced = true;
  const before = process.noDeprecation ?? false;
  process.noDeprecation = true;
  const nowhere = new Duplex({ read: () => undefined, write: () => undefined });
  connect({ socket: nowhere, servername: address })
    .on("error", () => undefined)
    .destroy();
  process.noDeprecation = before;
}

function certificate<Name extends string>(
  name: Name,
  option: string,
  path: string | undefined,
): Partial<Record<Name, Buffer>> {
  if (path === undefined) return {};
  try {
    return { [name]: readFileSync(path) } as Partial<Record<Name, Buffer>>;
  } catch (cause) {
    const message = `EVENTSTORE_URL names ${path} as ${option}, which cannot be read.`;
    throw new LedgerError("config_invalid", message, {
      cause,
      problems: [{ path: "EVENTSTORE_URL", message: `${option} cannot be read` }],
    });
  }
}
