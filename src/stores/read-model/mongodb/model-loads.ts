import type { Collection } from "mongodb";
import type { UserId } from "../../../events/identifiers.js";
import { claimedRevision } from "../claimed-revision.js";
import type { AnyDocument, ProjectionName } from "../documents.js";
import type { LoadRequest, Model } from "../read-model-store.js";
import type { OpenModel } from "./collections.js";
import { documentKey, toRevision, userKey, userOfKey, type Stored } from "./documents.js";
import type { SeenEpoch } from "./guarded-writes.js";
import type { GenerationRow } from "./pointer.js";
import { asOf } from "./written-ahead.js";

/** What was stored under an `_id` at the time of a load. */
export interface Seen {
  readonly epoch: SeenEpoch;
  /** The document at the revision that its user was folded to. Undefined if it is not known. */
  readonly earlier?: Earlier | undefined;
}

export interface Earlier {
  readonly beforeAt: number;
  /** The document as JSON. Missing if there was none. */
  readonly before?: string;
}

export type SeenDocuments = ReadonlyMap<string, Seen>;

/** What a load has seen of a projection. */
export interface SeenModel {
  readonly documents: SeenDocuments;
  readonly revisions: SeenDocuments;
}

export interface LoadedModel {
  readonly projection: ProjectionName;
  readonly users: ReadonlyMap<UserId, Model>;
  readonly seen: SeenModel;
}

export const nothingSeen: SeenDocuments = new Map();

/** Reads documents in one batch, to save round trips. */
export const findAll = (collection: Collection<Stored>, ids: readonly string[]): Promise<Stored[]> =>
  ids.length === 0
    ? Promise.resolve([])
    : collection.find({ _id: { $in: [...ids] } }, { batchSize: ids.length }).toArray();

const findWhole = (
  collection: Collection<Stored>,
  generation: number,
  userIds: readonly UserId[],
): Promise<Stored[]> =>
  userIds.length === 0
    ? Promise.resolve([])
    : collection.find({ generation, userId: { $in: [...userIds] } }).toArray();

/** Loads the documents of a generation that a batch of events needs. */
export function loadModel(open: OpenModel, row: GenerationRow, request: LoadRequest): Promise<LoadedModel> {
  return open.revisions === undefined
    ? loadWhole(open, row, request)
    : loadKeyed(open, open.revisions, row, request);
}

/** For one document for each user, which has the user's revision. */
async function loadWhole(
  { model, documents }: OpenModel,
  { number }: GenerationRow,
  request: LoadRequest,
): Promise<LoadedModel> {
  const ids = request.users.map((userId) => userKey(number, userId));
  const found = await findAll(documents, ids);
  const users = found.map((stored): [UserId, Model] => {
    const userId = userOfKey(stored._id);
    const document = model.toDocument(stored);
    model.assertWhole?.(document, userId);
    return [userId, { revision: claimedRevision(document) ?? -1, documents: [document] }];
  });
  const seen = { documents: seenIn(ids, found), revisions: nothingSeen };
  return { projection: model.projection, users: new Map(users), seen };
}

async function loadKeyed(
  { model, documents }: OpenModel,
  revisions: Collection<Stored>,
  { number, eventCount }: GenerationRow,
  request: LoadRequest,
): Promise<LoadedModel> {
  const userIds = request.users.map((userId) => userKey(number, userId));
  const foundRevisions = await findAll(revisions, userIds);
  const users = new Map<UserId, { revision: number; documents: AnyDocument[] }>();
  for (const stored of foundRevisions) {
    const revision = toRevision(stored);
    if (revision !== undefined) users.set(userOfKey(stored._id), { revision, documents: [] });
  }
  const whole = new Set(request.whole?.[model.projection]);
  const wanted = (request.documents[model.projection] ?? []).filter(({ userId }) => !whole.has(userId));
  const ids = [...new Set(wanted.map(({ userId, key }) => documentKey(number, userId, key)))];
  // Documents are read after revisions, see `asOf`.
  const found = [...(await findAll(documents, ids)), ...(await findWhole(documents, number, [...whole]))];
  const earlier = new Map<string, Earlier>();
  for (const { userId, key } of wanted)
    earlier.set(documentKey(number, userId, key), { beforeAt: users.get(userId)?.revision ?? -1 });
  for (const stored of found) {
    const userId = stored.userId as UserId;
    const user = users.get(userId) ?? { revision: -1, documents: [] };
    // Documents written ahead are included: the fold skips events that they already have.
    user.documents.push(model.toDocument(stored));
    users.set(userId, user);
    const then = earlierOf(
      asOf(model, { foldedTo: user.revision, checkpoint: eventCount }, stored),
      user.revision,
    );
    if (then === undefined) earlier.delete(stored._id);
    else earlier.set(stored._id, then);
  }
  const seen = { documents: seenIn(ids, found, earlier), revisions: seenIn(userIds, foundRevisions) };
  return { projection: model.projection, users, seen };
}

/** Keeps the document as text, because a fold may change the object. */
function earlierOf(then: ReturnType<typeof asOf>, beforeAt: number): Earlier | undefined {
  if (then === "unknown") return undefined;
  return then === "not yet" ? { beforeAt } : { beforeAt, before: JSON.stringify(then) };
}

function seenIn(
  ids: readonly string[],
  found: readonly Stored[],
  earlier: ReadonlyMap<string, Earlier> = new Map(),
): SeenDocuments {
  const all = new Map<string, Seen>(ids.map((id) => [id, { epoch: "absent", earlier: earlier.get(id) }]));
  for (const { _id, epoch } of found)
    all.set(_id, { epoch: epoch as number | undefined, earlier: earlier.get(_id) });
  return all;
}

export function byUser(loaded: readonly LoadedModel[]): ReadonlyMap<UserId, Readonly<Record<string, Model>>> {
  const users = new Map<UserId, Record<string, Model>>();
  for (const { projection, users: models } of loaded) {
    for (const [userId, model] of models) {
      const user = users.get(userId) ?? {};
      user[projection] = model;
      users.set(userId, user);
    }
  }
  return users;
}
