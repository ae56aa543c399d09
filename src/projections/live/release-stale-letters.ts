import { userOf } from "../../events/identifiers.js";
import type { Projection } from "../projection.js";
import { releaseUser, type ReleaseDependencies } from "../replay/release-user.js";

/**
 * Releases users whose dead letter names an event that all their models have folded. A projector on MongoDB leaves one if
 * it is killed after it wrote a dead letter and before it saw that a repair was faster. It would hold back a healthy user.
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
