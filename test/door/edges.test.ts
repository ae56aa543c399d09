import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { EventStoreDBClient } from "@eventstore/db-client";
import featuresServices from "@eventstore/db-client/generated/serverfeatures_grpc_pb.js";
import type { SupportedMethods } from "@eventstore/db-client/generated/serverfeatures_pb.js";
import shared from "@eventstore/db-client/generated/shared_pb.js";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import type { AppendResp, ReadResp } from "@eventstore/db-client/generated/streams_pb.js";
import { credentials, Metadata, status, type ServiceError } from "@grpc/grpc-js";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import pino from "pino";
import { readConfig } from "../../src/config.js";
import { startLedgerServer } from "../../src/serve.js";
import { startEventStoreDbDoor } from "../../src/stores/event-store/eventstoredb-door/door.js";
import { ledgerProgram, programEnvironment } from "../support/program.js";
import { runLedger } from "../support/run-ledger.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { event, events, openDoor, readAllOf, revisions, type DoorTest } from "./support/open-door.js";
import { allOptions, rawClient, rawRead, streamOptions } from "./support/raw-calls.js";

let door: DoorTest;
beforeEach(async () => {
  door = await openDoor();
});
afterEach(() => door.cleanUp());

const pem = (name: string): string =>
  fileURLToPath(new URL(`./support/localhost-${name}.pem`, import.meta.url));
const tls = { certificate: readFileSync(pem("certificate")), key: readFileSync(pem("key")) };
const user = { username: "shop", password: "a:good:password-ü" };

async function supportedMethodsOf(url: string): Promise<SupportedMethods> {
  const client = new featuresServices.ServerFeaturesClient(new URL(url).host, credentials.createInsecure());
  try {
    return await new Promise((resolve, reject) => {
      client.getSupportedMethods(new shared.Empty(), (error, response) => {
        if (error === null) resolve(response);
        else reject(error);
      });
    });
  } finally {
    client.close();
  }
}

describe("what the door does not serve", () => {
  it.each<[string, (client: EventStoreDBClient) => Promise<unknown>]>([
    ["projections", (client) => client.listProjections()],
    ["enabling a projection", (client) => client.enableProjection("$by_category")],
    [
      "deleting a persistent subscription",
      (client) => client.deletePersistentSubscriptionToStream("s", "group"),
    ],
  ])("is answered as not implemented: %s", async (_, call) => {
    await expect(call(door.client)).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
  });

  it("is not among the methods that it lists", async () => {
    const told = await supportedMethodsOf(door.url);
    expect(told.getEventStoreServerVersion()).toMatch(/^\d+\.\d+\.\d+/);
    const methods = told.getMethodsList().map((one) => `${one.getServiceName()}/${one.getMethodName()}`);
    expect(methods.sort()).toEqual([
      "event_store.client.server_features.serverfeatures/getsupportedmethods",
      "event_store.client.streams.streams/append",
      "event_store.client.streams.streams/batchappend",
      "event_store.client.streams.streams/delete",
      "event_store.client.streams.streams/read",
      "event_store.client.streams.streams/tombstone",
    ]);
  });
});

