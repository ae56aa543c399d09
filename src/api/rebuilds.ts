import { map } from "rxjs";
import { z } from "zod";
import { LedgerError } from "../errors.js";
import type { Role } from "../events/purchase-events.js";
import { projectionNames, type ProjectionName } from "../projections/documents.js";
import { progressPhases } from "../projections/long-run.js";
import { rebuildJobStates, type RebuildJob, type RebuildJobs } from "../projections/rebuild-jobs.js";
import { defaultMostChanged } from "../projections/rebuild.js";
import { defineEndpoint, type Endpoint } from "./endpoint.js";

export interface RebuildEndpointsDependencies {
  readonly rebuildJobs: RebuildJobs;
}

export const rebuilders: readonly Role[] = ["analyst", "admin"];

export const projectionParams = z.strictObject({
  name: z.enum([...projectionNames, "all"]).describe("The projection, or both at once."),
});

export const projectionsOf = (name: ProjectionName | "all"): readonly ProjectionName[] =>
  name === "all" ? projectionNames : [name];

const jobParams = projectionParams.extend({ id: z.uuid().describe("The job's id.") });

const bodySchema = z.strictObject({
  restart: z
    .boolean()
    .describe("Start again, although an earlier rebuild has left something to go on with; false if left out.")
    .optional(),
  acceptChanges: z
    .boolean()
    .describe("Swap, whatever the comparison with the live projections says; false if left out.")
    .optional(),
  mostChanged: z
    .number()
    .min(0)
    .max(1)
    .describe(
      `The share of users whose models may change without acceptChanges; ${defaultMostChanged} if left out.`,
    )
    .optional(),
  reason: z.string().max(2000).describe("For the audit log.").optional(),
});

const countSchema = z.int().min(0);

