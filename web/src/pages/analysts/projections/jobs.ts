import { queryOptions, useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { answerOf, api } from "../../../api/client.js";
import type { operations } from "../../../api/schema.js";
import { useEventSource } from "../../../hooks/use-event-source.js";
import { keysOfProjections } from "./queries.js";

type Listed<Operation extends "getRebuilds" | "getVerifications"> =
  operations[Operation]["responses"][200]["content"]["application/json"];

export type RebuildJob = Listed<"getRebuilds">["rebuilds"][number];
export type VerificationJob = Listed<"getVerifications">["verifications"][number];
export type JobProgress = NonNullable<RebuildJob["progress"]>;

/** What a rebuild or a rollback is about. */
export type Target = "all" | "ownership" | "history" | "payments";

export const targetOf = ({ projections }: RebuildJob): Target =>
  projections.length > 1 ? "all" : (projections[0] ?? "all");

const rebuildsKey = ["rebuilds"] as const;
const verificationsKey = ["verifications"] as const;

/** Often enough to notice jobs that others start; each job's progress comes over its own stream. */
const everyMs = 4_000;

const rebuildsQuery = queryOptions({
  queryKey: rebuildsKey,
  queryFn: async ({ signal }) => {
    const params = { path: { name: "all" as const } };
    return (await answerOf(api.GET("/api/projections/{name}/rebuilds", { params, signal }))).rebuilds;
  },
  refetchInterval: everyMs,
});

const verificationsQuery = queryOptions({
  queryKey: verificationsKey,
  queryFn: async ({ signal }) =>
    (await answerOf(api.GET("/api/projections/verifications", { signal }))).verifications,
  refetchInterval: everyMs,
});

/** The rebuilds of the server, newest first, up to the moment. */
export function useRebuilds() {
  const query = useQuery(rebuildsQuery);
  const running = query.data?.find(isRunning);
  const url =
    running === undefined ? null : `/api/projections/${targetOf(running)}/rebuilds/${running.id}/progress`;
  const connection = useLiveJob({ key: rebuildsKey, event: "rebuild", url, changes: keysOfProjections });
  return { ...query, running, connection };
}

/** The verifications of the server, newest first, up to the moment. */
export function useVerifications() {
  const query = useQuery(verificationsQuery);
  const running = query.data?.find(isRunning);
  const url = running === undefined ? null : `/api/projections/verifications/${running.id}/progress`;
  const connection = useLiveJob({
    ...{ key: verificationsKey, event: "verification", url },
    changes: keysOfProjections,
  });
  return { ...query, running, connection };
}

interface AnyJob {
  readonly id: string;
  readonly state: string;
}

export const isRunning = ({ state }: AnyJob): boolean => state === "running";

interface LiveJob {
  /** Of the query that lists the jobs. */
  readonly key: readonly string[];
  /** The name of the events. */
  readonly event: string;
  /** Of the running job; null if none runs. */
  readonly url: string | null;
  /** The keys of what a job changes. */
  readonly changes: readonly (readonly string[])[];
}

/** Puts what the stream of the running job says into the list. */
export function useLiveJob({ key, event, url, changes }: LiveJob) {
  const client = useQueryClient();
  return useEventSource<AnyJob>({
    url,
    event,
    onEvent(job) {
      keepJob(client, key, job);
      if (!isRunning(job)) void refresh(client, changes);
    },
    isLast: (job) => !isRunning(job),
  });
}

export function keepJob(client: QueryClient, key: readonly string[], job: AnyJob): void {
  client.setQueryData<readonly AnyJob[]>(key, (jobs = []) =>
    jobs.some(({ id }) => id === job.id)
      ? jobs.map((each) => (each.id === job.id ? job : each))
      : [job, ...jobs],
  );
}

export const refresh = (client: QueryClient, keys: readonly (readonly string[])[]): Promise<unknown> =>
  Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));

export interface RebuildRequest {
  readonly target: Target;
  readonly reason: string;
  readonly restart?: boolean;
  readonly acceptChanges?: boolean;
}

export function useStartRebuild() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ target: name, ...body }: RebuildRequest) =>
      answerOf(api.POST("/api/projections/{name}/rebuilds", { params: { path: { name } }, body })),
    onSuccess: (job) => keepJob(client, rebuildsKey, job),
    // Refused perhaps because of one that this page has not seen yet.
    onSettled: () => refresh(client, [rebuildsKey, ...keysOfProjections]),
  });
}

export function useCancelRebuild() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (job: RebuildJob) =>
      answerOf(
        api.DELETE("/api/projections/{name}/rebuilds/{id}", {
          params: { path: { name: targetOf(job), id: job.id } },
        }),
      ),
    onSuccess: (job) => keepJob(client, rebuildsKey, job),
    onSettled: () => refresh(client, [rebuildsKey, ...keysOfProjections]),
  });
}

export function useRollBack() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ target: name, reason }: { readonly target: Target; readonly reason: string }) =>
      answerOf(
        api.POST("/api/projections/{name}/rollbacks", { params: { path: { name } }, body: { reason } }),
      ),
    onSettled: () => refresh(client, keysOfProjections),
  });
}

export function useStartVerification() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => answerOf(api.POST("/api/projections/verifications", { body: {} })),
    onSuccess: (job) => keepJob(client, verificationsKey, job),
    onSettled: () => refresh(client, [verificationsKey]),
  });
}

export function useCancelVerification() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id }: VerificationJob) =>
      answerOf(api.DELETE("/api/projections/verifications/{id}", { params: { path: { id } } })),
    onSuccess: (job) => keepJob(client, verificationsKey, job),
    onSettled: () => refresh(client, [verificationsKey]),
  });
}

export function useRetryDeadLetter() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (userId: string) =>
      answerOf(api.POST("/api/projections/dead-letters/{userId}/retries", { params: { path: { userId } } })),
    onSettled: () => refresh(client, keysOfProjections),
  });
}
