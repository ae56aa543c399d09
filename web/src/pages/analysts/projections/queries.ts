import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answerOf, api } from "../../../api/client.js";
import type { operations } from "../../../api/schema.js";
import { consistencyKey } from "../consistency/query.js";

type Answer<Operation extends "getStatus" | "getProjections" | "getDeadLetters" | "getAudit"> =
  operations[Operation]["responses"][200]["content"]["application/json"];

export type Status = Answer<"getStatus">;
export type Projector = Status["projector"];
export type SamplerStatus = Status["sampler"];
export type Projection = Answer<"getProjections">["projections"][number];
export type DeadLetter = Answer<"getDeadLetters">["deadLetters"][number];
export type AuditEntry = Answer<"getAudit">["entries"][number];

/** How far the projections were behind at one moment. */
export interface LagSample {
  /** Milliseconds since 1970 UTC, by the viewer's clock. */
  readonly at: number;
  /** Null where the log cannot say. */
  readonly events: number | null;
  readonly seconds: number;
}

/** The latest status, and the lag of those before it: as long as the page is open, it remembers some minutes. */
interface WatchedStatus {
  readonly status: Status;
  readonly samples: readonly LagSample[];
}

export const rememberedMs = 5 * 60_000;
const statusKey = ["status"] as const;

export const statusQuery = queryOptions({
  queryKey: statusKey,
  queryFn: async ({ signal, client }): Promise<WatchedStatus> => {
    const status = await answerOf(api.GET("/api/status", { signal }));
    const { lagEvents: events, lagSeconds: seconds } = status.projector;
    const at = Date.now();
    const before = client.getQueryData<WatchedStatus>(statusKey)?.samples ?? [];
    const remembered = before.filter((sample) => at - sample.at < rememberedMs);
    return { status, samples: [...remembered, { at, events, seconds }] };
  },
  staleTime: 0,
  refetchInterval: 2_000,
});

const projectionsKey = ["projections"] as const;
const auditKey = ["audit"] as const;
const deadLettersKey = ["dead-letters"] as const;

/** What a rebuild, a verification, a rollback or a retry may change: asked for again when one of them has ended. */
export const keysOfProjections = [
  projectionsKey,
  auditKey,
  deadLettersKey,
  statusKey,
  consistencyKey,
] as const;

export const projectionsQuery = queryOptions({
  queryKey: projectionsKey,
  queryFn: ({ signal }) => answerOf(api.GET("/api/projections", { signal })),
  refetchInterval: 5_000,
});

const entriesAtOnce = 100;

export const auditQuery = infiniteQueryOptions({
  queryKey: auditKey,
  queryFn: ({ signal, pageParam: before }) =>
    answerOf(
      api.GET("/api/audit", {
        params: { query: { limit: entriesAtOnce, ...(before === undefined ? {} : { before }) } },
        signal,
      }),
    ),
  initialPageParam: undefined as number | undefined,
  getNextPageParam: ({ nextBefore }) => nextBefore ?? undefined,
  // Changes made at the command line appear here, too.
  refetchInterval: 5_000,
});

const lettersAtOnce = 20;

export const deadLettersQuery = infiniteQueryOptions({
  queryKey: deadLettersKey,
  queryFn: ({ signal, pageParam: after }) =>
    answerOf(
      api.GET("/api/projections/dead-letters", {
        params: { query: { limit: lettersAtOnce, ...(after === undefined ? {} : { after }) } },
        signal,
      }),
    ),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ nextAfter }) => nextAfter ?? undefined,
  refetchInterval: 15_000,
});
