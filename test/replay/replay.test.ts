import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { join } from "node:path";
import { createPurchaseHandler } from "../../src/commands/purchase-handler.js";
import { revokePurchase } from "../../src/commands/revoke-purchase.js";
import { isLedgerError } from "../../src/errors.js";
import { inWords } from "../../src/events/describe-event.js";
import { foldUser } from "../../src/projections/replay/fold-user.js";
import { lastRevisionBy } from "../../src/projections/replay/recorded-by.js";
import { createProjector } from "../../src/projections/live/projector.js";
import {
  parseReplayEnd,
  replayUser,
  type Owned,
  type ReplayEnd,
  type ReplayStep,
} from "../../src/projections/replay/replay.js";
import { retryDeadLetter } from "../../src/operations/retry-dead-letter.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore, NewEvent } from "../../src/stores/event-store/event-store.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { importPurchase, purchaseCourse } from "../domain/commands.js";
import { cleanFold, storedModels } from "../support/clean-fold.js";
import {
  append,
  coursePurchased,
  courses,
  metadata,
  purchase,
  purchaseRevoked,
  readForwards,
  stream,
  testPurchased,
  toNewEvent,
  user,
} from "../support/events.js";
import { projectAsOlderProgram } from "../support/older-program.js";
import { newModels, type ModelsOfTest } from "../support/read-models.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { byOlga } from "../support/operator.js";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let eventStore: EventStore;
let now = new Date("2026-01-01T00:00:00.000Z");
const me = user("u-1");

beforeEach(async () => {
  folder = await temporaryFolder();
  now = new Date("2026-01-01T00:00:00.000Z");
  eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db"), now: () => now });
});
afterEach(async () => {
  await eventStore.close();
  await folder.remove();
});

/** Kept steps, with a copy of what is only lent. */
type KeptStep = Omit<ReplayStep, "ownedAfter"> & { readonly ownedAfter: Owned };

async function steps(until?: ReplayEnd, from?: number): Promise<KeptStep[]> {
  const all: KeptStep[] = [];
  for await (const step of replayUser({ eventStore, userId: me, until, from }))
    all.push({ ...step, ownedAfter: structuredClone(step.ownedAfter()) });
  return all;
}

/** One event a day: two courses, a test, a revocation, and the course again. */
async function appendDaily(): Promise<void> {
  const events = [
    coursePurchased("u-1", "p-0", "c-0"),
    coursePurchased("u-1", "p-1", "c-1"),
    testPurchased("u-1", "p-2", "c-1", null),
    purchaseRevoked("u-1", "p-0", "course", "c-0"),
    coursePurchased("u-1", "p-4", "c-0"),
  ];
  for (const [day, event] of events.entries()) {
    now = new Date(Date.UTC(2026, 0, 1 + day));
    await append(eventStore, event);
  }
}

