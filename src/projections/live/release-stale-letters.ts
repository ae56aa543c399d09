import { userOf } from "../../events/identifiers.js";
import type { Projection } from "../projection.js";
import { releaseUser, type ReleaseDependencies } from "../replay/release-user.js";

/**
 * Releases the users whose dead letter is of an event that all of their models have folded. A projector on MongoDB that was
 * killed between writing a letter and looking whether a repair was faster leaves one; it would hold back a healthy user.
 *
 * @throws LedgerError `checkpoint_moved`, `event_store_unavailable`, `read_model_unavailable`
 */
export async function releaseStaleLetters(
  dependencies: ReleaseDependencies,
  projections: readonly Projection[],
): Promise<void> {
  const { readModel } = dependencies;
  for (const { stream, revision } of await readModel.deadLetters()) {
    const userId = userOf(stream);
    if (userId === undefined) continue;
    const { models } = await readModel.user(userId);
    const isFolded = projections.every(({ name }) => (models[name]?.revision ?? -1) >= revision);
    if (isFolded) await releaseUser(dependencies, userId);
  }
}
