import * as z from "zod/mini";
import { isEventStoreUrl, parseEventStoreUrl, type EventStoreUrl } from "./event-store-url.js";
import { streamPrefix } from "./events/identifiers.js";
import { minorDigits } from "./events/money.js";
import { isLoopback } from "./loopback.js";
import { checkOidc, oidcSettings } from "./oidc-settings.js";
import type { SettingName } from "./setting-names.js";
import { wholeNumber } from "./whole-number-setting.js";

const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

const eventStorePrefixSchema = z.string().check(
  z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
    error: "must be 1 to 64 characters of A-Z a-z 0-9 . _ -, the first a letter or digit",
  }),
  // The server finds a ledger's streams by how their names begin: one ledger's must not begin as another's do.
  z.refine((prefix) => !prefix.includes(streamPrefix), { error: `must not contain ${streamPrefix}` }),
);

function toEventStoreUrl(text: string, { issues }: z.core.ParsePayload): EventStoreUrl {
  const parsed = parseEventStoreUrl(text);
  if (isEventStoreUrl(parsed)) return parsed;
  for (const { path, message } of parsed)
    issues.push({ code: "custom", message: `${path} ${message}`.trim(), input: text });
  return z.NEVER;
}

const port = wholeNumber(0, 65_535, "must be a port, 0 to 65535");

/** Names a database, and leaves everything else to the driver. */
export const databaseUrlPattern = /^mongodb(\+srv)?:\/\/[^/?]+\/[^/?]+(\?.*)?$/;

const databaseUrl = (unset: string) =>
  z.optional(
    z.string().check(
      z.regex(databaseUrlPattern, {
        error: `must name a MongoDB database, mongodb://<hosts>/<database>; leave it unset for ${unset}`,
      }),
    ),
  );

const collectionName = z.optional(
  z.string().check(z.regex(/^(?!system\.)[^$\0]{1,120}$/, { error: "must be the name of a collection" })),
);

const text = z.optional(z.string());

const sampleRule = "must be a number from 0 to 50";

const trueOrFalse = z.enum(["true", "false"], { error: "must be true or false" });

/** The settings by their names in the environment. Each problem names its setting. */
export const environmentSchema = z
  .object({
    PORT: z._default(port, 3000),
    HOST: z._default(z.string(), "127.0.0.1"),
    DATA_DIR: z._default(z.string(), "./data"),
    CATALOGUE_FILE: text,
    CATALOGUE_URL: databaseUrl("a file"),
    CATALOGUE_CURRENCY: z.optional(
      z.string().check(
        z.refine((code) => minorDigits(code) !== undefined, {
          error: "must be an ISO 4217 code, such as EUR",
        }),
      ),
    ),
    EVENTSTORE_URL: z.optional(z.pipe(z.string(), z.transform(toEventStoreUrl))),
    EVENTSTORE_PREFIX: z.optional(eventStorePrefixSchema),
    EVENTSTORE_TIMEOUT_MS: z._default(
      wholeNumber(100, 60_000, "must be a whole number of milliseconds, 100 to 60000"),
      5000,
    ),
    READMODEL_URL: databaseUrl("the embedded store"),
    READMODEL_PREFIX: z._default(
      z
        .string()
        .check(
          z.regex(/^[A-Za-z0-9_-]{0,60}$/, { error: "may have up to 60 of the characters A-Z a-z 0-9 _ -" }),
        ),
      "ledger_",
    ),
    ADOPT_URL: databaseUrl("none"),
    ADOPT_USERS_COLLECTION: collectionName,
    ADOPT_PURCHASES_COLLECTION: collectionName,
    JWT_SECRET: z.optional(
      z.string().check(
        z.minLength(32, {
          error: "must have at least 32 characters (HS256 needs 256 bits, RFC 7518 section 3.2)",
        }),
      ),
    ),
    JWKS_URL: z.optional(z.url({ protocol: /^https?$/, error: "must be an http or https URL" })),
    LOCAL_TOKENS: z._default(trueOrFalse, "false"),
    JWT_ISSUER: text,
    JWT_AUDIENCE: text,
    ...oidcSettings,
    SAMPLE_CPU_PERCENT: z._default(
      z.coerce
        .number({ error: sampleRule })
        .check(z.minimum(0, { error: sampleRule }), z.maximum(50, { error: sampleRule })),
      5,
    ),
    REBUILD_OUTDATED: z._default(trueOrFalse, "true"),
    LOG_MISMATCH_PURCHASES: z._default(
      z.enum(["refuse", "accept"], { error: "must be refuse or accept" }),
      "refuse",
    ),
    LOG_LEVEL: z._default(z.enum(logLevels, { error: `must be one of ${logLevels.join(", ")}` }), "info"),
    EVENTSTOREDB_DOOR_PORT: z.optional(port),
    EVENTSTOREDB_DOOR_HOST: z._default(z.string(), "127.0.0.1"),
    EVENTSTOREDB_DOOR_CREDENTIALS: z.optional(
      z.string().check(z.regex(/^[^:]+:.+$/s, { error: "must be <user>:<password>" })),
    ),
    EVENTSTOREDB_DOOR_TLS_CERTIFICATE: text,
    EVENTSTOREDB_DOOR_TLS_KEY: text,
  } satisfies Record<SettingName, z.ZodMiniType>)
  .check(z.superRefine(checkTogether, { when: () => true }));

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
