import streams from "@eventstore/db-client/generated/streams_pb.js";
import { createMatcher, TooCostly } from "./dotnet-regex/matcher.js";
import { BadExpression, parseExpression } from "./dotnet-regex/parse.js";
import { ProgramTooLarge } from "./dotnet-regex/program.js";
import type { LogRecord } from "./records.js";
import { refuseRequest } from "./refusals.js";

type FilterOptions = InstanceType<typeof streams.ReadReq.Options.FilterOptions>;

export interface Filter {
  matches(record: LogRecord): boolean;
  /** A subscriber gets a checkpoint after each this many events searched. Reads may set it to 0. */
  readonly checkpointInterval: number;
}

/** How many events are searched between two checkpoints of multiplier 1, unless the client says it. */
const defaultWindow = 32;

export function filterOf(options: FilterOptions): Filter {
  if (!options.hasMax() && !options.hasCount()) throw refuseRequest("The filter does not say its window.");
  const window = options.hasMax() ? options.getMax() : defaultWindow;
  const checkpointInterval = options.getCheckpointintervalmultiplier() * window;
  switch (options.getFilterCase()) {
    case streams.ReadReq.Options.FilterOptions.FilterCase.STREAM_IDENTIFIER: {
      const matches = matcherOf(options.getStreamIdentifier());
      return { matches: ({ stream }) => matches(stream), checkpointInterval };
    }
    case streams.ReadReq.Options.FilterOptions.FilterCase.EVENT_TYPE: {
      const matches = matcherOf(options.getEventType());
      return { matches: ({ type }) => matches(type), checkpointInterval };
    }
    case streams.ReadReq.Options.FilterOptions.FilterCase.FILTER_NOT_SET:
      throw refuseRequest("A filter is on the stream's name or on the event's type.");
  }
}

function matcherOf(
  expression: InstanceType<typeof streams.ReadReq.Options.FilterOptions.Expression> | undefined,
): (name: string) => boolean {
  const prefixes = expression?.getPrefixList() ?? [];
  const source = expression?.getRegex() ?? "";
  if (source === "") return (name) => prefixes.some((prefix) => name.startsWith(prefix));
  try {
    const matches = createMatcher(parseExpression(source));
    return (name) => refusing(() => matches(name));
  } catch (error) {
    throw error instanceof BadExpression || error instanceof ProgramTooLarge
      ? refuseRequest(error.message)
      : error;
  }
}

/** A name that costs too much ends the read. To skip the name would be a wrong answer. */
function refusing<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof TooCostly ? refuseRequest(error.message) : error;
  }
}
