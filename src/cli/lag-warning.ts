import type { Stores } from "../compose.js";
import { counted } from "./terminal.js";

/** A projection shows what is folded. A reader who compares it with the books must know that the log has more. */
export async function warnOfLag({
  eventStore,
  readModel,
}: Pick<Stores, "eventStore" | "readModel">): Promise<void> {
  const checkpoint = await readModel.checkpoint();
  const { position, eventCount } = await eventStore.head();
  const isBehind =
    eventCount === undefined ? position !== checkpoint.position : eventCount > checkpoint.eventCount;
  if (!isBehind) return;
  const behind = eventCount === undefined ? "" : `${counted(eventCount - checkpoint.eventCount, "event")} `;
  console.error(`The projections are ${behind}behind the log.`);
}
