import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { UserId } from "../../src/events/identifiers.js";
import { projectionNames } from "../../src/projections/projections.js";
import type { HistoryRecord, OwnershipDocument } from "../../src/stores/read-model/documents.js";
import type { Position } from "../../src/stores/event-store/event-store.js";
import type { HistoryCursor } from "../../src/stores/read-model/live-queries.js";
import type {
  Checkpoint,
  DeadLetter,
  ModelChanges,
  ModelTarget,
  ReadModelStore,
} from "../../src/stores/read-model/read-model-store.js";
import { aDate, item, purchase, stream, user } from "../support/events.js";
import { modelsOf, usersOf, versionsOf, type SomeDocuments } from "../support/model-changes.js";

/** What an adapter brings to the contract. */
export interface ReadModelUnderTest {
  /** Opens the same models again, as another process, or this one after a restart, would. */
  open(): Promise<ReadModelStore>;
  cleanUp(): Promise<void>;
}

const checkpointAt = (eventCount: number): Omit<Checkpoint, "version"> => ({
  position: String(eventCount) as Position,
  eventId: `event-${eventCount}`,
  lookedThrough: undefined,
  eventCount,
});

const ownershipOf = (userId: string, courses: readonly string[], revision: number): OwnershipDocument => ({
  userId: user(userId),
  purchasedCourses: courses.map((id) => item("course", id).id),
  purchasedCoursesAt: courses.map(() => aDate),
  purchasedTests: [],
  purchasedTestsAt: [],
  revision,
});

