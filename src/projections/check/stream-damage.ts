import { LedgerError } from "../../errors.js";
import { streamOf, type UserId } from "../../events/identifiers.js";
import type { EventStore, LogDamage } from "../../stores/event-store/event-store.js";

/** What is wrong with a user's stream in the log itself: nothing may be made from it then. Undefined if it is sound. */
export async function streamDamage(
  { damage }: Pick<EventStore, "damage">,
  userId: UserId,
): Promise<LogDamage | undefined> {
  for await (const found of damage?.(streamOf(userId)) ?? []) return found;
  return undefined;
}

/** @throws LedgerError `log_damaged`, which names stream and revision */
export async function assertStreamIsSound(
  eventStore: Pick<EventStore, "damage">,
  userId: UserId,
): Promise<void> {
  const found = await streamDamage(eventStore, userId);
  if (found === undefined) return;
  const message = `${found.message} User ${userId} was left as it is: restore the log from a backup.`;
  throw new LedgerError("log_damaged", message, {
    details: { stream: found.stream ?? null, revision: found.revision ?? null },
  });
}
