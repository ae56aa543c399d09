import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { BSON, Int32, Long, ObjectId, UUID, type Document } from "mongodb";
import { issueToken } from "../../src/api/http/auth/issue-token.js";
import { createAdopter, type Adopter } from "../../src/shop/adopt/adopter.js";
import type { AccountPlan } from "../../src/shop/adopt/plan-account.js";
import { reconcileAll } from "../../src/shop/adopt/reconcile.js";
import { readConfig } from "../../src/config.js";
import { adoptAnew } from "../../src/operations/set-aside.js";
import { createLogger } from "../../src/logger.js";
import { startLedgerServer } from "../../src/serve.js";
import { openShopAccounts, type ShopAccounts } from "../../src/shop/mongodb/shop-accounts.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import { aDate, append, coursePurchased, purchaseRevoked, testPurchased, user } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { isWrite, openDoor, type Door } from "../support/mongodb-door.js";
import { useMongodb, type TestDatabase } from "../support/mongodb.js";
import { byOlga } from "../support/operator.js";
import { runLedger } from "../support/run-ledger.js";
import { temporaryFolder } from "../support/temporary-folder.js";

type Raw = Document & { _id: unknown };

const mongodb = useMongodb();
const hex = (n: number): string => n.toString(16).padStart(24, "0");
const oid = (n: number): ObjectId => new ObjectId(hex(n));

