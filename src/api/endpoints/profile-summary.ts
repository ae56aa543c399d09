import * as z from "zod";
import { accountOf } from "../../analytics/user-account.js";
import { itemKinds } from "../../events/identifiers.js";
import type { ModelReader } from "../../stores/read-model/read-model-store.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";
import { readerOf } from "../vocabulary/access.js";
import { historyRevisionFirst, type HistoryReading } from "../vocabulary/consistent-read.js";
import { foldedRevisionSchema, readFields } from "../vocabulary/fields.js";
import { heldBackFields, heldBackOf } from "../vocabulary/held-back.js";
import { readers } from "../vocabulary/roles.js";
import { accountFields, accountToJson } from "../vocabulary/user-account.js";

export interface ProfileSummaryDependencies extends HistoryReading {
  readonly readModel: ModelReader & HistoryReading["readModel"];
}

/** `GET /api/profile/summary`. */
export function profileSummaryEndpoint(dependencies: ProfileSummaryDependencies): Endpoint {
  const { readModel } = dependencies;
  return defineEndpoint({
    method: "get",
    path: "/api/profile/summary",
    operationId: "getProfileSummary",
    summary: "A user's purchases in numbers, and whether both projections agree on them",
    access: readers,
    query: z.strictObject({
      type: z.enum(itemKinds).describe("Courses or tests only; default: both.").optional(),
      ...readFields,
    }),
    problems: ["projection_behind", "read_model_unavailable"],
    responses: {
      200: {
        description: "The numbers; all 0 for a user who never bought anything.",
        json: z.strictObject({ ...accountFields, revision: foldedRevisionSchema, ...heldBackFields }),
      },
    },
    async handle({ principal, query, closed$ }) {
      const userId = readerOf(principal, query.userId);
      const revision = await historyRevisionFirst(dependencies, userId, {
        minRevision: query.minRevision,
        closed$,
      });
      const account = accountToJson(accountOf(await readModel.user(userId), query.type));
      return {
        status: 200,
        json: { ...account, revision: revision ?? null, ...(await heldBackOf(readModel, userId)) },
      };
    },
  });
}
