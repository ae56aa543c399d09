import * as z from "zod";
import { projectionNames, projections } from "../../projections/projections.js";
import type { Projection } from "../../projections/projection.js";
import { rollBack } from "../../operations/roll-back.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import type { Generation, Generations } from "../../stores/read-model/read-model-store.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";
import { auditReasonSchema, projectionParams, projectionsOf } from "../vocabulary/fields.js";
import { rebuilders } from "../vocabulary/roles.js";

export interface ProjectionEndpointsDependencies {
  readonly eventStore: Pick<EventStore, "audit">;
  readonly readModel: Generations;
  readonly now: () => Date;
}

const generationSchema = z
  .strictObject({
    number: z.int().min(0),
    eventCount: z.int().min(0).describe("Events of the log that are folded into it."),
    foldVersion: z.int().min(0).describe("The version of the fold that made it."),
  })
  .nullable();

const projectionsSchema = z.strictObject({
  projections: z.array(
    z.strictObject({
      name: z.enum(projectionNames),
      foldVersion: z.int().describe("The fold version of this program. If the live one differs, rebuild it."),
      live: generationSchema,
      building: generationSchema.describe(
        "The generation that a rebuild is filling or has left; null if there is none.",
      ),
      previous: generationSchema.describe(
        "The generation that a rollback brings back; null if there is none.",
      ),
    }),
  ),
});

const rollbackBody = z.strictObject({
  reason: auditReasonSchema,
});

/** `GET /api/projections` and `POST /api/projections/:name/rollbacks`. */
export function projectionEndpoints({
  eventStore,
  readModel,
  now,
}: ProjectionEndpointsDependencies): readonly Endpoint[] {
  return [
    defineEndpoint({
      method: "get",
      path: "/api/projections",
      operationId: "getProjections",
      summary: "The projections and their generations",
      access: ["support", ...rebuilders],
      query: z.strictObject({}),
      problems: ["read_model_unavailable"],
      responses: { 200: { description: "The present state.", json: projectionsSchema } },
      async handle() {
        const generations = await readModel.generations();
        const json = { projections: projections.map((each) => toJson(each, generations)) };
        return { status: 200, json };
      },
    }),
    defineEndpoint({
      method: "post",
      path: "/api/projections/:name/rollbacks",
      operationId: "rollBackProjection",
      summary: "Roll back the last rebuild",
      description: "In one step. The projector continues from where it was left.",
      access: rebuilders,
      params: projectionParams,
      query: z.strictObject({}),
      body: rollbackBody,
      problems: ["nothing_to_roll_back", "event_store_unavailable", "read_model_unavailable"],
      responses: { 200: { description: "The present state.", json: projectionsSchema } },
      async handle({ params: { name }, body: { reason = "" }, principal }) {
        await rollBack({ eventStore, readModel, now }, projectionsOf(name), {
          operator: principal.id,
          reason,
        });
        const generations = await readModel.generations();
        const json = { projections: projections.map((each) => toJson(each, generations)) };
        return { status: 200, json };
      },
    }),
  ];
}

function toJson({ name, foldVersion }: Projection, generations: readonly Generation[]) {
  const inRole = (role: Generation["role"]) => {
    const found = generations.find((each) => each.projection === name && each.role === role);
    if (found === undefined) return null;
    return { number: found.number, eventCount: found.eventCount, foldVersion: found.foldVersion };
  };
  return {
    name,
    foldVersion,
    live: inRole("live"),
    building: inRole("building"),
    previous: inRole("previous"),
  };
}
