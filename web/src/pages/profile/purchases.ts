import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { answerOf, api } from "../../api/client.js";
import type { operations } from "../../api/schema.js";

type HistoryPage = operations["getPurchaseHistory"]["responses"][200]["content"]["application/json"];
export type Purchase = HistoryPage["purchases"][number];
export type AccountSummary = operations["getProfileSummary"]["responses"][200]["content"]["application/json"];
export type Kind = Purchase["type"];

/** Whose purchases, and of what; without a user, the caller's own. */
export interface Shelf {
  readonly kind: Kind;
  readonly userId: string | undefined;
}

/** What was bought elsewhere a moment ago appears in the open page by itself. */
const pollMs = 3_000;
const shownOnPage = 20;

/** One page of the history, newest first; `cursor` is null for the first one. */
export function useHistoryPage({ kind, userId }: Shelf, cursor: string | null) {
  return useQuery({
    queryKey: ["history", userId, kind, cursor],
    queryFn: ({ signal }) => readPage({ kind, userId }, { cursor, limit: shownOnPage, signal }),
    refetchInterval: pollMs,
    placeholderData: keepPreviousData,
  });
}

/** The purchases in numbers, and whether both projections agree on them: all of it counted by the API. */
export function useSummary({ kind, userId }: Shelf) {
  return useQuery({
    queryKey: ["profile-summary", userId, kind],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/profile/summary", { signal, params: { query: { type: kind, ...named(userId) } } }),
      ),
    refetchInterval: pollMs,
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
