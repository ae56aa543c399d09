import { z } from "zod";
import { auditedActions, type ReadModelStore } from "../../stores/read-model/read-model-store.js";
import { wholeNumber } from "../vocabulary/consistent-read.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";

export interface AuditEndpointDependencies {
  readonly readModel: ReadModelStore;
}

const defaultLimit = 50;
const maxLimit = 200;

const entriesSchema = z.strictObject({
  entries: z
    .array(
      z.strictObject({
        at: z.string().describe("UTC."),
        action: z.enum(auditedActions),
        operator: z.string(),
        reason: z.string(),
        details: z.record(z.string(), z.unknown()),
      }),
    )
    .describe("Newest first."),
});

/** `GET /api/audit`. */
export function auditEndpoint({ readModel }: AuditEndpointDependencies): Endpoint {
  return defineEndpoint({
    method: "get",
    path: "/api/audit",
    operationId: "getAudit",
    summary: "Who has done what to the projections",
    description: "Repairs, rebuilds, rollbacks, retries, and verifications that the server has run.",
    access: ["support", "analyst", "admin"],
    query: z.strictObject({
      limit: wholeNumber(1, maxLimit)
        .describe(`The most entries to answer with; ${defaultLimit} if left out.`)
        .optional(),
    }),
    problems: ["read_model_unavailable"],
    responses: { 200: { description: "The latest.", json: entriesSchema } },
    async handle({ query: { limit = defaultLimit } }) {
      return { status: 200, json: { entries: await readModel.audit(limit) } };
    },
  });
}