describe("the shop's own users and purchases, kept by the ledger", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let database: TestDatabase;
  let door: Door;
  let eventStore: EventStore;
  let accounts: ShopAccounts;
  let adopter: Adopter;

  const insert = (name: string, ...documents: readonly Raw[]): Promise<unknown> =>
    database.db.collection<Raw>(name).insertMany([...documents] as never);
  const stored = (name: string): Promise<Document[]> =>
    database.db.collection(name).find({}, { promoteValues: false }).sort({ _id: 1 }).toArray();
  const userOf = async (_id: unknown): Promise<Document> =>
    (await stored("users")).find((each) => String(each._id) === String(_id)) ?? {};
  const everything = async (): Promise<unknown> => [await stored("users"), await stored("purchases")];
  const plans = async (write = false): Promise<AccountPlan[]> => {
    const found: AccountPlan[] = [];
    await reconcileAll({ eventStore, accounts, write, onPlan: (plan) => found.push(plan) });
    return found;
  };

  beforeEach(async () => {
    folder = await temporaryFolder();
    database = await mongodb.newDatabase();
    door = await openDoor(database.url);
    eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    accounts = openShopAccounts({
      url: door.url,
      usersCollection: "users",
      purchasesCollection: "purchases",
      checkpointCollection: "ledger_adopted",
    });
    adopter = createAdopter({ eventStore, accounts, batchSize: 3 });
  });
  afterEach(async () => {
    await adopter.stop();
    await accounts.close();
    await eventStore.close();
    await door.close();
    await database.drop();
    await folder.remove();
  });

  it("has what is bought in the arrays and in records, in the types found there, and nothing else touched", async () => {
    const other = {
      email: "one@shop.example",
      nested: { a: [new Int32(1), new Date(5)] },
      __v: new Int32(3),
    };
    await insert(
      "users",
      { _id: oid(1), ...other, purchasedCourses: [oid(11)], purchasedTests: [] },
      { _id: "u-2", ...other, purchasedCourses: ["c-1"] },
      { _id: Long.fromNumber(3), ...other },
      { _id: "u-4", ...other, purchasedCourses: ["untouched"] },
    );
    await insert("courses", { _id: new UUID("6f1ed002-ab5f-4d3c-9f2a-0c9b1b4f8a11"), title: "by UUID" });
    await append(
      eventStore,
      coursePurchased(hex(1), "p-0", hex(11)),
      coursePurchased(hex(1), "p-1", hex(12)),
      testPurchased(hex(1), "p-2", hex(13), null),
    );
    await append(eventStore, coursePurchased("u-2", "p-1", "c-2"), coursePurchased("u-2", "p-2", hex(12)));
    await append(eventStore, coursePurchased("3", "p-1", "6f1ed002-ab5f-4d3c-9f2a-0c9b1b4f8a11"));
    await adopter.runToHead();

    expect(await userOf(oid(1))).toEqual({
      _id: oid(1),
      ...other,
      purchasedCourses: [oid(11), oid(12)],
      purchasedTests: [oid(13)],
    });
    expect(await userOf("u-2")).toEqual({ _id: "u-2", ...other, purchasedCourses: ["c-1", "c-2", hex(12)] });
    const third = (await userOf(3)) as { purchasedCourses: readonly unknown[] };
    expect(third.purchasedCourses.map((id) => (id as UUID).toString("hex"))).toEqual([
      "6f1ed002ab5f4d3c9f2a0c9b1b4f8a11",
    ]);
    expect(await userOf("u-4")).toEqual({ _id: "u-4", ...other, purchasedCourses: ["untouched"] });
    const records = (await stored("purchases")).map(({ _id, ...record }) => [
      _id instanceof ObjectId,
      record,
    ]);
    expect(records).toHaveLength(6);
    expect(records).toEqual(
      expect.arrayContaining([
        [true, { user: oid(1), course: oid(12), purchasedAt: new Date(aDate) }],
        [true, { user: oid(1), test: oid(13), purchasedAt: null }],
        [true, { user: "u-2", course: "c-2", purchasedAt: new Date(aDate) }],
      ]),
    );
  });

  it("has what was revoked no longer, and again what is bought again; the shop's own records are kept", async () => {
    await insert("users", { _id: "u-1", purchasedCourses: ["c-1", "c-2", "shop-only"], purchasedTests: [] });
    const own = { _id: "r-1", user: "u-1", course: "c-2", purchasedAt: new Date(5), note: "the shop's" };
    const unknown = { _id: "r-2", user: "u-1", test: "shop-only", purchasedAt: new Date(6) };
    await insert("purchases", own, unknown);
    await append(
      eventStore,
      coursePurchased("u-1", "p-1", "c-1"),
      coursePurchased("u-1", "p-2", "c-2"),
      testPurchased("u-1", "p-3", "t-1"),
    );
    await adopter.runToHead();
    expect(await stored("purchases")).toHaveLength(4);
    await append(
      eventStore,
      purchaseRevoked("u-1", "p-1", "course", "c-1"),
      purchaseRevoked("u-1", "p-2", "course", "c-2"),
      purchaseRevoked("u-1", "p-3", "test", "t-1"),
      testPurchased("u-1", "p-4", "t-1"),
    );
    await adopter.runToHead();
    expect(await userOf("u-1")).toMatchObject({ purchasedCourses: ["shop-only"], purchasedTests: ["t-1"] });
    const records = await stored("purchases");
    expect(records).toEqual(expect.arrayContaining([own, unknown]));
    expect(records.map(({ course, test }): unknown[] => [course, test])).toEqual(
      expect.arrayContaining([
        ["c-2", undefined],
        [undefined, "shop-only"],
        [undefined, "t-1"],
      ]),
    );
    expect(records).toHaveLength(3);
    expect(await plans()).toEqual([
      expect.objectContaining({
        change: undefined,
        left: [
          { kind: "course", id: "shop-only" },
          { kind: "course", id: "c-2" },
          { kind: "test", id: "shop-only" },
        ],
      }),
    ]);
  });

  it("says first what would change, writes nothing for it, and mends what somebody has damaged", async () => {
    await insert(
      "users",
      { _id: "u-1", purchasedCourses: ["c-9"] },
      { _id: "u-2" },
      { _id: "u-3", purchasedTests: "no list" },
    );
    await append(eventStore, coursePurchased("u-1", "p-1", "c-1"));
    for (const id of ["u-2", "u-3", "ghost"]) await append(eventStore, testPurchased(id, "p-1", "t-1"));
    const before = await everything();
    const dry = await plans();
    expect(await everything()).toEqual(before);
    expect(
      dry.map(({ userId, change, problem }) => [userId, change?.add, change?.insert.length, problem]),
    ).toEqual([
      ["u-1", { course: ["c-1"], test: [] }, 1, undefined],
      ["u-2", { course: [], test: ["t-1"] }, 1, undefined],
      ["u-3", undefined, undefined, expect.stringContaining("not a list")],
      ["ghost", undefined, undefined, "The shop has no such user."],
    ]);
    await adopter.runToHead();
    const after = await everything();
    expect((await plans()).every(({ change }) => change === undefined)).toBe(true);
    await database.db
      .collection("users")
      .updateOne({ _id: "u-1" as never }, { $set: { purchasedCourses: ["c-9"] } });
    await database.db.collection("purchases").deleteMany({ user: "u-2" });
    expect((await plans()).filter(({ change }) => change !== undefined).map(({ userId }) => userId)).toEqual([
      "u-1",
      "u-2",
    ]);
    await plans(true);
    expect(await everything()).toEqual(after);
  });

  it("ends with the same when it is cut off at any of its writes, and when two follow at once", async () => {
    for (const id of ["u-1", "u-2", "u-3"]) {
      await insert("users", { _id: id });
      await append(
        eventStore,
        coursePurchased(id, "p-1", "c-1"),
        testPurchased(id, "p-2", "t-1"),
        purchaseRevoked(id, "p-1", "course", "c-1"),
        coursePurchased(id, "p-3", "c-2"),
      );
    }
    for (let cutAt = 0, cut = true; cut; cutAt += 1) {
      cut = false;
      let writes = 0;
      door.onCommand = (command) => {
        if (!isWrite(command) || writes++ !== cutAt) return "pass";
        cut = true;
        return cutAt % 2 === 0 ? "cut before" : "cut after";
      };
      await adopter.runToHead().catch(() => undefined);
      door.onCommand = () => "pass";
      const second = createAdopter({ eventStore, accounts, batchSize: 2 });
      const caughtUp = (each: Adopter) =>
        each.runToHead().then(
          () => true,
          () => false,
        );
      await eventually(
        "both have caught up",
        async () => !(await Promise.all([adopter, second].map(caughtUp))).includes(false),
      );
      const users = await stored("users");
      expect(
        users.map(({ purchasedCourses, purchasedTests }): unknown[] => [purchasedCourses, purchasedTests]),
      ).toEqual(Array.from({ length: 3 }, () => [["c-2"], ["t-1"]]));
      expect(await stored("purchases")).toHaveLength(6);
      // Anew, as after a lost database.
      await database.db.collection("ledger_adopted").deleteMany({});
      await database.db.collection("purchases").deleteMany({});
      await database.db
        .collection("users")
        .updateMany({}, { $unset: { purchasedCourses: 1, purchasedTests: 1 } });
    }
  });

  it("refuses another log, and follows it from its first event once somebody says so", async () => {
    await insert("users", { _id: "u-1" }, { _id: "u-2" });
    await append(eventStore, coursePurchased("u-1", "p-1", "c-1"));
    await adopter.runToHead();
    const other = await openEmbeddedEventStore({ path: join(folder.path, "other.db") });
    const second = createAdopter({ eventStore: other, accounts });
    try {
      await append(other, coursePurchased("u-2", "p-1", "c-2"), coursePurchased("u-2", "p-2", "c-3"));
      second.start();
      await eventually("it has stopped", () => second.status().state === "stopped");
      expect(second.status().lastError).toMatchObject({
        code: "log_mismatch",
        message: expect.stringContaining("ledger adopt --anew"),
      });
      expect(await userOf("u-2")).toEqual({ _id: "u-2" });
      await adoptAnew({ eventStore: other, accounts }, byOlga);
      await eventually("it follows", () => second.status().eventCount === 2);
      expect(await userOf("u-2")).toMatchObject({ purchasedCourses: ["c-2", "c-3"] });
      expect(await other.audit.entries({ limit: 9 })).toMatchObject([
        { action: "set-aside", operator: "olga", details: { adopter: true, eventCount: 1 } },
      ]);
    } finally {
      await second.stop();
      await other.close();
    }
  });

  it("follows live, waits while the shop's database is unavailable, and goes on by itself", async () => {
    await insert("users", { _id: "u-1" });
    let state = "";
    const watched = adopter.status$.subscribe((status) => (state = status.state));
    adopter.start();
    await append(eventStore, coursePurchased("u-1", "p-1", "c-1"));
    await eventually("the course is there", async () => (await userOf("u-1")).purchasedCourses !== undefined);
    door.onCommand = () => "cut before";
    await append(eventStore, coursePurchased("u-1", "p-2", "c-2"));
    await eventually("it waits", () => state === "waiting");
    door.onCommand = () => "pass";
    await eventually(
      "both are there",
      async () => String((await userOf("u-1")).purchasedCourses) === "c-1,c-2",
    );
    watched.unsubscribe();
  });
});

