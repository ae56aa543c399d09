import { toUSVString, types } from "node:util";
import { BSON } from "mongodb";
import { LedgerError } from "../../../errors.js";
import type { PurchaseId, StreamName, UserId } from "../../../events/identifiers.js";
import { holdsItem, type HistoryRecord, type OwnershipDocument } from "../documents.js";
import type { Position } from "../../event-store/event-store.js";
import type { AuditEntry, DeadLetter } from "../read-model-store.js";

/**
 * Between the documents of the port and those of the collections, which carry a few fields more:
 *
 * - `generation`, the number that readers ask for, and `_id`, which begins with it. No id holds a slash.
 * - `epoch`, raised by each repair of the document: who has read it before cannot write over it after.
 * - of a purchase, `foldedAt`: the checkpoint, as its event count, that the batch was to end at that wrote it.
 * - of a purchase, `uniqueKey`: names the item while the purchase stands and duplicates no other, else the purchase
 *   itself, so that a plain unique index with the user keeps the two apart.
 * - of a purchase that was changed, `before`: the record as it was before the batch that has changed it.
 */

/** A document as it is stored. Somebody may have damaged it. */
export interface Stored {
  readonly _id: string;
  readonly [field: string]: unknown;
}

export const userKey = (generation: number, userId: UserId): string => `${generation}/${userId}`;

export const recordKey = (generation: number, userId: UserId, purchaseId: PurchaseId): string =>
  `${generation}/${userId}/${purchaseId}`;

/** Which `_id`s of a generation follow that of a user, in the order of the users' ids; all, if undefined. */
export const userKeysAfter = (
  generation: number,
  after: UserId | undefined,
): { readonly $gt: string; readonly $lt: string } =>
  // The character after the slash is 0.
  ({ $gt: `${generation}/${after ?? ""}`, $lt: `${generation}0` });

export const userOfKey = (key: string): UserId => key.slice(key.indexOf("/") + 1) as UserId;

export const uniqueKeyOf = (generation: number, record: HistoryRecord): string =>
  holdsItem(record)
    ? `${generation}/${record.kind}/${record.itemId}`
    : `${generation}/revoked/${record.purchaseId}`;

export function fromOwnership(generation: number, document: OwnershipDocument): Stored {
  const { userId, purchasedCourses, purchasedCoursesAt, purchasedTests, purchasedTestsAt, revision } =
    document;
  return {
    _id: userKey(generation, userId),
    generation,
    userId,
    purchasedCourses,
    purchasedCoursesAt,
    purchasedTests,
    purchasedTestsAt,
    ...(document.duplicates === undefined ? {} : { duplicates: document.duplicates }),
    revision,
  };
}

/** Whatever the document holds beside the fields of this adapter. */
export function toOwnership({ _id, generation: _, epoch: __, ...document }: Stored): unknown {
  return toPlain(document);
}

export const fromHistoryRevision = (generation: number, userId: UserId, revision: number): Stored => ({
  _id: userKey(generation, userId),
  generation,
  userId,
  revision,
});

/** A document below 0 holds the place of one that a repair is about to write. */
export function toHistoryRevision(stored: Stored | undefined): number | undefined {
  const revision = stored?.revision;
  return typeof revision === "number" && revision >= 0 ? revision : undefined;
}

export function fromHistoryRecord(
  generation: number,
  record: HistoryRecord,
  foldedAt: number,
  before?: HistoryRecord,
): Stored {
  const { userId, purchaseId, kind, itemId, price, purchasedAt, revokedAt, revokedReason } = record;
  return {
    _id: recordKey(generation, userId, purchaseId),
    generation,
    userId,
    purchaseId,
    kind,
    itemId,
    price,
    payment: fromPayment(record.payment),
    ...(record.details === undefined ? {} : { details: record.details }),
    purchasedAt,
    revokedAt,
    revokedReason,
    purchasedRevision: record.purchasedRevision,
    revision: record.revision,
    foldedAt,
    uniqueKey: uniqueKeyOf(generation, record),
    ...(before === undefined ? {} : { before: JSON.stringify(before) }),
  };
}

