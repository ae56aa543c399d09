import type { ItemId, ItemKind } from "../../events/identifiers.js";
import { isJsonObject, readId, whyNoId, type JsonObject } from "./extended-json.js";

/** The item that an element of an array, or a field of a record, names. */
export type ItemReference =
  | {
      readonly id: ItemId;
      /** When it was bought, as the subdocument has it; undefined if it does not say. */
      readonly date: unknown;
    }
  /** Completes "purchasedCourses[0], …,". */
  | { readonly problem: string };

const itemFields = {
  course: ["course", "courseId", "course_id"],
  test: ["test", "testId", "test_id"],
} as const satisfies Record<ItemKind, readonly string[]>;
const eitherFields = ["item", "itemId", "item_id"] as const;
const dateFields = ["purchasedAt", "boughtAt", "date"] as const;
/** What a document of the shop's own courses or tests has; Mongoose's `populate` replaces the id with it. */
const populatedFields = ["title", "name", "price"] as const;

/**
 * Reads an id, a populated document, or a subdocument such as `{ _id, course, purchasedAt }`. Mongoose gives every
 * subdocument an `_id` of its own, which is not the item's: where nothing shows whose the `_id` is, it is refused.
 */
export function readItemReference(value: unknown, kind: ItemKind): ItemReference {
  if (!isSubdocument(value)) return toReference(value, undefined);
  const wrongKind = itemFields[kind === "course" ? "test" : "course"].find((name) => has(value, name));
  if (wrongKind !== undefined) return { problem: `has the field ${wrongKind}, but should name a ${kind}` };
  const date = dateFields.map((name) => value[name]).find((each) => each !== undefined && each !== null);
  const names = [...itemFields[kind], ...eitherFields].filter((name) => has(value, name));
  const [first, ...others] = names.map((name) => toReference(value[name], date));
  if (first !== undefined) {
    const agree = others.every((other) => "id" in other && "id" in first && other.id === first.id);
    return agree ? first : { problem: `names different items in ${names.join(" and ")}` };
  }
  const isPopulated = Object.keys(value).length === 1 || populatedFields.some((name) => has(value, name));
  if (isPopulated && date === undefined) return toReference(value._id, undefined);
  return { problem: `does not say whether its _id is that of the ${kind} or its own` };
}

/** An object that is more than one value of Extended JSON. */
export const isSubdocument = (value: unknown): value is JsonObject =>
  isJsonObject(value) && !Object.keys(value).some((name) => name.startsWith("$"));

const has = (document: JsonObject, name: string): boolean =>
  document[name] !== undefined && document[name] !== null;

function toReference(value: unknown, date: unknown): ItemReference {
  const id = readId(value) as ItemId | undefined;
  return id === undefined ? { problem: whyNoId(value) } : { id, date };
}
