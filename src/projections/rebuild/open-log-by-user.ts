import type { EventStore } from "../../stores/event-store/event-store.js";
import type { Projection } from "../projection.js";
import type { LogByUser } from "./log-by-user.js";
import { openStreamOrder } from "./stream-order.js";
import { openUserSpool } from "./user-spool.js";

/**
 * Reads the streams in order from an event store that can do that; otherwise sorts the log on disk.
 *
 * @param parent the folder for what must survive an interruption
 * @param name the name by which the next process finds it there
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
