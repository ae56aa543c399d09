import { isEventStoreUrl, parseEventStoreUrl, type EventStoreUrl } from "./event-store-url.js";
import { streamPrefix } from "./events/identifiers.js";
import { minorDigits } from "./events/money.js";
import { isLoopback } from "./loopback.js";
import { isUrl } from "./paths.js";
import { checkOidc, oidcSettings } from "./oidc-settings.js";
import type { SettingName } from "./setting-names.js";
import {
  matching,
  numberFrom,
  oneOf,
  optional,
  readSettings,
  text,
  textThat,
  Unusable,
  webUrl,
  wholeNumber,
  withDefault,
  type Parse,
  type Setting,
  type ValuesOf,
} from "./setting-values.js";

const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

// The server finds a ledger's streams by the prefix of their names: one prefix must not be the beginning of another.
const eventStorePrefix = matching(
  new RegExp(`^(?!.*${streamPrefix})[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`),
  `must be 1 to 64 characters of A-Z a-z 0-9 . _ -, the first a letter or digit, without ${streamPrefix}`,
);

const eventStoreUrl: Parse<EventStoreUrl> = (given) => {
  const parsed = parseEventStoreUrl(given);
  if (isEventStoreUrl(parsed)) return parsed;
  return new Unusable(...parsed.map(({ path, message }) => `${path} ${message}`.trim()));
};

const port = wholeNumber(0, 65_535, "must be a port, 0 to 65535");

/** Names a database, and leaves everything else to the driver. */
export const databaseUrlPattern = /^mongodb(\+srv)?:\/\/[^/?]+\/[^/?]+(\?.*)?$/;

const databaseUrl = (unset: string) =>
  matching(
    databaseUrlPattern,
    `must name a MongoDB database, mongodb://<hosts>/<database>; leave it unset for ${unset}`,
  );

const collectionName = matching(/^(?!system\.)[^$\0]{1,120}$/, "must be the name of a collection");

const path = textThat((given) => !isUrl(given), "must be a path, not a URL");

const trueOrFalse = oneOf(["true", "false"], "must be true or false");

const settings = {
  PORT: withDefault(port, 3000),
  HOST: withDefault(text, "127.0.0.1"),
  DATA_DIR: withDefault(path, "./data"),
  CATALOGUE_FILE: optional(path),
  CATALOGUE_URL: optional(databaseUrl("a file")),
  CATALOGUE_CURRENCY: optional(
    textThat((code) => minorDigits(code) !== undefined, "must be an ISO 4217 code, such as EUR"),
  ),
  EVENTSTORE_URL: optional(eventStoreUrl),
  EVENTSTORE_PREFIX: optional(eventStorePrefix),
  EVENTSTORE_TIMEOUT_MS: withDefault(
    wholeNumber(100, 60_000, "must be a whole number of milliseconds, 100 to 60000"),
    5000,
  ),
  READMODEL_URL: optional(databaseUrl("the embedded store")),
  READMODEL_PREFIX: withDefault(
    matching(/^[A-Za-z0-9_-]{0,60}$/, "may have up to 60 of the characters A-Z a-z 0-9 _ -"),
    "ledger_",
  ),
  ADOPT_URL: optional(databaseUrl("none")),
  ADOPT_USERS_COLLECTION: optional(collectionName),
  ADOPT_PURCHASES_COLLECTION: optional(collectionName),
  JWT_SECRET: optional(
    textThat(
      (secret) => secret.length >= 32,
      "must have at least 32 characters (HS256 needs 256 bits, RFC 7518 section 3.2)",
    ),
  ),
  JWKS_URL: optional(webUrl("must be an http or https URL")),
  LOCAL_TOKENS: withDefault(trueOrFalse, "false"),
  JWT_ISSUER: optional(text),
  JWT_AUDIENCE: optional(text),
  ...oidcSettings,
  SAMPLE_CPU_PERCENT: withDefault(numberFrom(0, 50, "must be a number from 0 to 50"), 5),
  REBUILD_OUTDATED: withDefault(trueOrFalse, "true"),
  LOG_MISMATCH_PURCHASES: withDefault(oneOf(["refuse", "accept"], "must be refuse or accept"), "refuse"),
  LOG_LEVEL: withDefault(oneOf(logLevels, `must be one of ${logLevels.join(", ")}`), "info"),
  EVENTSTOREDB_DOOR_PORT: optional(port),
  EVENTSTOREDB_DOOR_HOST: withDefault(text, "127.0.0.1"),
  EVENTSTOREDB_DOOR_CREDENTIALS: optional(matching(/^[^:]+:.+$/s, "must be <user>:<password>")),
  EVENTSTOREDB_DOOR_TLS_CERTIFICATE: optional(path),
  EVENTSTOREDB_DOOR_TLS_KEY: optional(path),
} satisfies Record<SettingName, Setting<unknown>>;

/** The settings by their names in the environment. */
export type Settings = ValuesOf<typeof settings>;

/** Reads all settings from the environment: their values, or every problem, which names its setting. */
export const readEnvironment = (given: Readonly<Record<string, string | undefined>>) =>
  readSettings(settings, given, checkTogether);

type GivenSettings = Readonly<Record<string, unknown>>;

type ReportProblem = (name: string, message: string) => void;

/** How settings depend on each other. */
function checkTogether(env: GivenSettings, problem: ReportProblem): void {
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

function checkDoor(env: GivenSettings, problem: ReportProblem): void {
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
