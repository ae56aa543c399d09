import { isLedgerError, type LedgerError } from "../../errors.js";
import { streamOf, type UserId } from "../../events/identifiers.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import type { DeadLetters, ModelReader, ModelRepair } from "../../stores/read-model/read-model-store.js";
import { foldUser } from "./fold-user.js";

/** The result of trying to release a user who is held back. */
export type RetryOutcome =
  | { readonly result: "released"; readonly revision: number }
  /** The event still cannot be read or folded, or the store cannot hold the user; nothing was changed. */
  | { readonly result: "still_held_back"; readonly reason: LedgerError }
  | { readonly result: "not_held_back" };

export interface ReleaseDependencies {
  readonly eventStore: EventStore;
  readonly readModel: Pick<ModelReader, "user"> & ModelRepair & DeadLetters;
}

const attempts = 10;

/**
 * Folds a user's whole stream again. If every event can be folded now, it replaces the user's models and removes the dead
 * letter.
 *
 * @throws LedgerError `checkpoint_moved` if the user keeps changing meanwhile: try again.
 */
export async function releaseUser(
  { eventStore, readModel }: ReleaseDependencies,
  userId: UserId,
): Promise<RetryOutcome> {
  if ((await readModel.deadLetter(streamOf(userId))) === undefined) return { result: "not_held_back" };
  for (let attempt = 1; ; attempt++) {
    const { version } = await readModel.user(userId);
    const { models, revision, stopped } = await foldUser({ eventStore, userId });
    if (stopped !== undefined) return { result: "still_held_back", reason: stopped };
    try {
      await readModel.replaceUser(userId, models, version, "release");
    } catch (error) {
      if (isLedgerError(error, "document_too_large")) return { result: "still_held_back", reason: error };
      if (!isLedgerError(error, "checkpoint_moved") || attempt === attempts) throw error;
      continue;
    }
    // The projector has passed events that were appended while the user was held back: fold them after the release.
    if ((await foldUser({ eventStore, userId })).revision === revision)
      return { result: "released", revision };
  }
}
