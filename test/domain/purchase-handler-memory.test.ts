import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { join } from "node:path";
import type { PurchaseCommand } from "../../src/commands/commands.js";
import { itemKey } from "../../src/events/identifiers.js";
import {
  decide,
  evolve,
  findAnswers,
  findRepeated,
  initialState,
  type Purchase,
} from "../../src/commands/decider.js";
import { createPurchaseHandler } from "../../src/commands/purchase-handler.js";
import { isLedgerError, LedgerError } from "../../src/errors.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore, ReadStreamOptions } from "../../src/stores/event-store/event-store.js";
import { runChild, startChild } from "../support/children.js";
import { collect, coursePurchased, courses, readForwards, stream, toNewEvent } from "../support/events.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { importPurchase, otherContent, purchaseCourse, purchaseTest, revokePurchase } from "./commands.js";

describe("what the purchase handler remembers", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let store: EventStore;
  /** Another opening of the same file, as another process has. */
  let otherStore: EventStore;

  beforeEach(async () => {
    folder = await temporaryFolder();
    const path = join(folder.path, "events.db");
    store = await openEmbeddedEventStore({ path });
    otherStore = await openEmbeddedEventStore({ path });
  });

  afterEach(async () => {
    await store.close();
    await otherStore.close();
    await folder.remove();
  });

  /** What the store below is replaced by, as when its file is. */
  let current: EventStore;
  const movable = (): EventStore => {
    current = store;
    return {
      ...store,
      readStream: (...values) => current.readStream(...values),
      append: (...values) => current.append(...values),
      appendTogether: (appends) => current.appendTogether!(appends),
    };
  };

  /** The store, noting from which revision each stream is read. */
  function watched(): { eventStore: EventStore; reads: string[] } {
    const reads: string[] = [];
    const readStream = (target: ReturnType<typeof stream>, options: ReadStreamOptions = {}) => {
      reads.push(`${target} from ${options.from}`);
      return store.readStream(target, options);
    };
    return { eventStore: { ...store, readStream }, reads };
  }

  it("saves the reading: a stream is read once, and then only what is new in it", async () => {
    const { eventStore, reads } = watched();
    const handler = createPurchaseHandler({ eventStore });
    for (let n = 0; n < 3; n++) await handler.handle(purchaseCourse("u-1", `p-${n}`, `c-${n}`));
    // The append proves that a user is new.
    expect(reads).toEqual([]);
    const another = createPurchaseHandler({ eventStore });
    for (let n = 3; n < 6; n++) await another.handle(purchaseCourse("u-1", `p-${n}`, `c-${n}`));
    expect(reads).toEqual(["purchases-u-1 from 0"]);
    await another.handle(purchaseCourse("u-1", "p-9", "c-0", { payment: null }));
    expect(reads).toEqual(["purchases-u-1 from 0", "purchases-u-1 from 5"]);
  });

  it("counts for nothing once the log under it is another one", async () => {
    const handler = createPurchaseHandler({ eventStore: movable() });
    const purchase = purchaseCourse("u-1", "p-1", "c-1");
    expect(await handler.handle(purchase)).toMatchObject({ result: "recorded" });
    expect(await handler.handle(purchase)).toMatchObject({ result: "repeated" });
    const empty = await openEmbeddedEventStore({ path: join(folder.path, "empty.db") });
    current = empty;
    // Nothing of the purchase is in this log: it is recorded, not answered from memory.
    expect(await handler.handle(purchase)).toMatchObject({ result: "recorded", revision: 0 });
    expect(await collect(empty.readStream(stream("u-1")))).toHaveLength(1);
    const other = await openEmbeddedEventStore({ path: join(folder.path, "other.db") });
    await other.append(
      stream("u-1"),
      [toNewEvent(coursePurchased("u-1", "p-other", "c-other"))],
      "no-stream",
    );
    current = other;
    expect(await handler.handle(purchase)).toMatchObject({ result: "recorded", revision: 1 });
    await empty.close();
    await other.close();
  });

  it("is bounded: the user who came longest ago is forgotten, and read again", async () => {
    const { eventStore, reads } = watched();
    // A user's state counts for its purchases and one: two users of one purchase each fit.
    const handler = createPurchaseHandler({ eventStore, cachedPurchases: 4 });
    for (const [n, u] of ["u-1", "u-2", "u-3", "u-3", "u-2", "u-1"].entries()) {
      await handler.handle(
        purchaseCourse(u, `p-${n}`, `c-${n}`, { payment: { id: `of-${u}-${n}`, method: null } }),
      );
    }
    expect(reads).toEqual(["purchases-u-2 from 0", "purchases-u-1 from 0"]);
  });

  it("fits into the heap of a small container, however many users buy", async () => {
    await runChild(startChild("remembering-child.ts", "80000", "64"), () => "go on");
  });

  it("is not half of a stream when reading it breaks off in the middle", async () => {
    const events = courses("u-1", 5).map(toNewEvent);
    await store.append(stream("u-1"), events, "no-stream");
    let breaking = true;
    const breaksOff: EventStore = {
      ...store,
      async *readStream(target, options) {
        for (const event of await collect(store.readStream(target, options))) {
          if (breaking && event.revision === 3) throw new LedgerError("event_store_unavailable", "Gone.");
          yield [event];
        }
      },
    };
    const handler = createPurchaseHandler({ eventStore: breaksOff });
    const buyAgain = purchaseCourse("u-1", "p-9", "c-4", { payment: null });
    await expect(handler.handle(buyAgain)).rejects.toMatchObject({ code: "event_store_unavailable" });
    breaking = false;
    expect(await handler.handle(buyAgain)).toMatchObject({
      result: "already_owned",
      purchase: { purchaseId: "p-4", revision: 4 },
      revision: 4,
    });
  });

  it("is not what was decided together and refused in the middle", async () => {
    const handler = createPurchaseHandler({ eventStore: store });
    await handler.handle(purchaseCourse("u-1", "p-1", "c-1"));
    const together = [
      revokePurchase("u-1", "p-1"),
      purchaseCourse("u-1", "p-2", "c-2"),
      purchaseTest("u-1", "p-1", "t-1", { context: otherContent }),
    ];
    await expect(handler.handleTogether(together)).rejects.toMatchObject({ code: "purchase_id_reused" });
    expect(await handler.handle(purchaseCourse("u-1", "p-3", "c-1", { payment: null }))).toMatchObject({
      result: "already_owned",
      purchase: { purchaseId: "p-1", revoked: undefined },
    });
    expect(await handler.handle(purchaseCourse("u-1", "p-2", "c-2"))).toMatchObject({
      result: "recorded",
      revision: 1,
    });
  });

  it("lets commands together build on each other, in one append", async () => {
    const handler = createPurchaseHandler({ eventStore: store });
    const together = [
      importPurchase("u-1", "i-1", "course", "c-1"),
      purchaseCourse("u-1", "p-1", "c-1", { payment: null }),
      revokePurchase("u-1", "i-1"),
      purchaseCourse("u-1", "p-2", "c-1"),
    ];
    expect(await handler.handleTogether(together)).toBe(3);
    expect((await readForwards(store, "u-1")).map(({ type }) => type)).toEqual([
      "CoursePurchased",
      "PurchaseRevoked",
      "CoursePurchased",
    ]);
    expect(await handler.handleTogether(together)).toBe(0);
  });

  it("decides commands together anew when another process comes between", async () => {
    const here = createPurchaseHandler({ eventStore: store });
    const elsewhere = createPurchaseHandler({ eventStore: otherStore });
    await here.handle(importPurchase("u-1", "i-0", "course", "c-0"));
    await elsewhere.handle(purchaseCourse("u-1", "p-1", "c-1"));
    const together = ["c-1", "c-2", "c-3"].map((c) => importPurchase("u-1", `i-${c}`, "course", c));
    expect(await here.handleTogether(together)).toBe(2);
    expect(await readForwards(store, "u-1")).toHaveLength(4);
  });

  it("does not mix users: commands together are of one", async () => {
    const handler = createPurchaseHandler({ eventStore: store });
    const together = [purchaseCourse("u-1", "p-1", "c-1"), purchaseCourse("u-2", "p-1", "c-1")];
    await expect(handler.handleTogether(together)).rejects.toMatchObject({ code: "internal_error" });
    expect(await store.head()).toMatchObject({ eventCount: 0 });
  });

  it("never shows: any handler answers as a decision on the whole stream would", async () => {
    const id = fc.constantFrom("p-1", "p-2", "p-3");
    const course = fc.constantFrom("c-1", "c-2");
    const context = fc.constantFrom({}, otherContent, { idempotencyKey: "k-1" });
    const command: fc.Arbitrary<(userId: string) => PurchaseCommand> = fc.oneof(
      fc.tuple(id, course, context).map(
        ([p, c, k]) =>
          (u: string) =>
            purchaseCourse(u, p, c, { context: k, payment: { id: `of-${u}-${p}`, method: null } }),
      ),
      fc.tuple(id, context).map(
        ([p, k]) =>
          (u: string) =>
            revokePurchase(u, p, { context: k }),
      ),
      fc.tuple(id, course).map(
        ([p, c]) =>
          (u: string) =>
            importPurchase(u, p, "course", c),
      ),
    );
    const steps = fc.array(fc.record({ command, by: fc.nat({ max: 2 }) }), { minLength: 1, maxLength: 14 });
    const handlers = [
      createPurchaseHandler({ eventStore: store }),
      createPurchaseHandler({ eventStore: otherStore }),
      createPurchaseHandler({ eventStore: store, cachedPurchases: 1 }),
    ];
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const userId = `u-${runs++}`;
        const state = initialState();
        for (const step of all) {
          const wanted = step.command(userId);
          const expected = answerOf(wanted);
          expect(await settled(handlers[step.by]!.handle(wanted))).toEqual(expected);
        }

        function answerOf(wanted: PurchaseCommand): unknown {
          try {
            const repeated = findRepeated(state, wanted).length > 0;
            const events = decide(state, wanted);
            for (const event of events) evolve(state, event);
            const result = events.length > 0 ? "recorded" : repeated ? "repeated" : "already_owned";
            const purchases = findAnswers(state, wanted);
            const hasNewPayments = events.some(({ data }) => "payment" in data && data.payment !== null);
            const isOwned = ({ item: of }: Purchase) => (state.owned.get(itemKey(of)) ?? []).length > 0;
            const owned = purchases.filter(isOwned).map(({ purchaseId }) => purchaseId);
            return {
              result,
              purchase: purchases[0],
              purchases,
              owned,
              revision: state.revision,
              hasNewPayments,
            };
          } catch (error) {
            if (isLedgerError(error)) return error.code;
            throw error;
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** The outcome, or the code of the refusal. */
async function settled(outcome: Promise<unknown>): Promise<unknown> {
  try {
    return await outcome;
  } catch (error) {
    if (isLedgerError(error)) return error.code;
    throw error;
  }
}
