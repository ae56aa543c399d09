import * as z from "zod";
import { errorCodes } from "../../errors.js";
import { idPattern } from "../../events/identifiers.js";
import { sessionCookieName } from "./auth/session-cookie.js";
import { defineEndpoint, problemsOf, type DeclaredResponse, type Endpoint } from "./endpoint.js";
import { httpStatus, problemMediaType } from "./problem-details.js";

type Json = Readonly<Record<string, unknown>>;

/**
 * `GET /api/openapi.json`: describes all endpoints, itself included. It is made from the schemas that check the requests.
 */
export function openApiEndpoint(others: readonly Endpoint[], version: string): Endpoint {
  const document: { json?: Json } = {};
  const endpoint: Endpoint = defineEndpoint({
    method: "get",
    path: "/api/openapi.json",
    operationId: "getOpenApi",
    summary: "This description",
    access: "public",
    query: z.strictObject({}),
    problems: [],
    responses: {
      200: { description: "An OpenAPI 3.1 document.", json: z.looseObject({ openapi: z.string() }) },
    },
    handle: () => ({ status: 200, json: (document.json ??= describe([...others, endpoint], version)) }),
  });
  return endpoint;
}

/** How documentation and generated clients group the operations: by the first part of the path, below `/api`. */
const groups = [
  {
    name: "purchases",
    description: "What the shop's back end calls.",
    parts: ["purchase", "public", "orders", "refunds", "disputes"],
  },
  { name: "profile", description: "What a user owns, and bought when.", parts: ["profile"] },
  { name: "support", description: "One user's events and purchases; search.", parts: ["support"] },
  { name: "analytics", description: "Figures, and closed months.", parts: ["analytics"] },
  {
    name: "projections",
    description: "Verifications, rebuilds, users held back; who did what.",
    parts: ["projections", "audit"],
  },
  { name: "session", description: "Signing in to the pages.", parts: ["session", "sign-in-methods", "auth"] },
  {
    name: "service",
    description: "Health, metrics, and this description.",
    parts: ["status", "healthz", "readyz", "metrics", "openapi.json"],
  },
];

const firstPartOf = (path: string): string => /^\/(?:api\/)?([\w.-]+)/.exec(path)?.[1] ?? path;

/** Writes the OpenAPI document of some endpoints. */
function describe(endpoints: readonly Endpoint[], version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const endpoint of endpoints) {
    const path = endpoint.path.replaceAll(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [endpoint.method]: operation(endpoint) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Purchase ledger",
      version,
      description:
        "Purchases of courses and tests as events, and what follows from them. Errors are RFC 9457 problem details.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    tags: groups.map(({ name, description }) => ({ name, description })),
    paths,
    components: {
      schemas: { Problem: jsonSchema(problemSchema, "output") },
      securitySchemes: {
        token: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
        session: { type: "apiKey", in: "cookie", name: sessionCookieName },
      },
    },
  };
}

/** Has no pattern: no request is refused for it. */
const correlationIdSchema = z
  .string()
  .describe(
    `Appears in the response, the events and the server's log; generated if it is missing or does not match ${idPattern.source}.`,
  );

const problemSchema = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(errorCodes),
  detail: z.string(),
  instance: z.string(),
  correlationId: z.string(),
  problems: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
});

function operation(endpoint: Endpoint): Json {
  const { operationId, path, summary, description, access, params, query, body, headers = {} } = endpoint;
  return {
    operationId,
    tags: groups.filter(({ parts }) => parts.includes(firstPartOf(path))).map(({ name }) => name),
    summary,
    description: [description, access === "public" ? "Needs no token." : `Roles: ${access.join(", ")}.`]
      .filter(Boolean)
      .join(" "),
    ...(access === "public" ? { security: [] } : { security: [{ token: [] }, { session: [] }] }),
    parameters: [
      ...(params === undefined ? [] : parameters(params, "path")),
      ...(query === undefined ? [] : parameters(query, "query")),
      ...Object.entries({
        ...headers,
        "X-Correlation-Id": correlationIdSchema,
      }).map(([name, schema]) => {
        const { description, ...type } = jsonSchema(schema, "input");
        return { name, in: "header", required: false, description, schema: type };
      }),
    ],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { "application/json": { schema: jsonSchema(body, "input") } },
          },
        }),
    responses: { ...declared(endpoint.responses), ...problems(endpoint) },
  };
}

