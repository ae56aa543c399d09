import { projectionNames } from "../../src/projections/projections.js";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { join } from "node:path";
import type { Drift } from "../../src/projections/check/compare-user.js";
import { crossCheck } from "../../src/projections/check/cross-check.js";
import { projections } from "../../src/projections/projections.js";
import { diffUser } from "../../src/projections/check/diff-user.js";
import { createProjector } from "../../src/projections/live/projector.js";
import { repairUser } from "../../src/operations/repair.js";
import { retryDeadLetter } from "../../src/operations/retry-dead-letter.js";
import { verify, type VerifyReport } from "../../src/projections/check/verify.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { cleanFold, storedModels } from "../support/clean-fold.js";
import { append, coursePurchased, courses, purchaseRevoked, testPurchased, user } from "../support/events.js";
import { projectAsOlderProgram } from "../support/older-program.js";
import { newModels, type Damage, type ModelsOfTest } from "../support/read-models.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { byOlga } from "../support/operator.js";

/** What somebody does to the stored models by hand, and what verify has to say of it. */
const damages: readonly (Damage & { name: string; found: readonly Partial<Drift>[] })[] = [
  {
    name: "a deleted ownership document",
    sql: ["DELETE FROM ownership WHERE user_id = 'u-1'"],
    mongodb: ({ ownership }) => ownership.deleteOne({ userId: "u-1" }),
    found: [{ kind: "missing", projection: "ownership", userId: user("u-1"), path: "" }],
  },
  {
    name: "an edited array",
    sql: [
      `UPDATE ownership SET document = json_set(document, '$.purchasedCourses[1]', 'c-99') WHERE user_id = 'u-1'`,
    ],
    mongodb: ({ ownership }) =>
      ownership.updateOne({ userId: "u-1" }, { $set: { "purchasedCourses.1": "c-99" } }),
    found: [{ kind: "wrong", path: "purchasedCourses.1", stored: "c-99", expected: "c-1" }],
  },
  {
    name: "an item twice in an array",
    sql: [
      `UPDATE ownership SET document = json_insert(document, '$.purchasedCourses[#]', 'c-1') WHERE user_id = 'u-1'`,
    ],
    mongodb: ({ ownership }) =>
      ownership.updateOne({ userId: "u-1" }, { $set: { "purchasedCourses.4": "c-1" } }),
    found: [{ kind: "duplicate", projection: "ownership", path: "purchasedCourses.4", stored: "c-1" }],
  },
  {
    name: "a removed history row",
    sql: ["DELETE FROM history WHERE user_id = 'u-1' AND purchase_id = 'p-3'"],
    mongodb: ({ purchases }) => purchases.deleteOne({ userId: "u-1", purchaseId: "p-3" }),
    found: [{ kind: "missing", projection: "history", purchaseId: "p-3" }],
  },
  {
    name: "an invented history row",
    sql: [
      "INSERT INTO history SELECT generation, user_id, 'p-invented', kind, 'c-77', amount_minor, currency, payment, purchased_at, NULL, NULL, 77, 77, NULL, NULL, NULL FROM history WHERE user_id = 'u-1' AND purchase_id = 'p-3'",
    ],
    mongodb: async ({ purchases }) =>
      purchases.insertOne({
        ...(await purchases.findOne({ userId: "u-1", purchaseId: "p-3" })),
        _id: "invented",
        purchaseId: "p-invented",
        itemId: "c-77",
        purchasedRevision: 77,
        revision: 77,
        uniqueKey: "invented",
      }),
    found: [{ kind: "extra", projection: "history", purchaseId: "p-invented" }],
  },
  {
    name: "an edited price and date",
    sql: [
      "UPDATE history SET amount_minor = 1, purchased_at = '1999-01-01T00:00:00.000Z' WHERE user_id = 'u-1' AND purchase_id = 'p-0'",
    ],
    mongodb: ({ purchases }) =>
      purchases.updateOne(
        { userId: "u-1", purchaseId: "p-0" },
        { $set: { "price.amountMinor": 1, purchasedAt: "1999-01-01T00:00:00.000Z" } },
      ),
    found: [
      {
        kind: "wrong",
        projection: "history",
        purchaseId: "p-0",
        path: "price.amountMinor",
        stored: 1,
        expected: 2999,
      },
    ],
  },
  {
    name: "a revocation taken back",
    sql: [
      "UPDATE history SET revoked_at = NULL, revoked_reason = NULL WHERE user_id = 'u-3' AND purchase_id = 'p-0'",
    ],
    mongodb: ({ purchases }) =>
      purchases.updateOne(
        { userId: "u-3", purchaseId: "p-0" },
        { $set: { revokedAt: null, revokedReason: null } },
      ),
    found: [{ kind: "wrong", projection: "history", userId: user("u-3"), path: "revokedAt", stored: null }],
  },
  {
    name: "two users' documents swapped",
    sql: [
      "CREATE TEMP TABLE swap AS SELECT user_id, document FROM ownership WHERE user_id IN ('u-1', 'u-2')",
      "UPDATE ownership SET document = (SELECT document FROM swap WHERE swap.user_id != ownership.user_id) WHERE user_id IN ('u-1', 'u-2')",
      "DROP TABLE swap",
    ],
    mongodb: async ({ ownership }) => {
      const [one, two] = await ownership
        .find({ userId: { $in: ["u-1", "u-2"] } })
        .sort({ _id: 1 })
        .toArray();
      await ownership.replaceOne({ _id: one!._id }, { ...two!, _id: one!._id });
      await ownership.replaceOne({ _id: two!._id }, { ...one!, _id: two!._id });
    },
    found: [
      {
        kind: "wrong",
        projection: "ownership",
        userId: user("u-1"),
        path: "userId",
        stored: "u-2",
        expected: "u-1",
      },
      {
        kind: "wrong",
        projection: "ownership",
        userId: user("u-2"),
        path: "userId",
        stored: "u-1",
        expected: "u-2",
      },
    ],
  },
  {
    name: "a revision beyond the log",
    sql: ["UPDATE ownership SET document = json_set(document, '$.revision', 99) WHERE user_id = 'u-1'"],
    mongodb: ({ ownership }) => ownership.updateOne({ userId: "u-1" }, { $set: { revision: 99 } }),
    found: [{ kind: "wrong", projection: "ownership", path: "revision", stored: 99, expected: 4 }],
  },
  {
    name: "an older document put back, healthy at its own revision",
    sql: [
      `UPDATE ownership SET document = json_set(json_remove(document, '$.purchasedTests[0]', '$.purchasedTestsAt[0]'), '$.revision', 3) WHERE user_id = 'u-1'`,
    ],
    mongodb: ({ ownership }) =>
      ownership.updateOne(
        { userId: "u-1" },
        { $set: { purchasedTests: [], purchasedTestsAt: [], revision: 3 } },
      ),
    found: [{ kind: "wrong", projection: "ownership" }],
  },
  {
    name: "a wrong history revision",
    sql: ["UPDATE history_revisions SET revision = 2 WHERE user_id = 'u-1'"],
    mongodb: ({ revisions }) => revisions.updateOne({ userId: "u-1" }, { $set: { revision: 2 } }),
    found: [{ kind: "wrong", projection: "history", userId: user("u-1") }],
  },
  {
    name: "a document that is none any more",
    sql: [`UPDATE ownership SET document = '"broken"' WHERE user_id = 'u-1'`],
    mongodb: async ({ ownership }) => {
      const { _id, generation } = (await ownership.findOne({ userId: "u-1" }))!;
      await ownership.replaceOne(
        { _id },
        { generation: generation as number, purchasedCourses: new Date(0) },
      );
    },
    found: [{ kind: "wrong", projection: "ownership" }],
  },
  {
    name: "a user whom no event explains",
    sql: [
      `INSERT INTO ownership SELECT generation, 'u-0-invented', document FROM ownership WHERE user_id = 'u-2'`,
      "INSERT INTO history SELECT generation, 'u-0-invented', purchase_id, kind, item_id, amount_minor, currency, payment, purchased_at, NULL, NULL, purchased_revision, revision, NULL, NULL, NULL FROM history WHERE user_id = 'u-2' AND purchase_id = 'p-0'",
    ],
    mongodb: async ({ ownership, purchases }) => {
      const userId = "u-0-invented";
      const owned = (await ownership.findOne({ userId: "u-2" }))!;
      await ownership.insertOne({ ...owned, _id: owned._id.replace("u-2", userId) });
      const bought = (await purchases.findOne({ userId: "u-2", purchaseId: "p-0" }))!;
      await purchases.insertOne({ ...bought, _id: bought._id.replace("u-2", userId), userId });
    },
    found: [
      { kind: "extra", projection: "ownership", userId: user("u-0-invented") },
      { kind: "extra", projection: "history", userId: user("u-0-invented"), purchaseId: "p-0" },
    ],
  },
];

