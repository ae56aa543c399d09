import { useQueries, useQueryClient } from "@tanstack/react-query";
import type { EventTest } from "./event-filter.js";
import { blockOf, blockQuery, type UserEvent } from "./user-queries.js";

export interface TimelineOptions {
  readonly userId: string;
  /** The newest revision to look at; -1 for none. */
  readonly top: number;
  readonly test: EventTest;
  /** How many events to find. */
  readonly want: number;
}

export interface FoundEvents {
  /** Newest first. */
  readonly events: readonly UserEvent[];
  /** Whether there may be older ones that match. */
  readonly hasOlder: boolean;
  readonly isLoading: boolean;
  /** How many events were looked at. */
  readonly searched: number;
  readonly error: Error | null;
  retry(): void;
}

/**
 * Finds events from a revision downwards, block by block, and asks the API for as many blocks as it takes. The API does
 * not filter, so a filter that matches little makes it read far; what was read once stays for the next look.
 */
export function useTimeline({ userId, top, test, want }: TimelineOptions): FoundEvents {
  const client = useQueryClient();
  const walk = walkDown({ top, test, want }, (block) =>
    client.getQueryData(blockQuery(userId, block).queryKey),
  );
  // Each block that comes makes this render again, and then the walk goes further.
  const results = useQueries({
    queries: walk.blocks.map((block) => ({
      ...blockQuery(userId, block),
      notifyOnChangeProps: ["data" as const, "error" as const],
    })),
  });
  const failed = results.find(({ isError }) => isError);
  return {
    events: walk.events,
    hasOlder: walk.hasOlder,
    isLoading: walk.isWaiting && failed === undefined,
    searched: walk.searched,
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
  };
}

interface Walk {
  readonly events: readonly UserEvent[];
  /** Which blocks it went through; the last one may not be there yet. */
  readonly blocks: readonly number[];
  readonly hasOlder: boolean;
  readonly isWaiting: boolean;
  readonly searched: number;
}

function walkDown(
  { top, test, want }: Omit<TimelineOptions, "userId">,
  read: (block: number) => readonly UserEvent[] | undefined,
): Walk {
  const events: UserEvent[] = [];
  const blocks: number[] = [];
  let searched = 0;
  for (let block = blockOf(top); block >= 0; block--) {
    blocks.push(block);
    const stored = read(block);
    if (stored === undefined) return { events, blocks, hasOlder: true, isWaiting: true, searched };
    for (const event of stored.toReversed()) {
      if (event.revision > top) continue;
      if (test.isTooOld(event)) return { events, blocks, hasOlder: false, isWaiting: false, searched };
      searched++;
      if (!test.matches(event)) continue;
      if (events.length === want) return { events, blocks, hasOlder: true, isWaiting: false, searched };
      events.push(event);
    }
  }
  return { events, blocks, hasOlder: false, isWaiting: false, searched };
}
