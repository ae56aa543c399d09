import * as z from "zod";
import { isEventStoreUrl, parseEventStoreUrl, type EventStoreUrl } from "./event-store-url.js";
import { streamPrefix } from "./events/identifiers.js";
import { minorDigits } from "./events/money.js";
import { isLoopback } from "./loopback.js";
import { checkOidc, oidcSettings } from "./oidc-settings.js";
import type { SettingName } from "./setting-names.js";

const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

const timeoutRule = "must be a whole number of milliseconds, 100 to 60000";

const eventStorePrefixSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
    error: "must be 1 to 64 characters of A-Z a-z 0-9 . _ -, the first a letter or digit",
  })
  // The server finds a ledger's streams by how their names begin: one ledger's must not begin as another's do.
  .refine((prefix) => !prefix.includes(streamPrefix), { error: `must not contain ${streamPrefix}` });

function toEventStoreUrl(
  text: string,
  context: { addIssue(issue: { code: "custom"; message: string }): void },
): EventStoreUrl {
  const parsed = parseEventStoreUrl(text);
  if (isEventStoreUrl(parsed)) return parsed;
  for (const { path, message } of parsed)
    context.addIssue({ code: "custom", message: `${path} ${message}`.trim() });
  return z.NEVER;
}
const port = z.coerce.number({ error: "must be a port, 0 to 65535" }).int().min(0).max(65535);

/** Names a database, and leaves everything else to the driver. */
export const databaseUrlPattern = /^mongodb(\+srv)?:\/\/[^/?]+\/[^/?]+(\?.*)?$/;

const databaseUrl = (unset: string) =>
  z
    .string()
    .regex(databaseUrlPattern, {
      error: `must name a MongoDB database, mongodb://<hosts>/<database>; leave it unset for ${unset}`,
    })
    .optional();

const collectionName = z
  .string()
  .regex(/^(?!system\.)[^$\0]{1,120}$/, { error: "must be the name of a collection" })
  .optional();

const trueOrFalse = z.enum(["true", "false"], { error: "must be true or false" });

/** The settings by their names in the environment. Each problem names its setting. */
export const environmentSchema = z
  .object({
    PORT: port.default(3000),
    HOST: z.string().default("127.0.0.1"),
    DATA_DIR: z.string().default("./data"),
    CATALOGUE_FILE: z.string().optional(),
    CATALOGUE_URL: databaseUrl("a file"),
    CATALOGUE_CURRENCY: z
      .string()
      .refine((code) => minorDigits(code) !== undefined, { error: "must be an ISO 4217 code, such as EUR" })
      .optional(),
    EVENTSTORE_URL: z.string().transform(toEventStoreUrl).optional(),
    EVENTSTORE_PREFIX: eventStorePrefixSchema.optional(),
    EVENTSTORE_TIMEOUT_MS: z.coerce
      .number({ error: timeoutRule })
      .int({ error: timeoutRule })
      .min(100, { error: timeoutRule })
      .max(60_000, { error: timeoutRule })
      .default(5000),
    READMODEL_URL: databaseUrl("the embedded store"),
    READMODEL_PREFIX: z
      .string()
      .regex(/^[A-Za-z0-9_-]{0,60}$/, { error: "may have up to 60 of the characters A-Z a-z 0-9 _ -" })
      .default("ledger_"),
    ADOPT_URL: databaseUrl("none"),
    ADOPT_USERS_COLLECTION: collectionName,
    ADOPT_PURCHASES_COLLECTION: collectionName,
    JWT_SECRET: z
      .string()
      .min(32, { error: "must have at least 32 characters (HS256 needs 256 bits, RFC 7518 section 3.2)" })
      .optional(),
    JWKS_URL: z.url({ protocol: /^https?$/, error: "must be an http or https URL" }).optional(),
    LOCAL_TOKENS: trueOrFalse.default("false"),
    JWT_ISSUER: z.string().optional(),
    JWT_AUDIENCE: z.string().optional(),
    ...oidcSettings,
    SAMPLE_CPU_PERCENT: z.coerce
      .number({ error: "must be a number from 0 to 50" })
      .min(0, { error: "must be a number from 0 to 50" })
      .max(50, { error: "must be a number from 0 to 50" })
      .default(5),
    REBUILD_OUTDATED: trueOrFalse.default("true"),
    LOG_MISMATCH_PURCHASES: z.enum(["refuse", "accept"]).default("refuse"),
    LOG_LEVEL: z.enum(logLevels, { error: `must be one of ${logLevels.join(", ")}` }).default("info"),
    EVENTSTOREDB_DOOR_PORT: port.optional(),
    EVENTSTOREDB_DOOR_HOST: z.string().default("127.0.0.1"),
    EVENTSTOREDB_DOOR_CREDENTIALS: z
      .string()
      .regex(/^[^:]+:.+$/s, { error: "must be <user>:<password>" })
      .optional(),
    EVENTSTOREDB_DOOR_TLS_CERTIFICATE: z.string().optional(),
    EVENTSTOREDB_DOOR_TLS_KEY: z.string().optional(),
  } satisfies Record<SettingName, z.ZodType>)
  .superRefine(checkTogether, { when: () => true });

