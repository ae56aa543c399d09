import { expect, it } from "@jest/globals";
import { once } from "node:events";
import { join } from "node:path";
import { createServer, type AddressInfo, type Socket } from "node:net";
import gossipServices from "@eventstore/db-client/generated/gossip_grpc_pb.js";
import gossip from "@eventstore/db-client/generated/gossip_pb.js";
import { Server, ServerCredentials, type sendUnaryData } from "@grpc/grpc-js";
import type { EventStore, Position } from "../../src/stores/event-store/event-store.js";
import { openOn, portOf, startKillableDoor, testServers } from "../support/event-store-door.js";
import { courses, readForwards, stream, toNewEvent } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** Accepts connections, and says nothing. */
async function startSilentNode() {
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  return {
    port: (listener.address() as AddressInfo).port,
    accepted: () => sockets.size,
    close() {
      sockets.forEach((socket) => socket.destroy());
      listener.close();
    },
  };
}

/**
 * A node that knows its cluster: the one that hangs, which leads as far as it knows, and another one, which leads once it
 * was elected.
 */
async function startSeed(ports: { readonly silent: number; readonly working: number }) {
  let leader = ports.silent;
  const { LEADER, FOLLOWER } = gossip.MemberInfo.VNodeState;
  const member = (port: number) =>
    new gossip.MemberInfo()
      .setState(port === leader ? LEADER : FOLLOWER)
      .setIsAlive(true)
      .setHttpEndPoint(new gossip.EndPoint().setAddress("127.0.0.1").setPort(port));
  const server = new Server();
  server.addService(gossipServices.GossipService, {
    read: (_: unknown, respond: sendUnaryData<gossip.ClusterInfo>) => {
      respond(null, new gossip.ClusterInfo().setMembersList([member(ports.silent), member(ports.working)]));
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return {
    port,
    elect: (elected: number) => {
      leader = elected;
    },
    close: () => {
      server.forceShutdown();
    },
  };
}

it("ends every call with its timeout where a server accepts the connection and stays silent", async () => {
  const silent = await startSilentNode();
  const store = openOn(`esdb://127.0.0.1:${silent.port}?tls=false&defaultDeadline=200`, "", 700);
  const refusal = {
    code: "event_store_unavailable",
    message: expect.stringContaining("did not answer in 700 ms") as unknown,
  };
  const events = courses("u-1", 1).map(toNewEvent);
  try {
    await Promise.all([
      expect(store.append(stream("u-1"), events, "no-stream")).rejects.toMatchObject(refusal),
      expect(store.head()).rejects.toMatchObject(refusal),
      expect(readForwards(store, "u-1")).rejects.toMatchObject(refusal),
    ]);
    await eventually("it connects anew, and does not wait on the connection that hangs", async () => {
      await expect(store.head()).rejects.toMatchObject(refusal);
      return silent.accepted() > 1;
    });
  } finally {
    await store.close();
    silent.close();
  }
});

it("gives up a leader that hangs, and finds another node of its cluster", async () => {
  const [door] = testServers;
  const working = await door?.start();
  if (working === undefined) throw new Error("A server.");
  const silent = await startSilentNode();
  const seed = await startSeed({ silent: silent.port, working: portOf(working.url) });
  const hosts = `127.0.0.1:${silent.port},127.0.0.1:${seed.port}`;
  const store = openOn(`esdb://${hosts}?tls=false&defaultDeadline=300`, "", 20_000);
  try {
    const events = courses("u-1", 1).map(toNewEvent);
    expect(await store.append(stream("u-1"), events, "no-stream")).toMatchObject({ revision: 0 });
    expect(await readForwards(store, "u-1")).toHaveLength(1);
  } finally {
    await store.close();
    silent.close();
    seed.close();
    await working.close();
  }
});

it("leaves a leader that freezes while it is connected to it, once another one leads", async () => {
  const folder = await temporaryFolder();
  // Two processes on one log are as two nodes of a cluster.
  const file = join(folder.path, "events.db");
  const [frozen, other] = [await startKillableDoor(file), await startKillableDoor(file)];
  const [silent, working] = [portOf(frozen.url), portOf(other.url)];
  const seed = await startSeed({ silent, working });
  const store = openOn(`esdb://127.0.0.1:${silent},127.0.0.1:${seed.port}?tls=false`, "", 20_000);
  const buy = (userId: string) =>
    store.append(stream(userId), courses(userId, 1).map(toNewEvent), "no-stream");
  try {
    await buy("u-1");
    const following = new AbortController();
    const followed = follow(store, following.signal);
    await eventually("it is live", () => followed.includes(stream("u-1")));
    frozen.pause();
    seed.elect(working);
    // Neither fails: the time of a call is enough to look for the new leader.
    expect(await Promise.all([buy("u-2"), buy("u-3")])).toMatchObject([{ revision: 0 }, { revision: 0 }]);
    expect(await readForwards(store, "u-2")).toHaveLength(1);
    await eventually("what follows goes on there", () => followed.length === 3, 30_000);
    expect([...followed].sort()).toEqual(["u-1", "u-2", "u-3"].map(stream));
    following.abort();
  } finally {
    frozen.goOn();
    await store.close();
    seed.close();
    for (const door of [frozen, other]) await door.close();
    await folder.remove();
  }
}, 60_000);

/** The streams of all events that a live read yields, as they come. */
function follow(store: EventStore, signal: AbortSignal): readonly string[] {
  const streams: string[] = [];
  const read = async (after?: Position): Promise<void> => {
    let last = after;
    try {
      for await (const batch of store.readAll({ after, batchSize: 10, live: true, signal })) {
        streams.push(...batch.map((event) => event.stream));
        last = batch.at(-1)?.position;
      }
    } catch {
      if (!signal.aborted) await read(last);
    }
  };
  void read();
  return streams;
}
