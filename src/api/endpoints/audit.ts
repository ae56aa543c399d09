import * as z from "zod";
import { errorCodes } from "../../errors.js";
import { auditedActions } from "../../stores/event-store/audit-log.js";
import { auditLines, runStates, type AuditLine } from "../../operations/audit-lines.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";
import { wholeNumber } from "../vocabulary/fields.js";
import { limitField, pageOf } from "../vocabulary/paging.js";

export interface AuditEndpointDependencies {
  readonly eventStore: Pick<EventStore, "audit">;
}

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
        run: z
          .strictObject({
            startedAt: z.string().describe("UTC."),
            state: z
              .enum(runStates)
              .describe(
                "`never_ended`: its process is gone and recorded no end. `unknown`: no end is recorded, and it " +
                  "began on another machine.",
              ),
            error: z.enum(errorCodes).nullable().describe("Why it failed; null unless it has."),
            host: z.string().nullable().describe("Where it runs, or ran; null once it has ended."),
          })
          .nullable()
          .describe("The run of a long operation; null for a short one."),
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
      "Repairs, rebuilds, rollbacks, retries, revocations, verifications and the like. Kept with the event log. What takes " +
      "long is recorded when it begins and when it ends, and is one entry here.",
    access: ["support", "analyst", "admin"],
    query: z.strictObject({
      limit: limitField("entries", 50, 200),
      before: wholeNumber(1, Number.MAX_SAFE_INTEGER)
        .describe("Only entries before this number: the nextBefore of the previous page.")
        .optional(),
    }),
    problems: ["event_store_unavailable"],
    responses: { 200: { description: "One page.", json: entriesSchema } },
    async handle({ query: { limit, before } }) {
      const found = await auditLines(eventStore.audit, { limit: limit + 1, before });
      const { page, last } = pageOf(found, limit);
      return { status: 200, json: { entries: page.map(toJson), nextBefore: last?.number ?? null } };
    },
  });
}

function toJson({ id: _, run, ...entry }: AuditLine) {
  if (run === undefined) return { ...entry, run: null };
  return { ...entry, run: { ...run, error: run.error ?? null, host: run.host ?? null } };
}
