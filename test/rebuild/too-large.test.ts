import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { join } from "node:path";
import { LedgerError } from "../../src/errors.js";
import { repairAll } from "../../src/operations/repair.js";
import { retryDeadLetters } from "../../src/operations/retry-dead-letter.js";
import { verify } from "../../src/projections/check/verify.js";
import { createProjector } from "../../src/projections/live/projector.js";
import { projectionNames } from "../../src/projections/projections.js";
import { rebuildProjections, type RebuildReport } from "../../src/projections/rebuild/rebuild.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import type { ModelsOfUser, Rebuild, ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { append, coursePurchased, courses, user } from "../support/events.js";
import { byOlga } from "../support/operator.js";
import { newModels, type ModelsOfTest } from "../support/read-models.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const large = "u-3";
const others = ["u-0", "u-1", "u-2", "u-4", "u-5"];
const held = { stream: `purchases-${large}`, revision: 2, code: "document_too_large" };

describe("a user whose document the store cannot hold", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let eventStore: EventStore;
  let models: ModelsOfTest;
  let stored: ReadModelStore;
  let readModel: ReadModelStore;

  beforeEach(async () => {
    folder = await temporaryFolder();
    eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    models = await newModels(folder.path);
    stored = await models.open();
    readModel = holdingTwo(stored);
    for (const id of [...others, large]) await append(eventStore, ...courses(id, 2));
    await foldAll();
    for (const id of [large, "u-5"]) await append(eventStore, coursePurchased(id, "p-2", "c-2"));
    await foldAll();
  });
  afterEach(async () => {
    await stored.close();
    await eventStore.close();
    await models.remove();
    await folder.remove();
  });

  const foldAll = (): Promise<void> => createProjector({ eventStore, readModel }).runToHead();

  const rebuild = (change: Partial<Parameters<typeof rebuildProjections>[0]> = {}): Promise<RebuildReport> =>
    rebuildProjections({
      ...{ eventStore, readModel, projections: projectionNames, scratchFolder: folder.path },
      ...{ resume: false, acceptChanges: false },
      ...change,
    }).result;

  /** The large user keeps two courses and waits; the others have all of theirs. */
  async function expectHeldBackAlone(): Promise<void> {
    expect(await readModel.deadLetters()).toMatchObject([held]);
    expect(await readModel.ownership(user(large))).toMatchObject({ purchasedCourses: ["c-0", "c-1"] });
    for (const id of others) {
      const expected = id === "u-5" ? ["c-0", "c-1", "c-2"] : ["c-0", "c-1"];
      expect(await readModel.ownership(user(id))).toMatchObject({ purchasedCourses: expected });
    }
    const verified = await verify({ eventStore, readModel, scratchFolder: folder.path }).result;
    expect(verified).toMatchObject({ outcome: "clean", heldBackUsers: 1, heldBack: [large] });
  }

  it("keeps what she has through a rebuild", async () => {
    await expectHeldBackAlone();
    expect(await rebuild()).toMatchObject({ outcome: "swapped", kept: [large], keptUsers: 1 });
    await expectHeldBackAlone();
  });

  it("waits for the same reason after a rebuild that was killed behind her, and her next purchase", async () => {
    const dying: ReadModelStore = {
      ...readModel,
      async rebuild(foldVersions, options) {
        const begun = await readModel.rebuild(foldVersions, options);
        return {
          ...begun,
          async fill(users) {
            await begun.fill(users.filter(({ userId }) => userId < "u-5"));
            throw new Error("killed");
          },
        };
      },
    };
    await expect(rebuild({ readModel: dying })).rejects.toThrow("killed");
    await append(eventStore, coursePurchased(large, "p-3", "c-3"));
    await foldAll();
    expect(await rebuild({ resume: true })).toMatchObject({ outcome: "swapped", kept: [large] });
    await foldAll();
    await expectHeldBackAlone();
  });

  it("does not keep others from being released or repaired", async () => {
    const outcomes: (readonly [string, string])[] = [];
    const onOutcome = (id: string, { result }: { readonly result: string }) => outcomes.push([id, result]);
    const run = { eventStore, readModel };
    await retryDeadLetters(run, [user(large), user("u-5")], { onOutcome }, byOlga);
    expect(outcomes).toEqual([
      [large, "still_held_back"],
      ["u-5", "not_held_back"],
    ]);
    for (const id of [large, "u-5"]) await forget(id);
    const options = { ...run, scratchFolder: folder.path };
    const { users, refused } = await repairAll(options, { dryRun: false }, byOlga).result;
    expect([users, refused.map(({ code }) => code)]).toEqual([1, ["document_too_large"]]);
    expect(await readModel.ownership(user("u-5"))).toMatchObject({ purchasedCourses: ["c-0", "c-1", "c-2"] });
  });

  /** As if somebody had taken a course away from the document. */
  const forget = (id: string): Promise<void> =>
    models.damage({
      sql: [
        `UPDATE ownership SET document = json_set(document, '$.purchasedCourses', json('["c-0"]')) WHERE user_id = '${id}'`,
      ],
      mongodb: ({ ownership }) =>
        ownership.updateMany({ userId: id }, { $set: { purchasedCourses: ["c-0"] } }),
    });
});

/** A store that holds no more than two courses of the large user. */
function holdingTwo(store: ReadModelStore): ReadModelStore {
  const refusal = ({ userId, models }: ModelsOfUser): LedgerError | undefined =>
    userId === large && (models.ownership?.documents[0]?.purchasedCourses.length ?? 0) > 2
      ? new LedgerError("document_too_large", "Too large.", { details: { userId } })
      : undefined;
  const commit: Rebuild["commit"] = async (changes) => {
    const found = changes.users.map(refusal).find((each) => each !== undefined);
    if (found !== undefined) throw found;
    await store.commit(changes);
  };
  return {
    ...store,
    commit,
    replaceUser(userId, models, seen, deadLetter) {
      const found = refusal({ userId, models });
      return found === undefined
        ? store.replaceUser(userId, models, seen, deadLetter)
        : Promise.reject(found);
    },
    rebuild: async (foldVersions, options) => ({ ...(await store.rebuild(foldVersions, options)), refusal }),
  };
}
