import { z } from "zod";
import { streamOf, type UserId } from "../events/identifiers.js";
import type { ReadModelStore } from "../stores/read-model/read-model-store.js";

/** What a read of a user says whose later events wait behind one that cannot be read; left out for all others. */
export const heldBackFields = {
  heldBack: z
    .literal(true)
    .optional()
    .describe("The answer may be old: later events of this user wait behind one that cannot be read."),
  heldBackReason: z.string().optional(),
};

/** The values of {@link heldBackFields}. */
export async function heldBackOf(
  readModel: ReadModelStore,
  userId: UserId,
): Promise<{ readonly heldBack?: true; readonly heldBackReason?: string }> {
  const letter = await readModel.deadLetter(streamOf(userId));
  return letter === undefined ? {} : { heldBack: true, heldBackReason: letter.reason };
}
