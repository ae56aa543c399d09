import { afterEach, beforeEach, expect, describe, it } from "@jest/globals";
import { calculateObjectSize } from "bson";
import { join } from "node:path";
import { createProjector, type Projector } from "../../src/projections/live/projector.js";
import type { ItemId } from "../../src/events/identifiers.js";
import type { OwnershipDocument } from "../../src/stores/read-model/documents.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { append, coursePurchased, courses, user } from "../support/events.js";
import { useMongodb, type TestDatabase } from "../support/mongodb.js";
import { openReadModel, prefix } from "../support/open-read-model.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const mongodb = useMongodb();

describe("a user who owns more than a document of MongoDB holds", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let database: TestDatabase;
  let eventStore: EventStore;
  let readModel: ReadModelStore;
  let projector: Projector;

  beforeEach(async () => {
    folder = await temporaryFolder();
    database = await mongodb.newDatabase();
    eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    readModel = await openReadModel(database.url);
    projector = createProjector({ eventStore, readModel });
  });
  afterEach(async () => {
    await projector.stop();
    await readModel.close();
    await eventStore.close();
    await database.drop();
    await folder.remove();
  });

  /** Makes the ownership document as large as one can be, as if all of this had been bought. */
  async function fillDocument(userId: string): Promise<void> {
    const ownership = database.db.collection(`${prefix}ownership`);
    const tests = Array.from({ length: 20_000 }, (_, n) => `${n}`.padStart(800, "t"));
    await ownership.updateOne({ userId }, { $set: { purchasedTests: tests } });
    const size = calculateObjectSize((await ownership.findOne({ userId })) ?? {});
    const rest = "r".repeat(16 * 1024 * 1024 - 1 - size);
    await ownership.updateOne({ userId }, { $set: { "purchasedTests.0": (tests[0] ?? "") + rest } });
  }

  it("is held back alone, and keeps what she has", async () => {
    await append(eventStore, ...courses("u-1", 2));
    await projector.runToHead();
    await fillDocument("u-1");
    for (const courseId of ["c-20", "c-21"])
      await append(eventStore, coursePurchased("u-1", `p-${courseId}`, courseId));
    await append(eventStore, ...courses("u-2", 2));
    await projector.runToHead();
    expect(projector.status()).toMatchObject({ deadLetters: 1, eventCount: 6 });
    expect(await readModel.deadLetters()).toMatchObject([
      { stream: "purchases-u-1", revision: 2, code: "document_too_large" },
    ]);
    expect(await readModel.ownership(user("u-1"))).toMatchObject({ purchasedCourses: ["c-0", "c-1"] });
    expect(await readModel.ownership(user("u-2"))).toMatchObject({ revision: 1 });
  });

  it("is named before a rebuild writes her, and nobody else is", async () => {
    await append(eventStore, ...courses("u-1", 2));
    await projector.runToHead();
    const { ownership } = (await readModel.user(user("u-1"))).models;
    const [document] = ownership?.documents ?? [];
    if (document === undefined) throw new Error("She owns nothing.");
    const purchasedCourses = Array.from({ length: 130_000 }, (_, n) => `${n}`.padStart(128, "c") as ItemId);
    const refusalOf = (documents: readonly OwnershipDocument[]) =>
      rebuild.refusal?.({ userId: user("u-1"), models: { ownership: { revision: 1, documents } } });
    const rebuild = await readModel.rebuild({ ownership: 1 }, { resume: false });
    expect(refusalOf([{ ...document, purchasedCourses }])).toMatchObject({ code: "document_too_large" });
    expect(refusalOf([document])).toBeUndefined();
    await rebuild.discard();
  });
});
