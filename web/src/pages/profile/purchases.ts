import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { answerOf, api } from "../../api/client.js";
import type { operations } from "../../api/schema.js";

type HistoryPage = operations["getPurchaseHistory"]["responses"][200]["content"]["application/json"];
export type Purchase = HistoryPage["purchases"][number];
export type Ownership = operations["getPurchasedCourses"]["responses"][200]["content"]["application/json"];
export type Kind = Purchase["type"];

/** Whose purchases, and of what; without a user, the caller's own. */
export interface Shelf {
  readonly kind: Kind;
  readonly userId: string | undefined;
}

/** What was bought elsewhere a moment ago appears in the open page by itself. */
const pollMs = 3_000;
const shownOnPage = 20;
/** As many as the API gives at once. */
const readAtOnce = 100;

/** One page of the history, newest first; `cursor` is null for the first one. */
export function useHistoryPage({ kind, userId }: Shelf, cursor: string | null) {
  return useQuery({
    queryKey: ["history", userId, kind, cursor],
    queryFn: ({ signal }) => readPage({ kind, userId }, { cursor, limit: shownOnPage, signal }),
    refetchInterval: pollMs,
    placeholderData: keepPreviousData,
  });
}

/** What the other projection says: the ids of what is owned. */
export function useOwnership(userId: string | undefined) {
  return useQuery({
    queryKey: ["ownership", userId],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/profile/purchased-courses", { signal, params: { query: named(userId) } })),
    refetchInterval: pollMs,
  });
}

/** The whole history, for its totals and to hold it against ownership. */
export interface WholeHistory {
  readonly purchases: readonly Purchase[];
  /** What it is folded to; undefined if that moved while it was read. */
  readonly revision: number | null | undefined;
}

/**
 * Reads the whole history: once for each revision, as it does not change in between.
 *
 * @param revision of ownership; undefined while that is not known
 */
export function useWholeHistory(shelf: Shelf, revision: number | null | undefined) {
  return useQuery({
    queryKey: ["whole-history", shelf.userId, shelf.kind, revision],
    queryFn: ({ signal }) => readAll(shelf, signal),
    enabled: revision !== undefined,
    staleTime: Infinity,
    placeholderData: keepPreviousData,
    // Until both projections speak of the same revision there is something to wait for.
    refetchInterval: ({ state }) => (state.data?.revision === revision ? false : pollMs),
  });
}

/** Whether the projections are known to be behind the log: then purchases may be missing from everything here. */
export function useIsBehind(): boolean {
  const { data = false } = useQuery({
    queryKey: ["readiness"],
    queryFn: async ({ signal }) => {
      const { error } = await api.GET("/readyz", { signal });
      const reasons = error !== undefined && "reasons" in error ? error.reasons : [];
      return Array.isArray(reasons) && reasons.includes("projection_behind");
    },
    refetchInterval: pollMs,
  });
  return data;
}

async function readAll(shelf: Shelf, signal: AbortSignal): Promise<WholeHistory> {
  const purchases: Purchase[] = [];
  const revisions = new Set<number | null>();
  let cursor: string | null = null;
  do {
    const page: HistoryPage = await readPage(shelf, { cursor, limit: readAtOnce, signal });
    purchases.push(...page.purchases);
    revisions.add(page.revision);
    cursor = page.nextCursor;
  } while (cursor !== null);
  const [revision] = revisions;
  return { purchases, revision: revisions.size === 1 ? revision : undefined };
}

interface PageRequest {
  readonly cursor: string | null;
  readonly limit: number;
  readonly signal: AbortSignal;
}

function readPage({ kind, userId }: Shelf, { cursor, limit, signal }: PageRequest): Promise<HistoryPage> {
  const query = { type: kind, limit, ...named(userId), ...(cursor === null ? {} : { cursor }) };
  return answerOf(api.GET("/api/profile/purchase-history", { signal, params: { query } }));
}

const named = (userId: string | undefined) => (userId === undefined ? {} : { userId });
