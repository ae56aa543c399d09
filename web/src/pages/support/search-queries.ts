import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answerOf, api } from "../../api/client.js";
import type { operations } from "../../api/schema.js";

export type SearchAnswer = operations["search"]["responses"]["200"]["content"]["application/json"];
export type SearchGroup = SearchAnswer["groups"][number];
export type Match = SearchGroup["matches"][number];

const search = (
  query: operations["search"]["parameters"]["query"],
  signal: AbortSignal,
): Promise<SearchAnswer> => answerOf(api.GET("/api/support/search", { params: { query }, signal }));

export const searchQuery = (text: string) =>
  queryOptions({ queryKey: ["search", text], queryFn: ({ signal }) => search({ q: text }, signal) });

/** The pages of one kind, the first of which is there. */
export const moreQuery = (text: string, first: SearchGroup) =>
  infiniteQueryOptions({
    queryKey: ["search", text, first.kind],
    initialPageParam: "",
    async queryFn({ pageParam, signal }): Promise<SearchGroup> {
      const { groups } = await search({ q: text, kind: first.kind, after: pageParam }, signal);
      return groups[0] ?? { kind: first.kind, matches: [], next: null };
    },
    getNextPageParam: ({ next }) => next,
    initialData: { pages: [first], pageParams: [""] },
    staleTime: Infinity,
  });

/** The title of an item in the catalogue; null if it was never bought, or is no longer there. */
export const itemTitleQuery = (kind: "course" | "test", itemId: string) =>
  queryOptions({
    queryKey: ["item-title", kind, itemId],
    async queryFn({ signal }): Promise<string | null> {
      const { groups } = await search({ q: itemId, kind: "item" }, signal);
      const matches = groups.flatMap((group) => group.matches);
      return matches.find(({ itemKind }) => itemKind === kind)?.title ?? null;
    },
  });
