import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { Long, ObjectId, type Collection } from "mongodb";
import { openShopAccounts } from "../../src/shop/mongodb/shop-accounts.js";
import { openConnection, type Connection } from "../../src/stores/read-model/mongodb/connection.js";
import { duplicatesOf } from "../../src/stores/read-model/mongodb/failures.js";
import { user } from "../support/events.js";
import { isWrite, openDoor, type Command, type Door } from "../support/mongodb-door.js";
import { describeOwnMongodb, useMongodb, type TestDatabase } from "../support/mongodb.js";
import { prefix } from "../support/open-read-model.js";

const mongodb = useMongodb();

describe("what the read models ask of MongoDB's members", () => {
  let database: TestDatabase;
  let door: Door;
  let connection: Connection | undefined;
  let finds: Command[];

  beforeEach(async () => {
    database = await mongodb.newDatabase();
    door = await openDoor(database.url);
    finds = [];
  });
  afterEach(async () => {
    await connection?.close();
    await door.close();
    await database.drop();
  });

  const withOptions = (options: string): Connection =>
    (connection = openConnection({ url: `${door.url}&${options}`, prefix }));
  const checkpoints = ({ run }: Connection): Promise<Pick<Collection, "readPreference" | "writeConcern">> =>
    run((collections) => Promise.resolve(collections.checkpoints));

  /** The server says that there are others behind it, as a load balancer's do. What is looked for is not there. */
  function urlWithMembers(options: string): string {
    const serviceId = new ObjectId();
    door.onCommand = (command) => {
      if ("find" in command) {
        finds.push(command);
        return { reply: { ok: 1, cursor: { id: Long.ZERO, ns: "nothing.found", firstBatch: [] } } };
      }
      return "hello" in command ? { add: { serviceId, msg: "isdbgrid" } } : "pass";
    };
    // Retries of writes need members that are there.
    return `${door.url.replace("directConnection=true", "loadBalanced=true&retryWrites=false")}${options}`;
  }
  const read = ({ run }: Connection): Promise<unknown> =>
    run(({ checkpoints: { findOne } }) => Promise.resolve(findOne));

  it("are reads of the primary, also where the URL prefers others", async () => {
    const { readPreference } = await checkpoints(withOptions("readPreference=secondaryPreferred"));
    expect(readPreference?.mode).toBe("primary");
  });

  it("are reads of the primary for the shop's accounts as well, which are written by what is found there", async () => {
    const accounts = openShopAccounts({
      url: urlWithMembers("&readPreference=secondary"),
      usersCollection: "users",
      purchasesCollection: "purchases",
      checkpointCollection: "ledger_adopted",
    });
    await accounts.checkpoint();
    await accounts.read([user("u-1")]);
    await accounts.close();
    expect(finds.map(({ find, $readPreference }) => [find, $readPreference])).toEqual([
      ["ledger_adopted", undefined],
      ["users", undefined],
      ["purchases", undefined],
    ]);
  });

  it.each([
    ["", { w: "majority", wtimeoutMS: 10_000 }],
    ["w=majority", { w: "majority", wtimeoutMS: 10_000 }],
    ["w=1", { w: 1, wtimeoutMS: 10_000 }],
    ["journal=true&wtimeoutMS=500", { w: "majority", wtimeoutMS: 500, journal: true }],
  ])("are writes as the URL has them (%p), in bounded time", async (options, expected) => {
    expect((await checkpoints(withOptions(options))).writeConcern).toMatchObject(expected);
  });

  it.each([
    ["", "majority"],
    ["&w=1", undefined],
    ["&readConcernLevel=local", "local"],
  ])("with more members than one, and %p in the URL, are reads at the level %p", async (options, level) => {
    connection = openConnection({ url: urlWithMembers(options), prefix });
    await read(connection);
    expect(finds.length).toBeGreaterThan(0);
    for (const { readConcern } of finds)
      expect((readConcern as { readonly level?: string } | undefined)?.level).toBe(level);
  });

  describeOwnMongodb("a server that stands alone", () => {
    it("is not asked for what most members have", async () => {
      door.onCommand = (command) => {
        if ("find" in command) finds.push(command);
        return "pass";
      };
      await read(withOptions("w=majority"));
      expect(finds.length).toBeGreaterThan(0);
      for (const { readConcern } of finds) expect(readConcern).toBeUndefined();
    });
  });

  it("are writes of which none is taken for confirmed because another one met a duplicate", async () => {
    const { run } = withOptions("w=majority");
    const insert = (...ids: readonly string[]): Promise<unknown> =>
      run(({ deadLetters }) =>
        deadLetters.insertMany(
          ids.map((_id) => ({ _id })),
          { ordered: false },
        ),
      );
    await insert("a");
    expect(await insert("a", "b").catch(duplicatesOf)).toEqual([0]);
    const writeConcernError = { code: 64, codeName: "WriteConcernTimeout", errmsg: "timed out" };
    door.onCommand = (command) => (isWrite(command) ? { add: { writeConcernError } } : "pass");
    await expect(insert("b", "c").catch(duplicatesOf)).rejects.toMatchObject({
      code: "read_model_unavailable",
      message: expect.stringContaining("could not confirm a write") as unknown,
    });
  });
});
