import { map } from "rxjs";
import * as z from "zod";
import { LedgerError, type ErrorCode } from "../../errors.js";
import type { Role } from "../../events/purchase-events.js";
import type { Job, Jobs } from "../../jobs/jobs.js";
import { progressPhases } from "../../long-run.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";
import { countSchema } from "./fields.js";

/** The jobs of one kind, as endpoints show them. */
export interface JobResource<Request, Report, Outcome extends string, Params extends z.ZodObject> {
  /** In words and in operation ids, e.g. `rebuild`. */
  readonly noun: string;
  /** Of the list; a job's is below it. */
  readonly path: string;
  readonly access: readonly Role[];
  readonly params: Params;
  readonly jobs: Jobs<Request, Report, Outcome>;
  /** For a job that is not there. */
  readonly unknown: ErrorCode;
  readonly schema: z.ZodType;
  toJson(job: Job<Request, Report, Outcome>): unknown;
  /** Whether the path with these parameters includes a job. */
  includes(job: Job<Request, Report, Outcome>, params: z.output<Params>): boolean;
  /** What cancelling leaves behind. */
  readonly afterCancel: string;
}

/** Lists, shows, watches and cancels jobs; starting one is each kind's own. */
export function jobEndpoints<Request, Report, Outcome extends string, Params extends z.ZodObject>(
  resource: JobResource<Request, Report, Outcome, Params>,
): readonly Endpoint[] {
  return [listEndpoint(resource), ...endpointsOfOneJob(resource)];
}

const capitalized = (noun: string): string => noun.charAt(0).toUpperCase() + noun.slice(1);

function listEndpoint<Request, Report, Outcome extends string, Params extends z.ZodObject>(
  resource: JobResource<Request, Report, Outcome, Params>,
): Endpoint {
  const { noun, path, access, params, jobs, schema, toJson } = resource;
  return defineEndpoint({
    method: "get",
    path,
    access,
    params,
    query: z.strictObject({}),
    problems: [],
    operationId: `get${capitalized(noun)}s`,
    summary: `The ${noun}s that this server has run since its start`,
    responses: {
      200: {
        description: "The latest.",
        json: z.strictObject({ [`${noun}s`]: z.array(schema).describe("Newest first.") }),
      },
    },
    handle({ params: given }) {
      const listed = jobs.list().filter((job) => resource.includes(job, given));
      return { status: 200, json: { [`${noun}s`]: listed.map(toJson) } };
    },
  });
}

function endpointsOfOneJob<Request, Report, Outcome extends string, Params extends z.ZodObject>(
  resource: JobResource<Request, Report, Outcome, Params>,
): readonly Endpoint[] {
  const { noun, path, access, params, jobs, schema, toJson } = resource;
  const onJob = {
    path: `${path}/:id`,
    access,
    params: params.extend({ id: z.uuid().describe("The job's id.") }),
    query: z.strictObject({}),
    problems: [resource.unknown],
  } as const;

  function find(params: object): Job<Request, Report, Outcome> {
    // The compiler cannot see through the extension of a generic schema.
    const given = params as { readonly id: string } & z.output<Params>;
    const job = jobs.find(given.id);
    if (job !== undefined && resource.includes(job, given)) return job;
    throw new LedgerError(resource.unknown, `There is no such ${noun} ${given.id} on this server.`);
  }

  return [
    defineEndpoint({
      ...onJob,
      method: "get",
      operationId: `get${capitalized(noun)}`,
      summary: `The state or the result of a ${noun}`,
      responses: { 200: { description: "The present state.", json: schema } },
      handle: ({ params: given }) => ({ status: 200, json: toJson(find(given)) }),
    }),
    defineEndpoint({
      ...onJob,
      method: "get",
      path: `${path}/:id/progress`,
      operationId: `watch${capitalized(noun)}`,
      summary: `A ${noun}'s progress as server-sent events`,
      description:
        `Each event \`${noun}\` has the whole job as its data. The stream ends after the one that says how it ended, ` +
        "or when the caller's token expires; a client that connects again gets the present state first.",
      responses: { 200: { description: "Events, as they happen.", events: z.string() } },
      handle({ params: given }) {
        const { id } = find(given);
        const job$ = jobs.watch(id);
        if (job$ === undefined) throw new LedgerError("internal_error", `Job ${id} is gone.`);
        return { status: 200, events$: job$.pipe(map((job) => ({ event: noun, data: toJson(job) }))) };
      },
    }),
    defineEndpoint({
      ...onJob,
      method: "delete",
      operationId: `cancel${capitalized(noun)}`,
      summary: `Cancel a ${noun}`,
      description: `${resource.afterCancel} A ${noun} that has ended stays as it is.`,
      responses: { 200: { description: "The job, which has ended.", json: schema } },
      async handle({ params: given }) {
        const job = find(given);
        return { status: 200, json: toJson((await jobs.cancel(job.id)) ?? job) };
      },
    }),
  ];
}

/** The fields that jobs of every kind have, but for their reports. */
export const jobFields = {
  id: z.uuid(),
  requestedBy: z.string(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  progress: z
    .strictObject({
      phase: z.enum(progressPhases),
      done: countSchema.describe("Events while reading and folding, users while comparing."),
      total: countSchema.nullable().describe("Null if unknown. It may grow while the shop is open."),
      perSecond: z.number().min(0),
      remainingSeconds: z.number().min(0).nullable(),
    })
    .nullable(),
  error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
};

/** {@link jobFields} of a job. */
export function jobFieldsOf(job: Job<{ readonly operator: string }, unknown, string>) {
  const { id, request, startedAt, endedAt, progress, error } = job;
  return {
    id,
    requestedBy: request.operator,
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
    error: error === undefined ? null : { code: error.code, message: error.message },
  };
}
