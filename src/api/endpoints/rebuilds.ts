import * as z from "zod";
import { projectionNames } from "../../projections/projections.js";
import { rebuildJobStates, type RebuildJob, type RebuildJobs } from "../../jobs/rebuild-jobs.js";
import { usuallyChanged } from "../../projections/rebuild/rebuild.js";
import { auditReasonSchema, countSchema, projectionParams, projectionsOf } from "../vocabulary/fields.js";
import { rebuilders } from "../vocabulary/roles.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";
import { jobEndpoints, jobFields, jobFieldsOf } from "../vocabulary/job-endpoints.js";

export interface RebuildEndpointsDependencies {
  readonly rebuildJobs: RebuildJobs;
}

const bodySchema = z.strictObject({
  restart: z
    .boolean()
    .describe("Start from the beginning instead of continuing an interrupted rebuild; default: false.")
    .optional(),
  acceptChanges: z
    .boolean()
    .describe("Swap even if too much differs from the live projections; default: false.")
    .optional(),
  mostChanged: z
    .number()
    .min(0)
    .max(1)
    .describe(
      `The share of users whose models may change without acceptChanges. If left out, ${usuallyChanged}, and 1 where ` +
        "another version of the program folded a projection.",
    )
    .optional(),
  reason: auditReasonSchema,
});

const jobSchema = z.strictObject({
  ...jobFields,
  projections: z.array(z.enum(projectionNames)),
  state: z
    .enum(rebuildJobStates)
    .describe(
      "not_accepted: it differs too much, see the report. It is kept: rebuild again with acceptChanges, or restart.",
    ),
  reason: z.string(),
  report: z
    .strictObject({
      events: countSchema,
      users: countSchema.describe("Users that were compared with the live projections."),
      changedUsers: countSchema,
      heldBackUsers: countSchema.describe("Something in their streams cannot be read or folded."),
      heldBack: z.array(z.string()).describe("The first of them."),
      keptUsers: countSchema.describe(
        "Users left as they are: their streams in the log are damaged, or the read model cannot hold them.",
      ),
      kept: z.array(z.string()).describe("The first of them."),
      missing: countSchema.describe("Would be added: missing in the live projections."),
      extra: countSchema.describe("Would be removed: extra in the live projections."),
      wrong: countSchema.describe("Would be changed."),
      duplicate: countSchema.describe("Would be deduplicated."),
      objection: z
        .string()
        .nullable()
        .describe("Why a person must accept the changes; null if that is not needed."),
    })
    .nullable(),
});

/** `/api/projections/:name/rebuilds`: rebuilds as jobs, which continue without a client. */
export function rebuildEndpoints({ rebuildJobs }: RebuildEndpointsDependencies): readonly Endpoint[] {
  const path = "/api/projections/:name/rebuilds";
  return [
    defineEndpoint({
      method: "post",
      path,
      operationId: "startRebuild",
      summary: "Rebuild projections beside the live ones and swap them in",
      description:
        "Runs in a process of its own; the shop stays open. The new projections are compared with the live ones, and " +
        "if too much would change they are kept, and not swapped in.",
      access: rebuilders,
      params: projectionParams,
      query: z.strictObject({}),
      body: bodySchema,
      problems: ["rebuild_running"],
      responses: {
        202: { description: "Started.", json: jobSchema, headers: { Location: "The address of the job." } },
      },
      handle({ params: { name }, body, principal }) {
        const { restart = false, acceptChanges = false, mostChanged, reason = "" } = body;
        const job = rebuildJobs.start({
          projections: projectionsOf(name),
          resume: !restart,
          acceptChanges,
          mostChanged,
          operator: principal.id,
          reason,
        });
        const headers = { Location: `/api/projections/${name}/rebuilds/${job.id}` };
        return { status: 202, headers, json: toJson(job) };
      },
    }),
    ...jobEndpoints({
      noun: "rebuild",
      path,
      access: rebuilders,
      params: projectionParams,
      jobs: rebuildJobs,
      unknown: "rebuild_unknown",
      schema: jobSchema,
      toJson,
      includes: ({ request }, { name }) =>
        name === "all" || request.projections.join() === projectionsOf(name).join(),
      afterCancel:
        "The live projections are unchanged. The new ones are kept, and the next rebuild continues them unless it restarts.",
    }),
  ];
}

function toJson(job: RebuildJob) {
  const { request, state, report } = job;
  return {
    ...jobFieldsOf(job),
    projections: request.projections,
    state,
    reason: request.reason,
    report:
      report === undefined
        ? null
        : {
            events: report.events,
            users: report.parity.users,
            changedUsers: report.parity.driftedUsers,
            heldBackUsers: report.parity.heldBackUsers,
            heldBack: report.parity.heldBack,
            keptUsers: report.keptUsers,
            kept: report.kept,
            ...report.parity.drifts,
            objection: report.reason ?? null,
          },
  };
}
