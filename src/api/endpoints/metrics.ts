import * as z from "zod";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";
import type { ApiMetrics } from "../http/metrics.js";

/** `GET /metrics`: for Prometheus, which sends no token. It has counts and times, and no personal data. */
export function metricsEndpoint(metrics: ApiMetrics): Endpoint {
  return defineEndpoint({
    method: "get",
    path: "/metrics",
    operationId: "getMetrics",
    summary: "Measurements in the Prometheus text format",
    access: "public",
    problems: [],
    responses: { 200: { description: "Counters, gauges and histograms.", text: z.string() } },
    handle: async () => ({ status: 200, text: await metrics.text(), contentType: metrics.contentType }),
  });
}
