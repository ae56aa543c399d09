import * as z from "zod";

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body of a JSON answer; the text of any other. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly text: string;
}

interface Media {
  readonly schema: { readonly $ref?: string };
}
interface Operation {
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, Media>> }>>;
}
export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: { readonly Problem: object } };
}

/**
 * Compares every answer with what the server's own OpenAPI document declares for it: the status, the media type and
 * the body. It knows the document only, and nothing of the code that made it.
 */
export async function createContractCheck(
  url: string,
): Promise<(method: string, path: string, answer: ApiAnswer) => void> {
  const document = (await (await fetch(`${url}/api/openapi.json`)).json()) as OpenApiDocument;
  const schemas = new Map<object, z.ZodType>();

  function schemaOf(media: Media): z.ZodType {
    const json = media.schema.$ref === undefined ? media.schema : document.components.schemas.Problem;
    const schema = schemas.get(json) ?? z.fromJSONSchema(json as Parameters<typeof z.fromJSONSchema>[0]);
    schemas.set(json, schema);
    return schema;
  }

  /** An address without parameters comes before one that has them. */
  function operationsOf(path: string): Readonly<Record<string, Operation>> | undefined {
    const templates = Object.keys(document.paths).filter((template) =>
      new RegExp(`^${template.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(path),
    );
    return document.paths[path] ?? document.paths[templates[0] ?? ""];
  }

  return (method, pathAndQuery, answer) => {
    const path = pathAndQuery.split("?")[0] ?? "";
    const operation = operationsOf(path)?.[method.toLowerCase()];
    const at = `${method} ${path} ${answer.status}`;
    // No such operation: only the answers that every address can give.
    if (operation === undefined) {
      if (![400, 404, 405].includes(answer.status) && method !== "HEAD")
        throw new Error(`${at} is not in the OpenAPI document.`);
      return;
    }
    const response = operation.responses[String(answer.status)];
    if (response === undefined) throw new Error(`${at} is not declared: ${answer.text}`);
    const mediaType = answer.headers.get("content-type")?.split(";")[0] ?? "none";
    const media = response.content[mediaType];
    if (media === undefined) throw new Error(`${at} has the media type ${mediaType}, which is not declared.`);
    const parsed = schemaOf(media).safeParse(mediaType.endsWith("json") ? answer.body : answer.text);
    if (!parsed.success)
      throw new Error(`${at} is not what is declared: ${parsed.error.message}\n${answer.text}`);
  };
}
