import { idRule, type Item, type ItemId, type ItemKind, type UserId } from "../../events/identifiers.js";
import { readId, readInstant, type JsonObject } from "./extended-json.js";
import type { ProblemKind, ProblemSubject } from "../import/problems.js";

/** A document of the shop's `users`, as far as it is about purchases. */
export interface ShopUser {
  readonly userId: UserId;
  readonly name: string | undefined;
  /** Distinct. */
  readonly courses: readonly ItemId[];
  readonly tests: readonly ItemId[];
}

/** A document of the shop's `purchases`. */
export interface ShopRecord {
  readonly userId: UserId;
  readonly item: Item;
  /** ISO 8601 UTC; null where the record has no date that can be used. */
  readonly purchasedAt: string | null;
  /** Null where the record has no id that can be used. */
  readonly recordId: string | null;
}

/** Told everything that is wrong with a document; who listens knows its file and line. */
export type OnProblem = (kind: ProblemKind, message: string, subject?: ProblemSubject) => void;

/** Reads a user: `{ _id, purchasedCourses?, purchasedTests?, name? }`. Undefined if it cannot be told who it is. */
export function readUser(document: JsonObject, onProblem: OnProblem): ShopUser | undefined {
  const userId = readId(document._id);
  if (userId === undefined) {
    onProblem("id_invalid", `The user's _id ${shown(document._id)} is not ${idRule}. The user was left out.`);
    return undefined;
  }
  const name = document.name;
  return {
    userId: userId as UserId,
    name: typeof name === "string" && name.trim() !== "" ? name.trim() : undefined,
    courses: readItems(document, "course", userId, onProblem),
    tests: readItems(document, "test", userId, onProblem),
  };
}

/** Reads a purchase: `{ _id, user, course? or test?, purchasedAt? }`. Undefined if it does not say who bought what. */
export function readRecord(document: JsonObject, onProblem: OnProblem): ShopRecord | undefined {
  const recordId = readId(document._id);
  const userId = readId(document.user);
  const subject = {
    ...(recordId === undefined ? {} : { recordId }),
    ...(userId === undefined ? {} : { userId }),
  };
  if (userId === undefined) {
    onProblem(
      "id_invalid",
      `The record's user ${shown(document.user)} is not ${idRule}. It was left out.`,
      subject,
    );
    return undefined;
  }
  const item = readItem(document, subject, onProblem);
  if (item === undefined) return undefined;
  const about = { ...subject, item };
  if (recordId === undefined) {
    onProblem(
      "id_invalid",
      `The record's _id ${shown(document._id)} is not ${idRule}. It is used without one.`,
      about,
    );
  }
  return {
    userId: userId as UserId,
    item,
    purchasedAt: readDate(document.purchasedAt, about, onProblem),
    recordId: recordId ?? null,
  };
}

const arrayNames = { course: "purchasedCourses", test: "purchasedTests" } as const satisfies Record<
  ItemKind,
  string
>;

function readItems(
  document: JsonObject,
  kind: ItemKind,
  userId: string,
  onProblem: OnProblem,
): readonly ItemId[] {
  const name = arrayNames[kind];
  const values = document[name] ?? [];
  if (!Array.isArray(values)) {
    onProblem("list_invalid", `${name} is not a list but ${shown(values)}. It counts as empty.`, { userId });
    return [];
  }
  const ids = new Set<ItemId>();
  values.forEach((value: unknown, index) => {
    const id = readId(value) as ItemId | undefined;
    if (id === undefined) {
      onProblem("id_invalid", `${name}[${index}], ${shown(value)}, is not ${idRule}. It was left out.`, {
        userId,
      });
    } else if (ids.has(id)) {
      onProblem("array_item_repeated", `${name} has ${id} more than once.`, { userId, item: { kind, id } });
    } else ids.add(id);
  });
  return [...ids];
}

function readItem(document: JsonObject, subject: ProblemSubject, onProblem: OnProblem): Item | undefined {
  const { course, test } = document;
  const named = [course, test].filter((value) => value !== undefined && value !== null);
  if (named.length !== 1) {
    const message =
      named.length === 2 ? "names both a course and a test" : "names neither a course nor a test";
    onProblem(
      named.length === 2 ? "item_ambiguous" : "item_missing",
      `The record ${message}. It was left out.`,
      subject,
    );
    return undefined;
  }
  const id = readId(named[0]);
  const kind = course === undefined || course === null ? "test" : "course";
  if (id !== undefined) return { kind, id: id as ItemId };
  onProblem(
    "id_invalid",
    `The record's ${kind} ${shown(named[0])} is not ${idRule}. It was left out.`,
    subject,
  );
  return undefined;
}

function readDate(value: unknown, subject: ProblemSubject, onProblem: OnProblem): string | null {
  if (value === undefined || value === null) {
    onProblem("date_missing", "The record has no purchasedAt.", subject);
    return null;
  }
  const instant = readInstant(value);
  if (instant !== undefined) return instant;
  onProblem(
    "date_invalid",
    `purchasedAt ${shown(value)} is not a date with a zone in the years 0 to 9999.`,
    subject,
  );
  return null;
}

/** A value in a message: enough of it to find it again. */
function shown(value: unknown): string {
  const text = value === undefined ? "(missing)" : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