describe("a replay", () => {
  it("shows what the user owned after each event", async () => {
    await appendDaily();
    expect((await steps()).map(({ ownedAfter: { courses: c, tests: t } }) => [c.join(), t.join()])).toEqual([
      ["c-0", ""],
      ["c-0,c-1", ""],
      ["c-0,c-1", "c-1"],
      ["c-1", "c-1"],
      ["c-1,c-0", "c-1"],
    ]);
  });

  it("ends at a revision, and then owns what a fold up to there says", async () => {
    await appendDaily();
    for (let revision = 0; revision < 5; revision++) {
      const last = (await steps({ revision })).at(-1);
      const { models } = await foldUser({ eventStore, userId: me, upTo: revision });
      expect(last?.recorded.revision).toBe(revision);
      expect(last?.ownedAfter).toEqual({
        courses: models.ownership?.documents[0]?.purchasedCourses,
        tests: models.ownership?.documents[0]?.purchasedTests,
      });
    }
  });

  it("ends at what the ledger knew at an instant, the instant included", async () => {
    await appendDaily();
    expect(await steps({ recordedAt: "2025-12-31T23:59:59.999Z" })).toEqual([]);
    expect(await steps({ recordedAt: "2026-01-03T00:00:00.000Z" })).toHaveLength(3);
    expect(await steps({ recordedAt: "2026-01-03T23:59:59.999Z" })).toHaveLength(3);
    expect(await steps({ recordedAt: "2027-01-01T00:00:00.000Z" })).toHaveLength(5);
  });

  it("shows an event that cannot be read with its reason, and what waits behind it, without stopping", async () => {
    await append(eventStore, coursePurchased("u-1", "p-0", "c-0"));
    const broken = toNewEvent(coursePurchased("u-1", "p-1", "c-1"));
    await eventStore.append(
      stream("u-1"),
      [{ ...broken, data: { ...broken.data, courseId: 7 } } as unknown as NewEvent],
      0,
    );
    await append(eventStore, coursePurchased("u-1", "p-2", "c-2"));
    const [first, second, third] = await steps();
    expect(first).toMatchObject({ waits: false, ownedAfter: { courses: ["c-0"] } });
    expect(isLedgerError(second?.event, "event_invalid")).toBe(true);
    expect(third).toMatchObject({
      waits: true,
      event: { type: "CoursePurchased" },
      ownedAfter: { courses: ["c-0"] },
    });
  });

  it("of 10,000 events looks at each event once, and copies nothing of what is owned for any of them", async () => {
    for (let n = 0; n < 10_000; n += 1000) await append(eventStore, ...courses("u-1", 1000, n));
    let read = 0;
    const counted: EventStore = {
      ...eventStore,
      async *readStream(...values) {
        for await (const batch of eventStore.readStream(...values)) {
          read += batch.length;
          yield batch;
        }
      },
    };
    const lent = new Set<readonly string[]>();
    let last: ReplayStep | undefined;
    for await (const step of replayUser({ eventStore: counted, userId: me })) {
      lent.add(step.ownedAfter().courses);
      last = step;
    }
    expect([read, lent.size, last?.ownedAfter().courses.length]).toEqual([10_000, 1, 10_000]);
  });

  it("lends what was owned only until the next step, and says so afterwards", async () => {
    await appendDaily();
    const kept: ReplayStep[] = [];
    for await (const step of replayUser({ eventStore, userId: me })) kept.push(step);
    expect(() => kept[0]?.ownedAfter()).toThrow("read it in time");
    expect(kept.at(-1)?.ownedAfter().courses).toEqual(["c-1", "c-0"]);
  });

  it("says what each event changed, and may begin later", async () => {
    await appendDaily();
    expect((await steps(undefined, 2)).map(({ recorded, changed }) => [recorded.revision, changed])).toEqual([
      [2, { added: [{ kind: "test", id: "c-1" }], removed: [] }],
      [3, { added: [], removed: [{ kind: "course", id: "c-0" }] }],
      [4, { added: [{ kind: "course", id: "c-0" }], removed: [] }],
    ]);
    expect((await steps(undefined, 4))[0]?.ownedAfter).toEqual({ courses: ["c-1", "c-0"], tests: ["c-1"] });
  });

  it("travels to the same moment as a fold of what was recorded until then", async () => {
    await appendDaily();
    for (const recordedUntil of ["2025-12-31T00:00:00.000Z", "2026-01-04T12:00:00.000Z"]) {
      const last = (await steps({ recordedAt: recordedUntil })).at(-1);
      const { models, revision } = await foldUser({
        ...{ eventStore, userId: me, upTo: await lastRevisionBy(eventStore, me, recordedUntil) },
      });
      expect(revision).toBe(last?.recorded.revision ?? -1);
      expect(models.ownership?.documents[0]?.purchasedCourses).toEqual(last?.ownedAfter.courses);
    }
  });

  it.each([
    ["0", { revision: 0 }],
    ["2026-01-31T12:00:00Z", { recordedAt: "2026-01-31T12:00:00.000Z" }],
    ["2026-01-31T12:00+08:00", { recordedAt: "2026-01-31T04:00:00.000Z" }],
    ["2026-01-31T12:00:00", undefined],
    ["2026-01-31", undefined],
    ["2026-02-30T12:00:00Z", undefined],
    ["2026-01-31T25:00:00Z", undefined],
    ["-1", undefined],
    ["1e3", undefined],
    ["", undefined],
  ])("reads where to end: %p", (text, end) => {
    expect(parseReplayEnd(text)).toEqual(end);
  });

  it.each([
    [coursePurchased("u-1", "p-1", "c-1"), "bought course c-1 for 29.99 EUR"],
    [purchaseRevoked("u-1", "p-1", "course", "c-1"), "revoked course c-1 (refund), purchase p-1"],
    [
      { ...testPurchased("u-1", "p-1", "t-1", null), metadata: metadata({ source: "legacy-import" }) },
      "imported test t-1, date unknown",
    ],
  ])("has words for each event", (event, words) => {
    expect(inWords(event)).toBe(words);
  });
});

