/**
 * Writes the types of the web pages' API client from the API's own OpenAPI document: `npm run generate:api`.
 * With `--check` it writes nothing, and ends with 1 where the file is not what it would write.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";
import pino from "pino";
import { format, resolveConfig } from "prettier";
import { readConfig } from "../src/config.js";
import { startLedgerServer } from "../src/serve.js";

const target = fileURLToPath(new URL("../web/src/api/schema.d.ts", import.meta.url));
const heading = "// Generated from the API's OpenAPI document: `npm run generate:api`.\n\n";

/** Asked of a server on empty stores, so that the document is the one that every client gets. */
async function readDocument(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), "ledger-openapi-"));
  const environment = { DATA_DIR: dataDir, PORT: "0", HOST: "127.0.0.1", JWT_SECRET: "x".repeat(32) };
  const server = await startLedgerServer({
    config: readConfig(environment),
    logger: pino({ level: "silent" }),
    environment,
  });
  try {
    return await (await fetch(`${server.url}/api/openapi.json`)).text();
  } finally {
    await server.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/**
 * Leaves out which fields exclude each other (`exactlyOneOf` in src/api/vocabulary/input.ts): each is optional as it is, and the
 * intersections that would be made of it tell a reader less.
 */
function withoutAlternatives(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("oneOf" in value && "properties" in value))
    return value;
  const { oneOf: _alternatives, ...rest } = value;
  return rest;
}

const document = JSON.stringify(JSON.parse(await readDocument(), withoutAlternatives));
const types = astToString(await openapiTS(document, { alphabetize: true }));
const text = await format(heading + types, { ...(await resolveConfig(target)), filepath: target });

if (!process.argv.includes("--check")) {
  await writeFile(target, text);
} else if (text !== (await readFile(target, "utf8"))) {
  console.error("web/src/api/schema.d.ts is not what the API says now: npm run generate:api writes it.");
  process.exitCode = 1;
}