/** Fields that do not belong there stay, and so do ours where they are wrong: a comparison has to see them. */
export function toHistoryRecord(stored: Stored): HistoryRecord {
  const { _id, generation, epoch: _, foldedAt: __, before: ___, uniqueKey, payment, ...document } = stored;
  const plain = toPlain(document) as HistoryRecord;
  const { userId, purchaseId, kind, itemId, price, purchasedAt, revokedAt, ...rest } = plain;
  const { revokedReason, purchasedRevision, revision, ...others } = rest;
  const record = {
    ...{ userId, purchaseId, kind, itemId, price, payment: toPayment(payment), purchasedAt, revokedAt },
    ...{ revokedReason, purchasedRevision, revision, ...others },
  } as HistoryRecord;
  const ours = {
    ...(_id === recordKey(Number(generation), userId, purchaseId) ? {} : { _id: toPlain(_id) }),
    ...(uniqueKey === uniqueKeyOf(Number(generation), record) ? {} : { uniqueKey: toPlain(uniqueKey) }),
  };
  return { ...record, ...ours };
}

/**
 * A user's record as of the revision that the user's history is folded to: undefined if it was made later. Records are
 * written before that revision is, so that it never promises what is not there; what a projector has written ahead, or
 * has left behind when it was killed, is not of that moment.
 *
 * @param foldedTo the revision that the history is folded to, read before the record was
 * @param checkpoint the event count of the checkpoint, read before the record was: what was written by a batch that it
 *   has passed is not ahead of anything, and if it says otherwise it is damaged
 */
export function asOf(foldedTo: number, checkpoint: number, stored: Stored): HistoryRecord | undefined {
  const record = toHistoryRecord(stored);
  const isAhead =
    record.revision > foldedTo && typeof stored.foldedAt === "number" && stored.foldedAt > checkpoint;
  if (!isAhead) return record;
  if (record.purchasedRevision > foldedTo) return undefined;
  if (typeof stored.before === "string") return JSON.parse(stored.before) as HistoryRecord;
  // Written by a program that kept no such thing: a revocation was then the only event that changes a record.
  return { ...record, revokedAt: null, revokedReason: null, revision: record.purchasedRevision };
}

/** As JSON where a text holds half a character, which BSON cannot. */
function fromPayment(payment: HistoryRecord["payment"]): unknown {
  const isWhole = Object.values(payment ?? {}).every((text) => text === null || toUSVString(text) === text);
  return isWhole ? payment : JSON.stringify(payment);
}

function toPayment(payment: unknown): unknown {
  if (typeof payment !== "string") return toPlain(payment);
  try {
    return JSON.parse(payment) as unknown;
  } catch {
    return payment;
  }
}

export const fromDeadLetter = ({ stream, ...letter }: DeadLetter): Stored => ({ _id: stream, ...letter });

export function toDeadLetter({ _id, ...letter }: Stored): DeadLetter {
  const text = (field: string): string => String(letter[field]);
  return {
    stream: _id as StreamName,
    revision: Number(letter.revision),
    position: text("position") as Position,
    eventId: text("eventId"),
    type: text("type"),
    data: text("data"),
    metadata: text("metadata"),
    code: text("code"),
    reason: text("reason"),
    created: text("created"),
  };
}

/** The details as JSON: their fields may be named as MongoDB names its own. */
export const fromAuditEntry = ({ details, ...entry }: AuditEntry): Record<string, unknown> => ({
  ...entry,
  details: JSON.stringify(details),
});

export function toAuditEntry(stored: Readonly<Record<string, unknown>>): AuditEntry {
  const { at, action, operator, reason, details } = stored;
  return { at, action, operator, reason, details: JSON.parse(String(details)) as unknown } as AuditEntry;
}

/** @throws LedgerError `read_model_unavailable` if somebody has put something else in its place */
export function toOwnershipDocument(stored: Stored): OwnershipDocument {
  const document = toOwnership(stored);
  const arrays = ["purchasedCourses", "purchasedCoursesAt", "purchasedTests", "purchasedTestsAt"];
  const fields = document as Readonly<Record<string, unknown>>;
  if (arrays.every((name) => Array.isArray(fields[name]))) return document as OwnershipDocument;
  const userId = userOfKey(stored._id);
  const message = `The ownership document of user ${userId} is damaged: \`ledger repair --user ${userId}\` makes it anew.`;
  throw new LedgerError("read_model_unavailable", message);
}

/** Of what only BSON has, the form that it has in JSON, e.g. `{ $date: … }`. */
function toPlain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(toPlain);
  if ("_bsontype" in value || types.isDate(value)) return BSON.EJSON.serialize(value);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, toPlain(each)]));
}
