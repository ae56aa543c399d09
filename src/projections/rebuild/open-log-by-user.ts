import type { EventStore } from "../../stores/event-store/event-store.js";
import type { Projection } from "../projection.js";
import type { LogByUser } from "./log-by-user.js";
import { openStreamOrder } from "./stream-order.js";
import { openUserSpool } from "./user-spool.js";

/**
 * Takes the streams from the event store as they are, where it has them in order; otherwise puts the log in order on disk.
 *
 * @param parent the folder for what has to outlive an interruption
 * @param name under which the next process finds it there
 * @throws LedgerError `read_model_unavailable` (its methods, too) if the disk is full or cannot be written
 */
export async function openLogByUser(
  { readStreams }: Pick<EventStore, "readStreams">,
  parent: string,
  name: string,
  projections: readonly Projection[],
): Promise<LogByUser> {
  return readStreams === undefined
    ? openUserSpool(parent, name, projections)
    : openStreamOrder(readStreams, parent, name, projections);
}