/** What only one of the stores can be brought to hold. */
const damagesOfStore: Readonly<Record<typeof globalThis.readModels, typeof damages>> = {
  sqlite: [
    {
      name: "a document that is no JSON any more",
      sql: ["UPDATE ownership SET document = '{broken' WHERE user_id = 'u-1'"],
      mongodb: () => Promise.resolve(),
      found: [{ kind: "wrong", projection: "ownership", path: "", stored: "{broken" }],
    },
  ],
  mongodb: [
    {
      name: "a field that does not belong there",
      sql: [],
      mongodb: ({ purchases }) =>
        purchases.updateOne({ userId: "u-1", purchaseId: "p-0" }, { $set: { note: "vip" } }),
      found: [{ kind: "wrong", projection: "history", path: "note", stored: "vip" }],
    },
    {
      name: "a unique key that would let an item be owned twice",
      sql: [],
      mongodb: ({ purchases }) =>
        purchases.updateOne({ userId: "u-1", purchaseId: "p-0" }, { $set: { uniqueKey: "another" } }),
      found: [{ kind: "wrong", projection: "history", path: "uniqueKey", stored: "another" }],
    },
    {
      name: "a record under an id where nothing looks for it",
      sql: [],
      mongodb: async ({ purchases }) => {
        const record = (await purchases.findOne({ userId: "u-1", purchaseId: "p-0" }))!;
        await purchases.deleteOne({ _id: record._id });
        await purchases.insertOne({ ...record, _id: "elsewhere" });
      },
      found: [{ kind: "wrong", projection: "history", path: "_id", stored: "elsewhere" }],
    },
  ],
};

