import * as z from "zod";
import { ownershipAccounts } from "../../projections/check/cross-check.js";
import { projections } from "../../projections/projections.js";
import { adopterStates, type AdopterStatus } from "../../shop/adopt/adopter.js";
import { errorCodes, isLedgerError, storeCauses } from "../../errors.js";
import type { Health, HealthMonitor } from "../../health/health.js";
import type { ProjectorStatus } from "../../projections/live/projector-status.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import type { SampledTotals, SamplerStatus } from "../../projections/check/sampler.js";
import { projectorStates } from "../vocabulary/projector-states.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";

export interface StatusEndpointDependencies {
  readonly eventStore: EventStore;
  readonly readModel: { readonly kind: string };
  readonly health: Pick<HealthMonitor, "health">;
  readonly projector: { status(): ProjectorStatus };
  readonly sampler: { status(): SamplerStatus };
  readonly adoption: { readonly adopter: { status(): AdopterStatus } } | undefined;
  readonly version: string;
  readonly now: () => Date;
}

const positionSchema = z.string().nullable().describe("Opaque: only equality means anything.");

const projectorSchema = z.strictObject({
  state: z.enum(projectorStates),
  since: z.string().describe("Since when it is in this state, UTC."),
  incomplete: z
    .boolean()
    .describe(
      "The log is being folded from the start: requests for what users own are refused until its head is reached.",
    ),
  position: positionSchema,
  eventCount: z.int().min(0),
  head: positionSchema,
  lagEvents: z.int().min(0).nullable().describe("Null if the log does not count its events."),
  lagSeconds: z.number().min(0),
  eventsPerSecond: z.number().min(0),
  provenAt: z
    .string()
    .nullable()
    .describe(
      "When the log was last proven to be the one that the projections were folded from, UTC; null before that.",
    ),
  deadLetters: z.int().min(0).describe("Users that are held back by a dead letter."),
  lastError: z.strictObject({ code: z.enum(errorCodes), message: z.string(), at: z.string() }).nullable(),
});

/** For each projection that says what users own, how many items. */
const ownedFields = Object.fromEntries(
  ownershipAccounts(projections).map(({ name, owned }) => [
    name,
    z
      .int()
      .min(0)
      .describe(owned?.description ?? ""),
  ]),
);

const healthSchema = z
  .strictObject({
    ready: z.boolean().describe("Whether `GET /readyz` answers 200."),
    checks: z.array(
      z.strictObject({
        name: z.enum(["event_log", "appends", "read_model", "same_log", "projections", "token_keys"]),
        ok: z.boolean().nullable().describe("Null until something is known."),
        code: z.enum(errorCodes).nullable().describe("Why it is not ok."),
        cause: z.enum(storeCauses).nullable().describe("Why the store cannot be used, where that is known."),
        message: z.string().nullable(),
        since: z.string().describe("Since when it is in this state, UTC."),
        provenAt: z.string().nullable().describe("When it was last proven, UTC."),
        proof: z.string().describe("The evidence for the state."),
      }),
    ),
  })
  .describe("The state of each part, since when, and the evidence for it.");

