import * as z from "zod";
import { consistencyStates, findingSources, judgeConsistency } from "../../health/consistency.js";
import type { HealthMonitor } from "../../health/health.js";
import { createVerificationReader, type LastVerification } from "../../health/last-verification.js";
import type { SamplerStatus } from "../../projections/check/sampler.js";
import type { ProjectorStatus } from "../../projections/live/projector-status.js";
import { auditedActions } from "../../stores/event-store/audit-log.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";
import { countSchema } from "../vocabulary/fields.js";

export interface ConsistencyEndpointDependencies {
  readonly eventStore: Pick<EventStore, "audit">;
  readonly health: Pick<HealthMonitor, "health">;
  readonly projector: { status(): ProjectorStatus };
  readonly sampler: { status(): SamplerStatus };
  readonly now: () => Date;
}

const stateSchema = z.enum(consistencyStates);
const whoSchema = { at: z.string().describe("UTC."), operator: z.string() };

const consistencySchema = z.strictObject({
  state: stateSchema.describe(
    "The worst known state. proven: all users were compared with the log and none differed. unproven: nothing " +
      "is known to be wrong, but not all users were compared since the projections were last rewritten. behind: " +
      "events are not folded yet. held_back: users wait behind an event that cannot be read, or events are missing " +
      "from their streams. drifted: users differ from the log. unhealthy: the log or a store is not as it should be.",
  ),
  findings: z
    .array(
      z.strictObject({
        state: stateSchema,
        source: z.enum(findingSources),
        at: z.string().nullable().describe("The time of the check, UTC; null if there was none."),
        count: countSchema.nullable().describe("Users, or events behind; null where nothing is counted."),
        of: countSchema.nullable().describe("Users that were checked."),
        message: z.string().nullable(),
      }),
    )
    .describe("The worst first."),
  verification: z
    .strictObject({
      ...whoSchema,
      isClean: z.boolean(),
      isBehind: z.boolean().describe("Nothing was wrong, but events were not folded."),
      users: countSchema,
      driftedUsers: countSchema,
      heldBackUsers: countSchema.describe("Part of the log cannot be read or folded for them."),
      outdatedBy: z
        .strictObject({ ...whoSchema, action: z.enum(auditedActions) })
        .nullable()
        .describe(
          "What has rewritten projections since then; the outcome no longer describes what is stored.",
        ),
    })
    .nullable()
    .describe("The last verification, by the API or the command line; null if there was none."),
});

/** `GET /api/projections/consistency`: the headline of everything that shows the projections. */
export function consistencyEndpoint(dependencies: ConsistencyEndpointDependencies): Endpoint {
  const { eventStore, health, projector, sampler, now } = dependencies;
  const lastVerification = createVerificationReader(eventStore.audit);
  return defineEndpoint({
    method: "get",
    path: "/api/projections/consistency",
    operationId: "getConsistency",
    summary: "Whether the projections match the log, and the evidence",
    access: ["support", "analyst", "admin"],
    query: z.strictObject({}),
    problems: ["event_store_unavailable"],
    responses: { 200: { description: "The present state.", json: consistencySchema } },
    async handle() {
      const verification = await lastVerification();
      const { state, findings } = judgeConsistency({
        health: health.health(),
        projector: projector.status(),
        sampler: sampler.status(),
        verification,
        now: now(),
      });
      const json = {
        state,
        findings: findings.map(({ at, count, of, message, ...finding }) => ({
          ...finding,
          at: at ?? null,
          count: count ?? null,
          of: of ?? null,
          message: message ?? null,
        })),
        verification: verification === undefined ? null : toJson(verification),
      };
      return { status: 200, json };
    },
  });
}

function toJson({ outdatedBy, ...verification }: LastVerification) {
  if (outdatedBy === undefined) return { ...verification, outdatedBy: null };
  const { action, at, operator } = outdatedBy;
  return { ...verification, outdatedBy: { action, at, operator } };
}
