import { ErrorType, isCommandError } from "@eventstore/db-client";
import { LedgerError, isLedgerError } from "../../../errors.js";

/** The server is away, busy, changing its leader or too slow: the same call may well succeed in a moment. */
const passing: ReadonlySet<ErrorType> = new Set([
  ErrorType.UNAVAILABLE,
  ErrorType.DEADLINE_EXCEEDED,
  ErrorType.TIMEOUT,
  ErrorType.CANCELLED,
  ErrorType.NOT_LEADER,
  // Also how a server says that it is not ready, or has no leader.
  ErrorType.UNKNOWN,
]);

/** gRPC's CANCELLED, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED and UNAVAILABLE. */
const passingStatus: ReadonlySet<unknown> = new Set([1, 4, 8, 10, 14]);

/** Whether the same call is worth another try. The client gives some errors of the connection on untranslated. */
export function isPassing(error: unknown): boolean {
  if (isLedgerError(error)) return error.code === "event_store_unavailable";
  if (!(error instanceof Error)) return false;
  if (isCommandError(error)) return passing.has(error.type);
  if ("code" in error && passingStatus.has(error.code)) return true;
  return error.message.startsWith("Failed to discover");
}

/** Whether the server has refused the call before it did anything. After any other failure an append may be written. */
export function isRefused(error: unknown): boolean {
  return error instanceof Error && isCommandError(error) && error.type === ErrorType.NOT_LEADER;
}

/**
 * The ledger's error for one of the client's, which is kept as the cause.
 *
 * @param shown the connection string without user and password
 */
export function translateError(error: unknown, shown: string, stream?: string): LedgerError {
  if (isLedgerError(error)) return error;
  const type = error instanceof Error && isCommandError(error) ? error.type : undefined;
  if (type === ErrorType.STREAM_DELETED) return streamDeleted(stream ?? "(unknown)", error);
  if (type === ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED) {
    const message = `The append to ${stream ?? "the stream"} is larger than the server takes at once.`;
    return new LedgerError("request_invalid", message, { cause: error });
  }
  const what =
    type === ErrorType.ACCESS_DENIED
      ? "refuses the credentials of the connection string"
      : `cannot be used${type === undefined ? "" : ` (${type})`}`;
  return new LedgerError("event_store_unavailable", `The event store ${shown} ${what}.`, { cause: error });
}

/** A ledger never deletes: whoever did has taken events away, and nothing may be decided on what is left. */
export function streamDeleted(stream: string, cause?: unknown): LedgerError {
  const message =
    `Stream ${stream} was deleted or truncated on the server, which a ledger never does: ` +
    "restore it from a backup. Nothing is recorded for it until then.";
  return new LedgerError("stream_deleted", message, { cause, details: { stream } });
}

export const timedOut = (shown: string, afterMs: number): LedgerError =>
  new LedgerError("event_store_unavailable", `The event store ${shown} did not answer in ${afterMs} ms.`);
