import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { nothingOwned } from "./owned-changes.js";
import type { Moment } from "./use-moment.js";
import { stateQuery, type UserState } from "./user-queries.js";

export interface Owned {
  readonly state: UserState | undefined;
  /** After the previous event; undefined while unknown. */
  readonly before: UserState | undefined;
  /** What is shown is of the moment before, until the answer is there. */
  readonly isOld: boolean;
  /** The revision of the moment; -1 before the first; undefined while unknown. */
  readonly revision: number | undefined;
  readonly error: Error | null;
  retry(): void;
}

/** What the user owned at the moment, and before its event. Asks go out only for moments that the travel stays at. */
export function useOwned(userId: string, head: number, { at, revision }: Moment): Owned {
  const isThere = head >= 0;
  // Not what the address says, which may be a revision that is still to come.
  const asked = revision === undefined ? (at ?? "") : String(revision);
  const now = useQuery({ ...stateQuery(userId, asked), enabled: isThere, placeholderData: keepPreviousData });
  const isOld = now.isPlaceholderData;
  const known = revision ?? (isOld || now.data === undefined ? undefined : (now.data.revision ?? -1));
  const previous = (known ?? 0) - 1;
  const then = useQuery({ ...stateQuery(userId, String(previous)), enabled: isThere && previous >= 0 });
  return {
    state: now.data,
    before: known === undefined || isOld ? undefined : previous < 0 ? nothingOwned(userId) : then.data,
    isOld,
    revision: known,
    error: now.error,
    retry: () => void now.refetch(),
  };
}
