import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { LedgerError } from "./errors.js";
import { minorDigits } from "./events/money.js";

export const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** How callers prove who they are. `local`: a secret that the ledger makes in its data folder, for one machine only. */
export type AuthConfig =
  | { readonly kind: "secret"; readonly secret: string }
  | { readonly kind: "jwks"; readonly url: URL }
  | { readonly kind: "local" };

/** A MongoDB database. The URL may hold a password: it is never shown. */
export interface ReadModelConfig {
  readonly url: string;
  /** In front of the names of all collections. */
  readonly prefix: string;
}

/** The shop's own MongoDB database, as the catalogue. The URL may hold a password: it is never shown. */
export interface ShopCatalogueConfig {
  readonly url: string;
  /** ISO 4217, of the shop's prices. */
  readonly currency: string;
}

/** The shop's own MongoDB database, whose users and purchases are kept. The URL may hold a password: it is never shown. */
export interface AdoptConfig {
  readonly url: string;
  readonly usersCollection: string;
  readonly purchasesCollection: string;
  /** The ledger's own, for its checkpoint. */
  readonly checkpointCollection: string;
}

export interface Config {
  /** 0 lets the system choose. */
  readonly port: number;
  readonly host: string;
  /** Absolute. */
  readonly dataDir: string;
  /** Absolute. */
  readonly catalogueFile: string;
  /** What the shop sells, if it is read from the shop's own database instead of the file. */
  readonly shopCatalogue: ShopCatalogueConfig | undefined;
  /** Where the read models are, if not in the data folder. */
  readonly readModel: ReadModelConfig | undefined;
  /** The shop's accounts that the ledger keeps, if any. */
  readonly adopt: AdoptConfig | undefined;
  readonly auth: AuthConfig;
  /** Tokens must carry this `iss`, if set. */
  readonly jwtIssuer: string | undefined;
  /** Tokens must carry this `aud`, if set. */
  readonly jwtAudience: string | undefined;
  /** How many users' two projections the server holds against each other in a second; 0 switches it off. */
  readonly sampledUsersPerSecond: number;
  readonly logLevel: (typeof logLevels)[number];
}

const exampleCatalogue = fileURLToPath(new URL("../examples/catalogue.json", import.meta.url));

/** Only the embedded event store exists in this version; a URL would silently be another log, so it is refused. */
const embeddedOnly = (what: string) =>
  z
    .never({ error: `${what} is not supported by this version: leave it unset for the embedded store` })
    .optional();

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

const environmentSchema = z
  .object({
    PORT: z.coerce.number({ error: "must be a port, 0 to 65535" }).int().min(0).max(65535).default(3000),
    HOST: z.string().default("127.0.0.1"),
    DATA_DIR: z.string().default("./data"),
    CATALOGUE_FILE: z.string().optional(),
    CATALOGUE_URL: databaseUrl("a file"),
    CATALOGUE_CURRENCY: z
      .string()
      .refine((code) => minorDigits(code) !== undefined, { error: "must be an ISO 4217 code, such as EUR" })
      .optional(),
    EVENTSTORE_URL: embeddedOnly("EVENTSTORE_URL"),
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
    JWT_ISSUER: z.string().optional(),
    JWT_AUDIENCE: z.string().optional(),
    SAMPLE_USERS_PER_SECOND: z.coerce
      .number({ error: "must be a whole number, 0 to 1000" })
      .int({ error: "must be a whole number, 0 to 1000" })
      .min(0, { error: "must be a whole number, 0 to 1000" })
      .max(1000, { error: "must be a whole number, 0 to 1000" })
      .default(5),
    LOG_LEVEL: z.enum(logLevels, { error: `must be one of ${logLevels.join(", ")}` }).default("info"),
  })
  .superRefine(checkTogether, { when: () => true });

/** The names of all settings, for the test that compares them with `.env.example`. */
export const settingNames: readonly string[] = Object.keys(environmentSchema.shape);

