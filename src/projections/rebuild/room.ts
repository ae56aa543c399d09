import type { LedgerError } from "../../errors.js";
import { isLedgerError, storeCauseOf } from "../../errors.js";
import { assertRoom } from "../../stores/disk-space.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import type { Checkpoint, Generations, Rebuild } from "../../stores/read-model/read-model-store.js";

/** About how much room an event takes where the log is sorted on disk. */
const sortedEventBytes = 400;

export interface RoomOptions {
  readonly eventStore: Pick<EventStore, "readStreams">;
  readonly readModel: { checkpoint(): Promise<Checkpoint> };
  readonly scratchFolder: string;
}

const unavailable = "read_model_unavailable";

/**
 * Checks before a verification that there is room for a copy of the log, if it has to be sorted.
 *
 * @throws LedgerError `read_model_unavailable` that says how much is needed
 */
export async function assertRoomToVerify(options: RoomOptions): Promise<void> {
  const bytes = await sortedBytes(options);
  if (bytes > 0)
    await assertRoom({ folder: options.scratchFolder, bytes, what: "The verification", unavailable });
}

/** The same before a rebuild, which also needs room for new models. */
export async function assertRoomToRebuild(
  options: RoomOptions & { readonly readModel: Pick<Generations, "roomNeeded"> },
): Promise<void> {
  const { readModel, scratchFolder: folder } = options;
  const bytes = (await sortedBytes(options)) + ((await readModel.roomNeeded?.()) ?? 0);
  if (bytes > 0) await assertRoom({ folder, bytes, what: "The rebuild", unavailable });
}

/** Ends a rebuild before it takes the disk space that purchases need. */
export function leavingRoom(
  rebuild: Rebuild,
  {
    readModel,
    scratchFolder: folder,
  }: { readonly readModel: Pick<Generations, "roomNeeded">; readonly scratchFolder: string },
): Rebuild {
  if (readModel.roomNeeded === undefined) return rebuild;
  return {
    ...rebuild,
    async fill(users) {
      await rebuild.fill(users);
      await assertRoom({ folder, bytes: 0, what: "The rest of the rebuild", unavailable });
    },
  };
}

export const isDiskFull = (error: unknown): error is LedgerError =>
  isLedgerError(error) && storeCauseOf(error) === "disk_full";

async function sortedBytes({ eventStore, readModel }: RoomOptions): Promise<number> {
  if (eventStore.readStreams !== undefined) return 0;
  return (await readModel.checkpoint()).eventCount * sortedEventBytes;
}
