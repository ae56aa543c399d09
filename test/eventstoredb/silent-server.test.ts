import { expect, it } from "@jest/globals";
import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import gossipServices from "@eventstore/db-client/generated/gossip_grpc_pb.js";
import gossip from "@eventstore/db-client/generated/gossip_pb.js";
import { Server, ServerCredentials, type sendUnaryData } from "@grpc/grpc-js";
import { openOn, portOf, testServers } from "../support/event-store-door.js";
import { courses, readForwards, stream, toNewEvent } from "../support/events.js";

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

/** A node that knows its cluster: the one that hangs, which leads as far as it knows, and another one. */
async function startSeed(ports: { readonly silent: number; readonly working: number }) {
  const { LEADER, FOLLOWER } = gossip.MemberInfo.VNodeState;
  const member = (port: number, state: gossip.MemberInfo.VNodeState) =>
    new gossip.MemberInfo()
      .setState(state)
      .setIsAlive(true)
      .setHttpEndPoint(new gossip.EndPoint().setAddress("127.0.0.1").setPort(port));
  const server = new Server();
  server.addService(gossipServices.GossipService, {
    read: (_: unknown, respond: sendUnaryData<gossip.ClusterInfo>) => {
      respond(
        null,
        new gossip.ClusterInfo().setMembersList([
          member(ports.silent, LEADER),
          member(ports.working, FOLLOWER),
        ]),
      );
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
    // It has connected anew, and not waited on the connection that hangs.
    expect(silent.accepted()).toBeGreaterThan(1);
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