describe("a revocation", () => {
  const support = {
    correlationId: "s-1",
    actor: { id: "anna", role: "support" as const },
    source: "api" as const,
  };

  it("is recorded once, with who did it, and the item can be bought again", async () => {
    const handler = createPurchaseHandler({ eventStore });
    await handler.handle(importPurchase("u-1", "p-1", "course", "c-1"));
    const request = {
      userId: me,
      purchaseId: purchase("p-1"),
      reason: "refund" as const,
      note: "ticket 1",
      ...support,
    };
    expect(await revokePurchase({ handler, now: () => now }, request)).toMatchObject({
      result: "recorded",
      purchase: { revoked: { reason: "refund" } },
    });
    expect(
      await revokePurchase({ handler, now: () => now }, { ...request, reason: "chargeback" }),
    ).toMatchObject({
      result: "repeated",
      purchase: { revoked: { reason: "refund" } },
    });
    expect(await handler.handle(purchaseCourse("u-1", "p-2", "c-1"))).toMatchObject({
      result: "recorded",
      revision: 2,
    });
    expect((await readForwards(eventStore, "u-1"))[1]).toMatchObject({
      type: "PurchaseRevoked",
      data: { note: "ticket 1", item: { kind: "course", id: "c-1" } },
      metadata: { actor: { id: "anna", role: "support" }, correlationId: "s-1" },
    });
  });

  it("of what was never bought is refused", async () => {
    const handler = createPurchaseHandler({ eventStore });
    const request = {
      userId: me,
      purchaseId: purchase("p-1"),
      reason: "refund" as const,
      note: "",
      ...support,
    };
    await expect(revokePurchase({ handler, now: () => now }, request)).rejects.toMatchObject({
      code: "purchase_unknown",
    });
  });
});

describe("trying a dead letter again", () => {
  let models: ModelsOfTest;
  let readModel: ReadModelStore;
  beforeEach(async () => {
    models = await newModels(folder.path);
    readModel = await models.open();
  });
  afterEach(async () => {
    await readModel.close();
    await models.remove();
  });

  it("releases the user once every event can be folded, and misses none that came meanwhile", async () => {
    await append(eventStore, ...courses("u-1", 4), ...[]);
    await append(eventStore, ...courses("u-2", 1));
    await projectAsOlderProgram(eventStore, readModel, "c-1");
    expect(await readModel.deadLetters()).toMatchObject(
      [{ stream: "purchases-u-1", revision: 1 }, { stream: "purchases-u-2" }].slice(0, 1),
    );
    expect((await readModel.ownership(me))?.purchasedCourses).toEqual(["c-0"]);
    expect(await retryDeadLetter({ eventStore, readModel }, me, byOlga)).toEqual({
      result: "released",
      revision: 3,
    });
    await append(eventStore, ...courses("u-1", 2, 10));
    await createProjector({ eventStore, readModel }).runToHead();
    const { eventCount: _, ...expected } = await cleanFold(eventStore);
    expect(await storedModels(readModel, expected.ownership.keys())).toEqual(expected);
    expect(await readModel.deadLetters()).toEqual([]);
  });

  it("folds what was appended, and passed by, while it was looking", async () => {
    await append(eventStore, ...courses("u-1", 3));
    await projectAsOlderProgram(eventStore, readModel, "c-1");
    let late = true;
    const busy: ReadModelStore = {
      ...readModel,
      async replaceUser(...values) {
        if (late) {
          late = false;
          await append(eventStore, coursePurchased("u-1", "p-late", "c-late"));
          await createProjector({ eventStore, readModel }).runToHead();
        }
        await readModel.replaceUser(...values);
      },
    };
    expect(await retryDeadLetter({ eventStore, readModel: busy }, me, byOlga)).toEqual({
      result: "released",
      revision: 3,
    });
    expect((await readModel.ownership(me))?.purchasedCourses).toContain("c-late");
  });

  it("changes nothing while an event still cannot be folded, or nobody is held back", async () => {
    await append(eventStore, coursePurchased("u-1", "p-0", "c-0"));
    const broken = toNewEvent(coursePurchased("u-1", "p-1", "c-1"));
    await eventStore.append(stream("u-1"), [{ ...broken, data: {} } as unknown as NewEvent], 0);
    await createProjector({ eventStore, readModel }).runToHead();
    expect(await retryDeadLetter({ eventStore, readModel }, me, byOlga)).toMatchObject({
      result: "still_held_back",
      reason: { code: "event_invalid" },
    });
    expect(await readModel.deadLetters()).toHaveLength(1);
    expect(await retryDeadLetter({ eventStore, readModel }, user("u-2"), byOlga)).toEqual({
      result: "not_held_back",
    });
  });
});
