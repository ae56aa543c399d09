import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { join } from "node:path";
import type { Document } from "mongodb";
import type { ItemId } from "../../src/events/identifiers.js";
import { createAdopter } from "../../src/shop/adopt/adopter.js";
import { openShopAccounts, type ShopAccounts } from "../../src/shop/mongodb/shop-accounts.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import { append, coursePurchased, purchaseRevoked, user } from "../support/events.js";
import { openDoor, type Command, type Door, type Fate } from "../support/mongodb-door.js";
import { useMongodb, type TestDatabase } from "../support/mongodb.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const mongodb = useMongodb();

describe("a user of the shop whose document is as large as MongoDB holds", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let database: TestDatabase;
  let door: Door;
  let eventStore: EventStore;
  let accounts: ShopAccounts;
  let problems: (readonly [string, string])[];

  const insert = (name: string, ...documents: readonly Document[]): Promise<unknown> =>
    database.db.collection(name).insertMany([...documents]);
  const stored = (name: string): Promise<Document[]> =>
    database.db.collection(name).find({}).sort({ _id: 1 }).toArray();
  const recordsOf = async (userId: string): Promise<unknown[]> =>
    (await stored("purchases"))
      .filter((record) => record.user === userId)
      .map(({ course }): unknown => course);

  /** As MongoDB answers an update whose result would be larger than 16 MiB. */
  const refuses =
    (userId: string, code: number) =>
    (command: Command): Fate => {
      const updates = (command.updates ?? []) as { q: { _id: string }; u: Document }[];
      const index = updates.findIndex(({ q, u }) => q._id === userId && "$addToSet" in u);
      if (command.update !== "users" || index === -1) return "pass";
      const errmsg = "Resulting document after update is larger than 16777216";
      return {
        reply: { ok: 1, n: updates.length - 1, nModified: 0, writeErrors: [{ index, code, errmsg }] },
      };
    };

  beforeEach(async () => {
    folder = await temporaryFolder();
    database = await mongodb.newDatabase();
    door = await openDoor(database.url);
    eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    accounts = openShopAccounts({
      ...{ url: door.url, usersCollection: "users", purchasesCollection: "purchases" },
      checkpointCollection: "ledger_adopted",
    });
    problems = [];
    await insert("users", { _id: "u-1" }, { _id: "u-2", purchasedCourses: ["c-1"] }, { _id: "u-3" });
  });
  afterEach(async () => {
    await accounts.close();
    await eventStore.close();
    await door.close();
    await database.drop();
    await folder.remove();
  });

  async function adopt(): Promise<void> {
    const adopter = createAdopter({
      ...{ eventStore, accounts, batchSize: 2 },
      onProblem: (userId, problem) => problems.push([userId, problem]),
    });
    await adopter.runToHead();
  }

  it.each([17_419, 10_334])("is held back alone when the server refuses with %d", async (code) => {
    // In one batch with the first, and in a later one.
    for (const id of ["u-1", "u-2", "u-3"]) await append(eventStore, coursePurchased(id, "p-1", "c-1"));
    door.onCommand = refuses("u-1", code);
    await adopt();
    expect(problems).toEqual([["u-1", expect.stringContaining("16 MiB")]]);
    expect((await stored("users")).map(({ purchasedCourses }): unknown => purchasedCourses)).toEqual([
      undefined,
      ["c-1"],
      ["c-1"],
    ]);
    expect(await Promise.all(["u-1", "u-2", "u-3"].map(recordsOf))).toEqual([[], ["c-1"], ["c-1"]]);
  });

  it("loses what was revoked, and gets all once there is room and an event of hers", async () => {
    await append(eventStore, coursePurchased("u-1", "p-1", "c-1"));
    await adopt();
    door.onCommand = refuses("u-1", 17_419);
    await append(
      eventStore,
      purchaseRevoked("u-1", "p-1", "course", "c-1"),
      coursePurchased("u-1", "p-2", "c-2"),
    );
    await adopt();
    expect(await recordsOf("u-1")).toEqual([]);
    door.onCommand = () => "pass";
    await append(eventStore, coursePurchased("u-1", "p-3", "c-3"));
    await adopt();
    expect((await stored("users"))[0]).toMatchObject({ purchasedCourses: ["c-2", "c-3"] });
    expect((await recordsOf("u-1")).sort()).toEqual(["c-2", "c-3"]);
  });

  it("is not even sent what no server takes", async () => {
    const found = await accounts.read([user("u-1"), user("u-3")]);
    const idsOf = (count: number) =>
      Array.from({ length: count }, (_, n) => `${n}`.padStart(128, "c") as ItemId);
    const changes = found.flatMap(({ userId, users: [shopUser] }) => {
      if (shopUser === undefined) return [];
      const course = idsOf(userId === "u-1" ? 130_000 : 3);
      const remove = { course: [], test: [] };
      return [{ userId, user: shopUser, add: { course, test: [] }, remove, insert: [], delete: [] }];
    });
    expect(await accounts.write(changes)).toEqual(new Set(["u-1"]));
    expect((await stored("users")).map(({ purchasedCourses }): unknown => purchasedCourses)).toEqual([
      undefined,
      ["c-1"],
      idsOf(3),
    ]);
  });
});
