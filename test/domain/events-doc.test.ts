import { describe, expect, it } from "@jest/globals";
import { readdirSync, readFileSync } from "node:fs";
import * as z from "zod";
import type { StoredEvent } from "../../src/events/codec.js";
import { paymentEventSchemas } from "../../src/events/payment-events.js";
import { eventDataSchemas, eventTypes, metadataSchema } from "../../src/events/purchase-events.js";

const page = readFileSync(new URL("../../docs/events.md", import.meta.url), "utf8");

interface JsonSchema {
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
}

interface Field {
  readonly name: string;
  readonly type: string;
  /** What the elements of a list may be. */
  readonly elements: readonly string[];
}

const nameOfPattern: Readonly<Record<string, string>> = {
  "^[A-Za-z0-9._:@-]{1,128}$": "id",
  "^[A-Z]{3}$": "ISO 4217 code",
  "^[0-9a-f]*$": "64 hexadecimal digits",
};

/** The type of a field in the words of the page. */
function typeOf(schema: JsonSchema): string {
  const { type = "", format, pattern = "", enum: values, minLength, maxLength, minimum } = schema;
  if (values !== undefined)
    return values
      .map((value) => `\`${value}\``)
      .join(", ")
      .replace(/, ([^,]*)$/, " or $1");
  if (type === "array") return `list of ${schema.items?.type === "string" ? "texts" : ""}`;
  if (type === "boolean") return "true or false";
  if (type === "integer" || type === "number") {
    const name = type === "integer" || schema.const !== undefined ? "whole number" : "number";
    return minimum === undefined ? name : `${name} ≥ ${minimum}`;
  }
  if (type !== "string") return type;
  if (format === "date-time") return "date";
  const length = minLength === undefined ? `up to ${maxLength}` : `${minLength} to ${maxLength}`;
  return nameOfPattern[pattern] ?? `${minLength === maxLength ? maxLength : length} characters`;
}

/** Every field of a schema, those of objects within it dotted. */
function fieldsOf(schema: JsonSchema, prefix = ""): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const choices = property.anyOf ?? [property];
    const name = `${prefix}${key}`;
    const isMissing = !(schema.required ?? []).includes(key);
    const type = choices.map(typeOf).join(" or ") + (isMissing ? ", may be missing" : "");
    const field = { name, type, elements: property.items?.enum ?? [] };
    return [field, ...choices.flatMap((choice) => fieldsOf(choice, `${name}.`))];
  });
}

interface Row {
  readonly name: string;
  readonly type: string;
  readonly meaning: string;
  readonly example: string;
}

const parts = page.split(/^## /m);

/** The tables of fields. Types that differ in one field share one. */
const sections = parts
  .filter((part) => part.includes("\n| field "))
  .map((part) => {
    const [heading = "", ...lines] = part.split("\n");
    const rows = lines
      .filter((line) => line.startsWith("| `"))
      .map((line): Row => {
        const [, name = "", type = "", meaning = "", example = ""] = line
          .split("|")
          .map((cell) => cell.trim());
        return { name: name.replaceAll("`", ""), type, meaning, example };
      });
    return { types: heading.split(" and "), rows };
  });

/** The rows of a type, without those of others. */
const documented = (of: string): readonly Row[] =>
  sections
    .filter(({ types }) => types.includes(of))
    .flatMap(({ rows }) => rows)
    .filter(({ meaning }) => !meaning.startsWith("only in `") || meaning.startsWith(`only in \`${of}\`: `));

const folders = ["v1", "v2"].map((version) => new URL(`../golden/${version}/`, import.meta.url));
const golden = folders.flatMap((folder) =>
  readdirSync(folder).map((file) => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as StoredEvent),
);

/** What a field holds in the golden events of a section. */
function valuesOf({ types }: { readonly types: readonly string[] }, name: string): unknown[] {
  const holders = types.includes("Metadata")
    ? golden.map(({ metadata }) => metadata)
    : golden.filter(({ type }) => types.includes(type)).map(({ data }) => data);
  return holders.map((holder) =>
    name
      .split(".")
      .reduce<unknown>((inner, step) => (inner as Record<string, unknown> | null)?.[step], holder),
  );
}

describe("docs/events.md", () => {
  const schemas = Object.entries({ ...eventDataSchemas, Metadata: metadataSchema }).map(
    ([type, schema]) => [type, fieldsOf(z.toJSONSchema(schema) as JsonSchema)] as const,
  );

  it.each(schemas)("has the fields of %s with their types, all of them and no others", (of, fields) => {
    expect(fields.length).toBeGreaterThan(3);
    const rows = documented(of).map(({ name, type }) => `${name}: ${type}`);
    expect(rows.sort()).toEqual(fields.map(({ name, type }) => `${name}: ${type}`).sort());
  });

  it.each(schemas)("says what each field of %s means, and each element of a list", (of, fields) => {
    const rows = new Map(documented(of).map(({ name, meaning }) => [name, meaning]));
    for (const { name, elements } of fields) {
      expect([name, rows.get(name)]).not.toEqual([name, ""]);
      for (const element of elements) expect(rows.get(name)).toContain(`\`${element}\``);
    }
  });

  it("has an example of each field, out of the golden events", () => {
    for (const section of sections) {
      for (const { name, type, example } of section.rows.filter((row) => !row.type.startsWith("object"))) {
        expect([name, type, example]).toEqual([name, type, expect.stringMatching(/^`.+`$/)]);
        expect(valuesOf(section, name)).toContainEqual(JSON.parse(example.slice(1, -1)));
      }
    }
  });

  it("has the fields of each event of a payment's stream, and no others", () => {
    const section = parts.find((part) => part.startsWith("Streams of payments")) ?? "";
    const rows = [...section.matchAll(/^\| `(\w+)` *\| ([^|]*)\| [^|]*\w[^|]*\|$/gm)];
    const fields = rows.map(([, type, data = ""]) => [
      type,
      [...data.matchAll(/\w+/g)].map(([name]) => name),
    ]);
    expect(fields).toEqual(
      Object.entries(paymentEventSchemas).map(([type, { shape }]) => [type, Object.keys(shape)]),
    );
  });

  it("has a heading for each type of event, and for nothing that is none", () => {
    const types = sections.flatMap((section) => section.types);
    expect(types.sort()).toEqual([...eventTypes, "Metadata"].sort());
  });

  it("says which version is written today", () => {
    const { properties } = z.toJSONSchema(metadataSchema) as JsonSchema;
    const version = documented("Metadata").find(({ name }) => name === "schemaVersion");
    expect(version?.meaning).toContain(`${String(properties?.schemaVersion?.const)} today`);
  });
});
