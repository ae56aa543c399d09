import { itemKey, type Item, type ItemId, type ItemKind, type UserId } from "../../events/identifiers.js";
import { isPlausibleDate } from "../../events/plausible-dates.js";
import { readId, readInstant, whyNoId, type JsonObject } from "./extended-json.js";
import { readItemReference } from "./item-reference.js";
import { rawValue, type ProblemKind, type ProblemSubject } from "../import/problems.js";

/** A document of the shop's `users`, as far as it is about purchases. */
export interface ShopUser {
  readonly userId: UserId;
  readonly name: string | undefined;
  /** Distinct. */
  readonly courses: readonly ItemId[];
  readonly tests: readonly ItemId[];
  /** When an item was bought, ISO 8601 UTC by {@link itemKey}, where the arrays hold subdocuments that say so. */
  readonly dates: Readonly<Record<string, string>>;
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

/** Receives everything that is wrong with a document. The caller adds the file and the line. */
export type OnProblem = (kind: ProblemKind, message: string, subject?: ProblemSubject) => void;

export interface ReadDocumentOptions {
  readonly onProblem: OnProblem;
  /** Purchases cannot be later than this. */
  readonly now: Date;
}

/** Reads a user: `{ _id, purchasedCourses?, purchasedTests?, name? }`. Undefined if the user's id cannot be read. */
export function readUser(document: JsonObject, options: ReadDocumentOptions): ShopUser | undefined {
  const userId = readId(document._id);
  if (userId === undefined) {
    const message = `The user's _id ${shown(document._id)} ${whyNoId(document._id)}. The user was left out.`;
    options.onProblem("id_invalid", message);
    return undefined;
  }
  const { name } = document;
  const courses = readItems(document, "course", userId, options);
  const tests = readItems(document, "test", userId, options);
  return {
    userId: userId as UserId,
    name: typeof name === "string" && name.trim() !== "" ? name.trim() : undefined,
    courses: courses.ids,
    tests: tests.ids,
    dates: { ...courses.dates, ...tests.dates },
  };
}

/** Reads a purchase: `{ _id, user, course? or test?, purchasedAt? }`. Undefined if it does not say who bought what. */
export function readRecord(
  document: JsonObject,
  { now, ...options }: ReadDocumentOptions,
): ShopRecord | undefined {
  const onProblem = showing(() => rawRecord(document), options.onProblem);
  const recordId = readId(document._id);
  const userId = readId(document.user);
  const subject = {
    ...(recordId === undefined ? {} : { recordId }),
    ...(userId === undefined ? {} : { userId }),
  };
  if (userId === undefined) {
    const message = `The record's user ${shown(document.user)} ${whyNoId(document.user)}. It was left out.`;
    onProblem("id_invalid", message, subject);
    return undefined;
  }
  const item = readItem(document, subject, onProblem);
  if (item === undefined) return undefined;
  const about = { ...subject, item };
  if (recordId === undefined) {
    const message = `The record's _id ${shown(document._id)} ${whyNoId(document._id)}. It is used without one.`;
    onProblem("id_invalid", message, about);
  }
  return {
    userId: userId as UserId,
    item,
    purchasedAt: readDate(document.purchasedAt, about, { onProblem, now }),
    recordId: recordId ?? null,
  };
}

const arrayNames = { course: "purchasedCourses", test: "purchasedTests" } as const satisfies Record<
  ItemKind,
  string
>;

interface ListedItems {
  readonly ids: readonly ItemId[];
  readonly dates: Readonly<Record<string, string>>;
}

function readItems(
  document: JsonObject,
  kind: ItemKind,
  userId: string,
  options: ReadDocumentOptions,
): ListedItems {
  const { onProblem } = options;
  const name = arrayNames[kind];
  const values = document[name] ?? [];
  if (!Array.isArray(values)) {
    const message = `${name} is not a list but ${shown(values)}. It counts as empty.`;
    onProblem("list_invalid", message, { userId, raw: rawValue(values) });
    return { ids: [], dates: {} };
  }
  const ids = new Set<ItemId>();
  const dates: Record<string, string> = {};
  values.forEach((value: unknown, index) => {
    const reference = readItemReference(value, kind);
    if ("problem" in reference) {
      const message = `${name}[${index}], ${shown(value)}, ${reference.problem}. It was left out.`;
      onProblem("id_invalid", message, { userId, raw: rawValue(value) });
      return;
    }
    const item = { kind, id: reference.id };
    if (ids.has(item.id)) {
      onProblem("array_item_repeated", `${name} has ${item.id} more than once.`, { userId, item });
    }
    ids.add(item.id);
    if (reference.date === undefined) return;
    const withRaw = showing(() => rawValue(value), onProblem);
    const date = readDate(reference.date, { userId, item }, { ...options, onProblem: withRaw });
    const known = dates[itemKey(item)];
    if (date !== null && (known === undefined || date < known)) dates[itemKey(item)] = date;
  });
  return { ids: [...ids], dates };
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
  const kind = course === undefined || course === null ? "test" : "course";
  const reference = readItemReference(named[0], kind);
  if ("id" in reference) return { kind, id: reference.id };
  const message = `The record's ${kind} ${shown(named[0])} ${reference.problem}. It was left out.`;
  onProblem("id_invalid", message, subject);
  return undefined;
}

/** An implausible date is as good as none: it must not win against the real one of another record. */
function readDate(
  value: unknown,
  subject: ProblemSubject,
  { onProblem, now }: ReadDocumentOptions,
): string | null {
  if (value === undefined || value === null) {
    onProblem("date_missing", "The record has no purchasedAt.", subject);
    return null;
  }
  const instant = readInstant(value);
  if (instant === undefined) {
    const message = `The date ${shown(value)} has no time zone, is outside of the years 0 to 9999, or is no date.`;
    onProblem("date_invalid", message, subject);
    return null;
  }
  if (isPlausibleDate(instant, now)) return instant;
  const message = `The date ${instant} is before 1990 or in the future. It counts as unknown.`;
  onProblem("date_implausible", message, subject);
  return null;
}

/** Adds the value in the source to each problem: most values have none, and it is not made for them. */
const showing =
  (raw: () => string, onProblem: OnProblem): OnProblem =>
  (kind, message, subject) => {
    onProblem(kind, message, { ...subject, raw: raw() });
  };

/** Only the fields of a record that a purchase is read from: others may be private. */
const rawRecord = ({ _id, user, course, test, purchasedAt }: JsonObject): string =>
  rawValue({ _id, user, course, test, purchasedAt });

/** A value in a message: enough of it to find it again. */
function shown(value: unknown): string {
  const text = value === undefined ? "(missing)" : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