const recordOf = (
  userId: string,
  purchaseId: string,
  change: Partial<HistoryRecord> = {},
): HistoryRecord => ({
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

/** What a batch may change, and the event number that it ends at. */
type Batch = SomeDocuments & Partial<Pick<ModelChanges, "deadLetters">> & { readonly to: number };

const changesOf = ({ to, deadLetters = [], ...documents }: Batch, previous: Checkpoint): ModelChanges => ({
  users: usersOf(documents),
  deadLetters,
  checkpoint: checkpointAt(to),
  previous,
  foldVersions: versionsOf(),
});

const commit = async (target: ModelTarget, batch: Batch): Promise<void> =>
  target.commit(changesOf(batch, await target.checkpoint()));

/** What every read-model store keeps to. An adapter passes in how to make one; it changes nothing here. */
export function readModelContract(
  name: string,
  setUp: () => Promise<
    ReadModelUnderTest & { /** More than it compares at once. */ readonly manyUsers: number }
  >,
): void {
  describe(`read model contract: ${name}`, () => {
    let underTest: Awaited<ReturnType<typeof setUp>>;
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

    it("is empty at first", async () => {
      expect(await store.checkpoint()).toMatchObject({ position: undefined, eventCount: 0 });
      expect(await store.ownership(nobody)).toBeUndefined();
      expect(await store.historyRevision(nobody)).toBeUndefined();
      expect(await store.historyPage({ userId: nobody, limit: 10 })).toEqual([]);
      expect(
        await store.load({
          users: [nobody],
          documents: { history: [{ userId: nobody, key: "p-1" }] },
          streams: [stream("nobody")],
        }),
      ).toEqual({ users: new Map(), heldBack: new Set() });
    });

    it("moves its checkpoint on over what was looked through and held nothing to fold", async () => {
      await commit(store, { ownership: [ownershipOf("u-1", ["c-1"], 0)], to: 2 });
      const previous = await store.checkpoint();
      const { version, ...before } = previous;
      const checkpoint = { ...before, lookedThrough: "7" as Position };
      await store.commit({ ...changesOf({ to: 2 }, previous), checkpoint });
      for (const each of [store, await open()])
        expect(await each.checkpoint()).toEqual({ ...checkpoint, version });
      await commit(store, { to: 3 });
      expect(await store.checkpoint()).toEqual({ ...checkpointAt(3), version });
    });

    it("gives back what was committed, unchanged, also when it is opened again", async () => {
      const document = ownershipOf("u-1", ["c-1", "__proto__"], 1);
      const records = [
        recordOf("u-1", "p-1"),
        recordOf("u-1", "__proto__", {
          price: null,
          payment: null,
          purchasedAt: null,
          purchasedRevision: 1,
          revision: 1,
        }),
      ];
      const revisions = new Map([[user("u-1"), 1]]);
      await commit(store, { ownership: [document], records, historyRevisions: revisions, to: 2 });
      for (const each of [store, await open()]) {
        expect(await each.checkpoint()).toMatchObject(checkpointAt(2));
        expect(await each.ownership(user("u-1"))).toEqual(document);
        expect(await each.historyRevision(user("u-1"))).toBe(1);
        expect(await each.historyPage({ userId: user("u-1"), limit: 10 })).toEqual(records);
        const loaded = await each.load({
          users: [user("u-1"), nobody],
          documents: { history: [{ userId: user("u-1"), key: "__proto__" }] },
          streams: [stream("u-1")],
        });
        expect(loaded).toEqual({
          users: new Map([[user("u-1"), modelsOf(document, { revision: 1, documents: records.slice(1) })]]),
          heldBack: new Set(),
        });
        const whole = await each.load({
          users: [user("u-1")],
          documents: { history: [{ userId: user("u-1"), key: "__proto__" }] },
          whole: { history: [user("u-1"), user("u-1"), nobody] },
          streams: [],
        });
        expect(whole.users.get(user("u-1"))?.history?.documents).toHaveLength(records.length);
      }
    });

    it("replaces documents and records by their newer state", async () => {
      const first = recordOf("u-1", "p-1");
      await commit(store, { ownership: [ownershipOf("u-1", ["c-1"], 0)], records: [first], to: 1 });
      const revoked = { ...first, revokedAt: aDate, revokedReason: "refund" as const, revision: 1 };
      await commit(store, { ownership: [ownershipOf("u-1", [], 1)], records: [revoked], to: 2 });
      expect(await store.ownership(user("u-1"))).toEqual(ownershipOf("u-1", [], 1));
      expect(await store.historyPage({ userId: user("u-1"), limit: 10 })).toEqual([revoked]);
    });

    it("keeps one user's purchase apart from another's with the same id", async () => {
      const records = [recordOf("u-1", "p-1"), recordOf("u-2", "p-1")];
      await commit(store, { records, to: 2 });
      expect(await store.historyPage({ userId: user("u-1"), limit: 10 })).toEqual([records[0]]);
      expect(await store.historyPage({ userId: user("u-2"), limit: 10 })).toEqual([records[1]]);
    });

    it("lets an item be bought again once the first purchase is revoked", async () => {
      const same = { itemId: item("course", "c-1").id };
      const records = [
        recordOf("u-1", "p-1", { ...same, revokedAt: aDate, revokedReason: "refund", revision: 1 }),
        recordOf("u-1", "p-2", { ...same, purchasedRevision: 2, revision: 2 }),
      ];
      await commit(store, { records, to: 3 });
      expect(await store.historyPage({ userId: user("u-1"), limit: 10 })).toHaveLength(2);
    });

    it("refuses a second unrevoked purchase of an item, and writes nothing of that batch", async () => {
      const same = { itemId: item("course", "c-1").id };
      await commit(store, { records: [recordOf("u-1", "p-1", same)], to: 1 });
      const second = {
        ownership: [ownershipOf("u-1", ["c-1"], 1)],
        records: [recordOf("u-1", "p-2", { ...same, purchasedRevision: 1, revision: 1 })],
        to: 2,
      };
      await expect(commit(store, second)).rejects.toThrow();
      expect(await store.checkpoint()).toMatchObject(checkpointAt(1));
      expect(await store.historyPage({ userId: user("u-1"), limit: 10 })).toHaveLength(1);
    });

    it("lets one of two projectors win a batch; of the other's, it may keep what the log says anyway", async () => {
      const other = await open();
      const before = await store.checkpoint();
      const all = ["c-1", "c-2"];
      // Of the same log, as two projectors with other sizes of batches would fold it.
      const batch = (events: number, previous: Checkpoint): ModelChanges =>
        changesOf(
          { ownership: [ownershipOf("u-1", all.slice(0, events), events - 1)], to: events },
          previous,
        );
      const results = await Promise.allSettled([
        store.commit(batch(1, before)),
        other.commit(batch(2, before)),
      ]);
      expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect(results.find(({ status }) => status === "rejected")).toMatchObject({
        reason: { code: "checkpoint_moved" },
      });
      const won = (await store.checkpoint()).eventCount;
      const owned = (await store.ownership(user("u-1")))?.purchasedCourses ?? [];
      expect(owned.length).toBeGreaterThanOrEqual(won);
      expect(owned).toEqual(all.slice(0, owned.length));
      // The one that lost goes on from where the other is, and what it finds done it leaves as it is.
      if (won === 1) await other.commit(batch(2, await other.checkpoint()));
      expect(await store.checkpoint()).toMatchObject(checkpointAt(2));
      expect(await store.ownership(user("u-1"))).toEqual(ownershipOf("u-1", all, 1));
    });

    it("refuses a batch that was read before the checkpoint it has", async () => {
      const before = await store.checkpoint();
      await commit(store, { to: 1 });
      for (const previous of [before, { ...(await store.checkpoint()), version: "another" }]) {
        await expect(store.commit(changesOf({ to: 2 }, previous))).rejects.toMatchObject({
          code: "checkpoint_moved",
        });
      }
      expect(await store.checkpoint()).toMatchObject(checkpointAt(1));
    });

    it("moves its checkpoint batch after batch", async () => {
      for (let n = 1; n <= 5; n++) {
        await commit(store, { to: n });
        expect(await (await open()).checkpoint()).toMatchObject(checkpointAt(n));
      }
    });

    describe("a history", () => {
      const dates = [
        "2026-01-01T00:00:00.000Z",
        "2026-03-01T00:00:00.000Z",
        null,
        "2026-02-01T00:00:00.000Z",
        null,
        "2026-03-01T00:00:00.000Z",
      ];
      const newestFirst = ["p-5", "p-1", "p-3", "p-0", "p-4", "p-2"];
      const records = dates.map((purchasedAt, n) =>
        recordOf("u-1", `p-${n}`, {
          purchasedAt,
          kind: n % 2 === 0 ? "course" : "test",
          purchasedRevision: n,
          revision: n,
        }),
      );

      beforeEach(async () => {
        const others = [recordOf("u-0", "p-0"), recordOf("u-2", "p-9")];
        await commit(store, { records: [...records, ...others], to: 6 });
      });

      const page = async (
        limit: number,
        after?: HistoryCursor,
        kind?: "course" | "test",
      ): Promise<readonly HistoryRecord[]> => store.historyPage({ userId: user("u-1"), limit, after, kind });
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

      it.each([1, 2, 3, 4, 5, 6, 7])(
        "is the same in pages of %d, while newer purchases arrive",
        async (limit) => {
          const seen: string[] = [];
          let checkpoint = 6;
          for (let after: HistoryCursor | undefined; ;) {
            const found = await page(limit, after);
            seen.push(...idsOf(found));
            const last = found.at(-1);
            if (found.length < limit || last === undefined) break;
            after = { purchasedAt: last.purchasedAt, purchasedRevision: last.purchasedRevision };
            const newer = recordOf("u-1", `new-${checkpoint}`, {
              purchasedAt: "2027-01-01T00:00:00.000Z",
              purchasedRevision: checkpoint,
              revision: checkpoint,
            });
            await commit(store, { records: [newer], to: checkpoint + 1 });
            checkpoint += 1;
          }
          expect(seen).toEqual(newestFirst);
        },
      );
    });

    describe("all that is stored of a user", () => {
      beforeEach(async () => {
        await commit(store, {
          ownership: ["u-1", "u-2", "u-3"].map((id) => ownershipOf(id, ["c-1"], 0)),
          records: [recordOf("u-2", "p-1"), recordOf("u-4", "p-1")],
          historyRevisions: new Map([[user("u-3"), 0]]),
          to: 3,
        });
      });

      it("is there for every user that either projection knows, in pages by id", async () => {
        const seen: string[] = [];
        for (let after: UserId | undefined; ;) {
          const found = await store.usersAfter(after, 2);
          seen.push(...found.map(({ userId }) => userId));
          after = found.at(-1)?.userId;
          if (found.length < 2) break;
        }
        expect(seen).toEqual(["u-1", "u-2", "u-3", "u-4"]);
      });

      it("comes in the order of bytes, whatever somebody has written as an id", async () => {
        // By UTF-16 units, the face would come before the tilde.
        const odd = ["u-~", "u-é", "u-\uff5e", "u-😀", "u-😀2"];
        await commit(store, {
          ownership: odd.slice(0, 4).map((id) => ownershipOf(id, ["c-1"], 0)),
          records: odd.slice(1).map((id) => recordOf(id, "p-1")),
          to: 4,
        });
        const all = ["u-1", "u-2", "u-3", "u-4", ...odd];
        for (const limit of [1, 2, 3, 20]) {
          const seen: string[] = [];
          for (let after: UserId | undefined; ;) {
            const found = await store.usersAfter(after, limit);
            seen.push(...found.map(({ userId }) => userId));
            after = found.at(-1)?.userId;
            if (found.length < limit) break;
          }
          expect(seen).toEqual(all);
        }
      });

      it("is what was committed, with a version that changes with it", async () => {
        const before = await store.user(user("u-2"));
        expect(before.models).toEqual(
          modelsOf(ownershipOf("u-2", ["c-1"], 0), { revision: 0, documents: [recordOf("u-2", "p-1")] }),
        );
        expect((await store.user(user("u-2"))).version).toBe(before.version);
        await commit(store, {
          records: [recordOf("u-2", "p-2", { purchasedRevision: 1, revision: 1 })],
          to: 4,
        });
        expect((await store.user(user("u-2"))).version).not.toBe(before.version);
        expect((await store.user(nobody)).models).toEqual({});
      });

      it("can be replaced as a whole, as long as it is what was seen", async () => {
        const { version } = await store.user(user("u-2"));
        const models = modelsOf(ownershipOf("u-2", ["c-9"], 4), {
          revision: 4,
          documents: [recordOf("u-2", "p-9", { purchasedRevision: 4, revision: 4 })],
        });
        await store.replaceUser(user("u-2"), models, version, "release");
        expect((await store.user(user("u-2"))).models).toEqual(models);
        expect((await store.user(user("u-1"))).models).toEqual(modelsOf(ownershipOf("u-1", ["c-1"], 0)));
        await expect(store.replaceUser(user("u-2"), models, version, "release")).rejects.toMatchObject({
          code: "checkpoint_moved",
        });
      });

      it("is gone when it is replaced by nothing", async () => {
        const { version } = await store.user(user("u-2"));
        await store.replaceUser(user("u-2"), {}, version, "release");
        expect((await store.usersAfter(undefined, 10)).map(({ userId }) => userId)).toEqual([
          "u-1",
          "u-3",
          "u-4",
        ]);
      });

      it("is not written over by a batch that was loaded before it was replaced", async () => {
        const before = await store.checkpoint();
        const { version } = await store.user(user("u-1"));
        await store.replaceUser(
          user("u-1"),
          modelsOf(ownershipOf("u-1", ["c-1", "c-2"], 1), { revision: 1, documents: [] }),
          version,
          "release",
        );
        const stale = changesOf({ ownership: [ownershipOf("u-1", ["c-2"], 1)], to: 4 }, before);
        await expect(store.commit(stale)).rejects.toMatchObject({ code: "checkpoint_moved" });
        expect((await store.ownership(user("u-1")))?.purchasedCourses).toEqual(["c-1", "c-2"]);
      });
    });

    describe("dead letters", () => {
      const letter = (id: string): DeadLetter => ({
        stream: stream(id),
        revision: 2,
        position: "3" as Position,
        eventId: "an-id",
        type: "CoursePurchased",
        data: "{broken",
        metadata: "{}",
        code: "event_invalid",
        reason: "It cannot be read.",
        created: aDate,
      });

      it("are kept with the batch that found them, the first of each stream", async () => {
        await commit(store, { deadLetters: [letter("u-2"), letter("u-1")], to: 3 });
        await commit(store, { deadLetters: [{ ...letter("u-1"), revision: 7 }], to: 4 });
        expect(await store.deadLetters()).toEqual([letter("u-1"), letter("u-2")]);
        expect(await store.deadLetter(stream("u-1"))).toEqual(letter("u-1"));
        expect(await store.deadLetter(stream("u-3"))).toBeUndefined();
      });

      it("hold their stream back, until the user is replaced", async () => {
        await commit(store, { deadLetters: [letter("u-1")], to: 3 });
        const request = { users: [], documents: {}, streams: [stream("u-1"), stream("u-2")] };
        expect((await store.load(request)).heldBack).toEqual(new Set([stream("u-1")]));
        const { version } = await store.user(user("u-1"));
        await store.replaceUser(user("u-1"), {}, version, "release");
        expect((await store.load(request)).heldBack).toEqual(new Set());
      });
    });

    describe("a rebuild", () => {
      const versions = versionsOf();
      const models = (courses: readonly string[], to: number) => ({
        ownership: [ownershipOf("u-1", courses, courses.length - 1)],
        records: courses.map((id, revision) =>
          recordOf("u-1", `p-${id}`, { purchasedRevision: revision, revision }),
        ),
        historyRevisions: new Map([[user("u-1"), courses.length - 1]]),
        to,
      });
      const seenBy = async (reader: ReadModelStore): Promise<unknown> => ({
        owned: (await reader.ownership(user("u-1")))?.purchasedCourses,
        bought: (await reader.historyPage({ userId: user("u-1"), limit: 10 }))
          .map(({ purchaseId }) => purchaseId)
          .sort(),
        revision: await reader.historyRevision(user("u-1")),
      });

      beforeEach(() => commit(store, models(["old"], 1)));

      it("is seen by nobody until it is swapped in, and then by everybody", async () => {
        const other = await open();
        const rebuild = await store.rebuild(versions, { resume: false });
        expect(await rebuild.checkpoint()).toMatchObject({ position: undefined, eventCount: 0 });
        await commit(rebuild, models(["a", "b"], 2));
        for (const reader of [store, other]) {
          expect(await seenBy(reader)).toEqual({ owned: ["old"], bought: ["p-old"], revision: 0 });
        }
        expect((await rebuild.user(user("u-1"))).models.ownership?.documents).toEqual([
          ownershipOf("u-1", ["a", "b"], 1),
        ]);
        expect(await rebuild.swap()).toBe("swapped");
        for (const reader of [store, other]) {
          expect(await seenBy(reader)).toEqual({ owned: ["a", "b"], bought: ["p-a", "p-b"], revision: 1 });
          expect(await reader.checkpoint()).toMatchObject(checkpointAt(2));
        }
      });

      it("names the users of whom the new models and the live ones are not stored alike", async () => {
        const bought = (
          users: readonly string[],
          change: Partial<HistoryRecord> = {},
          foldedTo = 0,
        ): Batch => ({
          ownership: users.map((userId) => ownershipOf(userId, ["c"], 0)),
          records: users.map((userId) => recordOf(userId, `p-${userId}`, change)),
          historyRevisions: new Map(users.map((userId) => [user(userId), foldedTo])),
          to: 2,
        });
        await commit(store, bought(["alike", "changed", "gone", "moved", "u-1"]));
        const rebuild = await store.rebuild(versions, { resume: false });
        await commit(rebuild, bought(["alike", "new"]));
        await commit(rebuild, bought(["changed"], { revokedAt: aDate }));
        await commit(rebuild, bought(["moved"], {}, 7));
        const different = ["changed", "gone", "moved", "new", "u-1"].map(user);
        expect(await rebuild.compareToLive(undefined)).toEqual({ users: 6, different, end: undefined });
        expect(await rebuild.compareToLive(user("gone"))).toEqual({
          ...{ users: 3, different: different.slice(2), end: undefined },
        });
      });

      it("compares all users once, however many there are", async () => {
        const ids = Array.from(
          { length: underTest.manyUsers },
          (_, index) => `u-${String(index).padStart(5, "0")}`,
        );
        const ownership = ids.map((id) => ownershipOf(id, [], 0));
        await commit(store, { ownership, to: 2 });
        const rebuild = await store.rebuild(versionsOf("ownership"), { resume: false });
        await commit(rebuild, { ownership: ownership.slice(1), to: 2 });
        let users = 0;
        const different: string[] = [];
        for (let after: UserId | undefined; ;) {
          const compared = await rebuild.compareToLive(after);
          users += compared.users;
          different.push(...compared.different);
          if (compared.end === undefined) break;
          after = compared.end;
        }
        expect({ users, different }).toEqual({ users: ids.length + 1, different: ["u-00000", "u-1"] });
      });

      it("does not replace live models that are folded further", async () => {
        const rebuild = await store.rebuild(versions, { resume: false });
        expect(await rebuild.swap()).toBe("behind");
        await commit(rebuild, models(["a"], 1));
        await commit(store, models(["old", "new"], 2));
        expect(await rebuild.swap()).toBe("behind");
        expect(await seenBy(store)).toMatchObject({ owned: ["old", "new"] });
      });

      it.each([["ownership" as const], ["history" as const]])(
        "of %s leaves the other projection alone",
        async (projection) => {
          const rebuild = await store.rebuild(versionsOf(projection), { resume: false });
          await commit(rebuild, models(["a"], 5));
          expect(await rebuild.swap()).toBe("swapped");
          expect(await seenBy(store)).toMatchObject(
            projection === "ownership"
              ? { owned: ["a"], bought: ["p-old"] }
              : { owned: ["old"], bought: ["p-a"] },
          );
          // The other one has not seen the events up to 5: the projector has to go on from where it is.
          expect(await store.checkpoint()).toMatchObject(checkpointAt(1));
          await commit(store, { to: 3 });
          expect(await store.checkpoint()).toMatchObject(checkpointAt(3));
          await commit(store, { to: 6 });
          expect(await store.checkpoint()).toMatchObject(checkpointAt(6));
        },
      );

      it("is not written over by a live batch that was loaded before the swap", async () => {
        const before = await store.checkpoint();
        const rebuild = await store.rebuild(versions, { resume: false });
        await commit(rebuild, models(["a"], 1));
        await rebuild.swap();
        await expect(store.commit(changesOf(models(["old", "new"], 2), before))).rejects.toMatchObject({
          code: "checkpoint_moved",
        });
      });

      it("can be gone on with by another process, or started again", async () => {
        await commit(await store.rebuild(versions, { resume: false }), models(["a"], 1));
        const other = await open();
        expect(await (await other.rebuild(versions, { resume: true })).checkpoint()).toMatchObject(
          checkpointAt(1),
        );
        expect(await (await other.rebuild(versions, { resume: false })).checkpoint()).toMatchObject({
          eventCount: 0,
        });
        expect(
          await (await other.rebuild(versionsOf("history"), { resume: true })).checkpoint(),
        ).toMatchObject({
          eventCount: 0,
        });
      });

      it("that another one has replaced can do nothing any more", async () => {
        const first = await store.rebuild(versions, { resume: false });
        const before = await first.checkpoint();
        const second = await (await open()).rebuild(versions, { resume: false });
        await expect(first.commit(changesOf(models(["a"], 1), before))).rejects.toMatchObject({
          code: "checkpoint_moved",
        });
        await second.discard();
        await expect(second.swap()).rejects.toMatchObject({ code: "checkpoint_moved" });
        expect(await seenBy(store)).toMatchObject({ owned: ["old"] });
      });

      it("keeps what it replaced, to go back to, and forward again", async () => {
        const rebuild = await store.rebuild(versions, { resume: false });
        await commit(rebuild, models(["a"], 1));
        await rebuild.swap();
        await store.rollBack(projectionNames);
        expect(await seenBy(store)).toMatchObject({ owned: ["old"], bought: ["p-old"] });
        await store.rollBack(projectionNames);
        expect(await seenBy(store)).toMatchObject({ owned: ["a"], bought: ["p-a"] });
        const next = await store.rebuild(versions, { resume: false });
        await expect(store.rollBack(projectionNames)).rejects.toMatchObject({ code: "nothing_to_roll_back" });
        await next.discard();
        expect((await store.generations()).map(({ projection, role }) => `${projection} ${role}`)).toEqual([
          "history live",
          "ownership live",
          "payments live",
        ]);
      });
    });

    it("is refused once the store is closed", async () => {
      const before = await store.checkpoint();
      await store.close();
      await expect(store.checkpoint()).rejects.toMatchObject({ code: "read_model_unavailable" });
      await expect(store.commit(changesOf({ to: 1 }, before))).rejects.toMatchObject({
        code: "read_model_unavailable",
      });
    });
  });
}
