import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { BSON, MongoClient, type ServerType } from "mongodb";

/** A command as a client has sent it; `$db` is the database's name. */
export type Command = Readonly<Record<string, unknown>>;

/** A part of the document that a server replies with. */
export type Reply = Readonly<Record<string, unknown>>;

/**
 * What becomes of a command. All connections end where one is cut, as they do in a crash; `reply` is answered in place of
 * the server, which never hears of the command; `add` is put into what the server replies. `hold` never answers, and
 * its connection outlives those that are cut.
 */
export type Fate =
  "pass" | "hold" | "cut before" | "cut after" | { readonly reply: Reply } | { readonly add: Reply };

export interface Door {
  /** The same database, through the door. */
  readonly url: string;
  /** Asked for each command before it is passed on. */
  onCommand: (command: Command) => Fate;
  close(): Promise<void>;
}

const writes = ["insert", "update", "delete", "findAndModify"] as const;

export const isWrite = (command: Command): boolean => writes.some((name) => name in command);

/** Stands between a client and a server, sees each command, and can cut them off before it, or before its reply. */
export async function openDoor(url: string): Promise<Door> {
  const { host, port, through } = await whereWritesGo(url);
  const sockets = new Set<Socket>();
  const held = new Set<Socket>();
  const server = createServer((client) => {
    const behind = connect(port, host);
    for (const socket of [client, behind]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        held.delete(socket);
        client.destroy();
        behind.destroy();
      });
    }
    void passAll(client, behind);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const door: Door = {
    url: through(`127.0.0.1:${(server.address() as AddressInfo).port}`),
    onCommand: () => "pass",
    async close() {
      server.close();
      cut();
      for (const socket of held) socket.destroy();
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
        if (how === "hold") {
          for (const socket of [client, behind]) {
            sockets.delete(socket);
            held.add(socket);
          }
          continue;
        }
        if (how === "cut before") cut();
        if (typeof how === "object" && "reply" in how) {
          client.write(messageOf(how.reply, { responseTo: request.readInt32LE(4) }));
          continue;
        }
        behind.write(request);
        const reply = await replies.next();
        if (how === "cut after") cut();
        if (reply.done === true) continue;
        client.write(typeof how === "object" ? withAdded(reply.value, how.add) : reply.value);
      }
    } catch {
      // The connection ended in the middle of a message.
    }
  }
}

/** A server that takes writes, and the URL by which a client speaks to somebody in front of it and to nobody else. */
export interface WhereWritesGo {
  readonly host: string;
  readonly port: number;
  /** @param front the address of who stands in front, `host:port` */
  through(front: string): string;
}

/**
 * The server itself, the primary of a replica set, or a router of a cluster. As a member of a set, a client would be told
 * the addresses of the others and leave the one in front out. It polls the server: one that streams what it says of
 * itself sends more than an answer to each question.
 */
export async function whereWritesGo(url: string): Promise<WhereWritesGo> {
  const [, credentials = "", path = "/", query = ""] =
    /^mongodb(?:\+srv)?:\/\/([^/?]*@)?[^/?]*(\/[^?]*)?(?:\?(.*))?$/.exec(url) ?? [];
  const [, host = "", port = "27017"] = /^(.*?)(?::(\d+))?$/.exec(await addressOfWriter(url)) ?? [];
  const options = new URLSearchParams(query);
  options.delete("replicaSet");
  options.set("directConnection", "true");
  options.set("serverMonitoringMode", "poll");
  const through = (front: string): string => `mongodb://${credentials}${front}${path}?${options.toString()}`;
  return { host, port: Number(port), through };
}

const writers: readonly string[] = [
  "RSPrimary",
  "Standalone",
  "Mongos",
] satisfies (keyof typeof ServerType)[];

async function addressOfWriter(url: string): Promise<string> {
  const client = new MongoClient(url);
  let writer: string | undefined;
  client.on("serverDescriptionChanged", ({ newDescription: { type, address } }) => {
    if (writers.includes(type)) writer = address;
  });
  await client.connect();
  await client.close();
  if (writer === undefined) throw new Error("No server takes writes.");
  return writer;
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

const opMsg = 2013;
/** Header, flags and the kind of the first section, before its document. */
const headBytes = 21;

/** @param responseTo the id of the message that it answers */
function messageOf(document: Reply, { responseTo }: { readonly responseTo: number }): Buffer {
  const body = BSON.serialize(document);
  const head = Buffer.alloc(headBytes);
  head.writeInt32LE(headBytes + body.length, 0);
  head.writeInt32LE(responseTo, 8);
  head.writeInt32LE(opMsg, 12);
  return Buffer.concat([head, body]);
}

const withAdded = (reply: Buffer, added: Reply): Buffer =>
  messageOf({ ...commandOf(reply), ...added }, { responseTo: reply.readInt32LE(8) });

/** The document of an OP_MSG: after its header, its flags and the kind of its first section. With its lists of writes. */
function commandOf(message: Buffer): Command | undefined {
  if (message.readInt32LE(12) !== opMsg) return undefined;
  const end = headBytes + message.readInt32LE(headBytes);
  return { ...BSON.deserialize(message.subarray(headBytes, end)), ...sequencesOf(message.subarray(end)) };
}

/** Sections of documents: the kind, the length of what follows, the field's name, and the documents. */
function sequencesOf(sections: Buffer): Command {
  const found: Record<string, unknown> = {};
  for (let at = 0; sections[at] === 1; at += 1 + sections.readInt32LE(at + 1)) {
    const nameEnd = sections.indexOf(0, at + 5);
    const documents: unknown[] = [];
    for (let from = nameEnd + 1; from < at + 1 + sections.readInt32LE(at + 1);) {
      const length = sections.readInt32LE(from);
      documents.push(BSON.deserialize(sections.subarray(from, from + length)));
      from += length;
    }
    found[sections.toString("utf8", at + 5, nameEnd)] = documents;
  }
  return found;
}
