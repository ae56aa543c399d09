import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { BSON } from "mongodb";

/** A command as a client has sent it; `$db` is the database's name. */
export type Command = Readonly<Record<string, unknown>>;

export interface Door {
  /** The same database, through the door. */
  readonly url: string;
  /** Asked for each command before it is passed on. All connections end where one is cut, as they do in a crash. */
  onCommand: (command: Command) => "pass" | "cut before" | "cut after";
  close(): Promise<void>;
}

const writes = ["insert", "update", "delete", "findAndModify"] as const;

export const isWrite = (command: Command): boolean => writes.some((name) => name in command);

/** Stands between a client and a server, sees each command, and can cut them off before it, or before its reply. */
export async function openDoor(url: string): Promise<Door> {
  const [, host = "", port = "", rest = ""] = /^mongodb:\/\/([^/:]+):(\d+)(.*)$/.exec(url) ?? [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const behind = connect(Number(port), host);
    for (const socket of [client, behind]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        behind.destroy();
      });
    }
    void passAll(client, behind);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const door: Door = {
    url: `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}${rest}`,
    onCommand: () => "pass",
    async close() {
      server.close();
      cut();
      await once(server, "close");
    },
  };
  return door;

  function cut(): void {
    for (const socket of sockets) socket.destroy();
  }

  async function passAll(client: Socket, behind: Socket): Promise<void> {
    const replies = messagesOf(behind);
    try {
      for await (const request of messagesOf(client)) {
        const command = commandOf(request);
        const how = command === undefined ? "pass" : door.onCommand(command);
        if (how === "cut before") cut();
        behind.write(request);
        const reply = await replies.next();
        if (how === "cut after") cut();
        if (reply.done !== true) client.write(reply.value);
      }
    } catch {
      // The connection ended in the middle of a message.
    }
  }
}

/** A message begins with its own length. */
async function* messagesOf(socket: Socket): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  for await (const chunk of socket) {
    rest = Buffer.concat([rest, chunk as Buffer]);
    while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
      const length = rest.readInt32LE(0);
      yield rest.subarray(0, length);
      rest = rest.subarray(length);
    }
  }
}

/** The document of an OP_MSG: after its header, its flags and the kind of its first section. */
function commandOf(message: Buffer): Command | undefined {
  if (message.readInt32LE(12) !== 2013) return undefined;
  const length = message.readInt32LE(21);
  return BSON.deserialize(message.subarray(21, 21 + length));
}
