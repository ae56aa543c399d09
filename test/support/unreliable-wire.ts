import { createServer, connect, type AddressInfo, type Socket } from "node:net";
import { once } from "node:events";

/** A TCP connection between a client and a server that does what networks do. */
export interface UnreliableWire {
  readonly port: number;
  /** Bytes that have come through from the server. */
  bytesFromServer(): number;
  /** Connections that were opened. */
  connections(): number;
  /** Holds back what the client sends, what the server answers, or both, until {@link UnreliableWire.pass}. */
  hold(what: "requests" | "answers" | "both"): void;
  /** Ends all connections at once. What was held back is lost; new ones are let through. */
  cut(): void;
  /** Ends all connections, and every new one at once. */
  refuse(): void;
  /** Lets everything through again. */
  pass(): void;
  close(): Promise<void>;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

export async function startWire(target: {
  readonly host: string;
  readonly port: number;
}): Promise<UnreliableWire> {
  const pairs = new Set<Pair>();
  let refusing = false;
  let held: "requests" | "answers" | "both" | "nothing" = "nothing";
  let bytes = 0;
  let opened = 0;

  const apply = ({ client, server }: Pair): void => {
    const stopOrGo = (socket: Socket, stop: boolean): unknown => (stop ? socket.pause() : socket.resume());
    stopOrGo(client, held === "requests" || held === "both");
    stopOrGo(server, held === "answers" || held === "both");
  };
  const drop = (pair: Pair): void => {
    pairs.delete(pair);
    pair.client.resetAndDestroy();
    pair.server.resetAndDestroy();
  };

  const listener = createServer((client) => {
    opened += 1;
    const server = connect(target.port, target.host);
    const pair = { client, server };
    pairs.add(pair);
    client.on("data", (chunk) => {
      if (!server.write(chunk)) {
        client.pause();
        server.once("drain", () => apply(pair));
      }
    });
    server.on("data", (chunk) => {
      bytes += chunk.length;
      if (!client.write(chunk)) {
        server.pause();
        client.once("drain", () => apply(pair));
      }
    });
    for (const socket of [client, server]) {
      socket.on("error", () => undefined);
      socket.on("close", () => drop(pair));
    }
    if (refusing) drop(pair);
    else apply(pair);
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");

  return {
    port: (listener.address() as AddressInfo).port,
    bytesFromServer: () => bytes,
    connections: () => opened,
    hold(what) {
      held = what;
      pairs.forEach(apply);
    },
    cut() {
      held = "nothing";
      pairs.forEach(drop);
    },
    refuse() {
      refusing = true;
      pairs.forEach(drop);
    },
    pass() {
      refusing = false;
      held = "nothing";
      pairs.forEach(apply);
    },
    async close() {
      pairs.forEach(drop);
      listener.close();
      await once(listener, "close");
    },
  };
}
