import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Position } from "../../src/stores/event-store/event-store.js";
import { openConnection, type Connection } from "../../src/stores/read-model/mongodb/connection.js";
import { createModelTarget } from "../../src/stores/read-model/mongodb/model-target.js";
import { createPointers } from "../../src/stores/read-model/mongodb/pointers.js";
import type { ModelTarget, ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { projectionNames } from "../../src/projections/projections.js";
import { aDate, stream, user } from "../support/events.js";
import { modelsOf, versionsOf } from "../support/model-changes.js";
import { useMongodb, type TestDatabase } from "../support/mongodb.js";
import { openReadModel, prefix } from "../support/open-read-model.js";

const mongodb = useMongodb();

describe("a batch with a dead letter, while a user is repaired", () => {
  let database: TestDatabase;
  let store: ReadModelStore;
  let connection: Connection;

  beforeEach(async () => {
    database = await mongodb.newDatabase();
    store = await openReadModel(database.url);
    connection = openConnection({ url: database.url, prefix });
  });
  afterEach(async () => {
    await connection.close();
    await store.close();
    await database.drop();
  });

  /** A projector's way to the models. Something happens before it writes its dead letters, or after. */
  function heldTarget(when: "before" | "after", happen: () => Promise<void>): ModelTarget {
    const run: Connection["run"] = (work) =>
      connection.run((collections) => {
        const deadLetters = new Proxy(collections.deadLetters, {
          get(target, name) {
            if (name !== "insertMany") return Reflect.get(target, name, target) as unknown;
            return async (...values: Parameters<typeof target.insertMany>) => {
              if (when === "before") await happen();
              await target.insertMany(...values);
              if (when === "after") await happen();
            };
          },
        });
        return work({ ...collections, deadLetters });
      });
    return createModelTarget({
      ...{ connection: { ...connection, run }, pointers: createPointers(connection), role: "live" },
      projections: projectionNames,
    });
  }

  /** Writes what a user's stream was folded to, up to a revision, and releases the user. */
  async function repair(id: string, revision: number): Promise<void> {
    const userId = user(id);
    const ownership = {
      ...{ userId, purchasedCourses: [], purchasedCoursesAt: [], purchasedTests: [], purchasedTestsAt: [] },
      revision,
    };
    const others = { history: { revision, documents: [] }, payments: { revision, documents: [] } };
    const { version } = await store.user(userId);
    await store.replaceUser(userId, { ...modelsOf(ownership), ...others }, version, "release");
  }

  /** Folds a batch in which an event of u-1, at revision 2, cannot be folded. */
  async function fold(target: ModelTarget, code = "stream_gap"): Promise<void> {
    const previous = await target.checkpoint();
    const streams = [stream("u-1")];
    await target.load({ users: [user("u-1")], documents: {}, streams });
    const position = "9" as Position;
    const about = {
      type: "CoursePurchased",
      data: "{}",
      metadata: "{}",
      code,
      reason: "It cannot be folded.",
    };
    await target.commit({
      users: [],
      deadLetters: [
        { stream: stream("u-1"), revision: 2, position, eventId: "event-9", ...about, created: aDate },
      ],
      ...{ previous, foldVersions: versionsOf() },
      checkpoint: { position, eventId: "event-9", lookedThrough: undefined, eventCount: 9 },
    });
  }

  const heldBack = async (): Promise<unknown[]> =>
    (await store.deadLetters()).map(({ stream: name, revision }) => [name, revision]);

  it.each(["before", "after"] as const)(
    "leaves no dead letter of what a repair %s has folded",
    async (when) => {
      const target = heldTarget(when, () => repair("u-1", 2));
      await expect(fold(target)).rejects.toMatchObject({ code: "checkpoint_moved" });
      expect(await heldBack()).toEqual([]);
      expect((await store.user(user("u-1"))).models.ownership?.revision).toBe(2);
    },
  );

  it("leaves no dead letter of a gap that a repair has closed: the next attempt folds the event", async () => {
    await expect(fold(heldTarget("before", () => repair("u-1", 1)))).rejects.toMatchObject({
      code: "checkpoint_moved",
    });
    expect(await heldBack()).toEqual([]);
    expect((await store.checkpoint()).eventCount).toBe(0);
  });

  it.each([
    ["that is not valid", 1, "event_invalid"],
    ["behind a gap that is still there", 0, "stream_gap"],
  ])("keeps the dead letter of an event %s", async (_, repairedTo, code) => {
    const target = heldTarget("before", () => repair("u-1", repairedTo));
    await expect(fold(target, code)).rejects.toMatchObject({ code: "checkpoint_moved" });
    expect(await heldBack()).toEqual([[stream("u-1"), 2]]);
  });

  it("keeps it while another user is repaired, and ends with the next attempt", async () => {
    await expect(fold(heldTarget("before", () => repair("u-2", 5)))).rejects.toMatchObject({
      code: "checkpoint_moved",
    });
    await fold(store);
    expect(await heldBack()).toEqual([[stream("u-1"), 2]]);
    expect((await store.checkpoint()).eventCount).toBe(9);
  });
});
