import { calculateObjectSize } from "bson";
import type { Collection } from "mongodb";
import { LedgerError } from "../../../errors.js";
import type { UserId } from "../../../events/identifiers.js";
import type { ModelsOfUser } from "../read-model-store.js";
import { documentKey, fromRevision, userKey, type Stored } from "./documents.js";
import type { ModelCollection } from "./model-collection.js";
import { findAll, nothingSeen, type SeenDocuments } from "./model-loads.js";
import { writeGuarded, type GuardedWrite, type RefusedWrite, type SeenEpoch } from "./guarded-writes.js";
import { modelsMoved } from "../refusals.js";

/** The documents that a batch writes for one projection, in this order. */
export interface ModelWrite {
  /** If users have several documents: those that free unique keys. */
  readonly first: readonly GuardedWrite["document"][];
  /** If users have several documents: the others. */
  readonly then: readonly GuardedWrite["document"][];
  /** The documents with the users' revisions. If users have one document, these are the only documents. */
  readonly last: readonly GuardedWrite["document"][];
}

/**
 * @param foldedAt the event count at the end of the batch
 * @throws LedgerError `document_too_large`
 */
export function modelWrite(
  model: ModelCollection,
  generation: number,
  users: readonly ModelsOfUser[],
  { foldedAt, seen = nothingSeen }: { readonly foldedAt: number; readonly seen?: SeenDocuments | undefined },
): ModelWrite {
  const changed = users.flatMap(({ userId, models }) => {
    const found = models[model.projection];
    return found === undefined ? [] : [{ userId, ...found }];
  });
  if (model.revisions === undefined) {
    const last = changed.flatMap(({ userId, documents }) =>
      documents.map((document) => {
        const fields = model.toFields(generation, document);
        const refusal = refusalOf(fields, userId);
        if (refusal !== undefined) throw refusal;
        return { _id: userKey(generation, userId), generation, ...fields };
      }),
    );
    return { first: [], then: [], last: last as unknown as GuardedWrite["document"][] };
  }
  const all = changed.flatMap(({ userId, documents }) =>
    documents.map((document) => {
      const _id = documentKey(generation, userId, model.keyOf(document));
      const earlier = seen.get(_id)?.earlier;
      const fields = { generation, ...model.toFields(generation, document), foldedAt, ...earlier };
      const stored = { _id, ...fields } as unknown as GuardedWrite["document"];
      return { stored, comesFirst: model.comesFirst?.(document) === true };
    }),
  );
  return {
    first: all.filter(({ comesFirst }) => comesFirst).map(({ stored }) => stored),
    then: all.filter(({ comesFirst }) => !comesFirst).map(({ stored }) => stored),
    last: changed.map(
      ({ userId, revision }) => fromRevision(generation, userId, revision) as GuardedWrite["document"],
    ),
  };
}

/** MongoDB's limit of 16 MiB, less room for the other fields and for the filter of a replacement. */
const mostBytes = 16 * 1024 * 1024 - 16 * 1024;
/** A document with fewer values in its lists is far from the limit. */
const manyValues = 10_000;

/**
 * Why a user cannot be written: a document that grows with all that the user owns is too large. A document with one
 * purchase or payment stays small.
 */
export const refusalOfUser = (
  models: readonly ModelCollection[],
  { userId, models: of }: ModelsOfUser,
): LedgerError | undefined =>
  models
    .filter(({ revisions }) => revisions === undefined)
    .flatMap(
      (model) =>
        of[model.projection]?.documents.filter(hasManyValues).map((each) => model.toFields(0, each)) ?? [],
    )
    .map((fields) => refusalOf(fields, userId))
    .find((refusal) => refusal !== undefined);

const hasManyValues = (document: object): boolean =>
  Object.values(document).reduce<number>((n, each) => n + (Array.isArray(each) ? each.length : 0), 0) >=
  manyValues;

/** `document_too_large` */
function refusalOf(fields: Readonly<Record<string, unknown>>, userId: UserId): LedgerError | undefined {
  if (!hasManyValues(fields) || calculateObjectSize(fields) <= mostBytes) return undefined;
  const message = `User ${userId} owns more than a document of MongoDB holds. Keep the read models in SQLite: unset READMODEL_URL.`;
  return new LedgerError("document_too_large", message, { details: { userId } });
}

/** Adds the epochs to documents to be written. Reads those that the last load has not read. */
export async function seeing(
  collection: Collection<Stored>,
  seen: SeenDocuments = nothingSeen,
  documents: readonly GuardedWrite["document"][],
): Promise<readonly GuardedWrite[]> {
  const unseen = documents.map(({ _id }) => _id).filter((id) => !seen.has(id));
  const found = new Map((await findAll(collection, unseen)).map(({ _id, epoch }) => [_id, epoch]));
  const epochOf = (id: string): SeenEpoch => {
    const known = seen.get(id);
    if (known !== undefined) return known.epoch;
    return found.has(id) ? (found.get(id) as SeenEpoch) : "absent";
  };
  return documents.map((document) => ({ document, seen: epochOf(document._id) }));
}

/** Writes documents that are usually new. Existing ones are read and overwritten. */
export async function writeNew(
  collection: Collection<Stored>,
  documents: readonly GuardedWrite["document"][],
): Promise<void> {
  const fresh = documents.map((document): GuardedWrite => ({ document, seen: "absent" }));
  const behind = (await writeGuarded(collection, fresh)).map(({ document }) => document);
  if (behind.length === 0) return;
  assertAllThere(await writeGuarded(collection, await seeing(collection, nothingSeen, behind)));
}

export function assertAllThere(behind: readonly GuardedWrite[]): void {
  if (behind.length > 0) throw modelsMoved();
}

/**
 * If a new document was refused and does not exist, another document holds its unique key. If it exists, another projector
 * has written it in the meantime, from fewer events.
 */
export function assertNoneTwice(behind: readonly RefusedWrite[]): void {
  const isTwice = ({ seen, isThere }: RefusedWrite): boolean => seen === "absent" && !isThere;
  const refused = behind.find(isTwice)?.document;
  assertAllThere(behind.filter((write) => !isTwice(write)));
  if (refused === undefined) return;
  const { userId, kind, itemId } = refused;
  throw new LedgerError(
    "internal_error",
    `The history of user ${String(userId)} has an unrevoked purchase of ${String(kind)} ${String(itemId)} already, and no event explains it: \`ledger repair --user ${String(userId)}\`.`,
  );
}
