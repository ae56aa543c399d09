import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { Long, ObjectId } from "mongodb";
import { openShopUsers, type ShopUsers } from "../../src/shop/mongodb/shop-users.js";
import { user } from "../support/events.js";
import { openDoor, type Door } from "../support/mongodb-door.js";
import { useMongodb, type TestDatabase } from "../support/mongodb.js";

const mongodb = useMongodb();
const janeId = "65a000000000000000000001";

describe("the shop's own users", () => {
  let database: TestDatabase;
  let door: Door;
  let users: ShopUsers;
  let commands: string[];

  beforeEach(async () => {
    database = await mongodb.newDatabase();
    await database.db.collection("users").insertMany([
      { _id: new ObjectId(janeId), name: "Jane Doe", email: "Jane.Doe@shop.test", passwordHash: "secret" },
      { _id: Long.fromNumber(42) as unknown as ObjectId, name: "  Bat-Erdene ", email: "bat@shop.test" },
      { _id: "u-3" as unknown as ObjectId, name: { first: "Odd" }, email: 7 },
      { _id: "u-4" as unknown as ObjectId, name: "Jane Doe" },
    ]);
    door = await openDoor(database.url);
    commands = [];
    door.onCommand = (command) => {
      commands.push(...["find", "insert", "update", "createIndexes"].filter((name) => name in command));
      return "pass";
    };
    users = openShopUsers({ url: door.url, usersCollection: "users", givenBy: "ADOPT_URL" });
  });
  afterEach(async () => {
    await users.close();
    await door.close();
    await database.drop();
  });

  const idsOf = async (text: string): Promise<string[]> =>
    (await users.find(text, 10)).users.map(({ userId }) => userId).sort();

  it("are found by e-mail address and name in any case, and by id", async () => {
    expect(await users.find("jane.DOE@shop.test", 10)).toEqual({
      users: [{ userId: janeId, name: "Jane Doe", email: "Jane.Doe@shop.test" }],
      complete: true,
    });
    expect(await idsOf("jane doe")).toEqual([janeId, "u-4"]);
    expect(await idsOf(janeId)).toEqual([janeId]);
    expect(await idsOf("42")).toEqual(["42"]);
    expect((await users.find("jane doe", 1)).users).toHaveLength(1);
    expect(commands.every((name) => name === "find")).toBe(true);
  });

  it("are not found by a part, or by a pattern", async () => {
    for (const text of ["jane", ".*", "jane.doe@shop", "janexdoe@shop.test", "$ne", "U-3", "secret", "Odd"])
      expect(await idsOf(text)).toEqual([]);
  });

  it("are named by their ids, as far as the shop has them", async () => {
    const found = await users.named([user(janeId), user("42"), user("u-3"), user("nobody")]);
    expect(found.toSorted((a, b) => (a.userId < b.userId ? -1 : 1))).toEqual([
      { userId: "42", name: "Bat-Erdene", email: "bat@shop.test" },
      { userId: janeId, name: "Jane Doe", email: "Jane.Doe@shop.test" },
      { userId: "u-3", name: null, email: null },
    ]);
  });

  it("are never read through where they are many, but found by an index", async () => {
    const many = openShopUsers({
      url: door.url,
      usersCollection: "users",
      givenBy: "ADOPT_URL",
      fewUsers: 3,
    });
    expect(await many.find("bat@shop.test", 10)).toEqual({ users: [], complete: false });
    expect(await many.find("42", 10)).toMatchObject({ users: [{ userId: "42" }], complete: false });
    await database.db.collection("users").createIndex({ email: 1 });
    expect(await many.find("BAT@shop.test", 10)).toMatchObject({ users: [{ userId: "42" }], complete: true });
    expect(await many.find("Jane Doe", 10)).toMatchObject({ complete: false });
    await many.close();
  });

  it("are not looked for by an index that is hidden from queries", async () => {
    const index = { v: 2, key: { email: 1 }, name: "email_1", hidden: true };
    const reply = { ok: 1, cursor: { id: Long.ZERO, ns: "shop.users", firstBatch: [index] } };
    door.onCommand = (command) => ("listIndexes" in command ? { reply } : "pass");
    const options = { url: door.url, usersCollection: "users", givenBy: "ADOPT_URL", fewUsers: 3 };
    const many = openShopUsers(options);
    expect(await many.find("bat@shop.test", 10)).toEqual({ users: [], complete: false });
    await many.close();
  });

  it("are none where there is no collection, and unavailable where there is no server", async () => {
    const empty = openShopUsers({ url: door.url, usersCollection: "people", givenBy: "ADOPT_URL" });
    expect(await empty.find("Jane Doe", 10)).toEqual({ users: [], complete: true });
    await empty.close();
    const url = "mongodb://127.0.0.1:9/shop?serverSelectionTimeoutMS=100";
    const away = openShopUsers({ url, usersCollection: "users", givenBy: "ADOPT_URL" });
    await expect(away.find("Jane Doe", 10)).rejects.toMatchObject({ code: "read_model_unavailable" });
    await away.close();
  });
});
