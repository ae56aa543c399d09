import * as z from "zod";
import { itemIdSchema } from "../../events/id-schemas.js";
import { streamOf, type UserId } from "../../events/identifiers.js";
import { instantSchema } from "../../events/purchase-events.js";
import type { OwnershipDocument } from "../../stores/read-model/documents.js";
import type { OwnershipQueries } from "../../stores/read-model/live-queries.js";
import type { DeadLetters } from "../../stores/read-model/read-model-store.js";
import { readerOf } from "../vocabulary/access.js";
import type { ConsistentReader } from "../vocabulary/consistent-read.js";
import { foldedRevisionSchema, readFields } from "../vocabulary/fields.js";
import { readers } from "../vocabulary/roles.js";
import { defineEndpoint, type Endpoint, type EndpointRequest } from "../http/endpoint.js";
import { heldBackFields, heldBackOf } from "../vocabulary/held-back.js";
import { exactlyOneOf } from "../vocabulary/input.js";
import { requestInvalid } from "../http/problem-details.js";

export interface OwnershipEndpointsDependencies {
  readonly readModel: OwnershipQueries & Pick<DeadLetters, "deadLetter">;
  readonly readConsistently: ConsistentReader;
}

const checkQuerySchema = z
  .strictObject({ courseId: itemIdSchema.optional(), testId: itemIdSchema.optional(), ...readFields })
  .meta(exactlyOneOf(["courseId"], ["testId"]));

const checkSchema = z.strictObject({
  owned: z.boolean(),
  purchasedAt: instantSchema.nullable().describe("Null if the item is not owned or the date is unknown."),
  revision: foldedRevisionSchema,
  ...heldBackFields,
});

const purchasedCoursesSchema = z.strictObject({
  courses: z.array(itemIdSchema),
  tests: z.array(itemIdSchema),
  revision: foldedRevisionSchema,
  ...heldBackFields,
});

/** `GET /api/purchase/check` and `GET /api/profile/purchased-courses`. */
export function ownershipEndpoints(dependencies: OwnershipEndpointsDependencies): readonly Endpoint[] {
  const ownershipFor = createOwnershipRead(dependencies);
  return [
    defineEndpoint({
      method: "get",
      path: "/api/purchase/check",
      operationId: "checkPurchase",
      summary: "Whether the user owns a course or test",
      access: readers,
      query: checkQuerySchema,
      problems: ["projection_behind", "read_model_unavailable"],
      responses: { 200: { description: "Whether the user owns it, and since when.", json: checkSchema } },
      async handle(request) {
        const { courseId, testId } = request.query;
        if ((courseId === undefined) === (testId === undefined)) {
          throw requestInvalid([{ path: "", message: "name one item: courseId or testId" }]);
        }
        const { document, heldBack } = await ownershipFor(request);
        return { status: 200, json: { ...checked(document, courseId, testId), ...heldBack } };
      },
    }),
    defineEndpoint({
      method: "get",
      path: "/api/profile/purchased-courses",
      operationId: "getPurchasedCourses",
      summary: "The ids of all courses and tests that the user owns, in the order they were bought",
      access: readers,
      query: z.strictObject(readFields),
      problems: ["projection_behind", "read_model_unavailable"],
      responses: {
        200: {
          description: "The ids; empty for a user who never bought anything.",
          json: purchasedCoursesSchema,
        },
      },
      async handle(request) {
        const { document, heldBack } = await ownershipFor(request);
        const courses = document?.purchasedCourses ?? [];
        const tests = document?.purchasedTests ?? [];
        return { status: 200, json: { courses, tests, revision: document?.revision ?? null, ...heldBack } };
      },
    }),
  ];
}

type ReadRequest = EndpointRequest<
  { userId?: UserId | undefined; minRevision?: number | undefined },
  unknown
>;

/** Reads what a user owns, folded to the revision that the caller asks for, and whether the user is held back. */
const createOwnershipRead =
  ({ readModel, readConsistently }: OwnershipEndpointsDependencies) =>
  async ({ principal, query, closed$ }: ReadRequest) => {
    const userId = readerOf(principal, query.userId);
    const document = await readConsistently({
      minRevision: query.minRevision,
      read: () => readModel.ownership(userId),
      revisionOf: (found) => found?.revision,
      heldBack: () => readModel.deadLetter(streamOf(userId)),
      closed$,
    });
    return { document, heldBack: await heldBackOf(readModel, userId) };
  };

function checked(
  document: OwnershipDocument | undefined,
  courseId: string | undefined,
  testId: string | undefined,
) {
  const ids: readonly string[] =
    (courseId === undefined ? document?.purchasedTests : document?.purchasedCourses) ?? [];
  const dates = courseId === undefined ? document?.purchasedTestsAt : document?.purchasedCoursesAt;
  const index = ids.indexOf(courseId ?? testId ?? "");
  return { owned: index !== -1, purchasedAt: dates?.[index] ?? null, revision: document?.revision ?? null };
}
