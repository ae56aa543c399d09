import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { ItemId, ItemKind, UserId } from "../../src/events/identifiers.js";
import { analyseUser, countsOf, sumOf } from "../../src/shop/import/analyse.js";
import { importCommands, isTrusted } from "../../src/shop/import/import-plan.js";
import { membershipsOf } from "../../src/shop/documents/memberships.js";
import type { StagedRecord, StagedUser } from "../../src/shop/import/staging.js";

const userId = "u-1" as UserId;
const run = { runId: "run-1", actor: { id: "ops", role: "operator" } } as const;
const itemIds = fc.constantFrom("a", "b", "c", "constructor") as fc.Arbitrary<ItemId>;

const stagedRecord: fc.Arbitrary<StagedRecord> = fc.record({
  item: fc.record({ kind: fc.constantFrom<ItemKind>("course", "test"), id: itemIds }),
  purchasedAt: fc.option(fc.integer({ min: 1, max: 9 }).map((day) => `2025-01-0${day}T00:00:00.000Z`)),
  recordId: fc.option(fc.constantFrom("r-1", "r-2", "r-3")),
  line: fc.nat(),
});
const stagedUser: fc.Arbitrary<StagedUser> = fc.record({
  userId: fc.constant(userId),
  name: fc.constant(undefined),
  line: fc.constant(1),
  courses: fc.uniqueArray(itemIds),
  tests: fc.uniqueArray(itemIds),
  dates: fc.constant({}),
  records: fc.array(stagedRecord, { maxLength: 12 }),
});

const plan = (user: StagedUser) => importCommands(userId, membershipsOf(user), run);

describe("the commands of an import", () => {
  it("have of each item its earliest date, and all that it rests on", () => {
    fc.assert(
      fc.property(stagedUser, (user) => {
        for (const { item, purchasedAt, evidence } of plan(user)) {
          const records = user.records.filter(
            (each) => each.item.kind === item.kind && each.item.id === item.id,
          );
          const inArray = (item.kind === "course" ? user.courses : user.tests).includes(item.id);
          const dates = records.flatMap((each) => (each.purchasedAt === null ? [] : [each.purchasedAt]));
          const ids = new Set(records.flatMap((each) => (each.recordId === null ? [] : [each.recordId])));
          expect(purchasedAt).toBe(dates.length === 0 ? null : dates.sort()[0]);
          expect(evidence).toEqual({
            foundIn: !inArray ? "record" : records.length === 0 ? "array" : "both",
            recordIds: [...ids].sort(),
          });
        }
      }),
    );
  });

  it("do not depend on the order of the files, and come without a date first, then oldest first", () => {
    fc.assert(
      fc.property(stagedUser, (user) => {
        const commands = plan(user);
        const turned = {
          ...user,
          courses: [...user.courses].reverse(),
          records: [...user.records].reverse(),
        };
        expect(plan(turned)).toEqual(commands);
        const dates = commands.map(({ purchasedAt }) => purchasedAt ?? "");
        expect(dates).toEqual([...dates].sort());
      }),
    );
  });

  it("have ids that come from user and item alone", () => {
    const [inArray] = plan({
      userId,
      name: undefined,
      line: 1,
      courses: ["a" as ItemId],
      tests: [],
      dates: {},
      records: [],
    });
    const record: StagedRecord = {
      item: { kind: "course", id: "a" as ItemId },
      purchasedAt: "2025-01-01T00:00:00.000Z",
      recordId: "r-1",
      line: 9,
    };
    const [inRecord] = plan({
      userId,
      name: "renamed",
      line: 7,
      courses: [],
      tests: [],
      dates: {},
      records: [record],
    });
    expect(inRecord?.purchaseId).toBe(inArray?.purchaseId);
    expect(inRecord?.context.contentHash).toBe(inArray?.context.contentHash);
    // For ever: another id would import everything a second time.
    expect(inArray?.purchaseId).toBe("28c2e1c4-c2e4-545d-bf6d-d18cd59ff38b");
  });
});

describe("the analysis of a user", () => {
  it("adds up: arrays less missing, plus extra, are the records", () => {
    fc.assert(
      fc.property(stagedUser, (user) => {
        const memberships = membershipsOf(user);
        const { arrays, records, missing, extra } = analyseUser(user, memberships);
        const count = (kinds: Parameters<typeof countsOf>[0]): number => sumOf(countsOf(kinds));
        expect(sumOf(arrays)).toBe(user.courses.length + user.tests.length);
        expect(sumOf(arrays) - count(missing) + count(extra)).toBe(sumOf(records));
        const trusted = (trust: Parameters<typeof isTrusted>[1]): number =>
          memberships.filter((each) => isTrusted(each, trust)).length;
        expect([trusted("arrays"), trusted("records")]).toEqual([sumOf(arrays), sumOf(records)]);
        expect(trusted("both")).toBe(sumOf(arrays) + count(extra));
      }),
    );
  });
});
