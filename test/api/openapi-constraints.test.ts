import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { z } from "zod";
import { endpointsOf } from "../../src/api/http/create-api.js";
import type { Endpoint } from "../../src/api/http/endpoint.js";
import { revocationNoteSchema } from "../../src/commands/revoke-purchase.js";
import { paymentEventSchemas } from "../../src/events/payment-events.js";
import { eventDataSchemas, metadataSchema } from "../../src/events/purchase-events.js";
import { startApi, type RunningApi } from "./support/start-api.js";

type Json = Readonly<Record<string, unknown>>;

/** What a value must keep to, by its path: keywords of JSON Schema. */
type Rules = Record<string, Readonly<Record<string, unknown>>>;

const keywords = [
  ...(["pattern", "format", "minLength", "maxLength", "minItems", "maxItems"] as const),
  ...(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "enum", "const"] as const),
] as const;

/** What zod says of itself: its definition, and the checks that this value was given. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly in?: z.ZodType;
  readonly out?: z.ZodType;
  readonly values?: readonly unknown[];
  readonly entries?: Readonly<Record<string, string>>;
  readonly format?: string;
  readonly checks?: readonly { readonly _zod: { readonly def: CheckDefinition } }[];
}
interface CheckDefinition {
  readonly check: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly length?: number;
  readonly value?: number;
  readonly inclusive?: boolean;
  readonly pattern?: RegExp;
  readonly format?: string;
}

/** The rules of a schema, read from its definition and not from what zod makes of it. */
class Walk {
  readonly rules: Rules = {};
  /** Paths of values with a check that is a function. */
  readonly functions: string[] = [];
  /** Texts with a greatest length. */
  readonly limited: { readonly path: string; readonly schema: z.ZodType; readonly most: number }[] = [];

  /** @param side of a value that is transformed: what is sent, or what the handler gets */
  constructor(readonly side: "in" | "out") {}

  visit(schema: z.ZodType, path: string): void {
    const def = schema.def as unknown as Definition;
    this.checks(def, path);
    const most = def.checks?.find(({ _zod }) => _zod.def.check === "max_length")?._zod.def.maximum;
    if (def.type === "string" && most !== undefined) this.limited.push({ path, schema, most });
    switch (def.type) {
      case "object":
        for (const [name, field] of Object.entries(def.shape ?? {})) this.visit(field, `${path}.${name}`);
        return;
      case "array":
        this.visit(some(def.element), `${path}[]`);
        return;
      case "pipe":
        this.visit(some(def[this.side]), path);
        return;
      case "enum":
        this.add(path, { enum: Object.values(def.entries ?? {}) });
        return;
      case "literal":
        this.add(path, { const: def.values?.[0] });
        return;
      case "optional":
      case "nullable":
      case "default":
      case "readonly":
        this.visit(some(def.innerType), path);
        return;
      case "number":
        this.add(path, { format: def.format === "safeint" ? "int64" : "double" });
        return;
      case "string":
      case "boolean":
        return;
      default:
        throw new Error(`${path} is of the type ${def.type}, which this test does not know.`);
    }
  }

  private checks(def: Definition, path: string): void {
    // Of z.int() and z.iso.datetime(), the schema is the check.
    const own = def.format === undefined ? [] : [def as unknown as CheckDefinition];
    for (const check of [...own, ...(def.checks ?? []).map(({ _zod }) => _zod.def)]) {
      if (check.check === "custom") this.functions.push(path);
      else this.add(path, rulesOf(check, def.type === "array" ? "Items" : "Length"));
    }
  }

  private add(path: string, rules: Readonly<Record<string, unknown>>): void {
    this.rules[path] = { ...this.rules[path], ...rules };
  }
}

function rulesOf(check: CheckDefinition, size: "Items" | "Length"): Readonly<Record<string, unknown>> {
  switch (check.check) {
    case "min_length":
      return { [`min${size}`]: check.minimum };
    case "max_length":
      return { [`max${size}`]: check.maximum };
    case "length_equals":
      return { [`min${size}`]: check.length, [`max${size}`]: check.length };
    case "greater_than":
      return { [check.inclusive === true ? "minimum" : "exclusiveMinimum"]: check.value };
    case "less_than":
      return { [check.inclusive === true ? "maximum" : "exclusiveMaximum"]: check.value };
    case "string_format":
      return {
        ...(check.pattern === undefined ? {} : { pattern: check.pattern.source }),
        ...(check.format === "datetime" ? { format: "date-time" } : {}),
        ...(check.format === "date" ? { format: "date" } : {}),
      };
    // Trims, or otherwise changes what it takes.
    case "overwrite":
    case "number_format":
      return {};
    default:
      throw new Error(`The check ${check.check}, which this test does not know.`);
  }
}

function some<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("A part of a schema is missing.");
  return value;
}

/** The same rules as the document has them. */
function documented(schema: Json, path: string, rules: Rules = {}): Rules {
  const own = Object.fromEntries(keywords.flatMap((word) => (word in schema ? [[word, schema[word]]] : [])));
  if (Object.keys(own).length > 0) rules[path] = { ...rules[path], ...own };
  for (const [name, field] of Object.entries((schema.properties ?? {}) as Record<string, Json>))
    documented(field, `${path}.${name}`, rules);
  if (schema.items !== undefined) documented(schema.items as Json, `${path}[]`, rules);
  for (const alternative of (schema.anyOf ?? schema.allOf ?? []) as Json[])
    documented(alternative, path, rules);
  return rules;
}

