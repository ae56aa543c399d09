import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { draftOwnership, foldOwnership } from "../../src/projections/ownership/fold-ownership.js";
import { coursePurchased, purchaseRevoked, user } from "../support/events.js";

/** Around the length from which on the fold searches in an index, and no longer in the array itself. */
const ids = Array.from({ length: 70 }, (_, n) => `c-${n}`);

describe("the ownership of a user with very many courses", () => {
  it("is what a plain list says, however often the length passes the index's threshold", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...ids), { maxLength: 400 }), (choices) => {
        const draft = draftOwnership(user("u-1"), undefined);
        const plain: string[] = [];
        const choose = (id: string): void => {
          const revision = draft.revision + 1;
          const index = plain.indexOf(id);
          if (index === -1) {
            foldOwnership(draft, { ...coursePurchased("u-1", `p-${revision}`, id), revision });
            plain.push(id);
            expect(() => {
              foldOwnership(draft, { ...coursePurchased("u-1", "p-twice", id), revision: revision + 1 });
            }).toThrow("owns already");
          } else {
            foldOwnership(draft, { ...purchaseRevoked("u-1", "p-any", "course", id), revision });
            plain.splice(index, 1);
          }
        };
        for (const id of ids) choose(id);
        for (const id of choices) choose(id);
        expect(draft.purchasedCourses).toEqual(plain);
        expect(draft.purchasedCoursesAt).toHaveLength(plain.length);
      }),
      { numRuns: 25 },
    );
  });
});