describe("damage by hand", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let eventStore: EventStore;
  let models: ModelsOfTest;
  let readModel: ReadModelStore;

  beforeEach(async () => {
    folder = await temporaryFolder();
    eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    models = await newModels(folder.path);
    readModel = await models.open();
    await append(eventStore, ...courses("u-1", 4), testPurchased("u-1", "t-1", "c-1", null));
    await append(eventStore, ...courses("u-2", 2));
    await append(
      eventStore,
      coursePurchased("u-3", "p-0", "c-0"),
      purchaseRevoked("u-3", "p-0", "course", "c-0"),
    );
    await createProjector({ eventStore, readModel }).runToHead();
  });

  afterEach(async () => {
    await readModel.close();
    await eventStore.close();
    await models.remove();
    await folder.remove();
  });

  const damage = (sql: readonly string[], mongodb: Damage["mongodb"]): Promise<void> =>
    models.damage({ sql, mongodb });

  async function verified(): Promise<VerifyReport & { found: Drift[] }> {
    const found: Drift[] = [];
    const run = verify({
      eventStore,
      readModel,
      scratchFolder: folder.path,
      onDrift: (drift) => void found.push(drift),
    });
    return { ...(await run.result), found };
  }

  const repair = async (...users: readonly string[]): Promise<void> => {
    for (const id of users) await repairUser({ eventStore, readModel }, user(id), { dryRun: false }, byOlga);
  };

  async function expectCleanFold(): Promise<void> {
    const { eventCount, ...expected } = await cleanFold(eventStore);
    expect(await readModel.checkpoint()).toMatchObject({ eventCount });
    expect(await storedModels(readModel, expected.ownership.keys())).toEqual(expected);
    expect(await verified()).toMatchObject({ clean: true, found: [] });
  }

  it("is not seen where there is none", async () => {
    expect(await verified()).toMatchObject({
      events: 9,
      foldedTo: 9,
      users: 3,
      driftedUsers: 0,
      behindUsers: 0,
      mismatch: undefined,
      behindEvents: 0,
      clean: true,
      found: [],
    });
  });

  it.each([...damages, ...damagesOfStore[globalThis.readModels]])(
    "is found, named and repaired: $name",
    async ({ sql, mongodb, found }) => {
      await damage(sql, mongodb);
      const report = await verified();
      expect(report).toMatchObject({ clean: false, found });
      const users = [...new Set(report.found.map(({ userId }) => userId))];
      expect(report.driftedUsers).toBe(users.length);
      await repair(...users);
      await expectCleanFold();
    },
  );

  it("is found and repaired when whole tables were emptied", async () => {
    await damage(
      ["DELETE FROM ownership", "DELETE FROM history", "DELETE FROM history_revisions"],
      async ({ ownership, purchases, revisions }) => {
        for (const collection of [ownership, purchases, revisions]) await collection.deleteMany({});
      },
    );
    const report = await verified();
    expect(report).toMatchObject({
      driftedUsers: 3,
      drifts: { missing: 11, extra: 0, wrong: 0, duplicate: 0 },
    });
    await repair("u-1", "u-2", "u-3");
    await expectCleanFold();
  });

  it("is found when the checkpoint is past the log's head", async () => {
    await damage(["UPDATE generations SET event_count = 99"], ({ checkpoints }) =>
      checkpoints.updateOne(
        {},
        { $set: Object.fromEntries(projectionNames.map((name) => [`live.${name}.eventCount`, 99])) },
      ),
    );
    expect(await verified()).toMatchObject({
      outcome: "drifted",
      mismatch: expect.stringContaining("do not belong together"),
      driftedUsers: 0,
    });
  });

  it("is not what a healthy model has that is only behind", async () => {
    await append(eventStore, ...courses("u-2", 2, 10), ...[]);
    await append(eventStore, ...courses("u-new", 1));
    expect(await verified()).toMatchObject({
      outcome: "behind",
      clean: false,
      behindUsers: 2,
      behindEvents: 3,
      events: 12,
      foldedTo: 9,
    });
  });

  it("is not what a user has whom an older program holds back, and this one could fold: that one waits", async () => {
    await append(
      eventStore,
      coursePurchased("u-early", "p-0", "c-0"),
      coursePurchased("u-early", "p-1", "c-new"),
    );
    await append(eventStore, coursePurchased("u-late", "p-0", "c-new"));
    await projectAsOlderProgram(eventStore, readModel, "c-new");
    expect(await verified()).toMatchObject({ clean: true, behindUsers: 2, heldBackUsers: 2 });
    const diff = await diffUser({ eventStore, readModel, userId: user("u-early") });
    expect(diff).toMatchObject({ state: "behind", behindBy: 1 });
    await retryDeadLetter({ eventStore, readModel }, user("u-early"), byOlga);
    expect(await verified()).toMatchObject({ clean: true, behindUsers: 1, heldBackUsers: 1 });
  });

  it("breaks the invariant between the two projections, and the cross-check says which items", async () => {
    expect(crossCheck(await readModel.user(user("u-1")), projections)).toEqual({
      owned: { ownership: 5, history: 5 },
      lacking: {},
    });
    await damage(["DELETE FROM history WHERE user_id = 'u-1' AND purchase_id = 'p-3'"], ({ purchases }) =>
      purchases.deleteOne({ userId: "u-1", purchaseId: "p-3" }),
    );
    await damage(
      [`UPDATE ownership SET document = json_remove(document, '$.purchasedTests[0]') WHERE user_id = 'u-1'`],
      ({ ownership }) => ownership.updateOne({ userId: "u-1" }, { $set: { purchasedTests: [] } }),
    );
    expect(crossCheck(await readModel.user(user("u-1")), projections)).toEqual({
      // As many on both sides: only the items tell.
      owned: { ownership: 4, history: 4 },
      lacking: { history: ["course:c-3"], ownership: ["test:c-1"] },
    });
  });

  it("is left alone by a dry run, and by a repair of somebody else", async () => {
    await damage(["DELETE FROM ownership WHERE user_id = 'u-1'"], ({ ownership }) =>
      ownership.deleteOne({ userId: "u-1" }),
    );
    const dry = await repairUser({ eventStore, readModel }, user("u-1"), { dryRun: true }, byOlga);
    expect(dry.drifts).toHaveLength(1);
    expect(
      (await repairUser({ eventStore, readModel }, user("u-2"), { dryRun: false }, byOlga)).drifts,
    ).toEqual([]);
    expect(await readModel.ownership(user("u-1"))).toBeUndefined();
  });

  it("does not keep the projector from going on after it was repaired", async () => {
    await damage(
      [
        "DELETE FROM ownership WHERE user_id = 'u-1'",
        "UPDATE history_revisions SET revision = 0 WHERE user_id = 'u-1'",
      ],
      async ({ ownership, revisions }) => {
        await ownership.deleteOne({ userId: "u-1" });
        await revisions.updateOne({ userId: "u-1" }, { $set: { revision: 0 } });
      },
    );
    await repair("u-1");
    await append(eventStore, ...courses("u-1", 2, 20));
    await createProjector({ eventStore, readModel }).runToHead();
    await expectCleanFold();
  });
});
