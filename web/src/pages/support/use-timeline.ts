import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { isOn, useApiFilter, type EventFilter } from "./event-filter.js";
import { blockOf, blockQuery, filteredQuery, type UserEvent } from "./user-queries.js";

export interface TimelineOptions {
  readonly userId: string;
  /** The stream's last revision. */
  readonly head: number;
  /** The newest revision to show; -1 for none. */
  readonly top: number;
  readonly filter: EventFilter;
  /** How many events to show. */
  readonly want: number;
}

export interface FoundEvents {
  /** Newest first. */
  readonly events: readonly UserEvent[];
  /** Whether there are older ones that match. */
  readonly hasOlder: boolean;
  readonly isLoading: boolean;
  readonly error: Error | null;
  retry(): void;
}

/** The events from a revision downwards: a part of the stream, or what the API finds for a filter. */
export function useTimeline({ userId, head, top, filter, want }: TimelineOptions): FoundEvents {
  const isFiltered = isOn(filter);
  const query = useApiFilter(filter);
  // At the head without a revision, so that the next event is among those found, too.
  const page = top >= head ? { ...query, limit: want } : { ...query, limit: want, after: top + 1 };
  const found = useQuery({
    ...filteredQuery(userId, page),
    enabled: isFiltered,
    placeholderData: keepPreviousData,
  });
  const stretch = useStretch(userId, isFiltered ? -1 : top, want);
  if (!isFiltered) return stretch;
  return {
    events: found.data?.events ?? [],
    hasOlder: typeof found.data?.nextAfter === "number",
    isLoading: found.isFetching && (found.data === undefined || found.isPlaceholderData),
    error: found.error,
    retry: () => void found.refetch(),
  };
}

/** All events from a revision downwards. */
function useStretch(userId: string, top: number, want: number): FoundEvents {
  const last = Math.max(0, top - want + 1);
  const blocks = top < 0 ? [] : [...new Set([blockOf(top), blockOf(last)])];
  const results = useQueries({
    queries: blocks.map((block) => ({
      ...blockQuery(userId, block),
      notifyOnChangeProps: ["data" as const, "error" as const],
    })),
  });
  const failed = results.find(({ isError }) => isError);
  // Older ones are not shown below a gap.
  const gap = results.findIndex(({ data }) => data === undefined);
  const loaded = (gap === -1 ? results : results.slice(0, gap)).flatMap(({ data = [] }) => data.toReversed());
  return {
    events: loaded.filter(({ revision }) => revision <= top && revision >= last),
    hasOlder: last > 0,
    isLoading: gap !== -1 && failed === undefined,
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
  };
}