/**
 * Reads the settings from the environment. Empty values count as unset.
 *
 * @throws LedgerError `config_invalid`, with every problem at once in `problems`.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    settingNames.map((name) => [name, environment[name]?.trim() || undefined]),
  );
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => ({
      path: issue.path.join("."),
      message: issue.message,
    }));
    const list = problems.map(({ path, message }) => `${path} ${message}`).join("; ");
    throw new LedgerError("config_invalid", `The settings cannot be used: ${list}. See .env.example.`, {
      problems,
    });
  }
  const env = parsed.data;
  return {
    port: env.PORT,
    host: env.HOST,
    dataDir: resolve(env.DATA_DIR),
    catalogueFile: resolve(env.CATALOGUE_FILE ?? exampleCatalogue),
    shopCatalogue: shopCatalogueOf(env.CATALOGUE_URL, env.CATALOGUE_CURRENCY),
    readModel:
      env.READMODEL_URL === undefined ? undefined : { url: env.READMODEL_URL, prefix: env.READMODEL_PREFIX },
    adopt: adoptOf(env),
    auth: authOf(env.JWT_SECRET, env.JWKS_URL),
    jwtIssuer: env.JWT_ISSUER,
    jwtAudience: env.JWT_AUDIENCE,
    sampledUsersPerSecond: env.SAMPLE_USERS_PER_SECOND,
    logLevel: env.LOG_LEVEL,
  };
}

/** Whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

function authOf(secret: string | undefined, jwksUrl: string | undefined): AuthConfig {
  if (secret !== undefined) return { kind: "secret", secret };
  if (jwksUrl !== undefined) return { kind: "jwks", url: new URL(jwksUrl) };
  return { kind: "local" };
}

/** That there are all three was checked. */
function adoptOf(env: z.infer<typeof environmentSchema>): AdoptConfig | undefined {
  const { ADOPT_URL: url, ADOPT_USERS_COLLECTION: users, ADOPT_PURCHASES_COLLECTION: purchases } = env;
  if (url === undefined || users === undefined || purchases === undefined) return undefined;
  return {
    url,
    usersCollection: users,
    purchasesCollection: purchases,
    checkpointCollection: `${env.READMODEL_PREFIX}adopted`,
  };
}

/** That there is a currency was checked. */
const shopCatalogueOf = (url?: string, currency?: string): ShopCatalogueConfig | undefined =>
  url === undefined || currency === undefined ? undefined : { url, currency };

/** What one setting says of another. It also runs when some are wrong by themselves, so that all problems come at once. */
function checkTogether(
  env: Readonly<Record<string, unknown>>,
  context: { addIssue(issue: { code: "custom"; path: string[]; message: string }): void },
): void {
  const hasSecret = env.JWT_SECRET !== undefined;
  const hasKeySet = env.JWKS_URL !== undefined;
  if (hasSecret && hasKeySet) {
    const message = "and JWT_SECRET exclude each other: set one";
    context.addIssue({ code: "custom", path: ["JWKS_URL"], message });
  }
  if (env.CATALOGUE_URL !== undefined && env.CATALOGUE_FILE !== undefined) {
    const message = "and CATALOGUE_FILE exclude each other: set one";
    context.addIssue({ code: "custom", path: ["CATALOGUE_URL"], message });
  }
  if ((env.CATALOGUE_URL === undefined) !== (env.CATALOGUE_CURRENCY === undefined)) {
    const message = "and CATALOGUE_URL belong together: the shop's prices do not say their currency";
    context.addIssue({ code: "custom", path: ["CATALOGUE_CURRENCY"], message });
  }
  const adoptNames = ["ADOPT_URL", "ADOPT_USERS_COLLECTION", "ADOPT_PURCHASES_COLLECTION"];
  const missing = adoptNames.filter((name) => env[name] === undefined);
  if (missing.length > 0 && missing.length < adoptNames.length) {
    for (const name of missing) {
      const message = `is missing: ${adoptNames.join(", ")} belong together`;
      context.addIssue({ code: "custom", path: [name], message });
    }
  }
  // Unset means the default, which only this machine can reach.
  const host = typeof env.HOST === "string" ? env.HOST : "127.0.0.1";
  if (!hasSecret && !hasKeySet && !isLoopback(host)) {
    const message = `is ${host}, which others can reach: set JWT_SECRET or JWKS_URL, or use 127.0.0.1`;
    context.addIssue({ code: "custom", path: ["HOST"], message });
  }
}