const jobSchema = z.strictObject({
  id: z.uuid(),
  projections: z.array(z.enum(projectionNames)),
  state: z
    .enum(rebuildJobStates)
    .describe(
      "not_accepted: it differs too much, see the report. It is kept: rebuild again with acceptChanges, or restart.",
    ),
  requestedBy: z.string(),
  reason: z.string(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  progress: z
    .strictObject({
      phase: z.enum(progressPhases),
      done: countSchema.describe("Events while reading and folding, users while comparing."),
      total: countSchema.nullable().describe("Null where nobody knows. It may grow while the shop is open."),
      perSecond: z.number().min(0),
      remainingSeconds: z.number().min(0).nullable(),
    })
    .nullable(),
  report: z
    .strictObject({
      events: countSchema,
      users: countSchema.describe("Those that were compared with the live projections."),
      changedUsers: countSchema,
      missing: countSchema.describe("Would appear: missing in the live ones."),
      extra: countSchema.describe("Would vanish: extra in the live ones."),
      wrong: countSchema.describe("Would change."),
      duplicate: countSchema.describe("Would be there once instead of more often."),
      objection: z.string().nullable().describe("Why somebody has to accept it; null when nobody has to."),
    })
    .nullable(),
  error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
});

const jobsSchema = z.strictObject({ rebuilds: z.array(jobSchema).describe("Newest first.") });

/** `/api/projections/:name/rebuilds`: rebuilds as jobs, which go on whether anybody looks or not. */
export function rebuildEndpoints({ rebuildJobs }: RebuildEndpointsDependencies): readonly Endpoint[] {
  function find(name: ProjectionName | "all", id: string): RebuildJob {
    const job = rebuildJobs.find(id);
    if (job !== undefined && isOf(job, name)) return job;
    throw new LedgerError("rebuild_unknown", `There is no rebuild ${id} of ${name} on this server.`);
  }
  const path = "/api/projections/:name/rebuilds";
  const onJob = {
    path: `${path}/:id`,
    access: rebuilders,
    params: jobParams,
    query: z.strictObject({}),
    problems: ["rebuild_unknown"],
  } as const;

  return [
    defineEndpoint({
      method: "post",
      path,
      operationId: "startRebuild",
      summary: "Make projections anew beside the live ones, and swap them in",
      description:
        "Runs in a process of its own; readers and buyers go on. The new projections are compared with the live ones, and " +
        "if too much would change they are kept, and not swapped in.",
      access: rebuilders,
      params: projectionParams,
      query: z.strictObject({}),
      body: bodySchema,
      problems: ["rebuild_running"],
      responses: {
        202: { description: "Started.", json: jobSchema, headers: { Location: "Where the job is told." } },
      },
      handle({ params: { name }, body, principal }) {
        const {
          restart = false,
          acceptChanges = false,
          mostChanged = defaultMostChanged,
          reason = "",
        } = body;
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
    defineEndpoint({
      method: "get",
      path,
      operationId: "getRebuilds",
      summary: "The rebuilds that this server has run since its start",
      access: rebuilders,
      params: projectionParams,
      query: z.strictObject({}),
      problems: [],
      responses: { 200: { description: "The latest; all of both projections for `all`.", json: jobsSchema } },
      handle({ params: { name } }) {
        const jobs = rebuildJobs.list().filter((job) => name === "all" || isOf(job, name));
        return { status: 200, json: { rebuilds: jobs.map(toJson) } };
      },
    }),
    defineEndpoint({
      ...onJob,
      method: "get",
      operationId: "getRebuild",
      summary: "How far a rebuild is, or what came of it",
      responses: { 200: { description: "As it is now.", json: jobSchema } },
      handle: ({ params: { name, id } }) => ({ status: 200, json: toJson(find(name, id)) }),
    }),
    defineEndpoint({
      ...onJob,
      method: "get",
      path: `${path}/:id/progress`,
      operationId: "watchRebuild",
      summary: "A rebuild's progress as server-sent events",
      description:
        "Each event `rebuild` has the whole job as its data. The stream ends after the one that says how it ended; a " +
        "client that connects again is told the present state first.",
      responses: { 200: { description: "Events, as they happen.", events: z.string() } },
      handle({ params: { name, id } }) {
        const job$ = rebuildJobs.watch(find(name, id).id);
        if (job$ === undefined) throw new LedgerError("internal_error", `Job ${id} is gone.`);
        return { status: 200, events$: job$.pipe(map((job) => ({ event: "rebuild", data: toJson(job) }))) };
      },
    }),
    defineEndpoint({
      ...onJob,
      method: "delete",
      operationId: "cancelRebuild",
      summary: "Cancel a rebuild",
      description:
        "What is live is untouched; what was built is kept, and the next rebuild goes on with it unless told to restart. " +
        "A rebuild that has ended stays as it is.",
      responses: { 200: { description: "The job, which has ended.", json: jobSchema } },
      async handle({ params: { name, id } }) {
        const job = (await rebuildJobs.cancel(find(name, id).id)) ?? find(name, id);
        return { status: 200, json: toJson(job) };
      },
    }),
  ];
}

const isOf = ({ request: { projections } }: RebuildJob, name: ProjectionName | "all"): boolean =>
  projections.join() === projectionsOf(name).join();

function toJson({ id, request, startedAt, endedAt, state, progress, report, error }: RebuildJob) {
  return {
    id,
    projections: request.projections,
    state,
    requestedBy: request.operator,
    reason: request.reason,
    startedAt,
    endedAt: endedAt ?? null,
    progress:
      progress === undefined
        ? null
        : {
            ...progress,
            total: progress.total ?? null,
            remainingSeconds: progress.remainingSeconds ?? null,
          },
    report:
      report === undefined
        ? null
        : {
            events: report.events,
            users: report.parity.users,
            changedUsers: report.parity.driftedUsers,
            ...report.parity.drifts,
            objection: report.reason ?? null,
          },
    error: error === undefined ? null : { code: error.code, message: error.message },
  };
}
