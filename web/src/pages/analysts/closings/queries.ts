import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answerOf, api } from "../../../api/client.js";
import type { operations } from "../../../api/schema.js";
import { isRunning, keepJob, refresh, useLiveJob } from "../projections/jobs.js";

type Answer<Operation extends "getClosedMonths" | "getClosings"> =
  operations[Operation]["responses"][200]["content"]["application/json"];

export type ClosedMonth = Answer<"getClosedMonths">["months"][number];
export type ClosingJob = Answer<"getClosings">["closings"][number];

const monthsKey = ["closed-months"] as const;
const closingsKey = ["closings"] as const;
/** What a closing changes besides: the periods of the charts say which of them are closed. */
const keysOfClosings = [monthsKey, ["audit"], ["analytics", "timeseries"]] as const;

export const closedMonthsQuery = queryOptions({
  queryKey: monthsKey,
  queryFn: async ({ signal }) => (await answerOf(api.GET("/api/analytics/months", { signal }))).months,
  refetchInterval: 30_000,
});

const closingsQuery = queryOptions({
  queryKey: closingsKey,
  queryFn: async ({ signal, client }) => {
    const known = client.getQueryData<readonly ClosingJob[]>(closingsKey) ?? [];
    const { closings } = await answerOf(api.GET("/api/analytics/closings", { signal }));
    // A small log is counted before anybody sees the job run.
    const hasNews = closings.some(
      (job) => !isRunning(job) && !known.some((each) => each.id === job.id && !isRunning(each)),
    );
    if (hasNews) void refresh(client, keysOfClosings);
    return closings;
  },
  refetchInterval: 10_000,
});

/** The closings of the server, newest first, with live progress. */
export function useClosings() {
  const query = useQuery(closingsQuery);
  const running = query.data?.find(isRunning);
  const url = running === undefined ? null : `/api/analytics/closings/${running.id}/progress`;
  const connection = useLiveJob({ key: closingsKey, event: "closing", url, changes: keysOfClosings });
  return { ...query, running, connection };
}

export interface ClosingRequest {
  readonly month: string;
  readonly tz: string;
}

/** Closes a month, or proves a closed one. */
export function useStartClosing() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ClosingRequest) => answerOf(api.POST("/api/analytics/closings", { body })),
    onSuccess: (job) => keepJob(client, closingsKey, job),
    onSettled: () => refresh(client, [closingsKey]),
  });
}

export function useCancelClosing() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id }: ClosingJob) =>
      answerOf(api.DELETE("/api/analytics/closings/{id}", { params: { path: { id } } })),
    onSuccess: (job) => keepJob(client, closingsKey, job),
    onSettled: () => refresh(client, [closingsKey]),
  });
}
