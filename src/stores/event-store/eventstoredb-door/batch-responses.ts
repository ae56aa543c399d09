import codes from "@eventstore/db-client/generated/code_pb.js";
import shared from "@eventstore/db-client/generated/shared_pb.js";
import statuses from "@eventstore/db-client/generated/status_pb.js";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import type { Code } from "@eventstore/db-client/generated/code_pb.js";
import type { Status } from "@eventstore/db-client/generated/status_pb.js";
import type { BatchAppendResp } from "@eventstore/db-client/generated/streams_pb.js";
import anyMessages from "google-protobuf/google/protobuf/any_pb.js";
import emptyMessages from "google-protobuf/google/protobuf/empty_pb.js";
import { mostAppendBytes } from "./append.js";
import { noRevision, type ExpectedRevision, type WriteOutcome } from "./records.js";
import { refuseReusedId, refuseSize, refuseStreamDeleted } from "./refusals.js";
import { toStreamIdentifier, toUuid } from "./wire.js";

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
    case "stream-deleted": {
      const { details } = refuseStreamDeleted(stream);
      const message = new shared.StreamDeleted().setStreamIdentifier(toStreamIdentifier(stream));
      return errorResponse(id, stream, toStatus(codes.Code.NOT_FOUND, details, "StreamDeleted", message));
    }
    case "denied":
      return errorResponse(
        id,
        stream,
        toStatus(codes.Code.PERMISSION_DENIED, outcome.why, "AccessDenied", new shared.AccessDenied()),
      );
    case "id-reused":
      return errorResponse(id, stream, badRequest(refuseReusedId().details));
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
  const place = new shared.AllStreamPosition()
    .setCommitPosition(String(position))
    .setPreparePosition(String(position));
  return success.setPosition(place);
}

/** What the details of a status are: one of the messages that clients know by name. */
interface Details {
  serializeBinary(): Uint8Array;
}

function toStatus(code: Code, message: string, name: string, details: Details): Status {
  const any = new anyMessages.Any();
  any.pack(details.serializeBinary(), `event_store.client.${name}`);
  return new statuses.Status().setCode(code).setMessage(message).setDetails(any);
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
  const message = "The stream is not at the expected revision.";
  return toStatus(codes.Code.ALREADY_EXISTS, message, "WrongExpectedVersion", wrong);
}

export const timedOut = (): Status =>
  toStatus(
    codes.Code.DEADLINE_EXCEEDED,
    "The deadline of the append has passed.",
    "Timeout",
    new shared.Timeout(),
  );

export const tooLarge = (): Status =>
  toStatus(
    codes.Code.INVALID_ARGUMENT,
    refuseSize(mostAppendBytes).details,
    "MaximumAppendSizeExceeded",
    new shared.MaximumAppendSizeExceeded().setMaxappendsize(mostAppendBytes),
  );

export const badRequest = (why: string): Status =>
  toStatus(codes.Code.INVALID_ARGUMENT, why, "BadRequest", new shared.BadRequest().setMessage(why));
