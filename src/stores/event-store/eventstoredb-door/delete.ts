import streams from "@eventstore/db-client/generated/streams_pb.js";
import type {
  DeleteReq,
  DeleteResp,
  TombstoneReq,
  TombstoneResp,
} from "@eventstore/db-client/generated/streams_pb.js";
import { expectedRevisionOf } from "./append.js";
import type { DoorLog } from "./door-log.js";
import type { ExpectedRevision } from "./records.js";
import { refusalOf, refuseRequest } from "./refusals.js";
import { streamOf, withPosition } from "./wire.js";

export async function serveDelete(log: DoorLog, request: DeleteReq): Promise<DeleteResp> {
  const { stream, expected } = targetOf(request.getOptions());
  const outcome = await log.deleteStream(stream, expected);
  if (outcome.kind !== "written") throw refusalOf(outcome, stream, expected);
  const position = withPosition(new streams.DeleteResp.Position(), outcome.position ?? 0);
  return new streams.DeleteResp().setPosition(position);
}

export async function serveTombstone(log: DoorLog, request: TombstoneReq): Promise<TombstoneResp> {
  const { stream, expected } = targetOf(request.getOptions());
  const outcome = await log.tombstoneStream(stream, expected);
  if (outcome.kind !== "written") throw refusalOf(outcome, stream, expected);
  const position = withPosition(new streams.TombstoneResp.Position(), outcome.position ?? 0);
  return new streams.TombstoneResp().setPosition(position);
}

function targetOf(options: ReturnType<DeleteReq["getOptions"] | TombstoneReq["getOptions"]>): {
  readonly stream: string;
  readonly expected: ExpectedRevision;
} {
  if (options === undefined) throw refuseRequest("The options are missing.");
  return {
    stream: streamOf(options.getStreamIdentifier()),
    expected: expectedRevisionOf(options, options.hasRevision() ? options.getRevision() : undefined),
  };
}
