import { Metadata, status, type StatusObject } from "@grpc/grpc-js";
import { isLedgerError } from "../../../errors.js";
import type { ExpectedRevision, WriteOutcome } from "./records.js";

/** How a refused call ends: a status, and headers from which the client chooses its error class. */
export class Refusal extends Error implements StatusObject {
  readonly code: status;
  readonly details: string;
  readonly metadata: Metadata;

  constructor(code: status, details: string, headers: Readonly<Record<string, string>> = {}) {
    super(details);
    this.name = "Refusal";
    this.code = code;
    this.details = details;
    this.metadata = new Metadata();
    // Headers are ASCII. Names in other scripts are readable only in the message.
    for (const [name, value] of Object.entries(headers)) {
      this.metadata.set(name, value.replaceAll(/[^\x20-\x7e]/gu, "?"));
    }
  }
}

export const refuseRequest = (why: string, headers: Readonly<Record<string, string>> = {}): Refusal =>
  new Refusal(status.INVALID_ARGUMENT, why, headers);

export const refuseStreamDeleted = (stream: string): Refusal =>
  new Refusal(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: "stream-deleted",
    "stream-name": stream,
  });

export const refuseAccess = (why: string): Refusal =>
  new Refusal(status.PERMISSION_DENIED, why, { exception: "access-denied" });

export const refuseReusedId = (): Refusal =>
  new Refusal(
    status.ALREADY_EXISTS,
    "The purchase ledger has an event of one of these ids already, or it is proposed twice.",
  );

export const refuseSize = (maxBytes: number): Refusal =>
  refuseRequest(`Maximum Append Size of ${maxBytes} Exceeded.`, {
    exception: "maximum-append-size-exceeded",
    "maximum-append-size": String(maxBytes),
  });

const expectedNumbers = { any: "-2", "no-stream": "-1", "stream-exists": "-4" } as const;

/** Clients parse this message. */
function refuseRevision(stream: string, expected: ExpectedRevision, actual: number): Refusal {
  const number = typeof expected === "bigint" ? String(expected) : expectedNumbers[expected];
  return new Refusal(
    status.FAILED_PRECONDITION,
    `Delete failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${number}, Actual version: ${actual}`,
    {
      exception: "wrong-expected-version",
      "stream-name": stream,
      "expected-version": number,
      "actual-version": String(actual),
    },
  );
}

/** The refusal of a write that was not made. */
export function refusalOf(
  outcome: Exclude<WriteOutcome, { kind: "written" }>,
  stream: string,
  expected: ExpectedRevision,
): Refusal {
  switch (outcome.kind) {
    case "wrong-revision":
      return refuseRevision(stream, expected, outcome.actual);
    case "stream-deleted":
      return refuseStreamDeleted(stream);
    case "denied":
      return refuseAccess(outcome.why);
    case "id-reused":
      return refuseReusedId();
  }
}

/** Turns any error into a refusal. Unexpected errors reveal no details. */
export function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (isLedgerError(error, "event_store_unavailable")) {
    return new Refusal(status.UNAVAILABLE, "The event log cannot be used at the moment.");
  }
  return new Refusal(status.INTERNAL, "The door has failed; its log says why.");
}