let api: RunningApi;
let document: { readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>> };
beforeAll(async () => {
  api = await startApi({ project: false });
  document = (await api.call("/api/openapi.json")).body as unknown as typeof document;
});
afterAll(() => api.close());

const allEndpoints = (): readonly Endpoint[] =>
  endpointsOf({
    ...api.dependencies,
    metrics: {} as Parameters<typeof endpointsOf>[0]["metrics"],
    folded: api.readModel,
    readConsistently: () => Promise.reject(new Error("Nothing is called.")),
  });

/** A part of a request: what checks it, and what the document says of it. */
interface Part {
  readonly name: string;
  readonly schema: z.ZodType;
  readonly side: "in" | "out";
  readonly documented: Json;
}

function partsOf(endpoint: Endpoint): readonly Part[] {
  const path = endpoint.path.replaceAll(/:(\w+)/g, "{$1}");
  const operation = some(document.paths[path]?.[endpoint.method]);
  const parameters = (operation.parameters ?? []) as readonly Parameter[];
  const inPlace = (place: string): Json => ({
    properties: Object.fromEntries(
      parameters.filter((each) => each.in === place).map(({ name, schema }) => [name, schema]),
    ),
  });
  const { params, query, body, headers = {} } = endpoint;
  const sent = operation.requestBody as { content: Record<string, { schema: Json }> } | undefined;
  const parts = [
    { name: "path", schema: params, side: "out", documented: inPlace("path") },
    { name: "query", schema: query, side: "out", documented: inPlace("query") },
    { name: "header", schema: z.object(headers), side: "in", documented: inPlace("header") },
    { name: "body", schema: body, side: "in", documented: sent?.content["application/json"]?.schema ?? {} },
  ] as const;
  return parts.flatMap(({ schema, ...part }) =>
    schema === undefined ? [] : [{ ...part, schema, name: `${endpoint.method} ${path} ${part.name}` }],
  );
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: Json;
}

/** All characters of the first plane but halves of surrogate pairs, which no pattern of the document can name. */
const characters = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter(
  (one) => !/\p{Cs}/u.test(one),
);

/** Whether two patterns take the same, as far as single characters tell: the document has no property escapes. */
const samePattern = (one: unknown, other: unknown): boolean => {
  if (one === other) return true;
  const [a, b] = [one, other].map((source) => new RegExp(String(source), "u"));
  return characters.every((character) => a?.test(character) === b?.test(character));
};

function differences({ name, schema, side, documented: json }: Part): readonly string[] {
  const walk = new Walk(side);
  walk.visit(schema, name);
  const stated = documented(json, name);
  return Object.entries(walk.rules).flatMap(([path, rules]) =>
    Object.entries(rules).flatMap(([word, value]) => {
      const found = stated[path]?.[word];
      const isSame =
        word === "pattern" ? samePattern(value, found) : JSON.stringify(value) === JSON.stringify(found);
      return isSame ? [] : [`${path}: ${word} is ${String(value)}, and ${String(found)} in the document`];
    }),
  );
}

it("counts characters as the document does, wherever a text has a greatest length", () => {
  const walk = new Walk("in");
  for (const { schema, name } of allEndpoints().flatMap(partsOf)) walk.visit(schema, name);
  const events = { ...eventDataSchemas, ...paymentEventSchemas, metadata: metadataSchema };
  for (const [name, schema] of Object.entries(events)) walk.visit(schema, name);
  walk.visit(revocationNoteSchema, "note");
  expect(walk.limited.length).toBeGreaterThan(40);
  const isTooLong = (schema: z.ZodType, text: string): boolean =>
    schema.safeParse(text).error?.issues.some(({ code }) => code === "too_big") ?? false;
  // One character of two UTF-16 units.
  for (const { path, schema, most } of walk.limited) {
    expect([path, isTooLong(schema, "\u{1f9fe}".repeat(most))]).toEqual([path, false]);
    expect([path, isTooLong(schema, "\u{1f9fe}".repeat(most + 1))]).toEqual([path, true]);
  }
});

it("says of every field what the server checks: patterns, lengths, bounds and values", () => {
  const parts = allEndpoints().flatMap(partsOf);
  expect(parts.flatMap(differences)).toEqual([]);
  // The walk finds what there is.
  const rules = parts.reduce<Rules>((all, { name, schema, side }) => {
    const walk = new Walk(side);
    walk.visit(schema, name);
    return { ...all, ...walk.rules };
  }, {});
  expect(Object.keys(rules).length).toBeGreaterThan(100);
  expect(rules["post /api/orders body.lines"]).toEqual({ minItems: 1, maxItems: 100 });
  expect(rules["post /api/purchase body.paymentId"]).toMatchObject({ minLength: 1, maxLength: 256 });
});

it("leaves only to functions what JSON Schema has no word for", () => {
  const byFunction = allEndpoints()
    .flatMap(partsOf)
    .flatMap(({ name, schema, side }) => {
      const walk = new Walk(side);
      walk.visit(schema, name);
      return walk.functions;
    });
  // That a currency exists, and that there is a token or a code, which `oneOf` says.
  expect(byFunction.filter((path) => !path.endsWith(".currency"))).toEqual(["post /api/session body"]);
  expect(document.paths["/api/session"]?.post).toMatchObject({
    requestBody: {
      content: {
        "application/json": { schema: { oneOf: [{ required: ["token"] }, { required: ["code"] }] } },
      },
    },
  });
});