const statusSchema = z.strictObject({
  health: healthSchema,
  version: z.string(),
  node: z.string(),
  uptimeSeconds: z.number().min(0),
  eventStore: z.strictObject({
    kind: z.string(),
    head: positionSchema,
    eventCount: z.int().min(0).nullable().describe("Null where the store cannot say."),
    error: z
      .enum(errorCodes)
      .optional()
      .describe("Why head and count are not known, if the store cannot be reached."),
  }),
  readModel: z.strictObject({ kind: z.string() }),
  projector: projectorSchema,
  adopter: z
    .strictObject({
      state: z.enum(adopterStates),
      eventCount: z.int().min(0).describe("Events of the log that the shop's accounts include."),
      lastError: z.strictObject({ code: z.enum(errorCodes), message: z.string() }).nullable(),
    })
    .nullable()
    .describe("What keeps the shop's own data up to date; null if adopt mode is off."),
  sampler: z
    .strictObject({
      cpuPercent: z
        .number()
        .min(0)
        .describe(
          "The share of one core that it may use. With 0 it is off, and the other fields mean nothing.",
        ),
      usersSampled: z.int().min(0),
      usersDrifted: z.int().min(0),
      driftedUsers: z.array(z.string()).describe("Some of the drifted users."),
      usersHeldBack: z
        .int()
        .min(0)
        .describe("Users whose purchases are refused, because events are missing from their streams."),
      heldBackUsers: z.array(z.string()).describe("Some of the users held back."),
      walk: z
        .strictObject({
          startedAt: z.string(),
          users: z.int().min(0),
          share: z.number().min(0).max(1).describe("How much of the log it has checked, from 0 to 1."),
          endsAt: z.string().nullable().describe("When this round ends at the present pace, UTC."),
        })
        .describe("The check of all users that is in progress."),
      totals: z
        .strictObject({
          users: z.int().min(0),
          ...ownedFields,
          discrepancy: z
            .int()
            .min(0)
            .describe("Unmatched items: items that are in one projection only, counted user by user."),
          countedAt: z.string().describe("When the check ended, UTC."),
        })
        .nullable()
        .describe("The totals of both projections from the last complete check; null before the first one."),
      lastCleanPassAt: z.string().nullable().describe("When a check of all users last found no drift, UTC."),
    })
    .describe("The running comparison of all users with the log."),
});

/** `GET /api/status`: for operators and support, not for the shop's users. */
export function statusEndpoint(dependencies: StatusEndpointDependencies): Endpoint {
  const { eventStore, readModel, health, projector, sampler, adoption, version, now } = dependencies;
  const startedAt = now().getTime();
  return defineEndpoint({
    method: "get",
    path: "/api/status",
    operationId: "getStatus",
    summary: "Versions, stores and how far the projections are",
    access: ["support", "analyst", "service", "admin"],
    query: z.strictObject({}),
    problems: [],
    responses: { 200: { description: "The present state.", json: statusSchema } },
    async handle() {
      const json = {
        health: healthToJson(health.health()),
        version,
        node: process.version,
        uptimeSeconds: Math.max(0, Math.floor((now().getTime() - startedAt) / 1000)),
        eventStore: { kind: eventStore.kind, ...(await headOf(eventStore)) },
        readModel: { kind: readModel.kind },
        projector: toJson(projector.status()),
        adopter: adoption === undefined ? null : adopterToJson(adoption.adopter.status()),
        sampler: samplerToJson(sampler.status()),
      };
      return { status: 200, json };
    },
  });
}

const healthToJson = ({ ready, checks }: Health) => ({
  ready,
  checks: checks.map(({ ok, code, cause, message, provenAt, ...check }) => ({
    ...check,
    ok: ok ?? null,
    cause: cause ?? null,
    code: code ?? null,
    message: message ?? null,
    provenAt: provenAt ?? null,
  })),
});

/** The status must not fail with what it reports on: it is needed most then. */
async function headOf(eventStore: EventStore) {
  try {
    const { position, eventCount } = await eventStore.head();
    return { head: position ?? null, eventCount: eventCount ?? null };
  } catch (error) {
    return { head: null, eventCount: null, error: isLedgerError(error) ? error.code : "internal_error" };
  }
}

const adopterToJson = ({ state, eventCount, lastError }: AdopterStatus) => ({
  state,
  eventCount,
  lastError: lastError ?? null,
});

function samplerToJson({ totals, walk, lastCleanPassAt, lastCleanWalkBeganAt: _, ...counts }: SamplerStatus) {
  return {
    ...counts,
    walk: { ...walk, endsAt: walk.endsAt ?? null },
    totals: totals === undefined ? null : totalsToJson(totals),
    lastCleanPassAt: lastCleanPassAt ?? null,
  };
}

const totalsToJson = ({ owned, unmatchedItems, ...totals }: SampledTotals) => ({
  ...totals,
  ...owned,
  discrepancy: unmatchedItems,
});

function toJson(status: ProjectorStatus) {
  const { position, head, lagEvents, lastError, provenAt } = status;
  return {
    ...status,
    position: position ?? null,
    head: head ?? null,
    lagEvents: lagEvents ?? null,
    provenAt: provenAt ?? null,
    lastError: lastError ?? null,
  };
}
