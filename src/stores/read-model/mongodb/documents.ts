import { types } from "node:util";
import { BSON } from "mongodb";
import type { StreamName, UserId } from "../../../events/identifiers.js";
import type { Position } from "../../event-store/event-store.js";
import type { AuditEntry } from "../../event-store/audit-log.js";
import type { DeadLetter } from "../read-model-store.js";

/**
 * Between the documents of the port and those of the collections, which carry a few fields more:
 *
 * - `generation`, the number that readers look for, and `_id`, which begins with it. No id holds a slash.
 * - `epoch`, raised by each repair of the document: who has read it before cannot write over it after.
 * - where a user has several documents, `foldedAt`: the checkpoint, as its event count, at which the batch that wrote
 *   it was to end; `beforeAt`: the revision that the user was folded to before that batch; and of a document that was
 *   there then, `before`: what it was, as JSON.
 */

/** A document as it is stored. It may be damaged. */
export interface Stored {
  readonly _id: string;
  readonly [field: string]: unknown;
}

export const userKey = (generation: number, userId: UserId): string => `${generation}/${userId}`;

export const documentKey = (generation: number, userId: UserId, key: string): string =>
  `${generation}/${userId}/${key}`;

/** Which `_id`s of a generation follow that of a user, in the order of the users' ids; all, if undefined. */
export const userKeysAfter = (
  generation: number,
  after: UserId | undefined,
): { readonly $gt: string; readonly $lt: string } =>
  // The character after the slash is 0.
  ({ $gt: `${generation}/${after ?? ""}`, $lt: `${generation}0` });

export const userOfKey = (key: string): UserId => key.slice(key.indexOf("/") + 1) as UserId;

/** The document without the fields of this adapter. */
export const withoutOwnFields = ({
  _id,
  generation: _,
  epoch: __,
  foldedAt: ___,
  before: ____,
  beforeAt: _____,
  ...fields
}: Stored): unknown => toPlain(fields);

export const fromRevision = (generation: number, userId: UserId, revision: number): Stored => ({
  _id: userKey(generation, userId),
  generation,
  userId,
  revision,
});

/** A document with a revision below 0 is a placeholder for one that a repair is about to write. */
export function toRevision(stored: Stored | undefined): number | undefined {
  const revision = stored?.revision;
  return typeof revision === "number" && revision >= 0 ? revision : undefined;
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
export function toAuditEntry(stored: Readonly<Record<string, unknown>>): AuditEntry {
  const { at, action, operator, reason, details } = stored;
  return { at, action, operator, reason, details: JSON.parse(String(details)) as unknown } as AuditEntry;
}

/** Of what only BSON has, the form that it has in JSON, e.g. `{ $date: … }`. */
export function toPlain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(toPlain);
  if ("_bsontype" in value || types.isDate(value)) return BSON.EJSON.serialize(value);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, toPlain(each)]));
}
