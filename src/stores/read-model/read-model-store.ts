import type { LedgerError } from "../../errors.js";
import type { StreamName, UserId } from "../../events/identifiers.js";
import type { AnyDocument, ProjectionDocuments, ProjectionName } from "./documents.js";
import type { AuditEntry } from "../event-store/audit-log.js";
import type { Position } from "../event-store/event-store.js";
import type { Analytics } from "./history-analytics.js";
import type { HistoryQueries, OwnershipQueries } from "./live-queries.js";
import type { LookUps } from "./look-ups.js";

/** How far the log is folded into a set of models. */
export interface Checkpoint {
  /** The last event that was folded; undefined before the first. */
  readonly position: Position | undefined;
  /** The id of that event, which proves that the log is still the same. Undefined if an older version wrote this. */
  readonly eventId: string | undefined;
  /** Where reading continues: the ledger has no events between `position` and here. Undefined if it is `position`. */
  readonly lookedThrough: Position | undefined;
  /** How many events of the log were folded to get here; grows with the position. */
  readonly eventCount: number;
  /** Opaque. It changes whenever something other than the projector writes the models: a swap, a repair. */
  readonly version: string;
}

/** Where reading continues after a checkpoint. */
export const readFrom = ({
  position,
  lookedThrough,
}: Pick<Checkpoint, "position" | "lookedThrough">): Position | undefined => lookedThrough ?? position;

/** What one projection holds of one user. */
export interface Model<Document = AnyDocument> {
  /** The revision of the user's stream that it is folded to. */
  readonly revision: number;
  /** Their keys are unique. */
  readonly documents: readonly Document[];
}

/** What the projections hold of one user. A projection that is missing holds nothing. */
export type UserModels = { readonly [Name in ProjectionName]?: Model<ProjectionDocuments[Name]> };

/** One user's models, or what changed in them: whole documents. */
export interface ModelsOfUser {
  readonly userId: UserId;
  readonly models: UserModels;
}

/** The document of a user that has this key. */
export interface DocumentKey {
  readonly userId: UserId;
  readonly key: string;
}

/** What the fold of one batch needs of the stored models. */
export interface LoadRequest {
  readonly users: readonly UserId[];
  /** The documents that the batch may change. */
  readonly documents: Partial<Readonly<Record<ProjectionName, readonly DocumentKey[]>>>;
  /** Users whose documents are all needed, because an event does not say which of them it changes. */
  readonly whole?: Partial<Readonly<Record<ProjectionName, readonly UserId[]>>>;
  /** The streams of the batch. */
  readonly streams: readonly StreamName[];
}

export interface LoadedModels {
  /**
   * The revisions of each user, and the requested documents that exist. The caller owns the documents: a fold may
   * change them. A document may be newer than its model; then its own revision says so.
   */
  readonly users: ReadonlyMap<UserId, UserModels>;
  /** Those of the streams that wait behind a dead letter. */
  readonly heldBack: ReadonlySet<StreamName>;
}

/** An event that could not be decoded or folded. The later events of its stream wait behind it. */
export interface DeadLetter {
  readonly stream: StreamName;
  readonly revision: number;
  readonly position: Position;
  readonly eventId: string;
  readonly type: string;
  /** The event's JSON as it is in the log; the raw text if it is not JSON. */
  readonly data: string;
  readonly metadata: string;
  readonly code: string;
  readonly reason: string;
  /** When the log accepted the event: ISO 8601 UTC. */
  readonly created: string;
}

/** The version of each projection's fold. */
export type FoldVersions = Partial<Readonly<Record<ProjectionName, number>>>;

