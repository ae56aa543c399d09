import { types } from "node:util";
import { BSON } from "mongodb";
import type { StreamName, UserId } from "../../../events/identifiers.js";
import type { Position } from "../../event-store/event-store.js";
import type { AuditEntry } from "../../event-store/audit-log.js";
import type { DeadLetter } from "../read-model-store.js";

/**
 * Converts between the documents of the port and those of the collections. Stored documents have these fields as well:
 *
 * - `generation`: the number of the generation. `_id` begins with it. No id contains a slash.
 * - `epoch`: raised by each repair. A process that read the document before a repair cannot overwrite it afterwards.
 *
 * If a user has several documents:
 *
 * - `foldedAt`: the event count at the end of the batch that wrote the document.
 * - `beforeAt`: the revision that the user was folded to before that batch.
 * - `before`: the document before that batch, as JSON, if there was one.
 */

/** A document as it is stored. It may be damaged. */
export interface Stored {
  readonly _id: string;
  readonly [field: string]: unknown;
}

export const userKey = (generation: number, userId: UserId): string => `${generation}/${userId}`;

export const documentKey = (generation: number, userId: UserId, key: string): string =>
  `${generation}/${userId}/${key}`;

/** The range of `_id`s after a user, or of all users, in the order of the users' ids. */
export const userKeysAfter = (
  generation: number,
  after: UserId | undefined,
): { readonly $gt: string; readonly $lt: string } =>
  // In the order of characters, 0 follows the slash.
  ({ $gt: `${generation}/${after ?? ""}`, $lt: `${generation}0` });

export const userOfKey = (key: string): UserId => key.slice(key.indexOf("/") + 1) as UserId;

/** The document without the fields that this adapter adds. */
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

/** A revision below 0 is a placeholder: a repair is about to write the user. */
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

/** The details are stored as JSON, because MongoDB does not allow all names of fields. */
export function toAuditEntry(stored: Readonly<Record<string, unknown>>): AuditEntry {
  const { at, action, operator, reason, details } = stored;
  return { at, action, operator, reason, details: JSON.parse(String(details)) as unknown } as AuditEntry;
}

/** Converts BSON types to their form in Extended JSON, such as `{ $date: … }`. */
export function toPlain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(toPlain);
  if ("_bsontype" in value || types.isDate(value)) return BSON.EJSON.serialize(value);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, toPlain(each)]));
}
