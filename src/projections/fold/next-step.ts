import { LedgerError } from "../../errors.js";
import type { UserId } from "../../events/identifiers.js";

/**
 * The rule that makes redelivery harmless: what is at or below the revision that a user is folded to was applied
 * before, the next one is applied, and anything else means that events are missing.
 *
 * @throws LedgerError `stream_gap`, naming user, projection and both revisions.
 */
export function nextStep(
  projection: string,
  userId: UserId,
  foldedTo: number,
  revision: number,
): "skip" | "apply" {
  if (revision <= foldedTo) return "skip";
  if (revision === foldedTo + 1) return "apply";
  throw new LedgerError(
    "stream_gap",
    `The ${projection} of user ${userId} is folded to revision ${foldedTo}, but the next event is ${revision}: ` +
      "events are missing between them. Nothing was written; `ledger verify` says which users are concerned.",
    { details: { projection, userId, foldedTo, revision } },
  );
}
