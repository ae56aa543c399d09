import * as z from "zod";
import { errorCodes, storeCauses } from "../../errors.js";
import type { HealthMonitor } from "../../health/health.js";
import type { ProjectorStatus } from "../../projections/live/projector-status.js";
import { projectorStates } from "../vocabulary/projector-states.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";

export interface HealthEndpointsDependencies {
  readonly health: Pick<HealthMonitor, "health">;
  readonly projector: { status(): ProjectorStatus };
}

/** Codes and names only: this endpoint is open to all, and the messages of a stopped projector name users. */
const notReadySchema = z.strictObject({
  status: z.literal("not_ready"),
  reasons: z.array(z.enum(errorCodes)).min(1),
  causes: z.array(z.enum(storeCauses)).describe("Why a store cannot be used, where that is known."),
  projector: z.enum(projectorStates),
});

const shared = { method: "get", access: "public", problems: [] } as const;

/**
 * `GET /healthz`: the process runs. `GET /readyz`: requests can be answered as they should.
 * Neither needs a token or checks its query, because probes add parameters of their own.
 */
export function healthEndpoints({ health, projector }: HealthEndpointsDependencies): readonly Endpoint[] {
  return [
    defineEndpoint({
      ...shared,
      path: "/healthz",
      operationId: "getHealth",
      summary: "Whether the process is running",
      responses: {
        200: { description: "The process is running.", json: z.strictObject({ status: z.literal("ok") }) },
      },
      handle: () => ({ status: 200, json: { status: "ok" } }),
    }),
    defineEndpoint({
      ...shared,
      path: "/readyz",
      operationId: "getReadiness",
      summary: "Whether the ledger is ready",
      description:
        "Both stores answer, the last append did not fail, the log is the one that the projections were folded from, and the projector is " +
        "live, or catching up after it was live once. Responds at once with the results of the last second or two; " +
        "`GET /api/status` shows each check, since when its result holds, and the evidence.",
      responses: {
        200: { description: "The ledger is ready.", json: z.strictObject({ status: z.literal("ready") }) },
        503: {
          description: "The ledger is not ready, for these reasons.",
          json: notReadySchema,
          headers: { "Retry-After": "Seconds." },
        },
      },
      handle() {
        const { ready, reasons, causes } = health.health();
        if (ready) return { status: 200, json: { status: "ready" } };
        const json = { status: "not_ready", reasons, causes, projector: projector.status().state };
        return { status: 503, headers: { "Retry-After": "1" }, json };
      },
    }),
  ];
}
