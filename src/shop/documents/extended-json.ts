import { types } from "node:util";
import { Binary, Decimal128, Double, EJSON, Int32, Long, ObjectId } from "bson";
import * as z from "zod";
import { idPattern, idRule } from "../../events/identifiers.js";
import { toInstant } from "../../events/instants.js";

export type JsonObject = Readonly<Record<string, unknown>>;

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Reads an id in any form that a shop's document may hold: an ObjectId or UUID in Extended JSON, text, a whole number,
 * or a populated subdocument that has such an `_id`.
 *
 * @returns the id as text; undefined if there is none, or it is outside of {@link idPattern}.
 */
export function readId(value: unknown): string | undefined {
  const id = idText(isJsonObject(value) && "_id" in value ? value._id : value);
  return id !== undefined && idPattern.test(id) ? id : undefined;
}

/** Completes "The user's _id …" with the reason why {@link readId} takes no id from the value. */
export function whyNoId(value: unknown): string {
  const id = isJsonObject(value) && "_id" in value ? value._id : value;
  const parsed = isJsonObject(id) ? fromExtendedJson(id) : undefined;
  if (!(parsed instanceof Binary)) return `is not ${idRule}`;
  return parsed.sub_type === legacyUuidSubtype
    ? "is a UUID of binary subtype 3, whose byte order depends on the program that wrote it: convert it to subtype 4"
    : `is a binary of subtype ${parsed.sub_type}, not a UUID (subtype 4)`;
}

/**
 * Reads a date: Extended JSON canonical or relaxed, or ISO 8601 text that names its zone.
 * Text without one would mean another instant on each machine, and is refused.
 *
 * @returns ISO 8601 in UTC; undefined if it is not a date, or one outside of the years 0 to 9999.
 */
export function readInstant(value: unknown): string | undefined {
  const text = isJsonObject(value) && typeof value.$date === "string" ? value.$date : value;
  if (typeof text === "string") return isoInstant(text);
  const date = isJsonObject(value) && "$date" in value ? fromExtendedJson(value) : undefined;
  return date instanceof Date ? toInstant(date) : undefined;
}

/** Reads a number: plain, or in canonical Extended JSON (`$numberInt`, `$numberLong`, `$numberDouble`, `$numberDecimal`). */
export function readNumber(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  const digits = isJsonObject(value) ? numberText(fromExtendedJson(value)) : undefined;
  return digits === undefined ? undefined : Number(digits);
}

/**
 * Writes what the driver has read as the parsed Extended JSON that `mongoexport` writes of it, relaxed, so that one
 * validation serves both. A whole number beyond those that a number holds comes as a Long, and keeps its digits.
 */
export function toExtendedJson(value: unknown): unknown {
  if (typeof value === "string" || value === null) return value;
  if (Array.isArray(value)) return value.map(toExtendedJson);
  if (!isJsonObject(value) || isBsonValue(value)) {
    const type = isJsonObject(value) ? value._bsontype : undefined;
    // The most frequent form again.
    if (type === "ObjectId") return { $oid: (value as unknown as ObjectId).toHexString() };
    const relaxed = type !== "Long";
    return (EJSON.serialize({ value }, { relaxed }) as { readonly value: unknown }).value;
  }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, toExtendedJson(inner)]));
}

/**
 * Brings parsed Extended JSON, canonical or relaxed, into the form that {@link toExtendedJson} gives to what a driver has
 * read, so that a value looks the same from every source.
 */
export function toRelaxed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toRelaxed);
  if (!isJsonObject(value)) return value;
  const parsed = Object.keys(value)[0]?.startsWith("$") === true ? fromExtendedJson(value) : undefined;
  if (parsed === undefined || (isJsonObject(parsed) && !isBsonValue(parsed)))
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, toRelaxed(inner)]));
  const number = parsed instanceof Long ? parsed.toNumber() : undefined;
  return Number.isSafeInteger(number) ? number : toExtendedJson(parsed);
}

/** By name: the driver has classes of its own. It is a name that a document's own field may have, too. */
const isBsonValue = (value: JsonObject): boolean =>
  types.isDate(value) ||
  types.isRegExp(value) ||
  ("_bsontype" in value && !Object.hasOwn(value, "_bsontype"));

/** Drivers wrote UUIDs with it, each in a byte order of its own. */
const legacyUuidSubtype = 3;

const objectIdPattern = /^[0-9a-f]{24}$/;

function idText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : undefined;
  if (!isJsonObject(value)) return undefined;
  // By far the most frequent form; the parser takes twenty times as long for it.
  const hex = value.$oid;
  if (typeof hex === "string" && objectIdPattern.test(hex)) return hex;
  const parsed = fromExtendedJson(value);
  if (parsed instanceof ObjectId) return parsed.toHexString();
  if (parsed instanceof Binary)
    return parsed.sub_type === Binary.SUBTYPE_UUID ? parsed.toUUID().toHexString() : undefined;
  const digits = numberText(parsed);
  return digits !== undefined && /^-?\d+$/.test(digits) ? digits : undefined;
}

function numberText(parsed: unknown): string | undefined {
  const isNumber =
    parsed instanceof Int32 ||
    parsed instanceof Long ||
    parsed instanceof Double ||
    parsed instanceof Decimal128;
  return isNumber ? parsed.toString() : undefined;
}

/** What bson makes of one value; undefined if it is not valid Extended JSON. */
function fromExtendedJson(value: JsonObject): unknown {
  try {
    // Not relaxed: a 64-bit id keeps its digits. Version 1 of the format is only needed for its binaries; with it the
    // parser refuses canonical dates.
    return EJSON.deserialize(value, { relaxed: false, legacy: "$binary" in value && "$type" in value });
  } catch {
    return undefined;
  }
}

const isoDateTime = z.iso.datetime({ offset: true });

function isoInstant(text: string): string | undefined {
  // Older versions of mongoexport write +0000.
  const withColon = text.replace(/([+-]\d{2})(\d{2})$/, "$1:$2");
  return isoDateTime.safeParse(withColon).success ? toInstant(new Date(withColon)) : undefined;
}
