import * as z from "zod";
import { auditedActions } from "../../stores/event-store/audit-log.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import { wholeNumber } from "../vocabulary/consistent-read.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";

export interface AuditEndpointDependencies {
  readonly eventStore: Pick<EventStore, "audit">;
}

const defaultLimit = 50;
const maxLimit = 200;

const entriesSchema = z.strictObject({
  entries: z
    .array(
      z.strictObject({
        number: z.int().describe("Grows with each entry."),
        at: z.string().describe("UTC."),
        action: z.enum(auditedActions),
        operator: z.string(),
        reason: z.string(),
        details: z.record(z.string(), z.unknown()),
      }),
    )
    .describe("Newest first."),
  nextBefore: z.int().nullable().describe("Where the next page starts; null on the last one."),
});

/** `GET /api/audit`. */
export function auditEndpoint({ eventStore }: AuditEndpointDependencies): Endpoint {
  return defineEndpoint({
    method: "get",
    path: "/api/audit",
    operationId: "getAudit",
    summary: "The audit log: what operators did, when and why",
    description:
      "Repairs, rebuilds, rollbacks, retries, revocations and verifications. Kept with the event log.",
    access: ["support", "analyst", "admin"],
    query: z.strictObject({
      limit: wholeNumber(1, maxLimit)
        .describe(`The maximum number of entries; default: ${defaultLimit}.`)
        .optional(),
      before: wholeNumber(1, Number.MAX_SAFE_INTEGER)
        .describe("Only entries before this number: the nextBefore of the previous page.")
        .optional(),
    }),
    problems: ["event_store_unavailable"],
    responses: { 200: { description: "One page.", json: entriesSchema } },
    async handle({ query: { limit = defaultLimit, before } }) {
      // One more than requested shows whether another page follows.
      const found = await eventStore.audit.entries({ limit: limit + 1, before });
      const entries = found.slice(0, limit).map(({ id: _, ...entry }) => entry);
      return {
        status: 200,
        json: { entries, nextBefore: found.length > limit ? (entries.at(-1)?.number ?? null) : null },
      };
    },
  });
}
