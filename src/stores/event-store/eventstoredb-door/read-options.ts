import streams from "@eventstore/db-client/generated/streams_pb.js";
import { filterOf, type Filter } from "./filter.js";
import { refuseRequest } from "./refusals.js";
import { revisionOf } from "./wire.js";

/** The options of a read or a subscription. */
export type Options = InstanceType<typeof streams.ReadReq.Options>;
export type StreamOptions = InstanceType<typeof streams.ReadReq.Options.StreamOptions>;
export type AllOptions = InstanceType<typeof streams.ReadReq.Options.AllOptions>;
const { RevisionOptionCase } = streams.ReadReq.Options.StreamOptions;
const { AllOptionCase } = streams.ReadReq.Options.AllOptions;

/** Some clients send 2^64 - 1 for the end of all. */
const endOfAll = String(2n ** 64n - 1n);

/** @throws Refusal if options are missing or contradict each other */
export function checkOptions(options: Options): void {
  if (!options.hasCount() && !options.hasSubscription())
    throw refuseRequest("The read has no count, and is no subscription.");
  if (options.hasSubscription() && directionOf(options) === "backwards")
    throw refuseRequest("A subscription goes forwards.");
  if (!options.hasFilter() && !options.hasNoFilter())
    throw refuseRequest("The read has no filter, and does not say so.");
  if (options.hasFilter() && options.hasStream()) throw refuseRequest("Only a read of all has a filter.");
  if (!options.hasUuidOption()) throw refuseRequest("The read does not say which form of ids it takes.");
}

/** @throws Refusal if the filter is empty or malformed */
export const givenFilter = (options: Options): Filter | undefined => {
  const filter = options.getFilter();
  return filter === undefined ? undefined : filterOf(filter);
};

export const directionOf = (options: Options): "forwards" | "backwards" =>
  options.getReadDirection() === streams.ReadReq.Options.ReadDirection.FORWARDS ? "forwards" : "backwards";

/** Reads a 64-bit number. Larger ones become the largest exact number, which is beyond the end of any log. */
const boundedNumber = (digits: string): number => Math.min(Number(digits), Number.MAX_SAFE_INTEGER);

/** How many events the client wants at most. */
export const countOf = (options: Options): number => boundedNumber(options.getCount());

/** Where a read begins. */
export type Place = number | "start" | "end";

/** A place as a number. `end` is the number for the end. */
export const numberOf = (place: Place, end: number): number =>
  place === "start" ? 0 : place === "end" ? end : place;

/** @throws Refusal if the revision is missing or impossible */
export function revisionIn(target: StreamOptions): Place {
  switch (target.getRevisionOptionCase()) {
    case RevisionOptionCase.REVISION: {
      const revision = revisionOf(target.getRevision());
      return revision === -1n ? "end" : boundedNumber(String(revision));
    }
    case RevisionOptionCase.START:
      return "start";
    case RevisionOptionCase.END:
      return "end";
    case RevisionOptionCase.REVISION_OPTION_NOT_SET:
      throw refuseRequest("The read does not say at which revision it begins.");
  }
}

/** @throws Refusal if the position is missing or impossible */
export function positionIn(target: AllOptions): Place {
  switch (target.getAllOptionCase()) {
    case AllOptionCase.POSITION: {
      const commit = target.getPosition()?.getCommitPosition() ?? "0";
      const prepare = target.getPosition()?.getPreparePosition() ?? "0";
      if (BigInt(prepare) > BigInt(commit)) {
        throw refuseRequest("The position's prepare is beyond its commit.");
      }
      return commit === endOfAll ? "end" : boundedNumber(commit);
    }
    case AllOptionCase.START:
      return "start";
    case AllOptionCase.END:
      return "end";
    case AllOptionCase.ALL_OPTION_NOT_SET:
      throw refuseRequest("The read does not say at which position it begins.");
  }
}
