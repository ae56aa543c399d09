import type { ItemKind, PurchaseId, UserId } from "../../events/identifiers.js";
import type { HistoryRecord, OwnershipDocument } from "../../projections/documents.js";
import type { Position } from "../event-store/event-store.js";

/** How far the log is folded into the read models. */
export interface Checkpoint {
  readonly position: Position;
  /** How many events of the log were folded to get here; grows with the position. */
  readonly eventCount: number;
}

/** What the projector needs of the stored models to fold one batch. */
export interface LoadRequest {
  readonly users: readonly UserId[];
  /** The records that the batch changes, beside those that it makes. */
  readonly purchases: readonly { readonly userId: UserId; readonly purchaseId: PurchaseId }[];
}

export interface LoadedModels {
  readonly ownership: ReadonlyMap<UserId, OwnershipDocument>;
  /** The revision that each user's history is folded to. */
  readonly historyRevisions: ReadonlyMap<UserId, number>;
  readonly records: readonly HistoryRecord[];
}

/** The outcome of folding one batch: whole documents, to be written over what is there. */
export interface ModelChanges {
  readonly ownership: readonly OwnershipDocument[];
  readonly records: readonly HistoryRecord[];
  readonly historyRevisions: ReadonlyMap<UserId, number>;
  readonly checkpoint: Checkpoint;
  /** The checkpoint that the batch was read after. */
  readonly previous: Checkpoint | undefined;
}

/** Where a history page ended: the sort key of its last record. */
export interface HistoryCursor {
  readonly purchasedAt: string | null;
  readonly purchasedRevision: number;
}

export interface HistoryQuery {
  readonly userId: UserId;
  readonly kind?: ItemKind | undefined;
  /** 1 to 1,000. */
  readonly limit: number;
  /** Return what follows this; from the newest if undefined. */
  readonly after?: HistoryCursor | undefined;
}

/**
 * The two projections, ownership and history, and how far they are folded. Only the projector writes them.
 *
 * Every method throws `read_model_unavailable` when the store cannot be reached or written; that is worth a retry.
 */
export interface ReadModelStore {
  /** Names the adapter in status and logs, e.g. `sqlite`. */
  readonly kind: string;

  /** Undefined when nothing was ever folded. */
  checkpoint(): Promise<Checkpoint | undefined>;

  load(request: LoadRequest): Promise<LoadedModels>;

  /**
   * Writes documents and then, or at the same time, the checkpoint; never the checkpoint first.
   *
   * @throws LedgerError `checkpoint_moved`, with nothing written, if the checkpoint is not `previous` any more:
   * another projector was faster. Load and fold again from the new one.
   */
  commit(changes: ModelChanges): Promise<void>;

  /** Undefined for a user who never bought anything. */
  ownership(userId: UserId): Promise<OwnershipDocument | undefined>;

  /** The revision that the user's history is folded to; undefined for a user who never bought anything. */
  historyRevision(userId: UserId): Promise<number | undefined>;

  /** Newest first, by `purchasedAt` and then by revision; those without a date last. */
  historyPage(query: HistoryQuery): Promise<readonly HistoryRecord[]>;

  close(): Promise<void>;
}
