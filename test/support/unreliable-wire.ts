import { createServer, connect, type AddressInfo, type Socket } from "node:net";
import { once } from "node:events";

/** A TCP connection between a client and a server that does what networks do. */
export interface UnreliableWire {
  readonly port: number;
  /** Bytes that have come from the server, whether they were let through or not. */
  bytesFromServer(): number;
  /** The same from the client. */
  bytesFromClient(): number;
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

type Held = "requests" | "answers" | "both" | "nothing";

/** One direction of a connection. */
interface Way {
  readonly from: Socket;
  readonly to: Socket;
  readonly isHeld: () => boolean;
  readonly heldBack: Buffer[];
}

/** What one direction may hold back before the sender has to wait as well. */
const mostHeldBack = 64;

export async function startWire(target: {
  readonly host: string;
  readonly port: number;
}): Promise<UnreliableWire> {
  const ways = new Set<Way>();
  let refusing = false;
  let held: Held = "nothing";
  let fromServer = 0;
  let fromClient = 0;
  let opened = 0;

  function forward(way: Way): void {
    const { from, to, heldBack, isHeld } = way;
    while (!isHeld()) {
      const chunk = heldBack.shift();
      if (chunk === undefined) break;
      if (to.write(chunk)) continue;
      from.pause();
      to.once("drain", () => {
        forward(way);
      });
      return;
    }
    if (heldBack.length > mostHeldBack) from.pause();
    else from.resume();
  }

  function join(way: Way, count: (bytes: number) => void): void {
    ways.add(way);
    way.from.on("data", (chunk: Buffer) => {
      count(chunk.length);
      way.heldBack.push(chunk);
      forward(way);
    });
    way.from.on("error", () => undefined);
    way.from.on("close", () => {
      drop(way);
    });
  }

  function drop(way: Way): void {
    ways.delete(way);
    way.from.resetAndDestroy();
    way.to.resetAndDestroy();
  }

  const listener = createServer((client) => {
    opened += 1;
    const server = connect(target.port, target.host);
    join(
      { from: client, to: server, isHeld: () => held === "requests" || held === "both", heldBack: [] },
      (bytes) => (fromClient += bytes),
    );
    join(
      { from: server, to: client, isHeld: () => held === "answers" || held === "both", heldBack: [] },
      (bytes) => (fromServer += bytes),
    );
    if (refusing) ways.forEach(drop);
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");

  return {
    port: (listener.address() as AddressInfo).port,
    bytesFromServer: () => fromServer,
    bytesFromClient: () => fromClient,
    connections: () => opened,
    hold(what) {
      held = what;
    },
    cut() {
      held = "nothing";
      ways.forEach(drop);
    },
    refuse() {
      refusing = true;
      ways.forEach(drop);
    },
    pass() {
      refusing = false;
      held = "nothing";
      ways.forEach(forward);
    },
    async close() {
      ways.forEach(drop);
      listener.close();
      await once(listener, "close");
    },
  };
}
