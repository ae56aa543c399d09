import type { Stores } from "../compose.js";
import { counted } from "./terminal.js";

/** Warns that the log has events which a projection does not show yet: a comparison with the books would be wrong. */
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