describe("a request that is not whole", () => {
  const refused = { code: status.INVALID_ARGUMENT };

  it("is refused: a read of nothing, of no stream, with no options", async () => {
    await expect(rawRead(door.url, new streams.ReadReq.Options())).rejects.toMatchObject(refused);
    await expect(rawRead(door.url, streamOptions(""))).rejects.toMatchObject(refused);
    const client = rawClient(door.url);
    const call = client.read(new streams.ReadReq()) as AsyncIterable<ReadResp>;
    await expect(call[Symbol.asyncIterator]().next()).rejects.toMatchObject(refused);
    client.close();
  });

  it.each([
    { what: "an id that is no UUID", id: "nonsense", type: "Something", contentType: "application/json" },
    {
      ...{ what: "an id of zeros", id: "00000000-0000-0000-0000-000000000000" },
      ...{ type: "Something", contentType: "application/json" },
    },
    { what: "no type", id: crypto.randomUUID(), type: undefined, contentType: "application/json" },
    { what: "no content type", id: crypto.randomUUID(), type: "Something", contentType: undefined },
  ])("is refused: an append of an event with $what", async ({ id, type, contentType }) => {
    const client = rawClient(door.url);
    const answer = new Promise<AppendResp>((resolve, reject) => {
      const call = client.append((error: ServiceError | null, response: AppendResp) => {
        if (error === null) resolve(response);
        else reject(error);
      });
      const options = new streams.AppendReq.Options()
        .setStreamIdentifier(new shared.StreamIdentifier().setStreamName(Buffer.from("orders-1")))
        .setAny(new shared.Empty());
      call.write(new streams.AppendReq().setOptions(options));
      const message = new streams.AppendReq.ProposedMessage().setId(new shared.UUID().setString(id));
      if (type !== undefined) message.getMetadataMap().set("type", type);
      if (contentType !== undefined) message.getMetadataMap().set("content-type", contentType);
      call.write(new streams.AppendReq().setProposedMessage(message));
      call.end();
    });
    await expect(answer).rejects.toMatchObject(refused);
    client.close();
  });
});

describe("a door with credentials", () => {
  const open = () => openDoor({ credentials: user });

  it("serves the official client that sends them, over TLS", async () => {
    const secured = await openDoor({ host: "127.0.0.1", credentials: user, tls });
    const client = (who: typeof user) =>
      new EventStoreDBClient(
        { endpoint: new URL(secured.url).host.replace("127.0.0.1", "localhost") },
        { rootCertificate: tls.certificate },
        who,
      );
    const known = client(user);
    await known.appendToStream("orders-1", events(2));
    expect(await revisions(known.readStream("orders-1"))).toEqual([0, 1]);
    for (const wrong of [
      { ...user, password: "wrong" },
      { ...user, username: "other" },
    ]) {
      const unknown = client(wrong);
      const denied = { type: "access-denied" };
      await expect(revisions(unknown.readStream("orders-1"))).rejects.toMatchObject(denied);
      await expect(unknown.appendToStream("orders-1", event())).rejects.toMatchObject(denied);
      await expect(unknown.deleteStream("orders-1")).rejects.toMatchObject(denied);
      await unknown.dispose();
    }
    await known.dispose();
    await secured.cleanUp();
  });

  it("refuses who sends none in other words, and tells everybody what it can do", async () => {
    const test = await open();
    const client = rawClient(test.url);
    const call = client.read(new streams.ReadReq().setOptions(allOptions())) as AsyncIterable<ReadResp>;
    const error = (await call[Symbol.asyncIterator]()
      .next()
      .catch((thrown: unknown) => thrown)) as ServiceError;
    expect([error.code, error.metadata.get("exception")]).toEqual([
      status.PERMISSION_DENIED,
      ["access-denied"],
    ]);
    client.close();
    expect((await supportedMethodsOf(test.url)).getMethodsList()).not.toEqual([]);
    await test.cleanUp();
  });

  it.each(["Bearer token", "Basic", "Basic %%%", `Basic ${btoa("shop:wrong")}`, `Basic ${btoa("shop")}`])(
    "refuses the header %j",
    async (header) => {
      const test = await open();
      const metadata = new Metadata();
      metadata.set("authorization", header);
      const client = rawClient(test.url);
      const call = client.read(
        new streams.ReadReq().setOptions(allOptions()),
        metadata,
      ) as AsyncIterable<ReadResp>;
      const error = (await call[Symbol.asyncIterator]()
        .next()
        .catch((thrown: unknown) => thrown)) as ServiceError;
      expect([error.code, error.metadata.get("exception")]).toEqual([status.UNAUTHENTICATED, []]);
      client.close();
      await test.cleanUp();
    },
  );
});

