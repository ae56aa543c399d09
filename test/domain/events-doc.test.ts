import { describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { eventDataSchemas, eventTypes, metadataSchema } from "../../src/events/purchase-events.js";

const page = readFileSync(new URL("../../docs/events.md", import.meta.url), "utf8");

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
}

/** Every field of a schema, those of objects within it dotted. */
function fieldsOf(schema: JsonSchema, prefix = ""): string[] {
  const inner = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => [
    `${prefix}${name}`,
    ...fieldsOf(field, `${prefix}${name}.`),
  ]);
  return [...inner, ...(schema.anyOf ?? []).flatMap((choice) => fieldsOf(choice, prefix))];
}

/** The fields in the table below a heading. */
function documented(heading: string): string[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  return [...section.matchAll(/^\| `([\w.]+)` *\|/gm)].map(([, field = ""]) => field);
}

describe("docs/events.md", () => {
  const sections = { ...eventDataSchemas, Metadata: metadataSchema };

  it.each(Object.entries(sections))("has the fields of %s, all of them and no others", (heading, schema) => {
    const fields = fieldsOf(z.toJSONSchema(schema) as JsonSchema).sort();
    expect(fields.length).toBeGreaterThan(3);
    expect(documented(heading).sort()).toEqual(fields);
  });

  it("has a heading for each type of event, and for nothing that is none", () => {
    const headings = [...page.matchAll(/^## (\w+(?:Purchased|Revoked))$/gm)].map(([, name]) => name);
    expect(headings.sort()).toEqual([...eventTypes].sort());
  });
});