/** The outcome of folding one batch. */
export interface ModelChanges {
  /** The new revisions and the changed documents of each user that changed. They overwrite the stored ones. */
  readonly users: readonly ModelsOfUser[];
  readonly deadLetters: readonly DeadLetter[];
  /** Where the batch ends. */
  readonly checkpoint: Omit<Checkpoint, "version">;
  /** What {@link ModelTarget.checkpoint} returned before the batch was read and the models loaded. */
  readonly previous: Checkpoint;
  /** The versions of the folds, for generations that were empty before. */
  readonly foldVersions: FoldVersions;
}

/** Models that a log is folded into: the live ones, or those that a rebuild makes beside them. */
export interface ModelTarget {
  checkpoint(): Promise<Checkpoint>;
  load(request: LoadRequest): Promise<LoadedModels>;
  /**
   * Writes documents and then, or at the same time, the checkpoint; never the checkpoint first.
   *
   * @throws LedgerError `checkpoint_moved`, with nothing written, if the checkpoint is not `previous` any more: another
   * process was faster. Load and fold again from the new checkpoint. A store without transactions may notice this only
   * after it has written documents: these are correct, and have overwritten no newer ones.
   * `document_too_large` (details: `userId`), with nothing written, if the store cannot hold a document of this user.
   */
  commit(changes: ModelChanges): Promise<void>;
}

/** What is stored of one user by one projection. */
export interface StoredModel<Document = AnyDocument> {
  /** Undefined if nothing is stored that could be a revision. */
  readonly revision: number | undefined;
  /** As they are stored, in the order of their keys in the store. They may be damaged. */
  readonly documents: readonly Document[];
  /**
   * Only in stores without transactions: some documents are newer than `revision`, and what they were before is not
   * known. A projector was interrupted, or is writing; its next batch resolves this.
   */
  readonly unsettled?: boolean;
}

/**
 * Everything that is stored of one user: each projection as it was at one moment, the same one for all of them where
 * the store has transactions.
 */
export interface StoredUser {
  readonly userId: UserId;
  /** Only projections that have stored something. */
  readonly models: { readonly [Name in ProjectionName]?: StoredModel<ProjectionDocuments[Name]> };
  /** Opaque; it changes whenever any of this does. */
  readonly version: string;
}

/** Reads all that is stored, user by user. */
export interface ModelReader {
  /**
   * The version of a user of whom exactly these models are stored, to compare them without looking at each field. With
   * another version they may still be equal. Undefined if the store cannot compute it.
   */
  versionOf?(userId: UserId, models: UserModels): string;
  user(userId: UserId): Promise<StoredUser>;
  /** The next users of any projection in the order of their ids, after `after`: `limit` of them, or fewer if these are the last. */
  usersAfter(after: UserId | undefined, limit: number): Promise<readonly StoredUser[]>;
}

/** A generation of one projection: `live` is read, `building` is being made, `previous` is what `live` replaced. */
export interface Generation {
  readonly projection: ProjectionName;
  readonly number: number;
  readonly role: "live" | "building" | "previous";
  readonly eventCount: number;
  /** The version of the fold that made it. */
  readonly foldVersion: number;
}

/** Some users, compared between two generations. */
export interface ComparedUsers {
  /** How many users either of the two has. */
  readonly users: number;
  /** Users whose stored models differ, in the order of their ids. */
  readonly different: readonly UserId[];
  /** The id up to which the users were compared; undefined where that is all of them. */
  readonly end: UserId | undefined;
}

/**
 * New generations of one or more projections, made beside the live ones. They are not read before the swap. The process that started
 * or resumed them last owns them: each write of another process that still runs throws `checkpoint_moved`.
 */
