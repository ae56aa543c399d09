import type { OwnershipDocument } from "../../documents.js";
import { withoutOwnFields } from "../documents.js";
import type { ModelCollection } from "../model-collection.js";
import { ownershipDamaged } from "../../refusals.js";

const arrays = ["purchasedCourses", "purchasedCoursesAt", "purchasedTests", "purchasedTestsAt"] as const;

export const ownershipCollection: ModelCollection<OwnershipDocument> = {
  projection: "ownership",
  documents: "ownership",
  revisions: undefined,
  indexes: [
    { name: "by_course", key: { generation: 1, purchasedCourses: 1 } },
    { name: "by_test", key: { generation: 1, purchasedTests: 1 } },
  ],
  sort: { _id: 1 },
  keyOf: () => "",
  toFields(_generation, document) {
    const { userId, purchasedCourses, purchasedCoursesAt, purchasedTests, purchasedTestsAt, revision } =
      document;
    return {
      ...{ userId, purchasedCourses, purchasedCoursesAt, purchasedTests, purchasedTestsAt },
      ...(document.duplicates === undefined ? {} : { duplicates: document.duplicates }),
      revision,
    };
  },
  toDocument: (stored) => withoutOwnFields(stored) as OwnershipDocument,
  assertWhole(document, userId) {
    if (arrays.every((name) => Array.isArray(document[name]))) return;
    throw ownershipDamaged(userId);
  },
};
