import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { join } from "node:path";
import { createPurchaseHandler } from "../../src/commands/purchase-handler.js";
import { createProjector } from "../../src/projections/live/projector.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { purchaseCourse } from "../domain/commands.js";
import { collect, stream, user } from "../support/events.js";
import { newModels, type ModelsOfTest } from "../support/read-models.js";
import { temporaryFolder } from "../support/temporary-folder.js";

describe("a dead letter that a killed projector has left of an event that is folded", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let eventStore: EventStore;
  let models: ModelsOfTest;
  let readModel: ReadModelStore;
  beforeEach(async () => {
    folder = await temporaryFolder();
    eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    models = await newModels(folder.path);
    readModel = await models.open();
  });
  afterEach(async () => {
    await readModel.close();
    await eventStore.close();
    await models.remove();
    await folder.remove();
  });

  const buy = (purchaseId: string) =>
    createPurchaseHandler({ eventStore }).handle(purchaseCourse("u-1", purchaseId, `c-${purchaseId}`));

  /** As a batch writes it before its checkpoint. */
  async function leaveLetter(revision: number): Promise<void> {
    const [last] = (await collect(eventStore.readStream(stream("u-1")))).slice(-1);
    const { position, id: eventId, type, created } = last!;
    const letter = {
      stream: stream("u-1"),
      revision,
      position,
      eventId,
      type,
      created,
      data: "{}",
      metadata: "{}",
    };
    const { version: _, ...checkpoint } = await readModel.checkpoint();
    await readModel.commit({
      ...{ users: [], foldVersions: {}, checkpoint, previous: await readModel.checkpoint() },
      deadLetters: [{ ...letter, code: "stream_gap", reason: "A gap." }],
    });
  }
  const run = () => createProjector({ eventStore, readModel }).runToHead();
  const folded = async () => {
    const { models: found } = await readModel.user(user("u-1"));
    return { letters: (await readModel.deadLetters()).length, revision: found.ownership?.revision };
  };

  it("releases its user at the next start, with what was passed by meanwhile", async () => {
    await buy("p-1");
    await run();
    await leaveLetter(0);
    await buy("p-2");
    expect(await folded()).toEqual({ letters: 1, revision: 0 });
    await run();
    expect(await folded()).toEqual({ letters: 0, revision: 1 });
    await buy("p-3");
    await run();
    expect(await folded()).toEqual({ letters: 0, revision: 2 });
  });

  it("stays where the event is not folded", async () => {
    await buy("p-1");
    await run();
    await buy("p-2");
    await leaveLetter(1);
    await run();
    expect(await folded()).toEqual({ letters: 1, revision: 0 });
  });
});
