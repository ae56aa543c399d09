import codes from "@eventstore/db-client/generated/code_pb.js";
import shared from "@eventstore/db-client/generated/shared_pb.js";
import statuses from "@eventstore/db-client/generated/status_pb.js";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import type { Code } from "@eventstore/db-client/generated/code_pb.js";
import type { Status } from "@eventstore/db-client/generated/status_pb.js";
import type { BatchAppendResp } from "@eventstore/db-client/generated/streams_pb.js";
import anyMessages from "google-protobuf/google/protobuf/any_pb.js";
import emptyMessages from "google-protobuf/google/protobuf/empty_pb.js";
import { maxAppendBytes } from "./append.js";
import { noRevision, type ExpectedRevision, type WriteOutcome } from "./records.js";
import { refuseReusedId } from "./refusals.js";
import { toStreamIdentifier, toUuid, withPosition } from "./wire.js";

/** The answer to one append of a batch. */
export function responseTo(
  id: string,
  stream: string,
  expected: ExpectedRevision,
  outcome: WriteOutcome,
): BatchAppendResp {
  switch (outcome.kind) {
    case "written":
      return blankResponse(id, stream).setSuccess(toSuccess(outcome));
    case "wrong-revision":
      return errorResponse(id, stream, wrongRevision(expected, outcome.actual));
    case "stream-deleted":
      return errorResponse(id, stream, streamDeleted(stream));
    // EventStoreDB has no such refusals. Clients show the message, so it gives the reason.
    case "denied":
      return errorResponse(id, stream, accessDenied().setMessage(outcome.why));
    case "id-reused": {
      const { details } = refuseReusedId();
      return errorResponse(id, stream, badRequest(details).setMessage(details));
    }
  }
}

const blankResponse = (id: string, stream: string): BatchAppendResp =>
  new streams.BatchAppendResp()
    .setCorrelationId(toUuid(id, "text"))
    .setStreamIdentifier(toStreamIdentifier(stream));

export const errorResponse = (id: string, stream: string, status: Status): BatchAppendResp =>
  blankResponse(id, stream).setError(status);

function toSuccess({
  revision,
  position,
}: Extract<WriteOutcome, { kind: "written" }>): InstanceType<typeof streams.BatchAppendResp.Success> {
  const success = new streams.BatchAppendResp.Success();
  if (revision === noRevision) success.setNoStream(new emptyMessages.Empty());
  else success.setCurrentRevision(String(revision));
  if (position === undefined) return success.setNoPosition(new emptyMessages.Empty());
  return success.setPosition(withPosition(new shared.AllStreamPosition(), position));
}

/** The details of a status: one of the messages that clients know by name. */
interface Details {
  serializeBinary(): Uint8Array;
}

/** A status as EventStoreDB sends it. Its message is only the name of its details, and the details have the content. */
function toStatus(code: Code, name: string, details: Details): Status {
  const any = new anyMessages.Any();
  any.pack(details.serializeBinary(), `event_store.client.${name}`);
  return new statuses.Status().setCode(code).setMessage(name).setDetails(any);
}

function wrongRevision(expected: ExpectedRevision, actual: number): Status {
  const wrong = new shared.WrongExpectedVersion();
  if (actual === noRevision) wrong.setCurrentNoStream(new emptyMessages.Empty());
  else wrong.setCurrentStreamRevision(String(actual));
  switch (expected) {
    case "any":
      wrong.setExpectedAny(new emptyMessages.Empty());
      break;
    case "no-stream":
      wrong.setExpectedNoStream(new emptyMessages.Empty());
      break;
    case "stream-exists":
      wrong.setExpectedStreamExists(new emptyMessages.Empty());
      break;
    default:
      wrong.setExpectedStreamPosition(String(expected));
  }
  return toStatus(codes.Code.ALREADY_EXISTS, "WrongExpectedVersion", wrong);
}

const streamDeleted = (stream: string): Status =>
  toStatus(
    codes.Code.NOT_FOUND,
    "StreamDeleted",
    new shared.StreamDeleted().setStreamIdentifier(toStreamIdentifier(stream)),
  );

const accessDenied = (): Status =>
  toStatus(codes.Code.PERMISSION_DENIED, "AccessDenied", new shared.AccessDenied());

export const timedOut = (): Status => toStatus(codes.Code.DEADLINE_EXCEEDED, "Timeout", new shared.Timeout());

export const tooLarge = (): Status =>
  toStatus(
    codes.Code.INVALID_ARGUMENT,
    "MaximumAppendSizeExceeded",
    new shared.MaximumAppendSizeExceeded().setMaxappendsize(maxAppendBytes),
  );

export const badRequest = (why: string): Status =>
  toStatus(codes.Code.INVALID_ARGUMENT, "BadRequest", new shared.BadRequest().setMessage(why));
