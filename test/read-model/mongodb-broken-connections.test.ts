import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { MongoClient, MongoNetworkError, MongoServerSelectionError, type Document } from "mongodb";
import { openShopAccounts } from "../../src/shop/mongodb/shop-accounts.js";
import { openShopDatabase } from "../../src/shop/mongodb/shop-database.js";
import { createReplaceableClient } from "../../src/stores/mongodb/replaceable-client.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { user } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { openDoor, whereWritesGo, type Command } from "../support/mongodb-door.js";
import { useMongodb, type TestDatabase } from "../support/mongodb.js";
import { openReadModel } from "../support/open-read-model.js";
import { startWire, type UnreliableWire } from "../support/unreliable-wire.js";

const mongodb = useMongodb();

/** Short limits of the driver, and so a short deadline. */
const impatient =
  "serverSelectionTimeoutMS=1500&connectTimeoutMS=1000&socketTimeoutMS=400&waitQueueTimeoutMS=500";
const kills = 200;
const readers = 12;
const adoptedTo = { position: undefined, eventId: undefined, lookedThrough: undefined, eventCount: 0 };

const hasEndedWell = (call: () => Promise<unknown>): Promise<boolean> =>
  call().then(
    () => true,
    () => false,
  );

describe("when connections to MongoDB break", () => {
  let database: TestDatabase;
  let wire: UnreliableWire;
  let url: string;
  let readModel: ReadModelStore;

  beforeEach(async () => {
    database = await mongodb.newDatabase();
    const { host, port, through } = await whereWritesGo(database.url);
    wire = await startWire({ host, port });
    url = `${through(`127.0.0.1:${wire.port}`)}&${impatient}`;
    readModel = await openReadModel(url);
  });
  afterEach(async () => {
    wire.pass();
    await readModel.close();
    await wire.close();
    await database.drop();
  });

  /** On a busy machine the first calls may take longer than the short limits allow. */
  const untilConnected = (): Promise<void> =>
    eventually("it is connected", () => hasEndedWell(() => readModel.checkpoint()));

  it(`leaves no call without an end, in ${kills} kills under load`, async () => {
    await untilConnected();
    const accounts = openShopAccounts({
      url,
      usersCollection: "users",
      purchasesCollection: "purchases",
      checkpointCollection: "ledger_adoption",
    });
    const shop = openShopDatabase({ url, givenBy: "CATALOGUE_URL", unavailable: "catalogue_invalid" });
    const calls: (() => Promise<unknown>)[] = [
      () => readModel.ownership(user("u-1")),
      () => readModel.checkpoint(),
      () => readModel.user(user("u-1")),
      () => accounts.saveCheckpoint(adoptedTo),
      async () => {
        for await (const course of shop.documents("courses", { fields: [], attempts: 1 }))
          throw new Error(`There is no course, and yet ${JSON.stringify(course)}.`);
      },
    ];
    const ended = { well: 0, badly: 0, underWay: 0 };
    let isOver = false;
    const load = Array.from({ length: readers }, async (_, reader) => {
      for (let n = reader; !isOver; n++) {
        ended.underWay += 1;
        await calls[n % calls.length]?.().then(
          () => (ended.well += 1),
          (error: unknown) => {
            expect(error).toMatchObject({
              code: expect.stringMatching(/^(read_model_unavailable|catalogue_invalid)$/) as unknown,
            });
            ended.badly += 1;
          },
        );
        ended.underWay -= 1;
      }
    });
    for (let n = 0; n < kills; n++) {
      await sleep(5 + (n % 20));
      wire.cut();
    }
    isOver = true;
    // A call may be made of a few reads, each of which has ten seconds.
    await eventually("every call has ended", () => ended.underWay === 0, 60_000);
    await Promise.all(load);
    expect(ended.well).toBeGreaterThan(0);
    expect(ended.badly).toBeGreaterThan(0);
    // Not at once: on a busy machine an answer may take longer than these short limits allow.
    for (const call of calls) await eventually("the call ends well", () => hasEndedWell(call));
    await accounts.close();
    await shop.close();
  }, 120_000);

  it("leaves no document of the shop out when another call makes the client be replaced", async () => {
    await database.db.collection("users").insertMany(Array.from({ length: 7 }, (_, n) => ({ n })));
    const shop = openShopDatabase({ url, givenBy: "--from", unavailable: "source_invalid" });
    let read = 0;
    for await (const _ of shop.documents("users", { fields: [], batchSize: 2 })) {
      read += 1;
      if (read !== 2) continue;
      wire.refuse();
      await eventually("the client finds no server, and is dropped", async () => {
        const error = await shop.estimate("users").catch((reason: unknown) => reason);
        return error instanceof Error && error.cause instanceof MongoServerSelectionError;
      });
      wire.pass();
    }
    expect(read).toBe(7);
    await shop.close();
  });

  it("answers later reads although one pointer read hangs", async () => {
    await untilConnected();
    wire.hold("answers");
    const hanging = readModel.ownership(user("u-1")).catch((error: unknown) => error);
    await sleep(50);
    expect(await hanging).toMatchObject({ code: "read_model_unavailable" });
    wire.cut();
    await eventually("reads are answered again", () => hasEndedWell(() => readModel.ownership(user("u-1"))));
  });

  it("closes although a call hangs", async () => {
    await untilConnected();
    wire.hold("both");
    const hanging = readModel.checkpoint().catch((error: unknown) => error);
    await readModel.close();
    expect(await hanging).toMatchObject({ code: "read_model_unavailable" });
  });

  it("makes a new client where the driver's own check of the server hangs", async () => {
    let mayHold = false;
    const door = await openDoor(url);
    // Without a limit the check hangs as it does when its connection breaks while it writes.
    const endless = `${door.url}&heartbeatFrequencyMS=500`.replace(
      /connectTimeoutMS=\d+/,
      "connectTimeoutMS=0",
    );
    const made: MongoClient[] = [];
    const { run, close } = createReplaceableClient({
      create: () => {
        const client = new MongoClient(endless);
        made.push(client);
        return client;
      },
      prepare: (client) => client.db(),
    });
    const ping = (): Promise<Document> => run((db) => db.command({ ping: 1 }));
    const isCheck = (command: Command): boolean => "hello" in command || "ismaster" in command;
    let isHeld = false;
    door.onCommand = (command) => {
      if (mayHold && isCheck(command) && made.length === 1) {
        isHeld = true;
        return "hold";
      }
      return isHeld && made.length === 1 ? "cut before" : "pass";
    };
    try {
      expect(await ping()).toMatchObject({ ok: 1 });
      mayHold = true;
      await eventually("a check hangs", () => isHeld);
      await expect(ping()).rejects.toThrow(MongoNetworkError);
      await expect(ping()).rejects.toThrow(MongoServerSelectionError);
      expect(await ping()).toMatchObject({ ok: 1 });
      expect(made).toHaveLength(2);
    } finally {
      await close();
      await door.close();
    }
  });

  it("drops a client on which a call does not end, fails its other calls, and goes on with a new one", async () => {
    const made: MongoClient[] = [];
    const { run, close } = createReplaceableClient({
      create: () => {
        const client = new MongoClient(url);
        made.push(client);
        return client;
      },
      prepare: (client) => client.db(),
    });
    const forEver = new Promise<never>(() => undefined);
    const [first, second] = await Promise.allSettled([run(() => forEver, 50), run(() => forEver)]);
    expect([first.status, second.status]).toEqual(["rejected", "rejected"]);
    expect(made).toHaveLength(1);
    expect(await run((db) => db.command({ ping: 1 }))).toMatchObject({ ok: 1 });
    expect(made).toHaveLength(2);
    await close();
  });
});
