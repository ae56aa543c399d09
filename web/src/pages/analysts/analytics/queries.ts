import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answerOf, api } from "../../../api/client.js";
import type { operations } from "../../../api/schema.js";
import { toQuery, type DateRange, type Interval } from "./range.js";
import type { Choices } from "./use-choices.js";

type Answer<Operation extends "getAnalyticsSummary" | "getTimeseries" | "getTopItems"> =
  operations[Operation]["responses"][200]["content"]["application/json"];

export type Summary = Answer<"getAnalyticsSummary">;
export type Revenue = Summary["revenue"][number];
type Timeseries = Answer<"getTimeseries">;
export type Bucket = Timeseries["buckets"][number];
export type Outside = Timeseries["outside"];
export type TopItem = Answer<"getTopItems">["items"][number];

/** What came in meanwhile shows by itself, and a change of the range leaves the old picture until the new one is there. */
const lively = { refetchInterval: 30_000, placeholderData: keepPreviousData } as const;

interface Asked {
  readonly range: DateRange;
  readonly zone: string;
}

export const summaryQuery = ({ range, zone }: Asked) =>
  queryOptions({
    ...lively,
    queryKey: ["analytics", "summary", range, zone],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/analytics/summary", { params: { query: toQuery(range, zone) }, signal })),
  });

export const timeseriesQuery = ({ range, zone, interval }: Asked & { readonly interval: Interval }) =>
  queryOptions({
    ...lively,
    queryKey: ["analytics", "timeseries", range, zone, interval],
    queryFn: ({ signal }) => {
      const query = { ...toQuery(range, zone), interval };
      return answerOf(api.GET("/api/analytics/timeseries", { params: { query }, signal }));
    },
  });

const mostItems = 15;

export const topItemsQuery = ({ range, zone, items, rank }: Asked & Pick<Choices, "items" | "rank">) =>
  queryOptions({
    ...lively,
    queryKey: ["analytics", "top-items", range, zone, items, rank],
    queryFn: ({ signal }) => {
      const kind = items === "all" ? {} : { kind: items };
      const query = {
        ...toQuery(range, zone),
        ...kind,
        ...(rank === undefined ? {} : { currency: rank }),
        limit: mostItems,
      };
      return answerOf(api.GET("/api/analytics/top-items", { params: { query }, signal }));
    },
  });
