import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { PurchaseCommand } from "../../src/commands/commands.js";
import { decide, evolve, initialState } from "../../src/commands/decider.js";
import { isLedgerError } from "../../src/errors.js";
import type { PurchaseId } from "../../src/events/identifiers.js";
import { isPurchased, type PurchaseEvent } from "../../src/events/purchase-events.js";
import type { HistoryRecord, OwnershipDocument } from "../../src/stores/read-model/documents.js";
import { foldHistory } from "../../src/projections/history/fold-history.js";
import { draftOwnership, foldOwnership } from "../../src/projections/ownership/fold-ownership.js";
import { user } from "../support/events.js";
import { importPurchase, purchaseCourse, purchaseTest, revokePurchase } from "./commands.js";

type Numbered = PurchaseEvent & { readonly revision: number };

const id = fc.constantFrom("p-1", "p-2", "p-3", "p-4", "p-5", "p-6", "__proto__");
const itemId = fc.constantFrom("x-1", "x-2", "x-3", "__proto__", "a.b");
const kind = fc.constantFrom("course" as const, "test" as const);
const date = fc
  .date({
    min: new Date("0000-01-01T00:00:00.000Z"),
    max: new Date("9999-12-31T23:59:59.999Z"),
    noInvalidDate: true,
  })
  .map((each) => each.toISOString());

const command: fc.Arbitrary<PurchaseCommand> = fc.oneof(
  fc.tuple(id, itemId, date).map(([p, x, at]) => purchaseCourse("u-1", p, x, { at })),
  fc.tuple(id, itemId, date).map(([p, x, at]) => purchaseTest("u-1", p, x, { at })),
  fc.tuple(id, date).map(([p, at]) => revokePurchase("u-1", p, { at })),
  fc
    .tuple(id, kind, itemId, fc.option(date))
    .map(([p, k, x, purchasedAt]) => importPurchase("u-1", p, k, x, { purchasedAt })),
);

/** The stream of one user that random commands make. */
const streams: fc.Arbitrary<readonly Numbered[]> = fc
  .array(command, { maxLength: 50, size: "+1" })
  .map((commands) => {
    const state = initialState();
    return commands.flatMap((each) => {
      try {
        return decide(state, each).map((event) => ({ ...event, revision: evolve(state, event).revision }));
      } catch (error) {
        if (isLedgerError(error)) return [];
        throw error;
      }
    });
  });

function ownershipOf(events: readonly Numbered[], document?: OwnershipDocument): OwnershipDocument {
  const draft = draftOwnership(user("u-1"), document);
  for (const event of events) foldOwnership(draft, event);
  return draft;
}

function historyOf(events: readonly Numbered[]): readonly HistoryRecord[] {
  const records = new Map<PurchaseId, HistoryRecord>();
  for (const event of events) {
    records.set(event.data.purchaseId, foldHistory(records.get(event.data.purchaseId), event));
  }
  return [...records.values()];
}

/** Of each item the purchases that stand, the oldest of them first. */
function standing(history: readonly HistoryRecord[], of: "course" | "test"): Map<string, string | null> {
  const dates = new Map<string, string | null>();
  const records = history.filter((record) => record.kind === of && record.revokedAt === null);
  for (const { itemId, purchasedAt } of records.toSorted((a, b) => a.purchasedRevision - b.purchasedRevision))
    if (!dates.has(itemId)) dates.set(itemId, purchasedAt);
  return dates;
}

function deepFreeze(document: OwnershipDocument): OwnershipDocument {
  for (const value of Object.values(document)) Object.freeze(value);
  return Object.freeze(document);
}

describe("ownership and history", () => {
  it("tell the same items with the same dates", () => {
    fc.assert(
      fc.property(streams, (events) => {
        const ownership = ownershipOf(events);
        const history = historyOf(events);
        const { purchasedCourses, purchasedCoursesAt, purchasedTests, purchasedTestsAt } = ownership;
        expect(new Map(purchasedCourses.map((id, n) => [id as string, purchasedCoursesAt[n]]))).toEqual(
          standing(history, "course"),
        );
        expect(new Map(purchasedTests.map((id, n) => [id as string, purchasedTestsAt[n]]))).toEqual(
          standing(history, "test"),
        );
        expect(new Set(ownership.purchasedCourses).size).toBe(ownership.purchasedCourses.length);
        expect(new Set(ownership.purchasedTests).size).toBe(ownership.purchasedTests.length);
        expect(ownership.revision).toBe(events.length - 1);
      }),
      { numRuns: 300 },
    );
  });

  it("keep every purchase in the history, revoked or not, with what was decided", () => {
    fc.assert(
      fc.property(streams, (events) => {
        const history = historyOf(events);
        const purchases = events.filter(({ type }) => type !== "PurchaseRevoked");
        expect(history.map(({ purchasedRevision }) => purchasedRevision)).toEqual(
          purchases.map(({ revision }) => revision),
        );
        for (const event of events) {
          const record = history.find(({ purchaseId }) => purchaseId === event.data.purchaseId)!;
          if (event.type === "PurchaseRevoked") {
            expect(record).toMatchObject({
              revokedAt: event.data.revokedAt,
              revokedReason: event.data.reason,
            });
            expect(record.revision).toBe(event.revision);
          } else if (isPurchased(event)) {
            const { price, payment, purchasedAt } = event.data;
            expect(record).toMatchObject({ price, payment, purchasedAt });
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it("fold on from any document to what a fold of everything gives, and leave the document as it was", () => {
    fc.assert(
      fc.property(streams, fc.nat(), (events, cut) => {
        const at = cut % (events.length + 1);
        const stored = deepFreeze(
          JSON.parse(JSON.stringify(ownershipOf(events.slice(0, at)))) as OwnershipDocument,
        );
        expect(ownershipOf(events.slice(at), stored)).toEqual(ownershipOf(events));
      }),
      { numRuns: 200 },
    );
  });
});
