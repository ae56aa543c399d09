import { LedgerError } from "../errors.js";

/**
 * The refusal for a user whose stream cannot be read to its end. Nothing can be decided: the unread events may change what
 * the user owns.
 *
 * @param reason why it cannot be read
 */
export function heldBack(reason: LedgerError): LedgerError {
  if (reason.code === "user_held_back") return reason;
  const message = `${reason.message} Until this is fixed, nothing is recorded for this user. Do not charge the user; if the money was taken, keep the request. Send it again later.`;
  return new LedgerError("user_held_back", message, {
    cause: reason,
    details: { ...reason.details, reason: reason.message },
  });
}