export interface Rebuild extends ModelTarget, Pick<ModelReader, "user"> {
  readonly projections: readonly ProjectionName[];
  /** The number of the new generations; the same after a resume. */
  readonly number: number;
  /**
   * Writes whole users. Over all calls, each user comes once, in the order of the ids, and before the first commit,
   * which says how far all of them are folded.
   */
  fill(users: readonly ModelsOfUser[]): Promise<void>;
  /**
   * Why the store cannot hold a document of this user: `document_too_large`. Undefined if it can. Left out if the store
   * holds all.
   */
  refusal?(user: ModelsOfUser): LedgerError | undefined;
  /** The last user that {@link fill} wrote before an interruption. Call it before the first commit. */
  filledTo(): Promise<UserId | undefined>;
  /** Compares the next users after `after`, as they are stored in the new generations, with the live ones. */
  compareToLive(after: UserId | undefined): Promise<ComparedUsers>;
  /**
   * Makes the new generations the live ones, in one step for all readers, and the live ones the previous ones.
   *
   * @returns `behind`, with nothing changed, if the live models are folded further: fold on and try again.
   */
  swap(): Promise<"swapped" | "behind">;
  /** Removes the new generations. */
  discard(): Promise<void>;
}

/** The events that users wait behind. */
export interface DeadLetters {
  /** The event that a stream waits behind, if any. */
  deadLetter(stream: StreamName): Promise<DeadLetter | undefined>;
  /** All dead letters, by stream. There are never many, see the projector's cap. */
  deadLetters(): Promise<readonly DeadLetter[]>;
}

/** The generations of each projection. */
export interface Generations {
  generations(): Promise<readonly Generation[]>;
  /** About how many bytes new generations take in the data folder; left out if the models are on a server. */
  roomNeeded?(): Promise<number>;
  /**
   * Starts new generations of the projections beside the live ones, and removes the previous ones. With `resume`,
   * continues the unfinished generations of an earlier rebuild of the same projections and fold versions, if there are
   * any.
   * @param foldVersions which projections, and the version of the fold of each
   */
  rebuild(foldVersions: FoldVersions, options: { readonly resume: boolean }): Promise<Rebuild>;
  /**
   * Makes the previous generations live again. The projector continues to fold them from where they were left.
   * @throws LedgerError `nothing_to_roll_back` if a projection has no previous generation.
   */
  rollBack(projections: readonly ProjectionName[]): Promise<void>;
}

export interface ModelRepair {
  /**
   * Replaces one user's live models. For a repair.
   *
   * @param seen the `version` of the {@link StoredUser} that had drifted
   * @param deadLetter `release` removes the user's dead letter, if there is one; `hold back` leaves it
   * @throws LedgerError `checkpoint_moved`, with nothing written, if the user's models are no longer what was seen. A
   *   store without transactions may notice this halfway: what it has written is correct, and the rest is unchanged.
   *   `document_too_large` if the store cannot hold a document of this user.
   */
  replaceUser(
    userId: UserId,
    models: UserModels,
    seen: string,
    deadLetter: "release" | "hold back",
  ): Promise<void>;
}

export interface OldAuditLog {
  /** The audit entries that older programs kept here, oldest first. New ones are kept with the event log. */
  oldAudit(): Promise<readonly AuditEntry[]>;
}

/** A damaged read model that was replaced by an empty one. */
export interface SetAside {
  /** Where it is kept, for a person. */
  readonly keptAs: string;
  readonly reason: string;
}

/**
 * The projections, and how far they are folded. Only the projector writes the live ones, except for a repair.
 *
 * Who reads it names the interfaces that it needs. Every method throws `read_model_unavailable` when the store cannot
 * be reached or written; that is worth a retry.
 */
export interface ReadModelStore
  extends
    ModelTarget,
    ModelReader,
    ModelRepair,
    Generations,
    DeadLetters,
    OwnershipQueries,
    HistoryQueries,
    LookUps,
    Analytics,
    OldAuditLog {
  /** Names the adapter in status and logs, e.g. `sqlite`. */
  readonly kind: string;
  /**
   * Keeps everything that is stored under another name, and continues with an empty read model, into which the log is
   * folded again. Left out if the store was opened by a program that may not decide this.
   *
   * @returns where it is kept, for a person
   */
  setAside?(): Promise<string>;
  close(): Promise<void>;
}
