import { versionsOf } from "../support/model-changes.js";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { join } from "node:path";
import { MongoServerError } from "mongodb";
import { createProjector } from "../../src/projections/live/projector.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { append, collect, courses, item, stream, user } from "../support/events.js";
import { openDoor, type Command, type Door } from "../support/mongodb-door.js";
import { useMongodb, type TestDatabase } from "../support/mongodb.js";
import { openReadModel, prefix } from "../support/open-read-model.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const mongodb = useMongodb();

/** Collections of which everything is read at once, on purpose, or that hold one document. */
const small = [`${prefix}dead_letters`, `${prefix}checkpoints`];

describe("the queries of the MongoDB read models", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let database: TestDatabase;
  let door: Door;
  let readModel: ReadModelStore;
  let finds: Command[];

  beforeEach(async () => {
    folder = await temporaryFolder();
    database = await mongodb.newDatabase();
    door = await openDoor(database.url);
    readModel = await openReadModel(door.url);
    const eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    for (let n = 0; n < 5; n++) await append(eventStore, ...courses(`u-${n}`, 5));
    await createProjector({ eventStore, readModel }).runToHead();
    await eventStore.close();
    finds = [];
    door.onCommand = (command) => {
      if (typeof command.find === "string" && !small.includes(command.find)) finds.push(command);
      return "pass";
    };
  });
  afterEach(async () => {
    await readModel.close();
    await door.close();
    await database.drop();
    await folder.remove();
  });

  async function askEverything(): Promise<void> {
    const userId = user("u-1");
    const record = { userId, key: "p-1" };
    const cursor = { purchasedAt: "2026-01-02T03:04:05.678Z", purchasedRevision: 3 };
    await readModel.ownership(userId);
    await readModel.ownership(user("nobody"));
    await readModel.historyRevision(userId);
    for (const after of [undefined, cursor, { ...cursor, purchasedAt: null }])
      for (const kind of [undefined, "test" as const])
        await readModel.historyPage({ userId, kind, after, limit: 20 });
    for (const by of ["purchase", "order", "correlation", "course", "test"] as const)
      for (const after of [undefined, { userId, purchasedRevision: 3 }])
        await readModel.findPurchases({ by, id: "x-1", limit: 20, after });
    await readModel.findPayments("pay-p-1", 20);
    await readModel.user(userId);
    await readModel.usersAfter(userId, 2);
    await readModel.load({ users: [userId], documents: { history: [record] }, streams: [stream("u-1")] });
    await readModel.oldAudit();
    const { analytics } = readModel;
    await analytics.tally({ cuts: [] });
    await analytics.tally({ cuts: [], byItem: true, kind: "course" });
    await analytics.dateSpan();
    for (const filter of [
      {},
      { userId },
      { item: item("course", "c-1") },
      { from: "2026-01-01T00:00:00.000Z" },
    ])
      await collect(analytics.historyRecords(filter));
    await collect(analytics.ownershipDocuments());
    await collect(analytics.ownershipDocuments(userId));
    await (await readModel.rebuild(versionsOf(), { resume: false })).discard();
  }

  it("begin with the first field of an index", async () => {
    await askEverything();
    expect(finds.length).toBeGreaterThan(20);
    const unserved: unknown[] = [];
    for (const command of finds) {
      const indexes = await database.db.collection(String(command.find)).indexes();
      const first = new Set(indexes.map(({ key }) => Object.keys(key)[0]));
      const asked = [...fieldsOf(command.filter), ...Object.keys((command.sort as object | undefined) ?? {})];
      if (!asked.some((field) => first.has(field))) unserved.push(command);
    }
    expect(unserved).toEqual([]);
  });

  it("scan no collection, by the server's own plan, where it has one", async () => {
    await askEverything();
    let planned = 0;
    for (const { find, filter, sort, projection, limit } of finds) {
      const asked = Object.entries({ find, filter, sort, projection, limit });
      const command = Object.fromEntries(asked.filter(([, value]) => value !== undefined));
      const explained = await explain(command);
      if (explained === undefined) continue;
      planned += 1;
      expect(JSON.stringify({ command, explained })).not.toContain("COLLSCAN");
    }
    expect([0, finds.length]).toContain(planned);
  });

  /** A server that knows `explain` has a plan, or the test fails: but for FerretDB, which says how it asks SQLite. */
  async function explain(command: Command): Promise<unknown> {
    try {
      const explained = await database.db.command({ explain: command, verbosity: "queryPlanner" });
      const { winningPlan } = (explained.queryPlanner ?? {}) as { readonly winningPlan?: unknown };
      // Not every engine says what it is.
      const { ferretdbVersion } = (explained.serverInfo ?? {}) as { readonly ferretdbVersion?: string };
      if (winningPlan === undefined && ferretdbVersion === undefined)
        throw new Error(`There is no plan in ${JSON.stringify(explained)}.`);
      return winningPlan;
    } catch (error) {
      if (error instanceof MongoServerError && error.codeName === "CommandNotFound") return undefined;
      throw error;
    }
  }

  it("find their indexes made, and make them again where somebody dropped one", async () => {
    const namesOf = async (collection: string): Promise<(string | undefined)[]> =>
      (await database.db.collection(prefix + collection).indexes()).map(({ name }) => name);
    const all = [
      ...["_id_", "by_change", "by_correlation", "by_item", "by_order", "by_purchase"],
      ...["by_user_and_date", "by_user_and_revision", "one_active"],
    ];
    expect((await namesOf("purchases")).sort()).toEqual(all);
    expect((await namesOf("ownership")).sort()).toEqual(["_id_", "by_course", "by_test"]);
    await database.db.collection(`${prefix}purchases`).dropIndex("by_item");
    const again = await openReadModel(database.url);
    await again.checkpoint();
    expect((await namesOf("purchases")).sort()).toEqual(all);
    await again.close();
    await database.db.collection(`${prefix}purchases`).dropIndex("one_active");
    await database.db
      .collection(`${prefix}purchases`)
      .createIndexes([{ key: { userId: 1 }, name: "one_active" }]);
    const refused = await openReadModel(database.url);
    await expect(refused.checkpoint()).rejects.toMatchObject({
      code: "read_model_unavailable",
      message: expect.stringContaining("index") as unknown,
    });
    await refused.close();
  });
});

function fieldsOf(filter: unknown): readonly string[] {
  if (typeof filter !== "object" || filter === null) return [];
  return Object.entries(filter).flatMap(([field, value]) =>
    field === "$and" ? (value as unknown[]).flatMap(fieldsOf) : [field],
  );
}