describe("opening the door", () => {
  it("fails clearly where another program listens, and leaves the log free", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    await expect(startEventStoreDbDoor({ path: door.path, port })).rejects.toMatchObject({
      code: "config_invalid",
      message: expect.stringContaining("another program has it") as unknown,
    });
    await new Promise((resolve) => other.close(resolve));
  });

  it.each(["0.0.0.0", "::", "192.0.2.1"])("on %s needs credentials", async (host) => {
    await expect(startEventStoreDbDoor({ path: door.path, port: 0, host })).rejects.toMatchObject({
      code: "config_invalid",
      message: expect.stringContaining("credentials") as unknown,
    });
  });

  it("needs a certificate and a key that belong together", async () => {
    const bad = { certificate: Buffer.from("no certificate"), key: tls.key };
    await expect(startEventStoreDbDoor({ path: door.path, port: 0, tls: bad })).rejects.toMatchObject({
      code: "config_invalid",
    });
  });
});

describe("the server", () => {
  const configured = async (settings: Readonly<Record<string, string>>) => {
    const folder = await temporaryFolder();
    const environment = { PORT: "0", DATA_DIR: folder.path, ...settings };
    return { folder, options: { config: readConfig(environment), logger, environment } };
  };
  const logger = pino({ level: "silent" });

  it("opens the door if the settings say so, on the ledger's own log, and closes it", async () => {
    const { folder, options } = await configured({ EVENTSTOREDB_DOOR_PORT: "0" });
    const server = await startLedgerServer(options);
    const client = EventStoreDBClient.connectionString(server.doorUrl!);
    await client.appendToStream("purchases-u-1", event());
    await server.close();
    await expect(client.appendToStream("purchases-u-1", event())).rejects.toThrow();
    await client.dispose();
    const reopened = await startEventStoreDbDoor({ path: join(folder.path, "events.db"), port: 0 });
    const again = EventStoreDBClient.connectionString(reopened.url);
    expect(await readAllOf(again.readStream("purchases-u-1"))).toHaveLength(1);
    await again.dispose();
    await reopened.close();
    await folder.remove();
  });

  it("keeps it closed by default", async () => {
    const { folder, options } = await configured({});
    const server = await startLedgerServer(options);
    expect(server.doorUrl).toBeUndefined();
    await server.close();
    await folder.remove();
  });

  it("says which file of the certificate is missing", async () => {
    const { folder, options } = await configured({
      EVENTSTOREDB_DOOR_PORT: "0",
      EVENTSTOREDB_DOOR_TLS_CERTIFICATE: "missing.pem",
      EVENTSTOREDB_DOOR_TLS_KEY: "missing.pem",
    });
    await expect(startLedgerServer(options)).rejects.toMatchObject({ code: "config_invalid" });
    await folder.remove();
  });

  it("opens it from the command line, and closes it on SIGTERM", async () => {
    const folder = await temporaryFolder();
    const environment = { PORT: "0", DATA_DIR: folder.path };
    const wrong = await runLedger(["serve", "--eventstoredb-door", "99999"], environment);
    expect(wrong).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("EVENTSTOREDB_DOOR_PORT") as unknown,
    });

    const child = spawn(process.execPath, [...ledgerProgram, "serve", "--eventstoredb-door", "0"], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...programEnvironment(), ...environment },
    });
    const exited = once(child, "exit");
    let doorUrl: string | undefined;
    for await (const line of createInterface({ input: child.stdout })) {
      doorUrl = (JSON.parse(line) as { door?: string }).door;
      if (doorUrl !== undefined) break;
    }
    const client = EventStoreDBClient.connectionString(doorUrl!);
    await client.appendToStream("orders-1", events(2));
    expect(await revisions(client.readStream("orders-1"))).toEqual([0, 1]);
    child.kill("SIGTERM");
    await exited;
    await client.dispose();
    await folder.remove();
  });
});
