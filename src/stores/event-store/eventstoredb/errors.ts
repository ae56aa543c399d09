import { isLedgerError, LedgerError } from "../../../errors.js";
import { isFailure, ServerFailure } from "./failures.js";

/** What a call does, for error messages. */
export interface CallSubject {
  /** e.g. `write to stream purchases-u-1`. */
  readonly action: string;
  readonly stream?: string;
}

/**
 * Turns the error of a failed call into the ledger's error, and keeps it as the cause.
 *
 * @param shown the connection string without user and password
 */
export function translateError(error: unknown, shown: string, { action, stream }: CallSubject): LedgerError {
  if (isLedgerError(error)) return error;
  if (isFailure(error, "stream_deleted")) return heldBack(stream ?? "(unknown)", "was deleted", error);
  if (isFailure(error, "too_large")) {
    const message = `The append to ${stream ?? "the stream"} is larger than the server takes at once.`;
    return new LedgerError("request_invalid", message, { cause: error });
  }
  if (isFailure(error, "no_such_position")) {
    const message = `The event store ${shown} has no record at the position to continue from: it holds another log.`;
    return new LedgerError("checkpoint_ahead", message, { cause: error });
  }
  const what = isFailure(error, "access_denied")
    ? `does not allow the user of the connection string to ${action}`
    : error instanceof ServerFailure
      ? error.message
      : "cannot be used";
  const named = error instanceof ServerFailure ? error.named : undefined;
  return new LedgerError("event_store_unavailable", `The event store ${shown} ${what}.`, {
    cause: error,
    details: named === undefined ? {} : { cause: named },
  });
}

/** The ledger never deletes events. If events of a user are missing, nothing may be decided on the rest. */
export function heldBack(stream: string, what: string, cause?: unknown): LedgerError {
  const message =
    `Stream ${stream} ${what} on the server, which a ledger never does: restore it from a backup. ` +
    "Until then nothing more is recorded for this user: do not charge. If the money was taken, keep the request and send it again later.";
  return new LedgerError("user_held_back", message, { cause, details: { stream } });
}

/**
 * A deleted stream accepts an append that expects no stream, and continues its revisions. So the new events are recorded,
 * but the earlier ones are missing.
 */
export function recordedButHeldBack(stream: string, revision: number): LedgerError {
  const message =
    `What was sent was recorded, up to revision ${revision}. But stream ${stream} was deleted on the server before, which a ` +
    "ledger never does, so the user is held back: restore the stream, and the purchase is shown. Do not charge again.";
  return new LedgerError("user_held_back", message, { details: { stream, recorded: true, revision } });
}

export const timedOut = (shown: string, afterMs: number): LedgerError =>
  new LedgerError("event_store_unavailable", `The event store ${shown} did not answer in ${afterMs} ms.`);