describe("the ledger that keeps the shop's accounts", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let database: TestDatabase;
  let settings: Readonly<Record<string, string>>;

  beforeEach(async () => {
    folder = await temporaryFolder();
    database = await mongodb.newDatabase();
    settings = {
      DATA_DIR: folder.path,
      ADOPT_URL: database.url,
      ADOPT_USERS_COLLECTION: "users",
      ADOPT_PURCHASES_COLLECTION: "purchases",
      PORT: "0",
      LOG_LEVEL: "silent",
    };
    for (const name of ["users", "purchases", "courses", "tests"]) {
      const text = await readFile(
        new URL(`../../examples/origin-shop/${name}.json`, import.meta.url),
        "utf8",
      );
      const documents = text
        .trim()
        .split("\n")
        .map((line) => BSON.EJSON.parse(line) as Document);
      await database.db.collection(name).insertMany(documents);
    }
  });
  afterEach(async () => {
    await database.drop();
    await folder.remove();
  });

  it("ledger adopt says what would change, does it, and then the shop's two accounts agree", async () => {
    const out = join(folder.path, "changes.jsonl");
    const ledger = (...values: readonly string[]) => runLedger(values, settings);
    expect((await ledger("import", "--from", database.url, "--trust", "both")).code).toBe(0);
    const changes = {
      usersChanged: 1,
      arrayEntriesAdded: 2,
      arrayEntriesRemoved: 0,
      recordsAdded: 3,
      left: 0,
    };
    const dry = await ledger("adopt", "--dry-run", "--json", "--out", out);
    expect([dry.code, JSON.parse(dry.stdout)]).toEqual([0, expect.objectContaining(changes)]);
    expect((await readFile(out, "utf8")).trim().split("\n")).toHaveLength(1);
    expect((await ledger("adopt", "--verify")).code).toBe(1);
    expect((await ledger("adopt", "--repair")).code).toBe(0);
    const verified = await ledger("adopt", "--verify", "--json");
    expect([verified.code, JSON.parse(verified.stdout)]).toEqual([
      0,
      expect.objectContaining({ usersChanged: 0 }),
    ]);
    const analysed = await ledger("analyse", "--from", database.url, "--json");
    expect([analysed.code, JSON.parse(analysed.stdout)]).toEqual([
      0,
      expect.objectContaining({
        totals: expect.objectContaining({ arrays: 11, records: 11, discrepancy: 0 }),
      }),
    ]);
    expect((await runLedger(["adopt", "--verify"], { DATA_DIR: folder.path })).code).toBe(2);
    expect((await ledger("adopt")).code).toBe(2);
  }, 120_000);

  it("the server keeps them while it runs", async () => {
    const secret = "x".repeat(32);
    const server = await startLedgerServer({
      config: readConfig({ ...settings, JWT_SECRET: secret }),
      logger: createLogger("silent"),
      environment: settings,
    });
    const log = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    const learner = "e2e5f0fd9054a323948762af";
    await append(log, coursePurchased(learner, "p-1", "6b1f53303a732ccc8c6aae66"));
    const isThere = async (): Promise<boolean> => {
      const found = await database.db.collection("users").findOne({ _id: new ObjectId(learner) });
      return String(found?.purchasedCourses) === "6b1f53303a732ccc8c6aae66";
    };
    await eventually("the course is in the shop's array", isThere);
    await eventually(
      "there is a record",
      async () =>
        (await database.db.collection("purchases").countDocuments({ user: new ObjectId(learner) })) === 1,
    );
    await eventually("the metrics say how far", async () =>
      (await (await fetch(`${server.url}/metrics`)).text()).includes("ledger_adopter_position_events 1\n"),
    );
    const token = await issueToken({
      secret,
      userId: user("sue"),
      role: "support",
      expiresInSeconds: 600,
      now: new Date(),
    });
    const status = await fetch(`${server.url}/api/status`, { headers: { Authorization: `Bearer ${token}` } });
    expect(await status.json()).toMatchObject({
      adopter: { state: "following", eventCount: 1, lastError: null },
    });
    await log.close();
    await server.close();
  });
});
