import { queryOptions } from "@tanstack/react-query";
import { answerOf, api } from "../../../api/client.js";
import type { operations } from "../../../api/schema.js";

export type Consistency = operations["getConsistency"]["responses"][200]["content"]["application/json"];
export type ConsistencyState = Consistency["state"];
export type Finding = Consistency["findings"][number];

export const consistencyKey = ["consistency"] as const;

/** What is known about the projections, from the server or the command line. */
export const consistencyQuery = queryOptions({
  queryKey: consistencyKey,
  queryFn: ({ signal }) => answerOf(api.GET("/api/projections/consistency", { signal })),
  refetchInterval: 3_000,
});