export type Settings = z.infer<typeof environmentSchema>;

type GivenSettings = Readonly<Record<string, unknown>>;
interface Issues {
  addIssue(issue: { code: "custom"; path: string[]; message: string }): void;
}

/** What one setting says of another. It also runs when some are wrong by themselves, so that all problems come at once. */
function checkTogether(env: GivenSettings, context: Issues): void {
  const problem = (name: string, message: string): void => {
    context.addIssue({ code: "custom", path: [name], message });
  };
  const hasSecret = env.JWT_SECRET !== undefined;
  const hasKeySet = env.JWKS_URL !== undefined;
  if (hasSecret && hasKeySet) {
    problem("JWKS_URL", "and JWT_SECRET exclude each other: set one");
  }
  if (env.EVENTSTORE_PREFIX !== undefined && env.EVENTSTORE_URL === undefined) {
    problem("EVENTSTORE_PREFIX", "works only together with EVENTSTORE_URL: set that, or leave this unset");
  }
  checkDoor(env, problem);
  checkOidc(env, problem);
  if (env.CATALOGUE_URL !== undefined && env.CATALOGUE_FILE !== undefined) {
    problem("CATALOGUE_URL", "and CATALOGUE_FILE exclude each other: set one");
  }
  if ((env.CATALOGUE_URL === undefined) !== (env.CATALOGUE_CURRENCY === undefined)) {
    problem(
      "CATALOGUE_CURRENCY",
      "and CATALOGUE_URL belong together: the prices in the shop's database have no currency",
    );
  }
  const adoptNames = ["ADOPT_URL", "ADOPT_USERS_COLLECTION", "ADOPT_PURCHASES_COLLECTION"];
  const missing = adoptNames.filter((name) => env[name] === undefined);
  if (missing.length > 0 && missing.length < adoptNames.length) {
    for (const name of missing) {
      problem(name, `is missing: ${adoptNames.join(", ")} belong together`);
    }
  }
  // Unset means the default, which only this machine can reach.
  const host = typeof env.HOST === "string" ? env.HOST : "127.0.0.1";
  if (!hasSecret && !hasKeySet && env.LOCAL_TOKENS !== "true" && !isLoopback(host)) {
    problem(
      "HOST",
      `is ${host}, which others can reach: set JWT_SECRET or JWKS_URL, or use 127.0.0.1; or LOCAL_TOKENS=true in a container whose port only this machine reaches`,
    );
  }
}

function checkDoor(env: GivenSettings, problem: (name: string, message: string) => void): void {
  if (env.EVENTSTOREDB_DOOR_PORT === undefined) return;
  const host = typeof env.EVENTSTOREDB_DOOR_HOST === "string" ? env.EVENTSTOREDB_DOOR_HOST : "127.0.0.1";
  if (env.EVENTSTOREDB_DOOR_CREDENTIALS === undefined && !isLoopback(host)) {
    const message = `is ${host}, which others can reach: set EVENTSTOREDB_DOOR_CREDENTIALS, or use 127.0.0.1`;
    problem("EVENTSTOREDB_DOOR_HOST", message);
  }
  const hasCertificate = env.EVENTSTOREDB_DOOR_TLS_CERTIFICATE !== undefined;
  const hasKey = env.EVENTSTOREDB_DOOR_TLS_KEY !== undefined;
  if (hasCertificate && !hasKey) {
    problem("EVENTSTOREDB_DOOR_TLS_KEY", "belongs to EVENTSTOREDB_DOOR_TLS_CERTIFICATE: set both");
  }
  if (hasKey && !hasCertificate) {
    problem("EVENTSTOREDB_DOOR_TLS_CERTIFICATE", "belongs to EVENTSTOREDB_DOOR_TLS_KEY: set both");
  }
  if (env.EVENTSTORE_URL !== undefined) {
    problem(
      "EVENTSTOREDB_DOOR_PORT",
      "opens the embedded event store to others: there is none with EVENTSTORE_URL",
    );
  }
}
