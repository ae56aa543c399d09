import { describe, expect, it } from "@jest/globals";
import { readdirSync, readFileSync } from "node:fs";
import * as z from "zod";
import type { StoredEvent } from "../../src/events/codec.js";
import { eventDataSchemas, eventTypes, metadataSchema } from "../../src/events/purchase-events.js";

const page = readFileSync(new URL("../../docs/events.md", import.meta.url), "utf8");

interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
}

interface Field {
  readonly name: string;
  readonly nullable: boolean;
  readonly optional: boolean;
  readonly values: readonly string[];
  readonly isObject: boolean;
}

/** Every field of a schema, those of objects within it dotted. */
function fieldsOf(schema: JsonSchema, prefix = ""): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const choices = property.anyOf ?? [property];
    const name = `${prefix}${key}`;
    const field = {
      name,
      nullable: choices.some(({ type }) => type === "null"),
      optional: !(schema.required ?? []).includes(key),
      values: choices.flatMap((choice) => choice.enum ?? []),
      isObject: choices.some(({ properties }) => properties !== undefined),
    };
    return [field, ...choices.flatMap((choice) => fieldsOf(choice, `${name}.`))];
  });
}

interface Row {
  readonly name: string;
  readonly type: string;
  readonly meaning: string;
  readonly example: string;
}

/** The table below a heading. */
function documented(heading: string): Row[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  return section
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => {
      const [, name = "", type = "", meaning = "", example = ""] = line.split("|").map((cell) => cell.trim());
      return { name: name.replaceAll("`", ""), type, meaning, example };
    });
}

const folders = ["v1", "v2"].map((version) => new URL(`../golden/${version}/`, import.meta.url));
const golden = folders.flatMap((folder) =>
  readdirSync(folder).map((file) => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as StoredEvent),
);

/** What the golden events hold in a field. */
function valuesOf(section: string, name: string): unknown[] {
  const parts = golden
    .filter(({ type }) => section === "Metadata" || type === section)
    .map(({ data, metadata }) => (section === "Metadata" ? metadata : data));
  return parts.map((part) =>
    name.split(".").reduce<unknown>((inner, step) => (inner as Record<string, unknown> | null)?.[step], part),
  );
}

describe("docs/events.md", () => {
  const sections = Object.entries({ ...eventDataSchemas, Metadata: metadataSchema }).map(
    ([heading, schema]) => [heading, fieldsOf(z.toJSONSchema(schema) as JsonSchema)] as const,
  );

  it.each(sections)("has the fields of %s, all of them and no others", (heading, fields) => {
    expect(fields.length).toBeGreaterThan(3);
    expect(
      documented(heading)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(fields.map(({ name }) => name).sort());
  });

  it.each(sections)(
    "says of each field of %s whether it may be null, or missing, and which values it has",
    (heading, fields) => {
      const rows = new Map(documented(heading).map((row) => [row.name, row]));
      for (const { name, nullable, optional, values } of fields) {
        const type = rows.get(name)?.type ?? "";
        expect([name, / or null\b/.test(type)]).toEqual([name, nullable]);
        expect([name, type.includes("may be missing")]).toEqual([name, optional]);
        const told = [...type.matchAll(/`([\w-]+)`/g)].map(([, value]) => value);
        expect([name, told.sort()]).toEqual([name, [...values].sort()]);
        expect([name, rows.get(name)?.meaning]).not.toEqual([name, ""]);
      }
    },
  );

  it.each(sections)("has an example of each field of %s, out of the golden events", (heading, fields) => {
    const rows = new Map(documented(heading).map((row) => [row.name, row]));
    for (const { name } of fields.filter(({ isObject }) => !isObject)) {
      const example = rows.get(name)?.example ?? "";
      expect(example).toMatch(/^`.+`$/);
      expect(valuesOf(heading, name)).toContainEqual(JSON.parse(example.slice(1, -1)));
    }
  });

  it("has a heading for each type of event, and for nothing that is none", () => {
    const headings = [...page.matchAll(/^## ((?:Course|Test|Purchase)\w+)$/gm)].map(([, name]) => name);
    expect(headings.sort()).toEqual([...eventTypes].sort());
  });

  it("says which version is written today", () => {
    const { properties } = z.toJSONSchema(metadataSchema) as JsonSchema;
    const version = documented("Metadata").find(({ name }) => name === "schemaVersion");
    expect(version?.meaning).toContain(`${String(properties?.schemaVersion?.const)} today`);
  });
});
