import type { JsonObject } from "../documents/extended-json.js";
import type { SourceName } from "./source-collections.js";

interface Reference {
  /** Whether a document can be of this collection, by the names of its fields. */
  readonly fits: (document: JsonObject) => boolean;
  /** In the plural, with the fields that are read. */
  readonly expected: string;
  /** A shop may have recorded nothing yet. */
  readonly mayBeEmpty: boolean;
}

const isRecord = (document: JsonObject): boolean =>
  "user" in document && ("course" in document || "test" in document);

const references: Readonly<Record<SourceName, Reference>> = {
  users: {
    fits: (document) => !isRecord(document),
    expected: "users { _id, purchasedCourses, purchasedTests }",
    mayBeEmpty: false,
  },
  purchases: {
    fits: (document) => "user" in document,
    expected: "purchases { _id, user, course or test, purchasedAt }",
    mayBeEmpty: true,
  },
  courses: { fits: () => true, expected: "courses { _id, title, price }", mayBeEmpty: true },
  tests: { fits: () => true, expected: "tests { _id, title, price }", mayBeEmpty: true },
};

/** Whether a document can be of the collection, by the names of its fields. */
export const fits = (document: JsonObject, source: SourceName): boolean => references[source].fits(document);

interface Found {
  readonly documents: number;
  /** How many of the documents {@link fits}. */
  readonly fitting: number;
  readonly unreadable: number;
}

/** Completes "users.json": why this is not the collection that it was given as; undefined if it may be. */
export function whyUnfit(source: SourceName, { documents, fitting, unreadable }: Found): string | undefined {
  const { expected, mayBeEmpty } = references[source];
  const form = `${expected}, as mongoexport writes them: one JSON document a line, or a JSON array.`;
  if (documents === 0 && unreadable > 0) return `holds no documents that can be read. Expected: ${form}`;
  if (documents === 0) return mayBeEmpty ? undefined : `is empty. Expected: ${form}`;
  if (fitting > 0) return undefined;
  return `holds documents of another collection. Expected: ${form}`;
}