function parameters(schema: z.ZodType, place: "path" | "query"): readonly Json[] {
  // What the handler gets, not the text it is made from: a whole number is one, and not a string of digits.
  const {
    properties = {},
    required = [],
    oneOf,
  } = jsonSchema(schema, "output") as {
    properties?: Record<string, Json>;
    required?: readonly string[];
    oneOf?: readonly { required: readonly string[] }[];
  };
  const alternatives = oneOf?.map(({ required: names }) => names.join(" with ")).join(" or ");
  return Object.entries(properties).map(([name, { description, ...type }]) => {
    const isAlternative = oneOf?.some((alternative) => alternative.required.includes(name)) ?? false;
    const meaning = isAlternative ? `Exactly one of ${alternatives ?? ""}.` : description;
    return {
      name,
      in: place,
      required: required.includes(name) && !("default" in type),
      ...(meaning === undefined ? {} : { description: meaning }),
      schema: type,
    };
  });
}

function declared(responses: Readonly<Record<number, DeclaredResponse>>): Json {
  return Object.fromEntries(
    Object.entries(responses).map(([status, { description, json, text, events, headers = {} }]) => {
      const content = {
        ...(json === undefined ? {} : { "application/json": { schema: jsonSchema(json, "output") } }),
        ...(text === undefined ? {} : { "text/plain": { schema: jsonSchema(text, "output") } }),
        ...(events === undefined ? {} : { "text/event-stream": { schema: jsonSchema(events, "output") } }),
      };
      return [status, { description, headers: headerObjects(headers), content }];
    }),
  );
}

/** One response for each status that the endpoint's error codes have, naming the codes. */
function problems(endpoint: Endpoint): Json {
  const codes = problemsOf(endpoint);
  return Object.fromEntries(
    [...new Set(codes.map((code) => httpStatus[code]))].map((status) => {
      const ofStatus = codes.filter((code) => httpStatus[code] === status);
      const response = {
        description: ofStatus.join(", "),
        headers: headerObjects(problemHeaders[status] ?? {}),
        content: { [mediaType]: { schema: { $ref: "#/components/schemas/Problem" } } },
      };
      return [status, response];
    }),
  );
}

const mediaType = problemMediaType.split(";")[0] ?? problemMediaType;

const problemHeaders: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  401: { "WWW-Authenticate": "How to show who is calling, RFC 6750." },
  503: { "Retry-After": "Seconds." },
};

function headerObjects(headers: Readonly<Record<string, string>>): Json {
  return Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: "string" } }]),
  );
}

function jsonSchema(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    override: ({ jsonSchema: { type, pattern }, jsonSchema: json }) => {
      if (pattern !== undefined) json.pattern = portable(pattern);
      if (type === "number" || type === "integer") json.format = numberFormats[type];
    },
  });
  return rest;
}

/** Without them, generated clients in some languages hold numbers in 32 bits, which rounds money and cuts revisions off. */
const numberFormats = { number: "double", integer: "int64" } as const;

/**
 * The pattern without property escapes, which are not among the syntax that JSON Schema recommends (core, section 6.4)
 * and which the regular expressions of several languages do not have. Halves of surrogate pairs, which the server
 * refuses, are left out: no expression over well-formed Unicode can name them.
 */
const portable = (pattern: string): string =>
  pattern
    .replaceAll(String.raw`\p{Cc}`, String.raw`\u0000-\u001f\u007f-\u009f`)
    .replaceAll(String.raw`\p{Cs}`, "");
