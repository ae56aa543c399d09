import * as z from "zod";
import { streamOf, type UserId } from "../../events/identifiers.js";
import type { DeadLetter, DeadLetters } from "../../stores/read-model/read-model-store.js";

/** What a read of a user says about events that wait behind one that cannot be read. */
export const heldBackFields = {
  heldBack: z
    .boolean()
    .describe(
      "Whether the response may be outdated, because later events of this user wait behind a dead letter.",
    ),
  heldBackReason: z.string().optional().describe("Why; left out where heldBack is false."),
};

/** The values of {@link heldBackFields}. */
export async function heldBackOf(
  readModel: Pick<DeadLetters, "deadLetter">,
  userId: UserId,
): Promise<HeldBackFields> {
  return toHeldBackFields(await readModel.deadLetter(streamOf(userId)));
}

export interface HeldBackFields {
  readonly heldBack: boolean;
  readonly heldBackReason?: string;
}

export const toHeldBackFields = (letter: DeadLetter | undefined): HeldBackFields =>
  letter === undefined ? { heldBack: false } : { heldBack: true, heldBackReason: letter.reason };
