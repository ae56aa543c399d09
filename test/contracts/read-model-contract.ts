import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { HistoryRecord, OwnershipDocument } from "../../src/projections/documents.js";
import type { Position } from "../../src/stores/event-store/event-store.js";
import type { Checkpoint, HistoryCursor, ModelChanges, ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { aDate, item, purchase, user } from "../support/events.js";

/** What an adapter brings to the contract. */
export interface ReadModelUnderTest {
  /** Opens the same models again, as another process, or this one after a restart, would. */
  open(): Promise<ReadModelStore>;
  cleanUp(): Promise<void>;
}

const checkpointAt = (eventCount: number): Checkpoint => ({ position: String(eventCount) as Position, eventCount });

const ownershipOf = (userId: string, courses: readonly string[], revision: number): OwnershipDocument => ({
  userId: user(userId),
  purchasedCourses: courses.map((id) => item("course", id).id),
  purchasedCoursesAt: courses.map(() => aDate),
  purchasedTests: [],
  purchasedTestsAt: [],
  revision,
});

const recordOf = (userId: string, purchaseId: string, change: Partial<HistoryRecord> = {}): HistoryRecord => ({
  userId: user(userId),
  purchaseId: purchase(purchaseId),
  kind: "course",
  itemId: item("course", `item-of-${purchaseId}`).id,
  price: { amountMinor: 2999, currency: "EUR" },
  payment: { id: "pay-\u0000-😀", method: null },
  purchasedAt: aDate,
  revokedAt: null,
  revokedReason: null,
  purchasedRevision: 0,
  revision: 0,
  ...change,
});

const changesOf = (change: Partial<ModelChanges> & Pick<ModelChanges, "checkpoint" | "previous">): ModelChanges => ({
  ownership: [],
  records: [],
  historyRevisions: new Map(),
  ...change,
});

/** What every read-model store keeps to. An adapter passes in how to make one; it changes nothing here. */
export function readModelContract(name: string, setUp: () => Promise<ReadModelUnderTest>): void {
  describe(`read model contract: ${name}`, () => {
    let underTest: ReadModelUnderTest;
    let store: ReadModelStore;
    let opened: ReadModelStore[];
    const nobody = user("nobody");

    const open = async (): Promise<ReadModelStore> => {
      const another = await underTest.open();
      opened.push(another);
      return another;
    };

    beforeEach(async () => {
      opened = [];
      underTest = await setUp();
      store = await open();
    });

    afterEach(async () => {
      for (const each of opened) await each.close();
      await underTest.cleanUp();
    });

    it("holds nothing at first", async () => {
      expect(await store.checkpoint()).toBeUndefined();
      expect(await store.ownership(nobody)).toBeUndefined();
      expect(await store.historyRevision(nobody)).toBeUndefined();
      expect(await store.historyPage({ userId: nobody, limit: 10 })).toEqual([]);
      expect(await store.load({ users: [nobody], purchases: [{ userId: nobody, purchaseId: purchase("p-1") }] })).toEqual({
        ownership: new Map(),
        historyRevisions: new Map(),
        records: [],
      });
    });

    it("gives back what was committed, unchanged, also when it is opened again", async () => {
      const document = ownershipOf("u-1", ["c-1", "__proto__"], 1);
      const records = [
        recordOf("u-1", "p-1"),
        recordOf("u-1", "__proto__", { price: null, payment: null, purchasedAt: null, purchasedRevision: 1, revision: 1 }),
      ];
      const revisions = new Map([[user("u-1"), 1]]);
      await store.commit(changesOf({ ownership: [document], records, historyRevisions: revisions, checkpoint: checkpointAt(2), previous: undefined }));
      for (const each of [store, await open()]) {
        expect(await each.checkpoint()).toEqual(checkpointAt(2));
        expect(await each.ownership(user("u-1"))).toEqual(document);
        expect(await each.historyRevision(user("u-1"))).toBe(1);
        expect(await each.historyPage({ userId: user("u-1"), limit: 10 })).toEqual(records);
        const loaded = await each.load({
          users: [user("u-1"), nobody],
          purchases: [{ userId: user("u-1"), purchaseId: purchase("__proto__") }],
        });
        expect(loaded).toEqual({ ownership: new Map([[user("u-1"), document]]), historyRevisions: revisions, records: [records[1]] });
      }
    });

    it("replaces documents and records by their newer state", async () => {
      const first = recordOf("u-1", "p-1");
      await store.commit(changesOf({ ownership: [ownershipOf("u-1", ["c-1"], 0)], records: [first], checkpoint: checkpointAt(1), previous: undefined }));
      const revoked = { ...first, revokedAt: aDate, revokedReason: "refund" as const, revision: 1 };
      await store.commit(changesOf({ ownership: [ownershipOf("u-1", [], 1)], records: [revoked], checkpoint: checkpointAt(2), previous: checkpointAt(1) }));
      expect(await store.ownership(user("u-1"))).toEqual(ownershipOf("u-1", [], 1));
      expect(await store.historyPage({ userId: user("u-1"), limit: 10 })).toEqual([revoked]);
    });

    it("keeps one user's purchase apart from another's with the same id", async () => {
      const records = [recordOf("u-1", "p-1"), recordOf("u-2", "p-1")];
      await store.commit(changesOf({ records, checkpoint: checkpointAt(2), previous: undefined }));
      expect(await store.historyPage({ userId: user("u-1"), limit: 10 })).toEqual([records[0]]);
      expect(await store.historyPage({ userId: user("u-2"), limit: 10 })).toEqual([records[1]]);
    });

    it("lets an item be bought again once the first purchase is revoked", async () => {
      const same = { itemId: item("course", "c-1").id };
      const records = [
        recordOf("u-1", "p-1", { ...same, revokedAt: aDate, revokedReason: "refund", revision: 1 }),
        recordOf("u-1", "p-2", { ...same, purchasedRevision: 2, revision: 2 }),
      ];
      await store.commit(changesOf({ records, checkpoint: checkpointAt(3), previous: undefined }));
      expect(await store.historyPage({ userId: user("u-1"), limit: 10 })).toHaveLength(2);
    });

    it("refuses a second unrevoked purchase of an item, and writes nothing of that batch", async () => {
      const same = { itemId: item("course", "c-1").id };
      await store.commit(changesOf({ records: [recordOf("u-1", "p-1", same)], checkpoint: checkpointAt(1), previous: undefined }));
      const second = changesOf({
        ownership: [ownershipOf("u-1", ["c-1"], 1)],
        records: [recordOf("u-1", "p-2", same)],
        checkpoint: checkpointAt(2),
        previous: checkpointAt(1),
      });
      await expect(store.commit(second)).rejects.toThrow();
      expect(await store.checkpoint()).toEqual(checkpointAt(1));
      expect(await store.historyPage({ userId: user("u-1"), limit: 10 })).toHaveLength(1);
    });

    it("lets one of two projectors win a batch, and writes nothing of the other's", async () => {
      const other = await open();
      const batch = (courses: readonly string[]) =>
        changesOf({ ownership: [ownershipOf("u-1", courses, courses.length - 1)], checkpoint: checkpointAt(courses.length), previous: undefined });
      const results = await Promise.allSettled([store.commit(batch(["c-1"])), other.commit(batch(["c-1", "c-2"]))]);
      expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect(results.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "checkpoint_moved" } });
      const won = (await store.checkpoint())?.eventCount;
      expect((await store.ownership(user("u-1")))?.purchasedCourses).toHaveLength(won ?? 0);
    });

    it("refuses a batch that was read before the checkpoint it has", async () => {
      await store.commit(changesOf({ checkpoint: checkpointAt(1), previous: undefined }));
      for (const previous of [undefined, checkpointAt(7)]) {
        await expect(store.commit(changesOf({ checkpoint: checkpointAt(2), previous }))).rejects.toMatchObject({ code: "checkpoint_moved" });
      }
      expect(await store.checkpoint()).toEqual(checkpointAt(1));
    });

    it("moves its checkpoint batch after batch", async () => {
      for (let n = 1; n <= 5; n++) {
        await store.commit(changesOf({ checkpoint: checkpointAt(n), previous: n === 1 ? undefined : checkpointAt(n - 1) }));
        expect(await (await open()).checkpoint()).toEqual(checkpointAt(n));
      }
    });

    describe("a history", () => {
      const dates = ["2026-01-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z", null, "2026-02-01T00:00:00.000Z", null, "2026-03-01T00:00:00.000Z"];
      const newestFirst = ["p-5", "p-1", "p-3", "p-0", "p-4", "p-2"];
      const records = dates.map((purchasedAt, n) =>
        recordOf("u-1", `p-${n}`, { purchasedAt, kind: n % 2 === 0 ? "course" : "test", purchasedRevision: n, revision: n }),
      );

      beforeEach(async () => {
        const others = [recordOf("u-0", "p-0"), recordOf("u-2", "p-9")];
        await store.commit(changesOf({ records: [...records, ...others], checkpoint: checkpointAt(6), previous: undefined }));
      });

      const page = async (limit: number, after?: HistoryCursor, kind?: "course" | "test"): Promise<readonly HistoryRecord[]> =>
        store.historyPage({ userId: user("u-1"), limit, after, kind });
      const idsOf = (found: readonly HistoryRecord[]): string[] => found.map(({ purchaseId }) => purchaseId);

      it("comes newest first, equal dates by revision, unknown dates last", async () => {
        expect(idsOf(await page(10))).toEqual(newestFirst);
      });

      it.each(["course", "test"] as const)("can be asked for each %s", async (kind) => {
        const wanted = newestFirst.filter((id) => (Number(id.slice(2)) % 2 === 0) === (kind === "course"));
        expect(idsOf(await page(10, undefined, kind))).toEqual(wanted);
        expect(idsOf(await page(2, { purchasedAt: dates[3] ?? null, purchasedRevision: 3 }, kind))).toEqual(
          wanted.filter((id) => ["p-0", "p-4", "p-2"].includes(id)).slice(0, 2),
        );
      });

      it.each([1, 2, 3, 4, 5, 6, 7])("is the same in pages of %d, while newer purchases arrive", async (limit) => {
        const seen: string[] = [];
        let checkpoint = 6;
        for (let after: HistoryCursor | undefined; ; ) {
          const found = await page(limit, after);
          seen.push(...idsOf(found));
          const last = found.at(-1);
          if (found.length < limit || last === undefined) break;
          after = { purchasedAt: last.purchasedAt, purchasedRevision: last.purchasedRevision };
          const newer = recordOf("u-1", `new-${checkpoint}`, { purchasedAt: "2027-01-01T00:00:00.000Z", purchasedRevision: checkpoint, revision: checkpoint });
          await store.commit(changesOf({ records: [newer], checkpoint: checkpointAt(checkpoint + 1), previous: checkpointAt(checkpoint) }));
          checkpoint += 1;
        }
        expect(seen).toEqual(newestFirst);
      });
    });

    it("is refused once the store is closed", async () => {
      await store.close();
      await expect(store.checkpoint()).rejects.toMatchObject({ code: "read_model_unavailable" });
      await expect(store.commit(changesOf({ checkpoint: checkpointAt(1), previous: undefined }))).rejects.toMatchObject({
        code: "read_model_unavailable",
      });
    });
  });
}
