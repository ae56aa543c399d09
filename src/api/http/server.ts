import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { LedgerError } from "../../errors.js";
import type { Api } from "./create-api.js";
import { notAProxy } from "./unreadable-requests.js";

export interface ServerOptions {
  /** 0 lets the system choose. */
  readonly port: number;
  readonly host: string;
  /** How long `close` waits for requests under way before it cuts them off. */
  readonly closeGraceMs?: number;
}

export interface RunningServer {
  readonly address: AddressInfo;
  /** For a person or a client on this machine: `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Accepts no more connections, finishes running requests, and resolves when the last connection is closed. */
  close(): Promise<void>;
}

/** A request has to be here whole within this time: slow ones would otherwise hold connections forever. */
const requestTimeoutMs = 30_000;
const headersTimeoutMs = 15_000;
/** Longer than the idle minute of common load balancers, so that it is never this end that closes under a request. */
const keepAliveTimeoutMs = 65_000;
const timeoutCheckMs = 5_000;
const idleCheckMs = 25;

/**
 * Listens for HTTP requests.
 *
 * @throws LedgerError `config_invalid` if the address cannot be listened on.
 */
export async function startServer(api: Api, options: ServerOptions): Promise<RunningServer> {
  const { port, host, closeGraceMs = 5_000 } = options;
  const server = createServer(
    {
      requestTimeout: requestTimeoutMs,
      headersTimeout: headersTimeoutMs,
      keepAliveTimeout: keepAliveTimeoutMs,
      connectionsCheckingInterval: timeoutCheckMs,
      // Its absence is answered by the API, with a problem document.
      requireHostHeader: false,
    },
    api.handle,
  );
  server.on("clientError", api.answerUnreadable);
  server.on("connect", (_request, socket) => {
    // Node has taken its own listeners off.
    socket.on("error", () => socket.destroy()).resume();
    api.answerUnreadable(notAProxy, socket);
  });
  // Whether the body is wanted is decided first; its reader then requests it.
  server.on("checkContinue", api.handle);
  server.on("checkExpectation", api.handle);
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await listen(server, port, host);
  const address = server.address() as AddressInfo;
  let closed: Promise<void> | undefined;
  return { address, url: urlOf(address), close: () => (closed ??= close(server, sockets, closeGraceMs)) };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const why =
        cause.code === "EADDRINUSE"
          ? "another program has it"
          : `it cannot be listened on (${cause.code ?? "unknown"})`;
      const message = `The address ${host}, port ${port}, cannot be used: ${why}. Set HOST and PORT.`;
      reject(new LedgerError("config_invalid", message, { cause }));
    });
    server.listen({ port, host }, resolve);
  });
}

async function close(server: Server, sockets: ReadonlySet<Socket>, graceMs: number): Promise<void> {
  const ended = new Promise<void>((resolve) =>
    server.close(() => {
      resolve();
    }),
  );
  // Node closes the connections that are idle now; those that become idle later would stay for their keep-alive time.
  const idle = setInterval(() => {
    server.closeIdleConnections();
    // Browsers open connections ahead of requests; Node waits for the first one on them.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  }, idleCheckMs);
  const grace = setTimeout(() => {
    server.closeAllConnections();
  }, graceMs);
  await ended;
  clearInterval(idle);
  clearTimeout(grace);
}

function urlOf({ address, family, port }: AddressInfo): string {
  const anywhere = address === "0.0.0.0" || address === "::";
  const host = anywhere ? "localhost" : family === "IPv6" ? `[${address}]` : address;
  return `http://${host}:${port}`;
}
