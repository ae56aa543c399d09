import { LedgerError } from "../errors.js";
import { streamOf, type UserId } from "../events/identifiers.js";
import type { EventStore } from "../stores/event-store/event-store.js";
import { hasEvents } from "../stores/event-store/stream-ends.js";
import type { ModelReader } from "../stores/read-model/read-model-store.js";

export interface KnownUserDependencies {
  readonly eventStore: Pick<EventStore, "readStream">;
  readonly readModel: Pick<ModelReader, "user">;
}

/** @throws LedgerError `user_unknown` if neither the log nor the models know the user. */
export async function assertKnownUser(
  { eventStore, readModel }: KnownUserDependencies,
  userId: UserId,
): Promise<void> {
  const { models } = await readModel.user(userId);
  if (Object.keys(models).length === 0) await assertHasEvents(eventStore, userId);
}

/** @throws LedgerError `user_unknown` if the log has no event of the user. */
export async function assertHasEvents(
  eventStore: Pick<EventStore, "readStream">,
  userId: UserId,
): Promise<void> {
  if (await hasEvents(eventStore, streamOf(userId))) return;
  throw new LedgerError("user_unknown", `There is no user ${userId}: nothing was ever bought with this id.`);
}
