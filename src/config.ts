import { readEnvironment, type Settings } from "./environment-settings.js";
import { LedgerError } from "./errors.js";
import type { EventStoreUrl } from "./event-store-url.js";
import { oidcOf, type OidcConfig } from "./oidc-settings.js";
import { absolutePath } from "./paths.js";
import { packageFile } from "./program-files.js";
import { settingNames } from "./setting-names.js";

export { databaseUrlPattern } from "./environment-settings.js";
export { isLoopback } from "./loopback.js";
export { settingNames };

/** Settings by their names, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How callers prove who they are. `local`: a secret that the ledger makes in its data folder, for one machine only. */
export type AuthConfig =
  | { readonly kind: "secret"; readonly secret: string }
  | { readonly kind: "jwks"; readonly url: URL }
  | { readonly kind: "local" };

/** Where the event log is. */
export type EventStoreConfig =
  | { readonly kind: "embedded" }
  | {
      readonly kind: "eventstoredb";
      readonly url: EventStoreUrl;
      /** Before the name of every stream on the server, so that several ledgers share it; may be empty. */
      readonly prefix: string;
      /** How long an append or a read tries altogether before it is given up. */
      readonly timeoutMs: number;
    };

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

/** The shop's own MongoDB database, whose users are read. The URL may hold a password: it is never shown. */
export interface ShopUsersConfig {
  readonly url: string;
  readonly usersCollection: string;
  /** The setting that the URL is of. */
  readonly givenBy: string;
}

/** Where the event log and the read models are. */
export interface StoresConfig {
  /** Absolute. */
  readonly dataDir: string;
  readonly eventStore: EventStoreConfig;
  /** Where the read models are, if not in the data folder. */
  readonly readModel: ReadModelConfig | undefined;
}

/** The door for EventStoreDB's clients. */
export interface DoorConfig {
  /** 0 lets the system choose. */
  readonly port: number;
  readonly host: string;
  readonly credentials: { readonly username: string; readonly password: string } | undefined;
  /** Absolute paths of PEM files. */
  readonly tls: { readonly certificateFile: string; readonly keyFile: string } | undefined;
}

export interface Config extends StoresConfig {
  /** 0 lets the system choose. */
  readonly port: number;
  readonly host: string;
  /** Absolute. */
  readonly catalogueFile: string;
  /** What the shop sells, if it is read from the shop's own database instead of the file. */
  readonly shopCatalogue: ShopCatalogueConfig | undefined;
  /** The shop's accounts that the ledger keeps, if any. */
  readonly adopt: AdoptConfig | undefined;
  /** Where names and e-mail addresses of users are, if the shop's database is known. */
  readonly shopUsers: ShopUsersConfig | undefined;
  readonly auth: AuthConfig;
  /** Tokens must carry this `iss`, if set. */
  readonly jwtIssuer: string | undefined;
  /** Tokens must carry this `aud`, if set. */
  readonly jwtAudience: string | undefined;
  /** Single sign-on for the pages, if there is a provider. */
  readonly oidc: OidcConfig | undefined;
  /** How much of one core, in percent, the server spends on comparing users with the log; 0 switches it off. */
  readonly samplerCpuPercent: number;
  /** Whether the server rebuilds, at its start, projections that another version of their fold has made. */
  readonly rebuildOutdated: boolean;
  /** Whether purchases are recorded while the log is not the one that the projections were folded from. */
  readonly recordOnLogMismatch: boolean;
  readonly logLevel: Settings["LOG_LEVEL"];
  /** undefined: there is none. */
  readonly eventStoreDbDoor: DoorConfig | undefined;
}

const exampleCatalogue = packageFile("examples/catalogue.json");

/**
 * Reads the settings from the environment. Empty values count as unset.
 *
 * @throws LedgerError `config_invalid`, with every problem at once in `problems`.
 */
export function readConfig(environment: Environment): Config {
  const given = Object.fromEntries(
    settingNames.map((name) => [name, environment[name]?.trim() || undefined]),
  );
  const read = readEnvironment(given);
  if ("problems" in read) {
    const { problems } = read;
    const list = problems.map(({ path, message }) => `${path} ${message}`).join("; ");
    throw new LedgerError("config_invalid", `The settings cannot be used: ${list}. See .env.example.`, {
      problems,
    });
  }
  const env = read.values;
  return {
    port: env.PORT,
    host: env.HOST,
    dataDir: absolutePath(env.DATA_DIR),
    catalogueFile: absolutePath(env.CATALOGUE_FILE ?? exampleCatalogue),
    shopCatalogue: shopCatalogueOf(env.CATALOGUE_URL, env.CATALOGUE_CURRENCY),
    eventStore:
      env.EVENTSTORE_URL === undefined
        ? { kind: "embedded" }
        : {
            kind: "eventstoredb",
            url: env.EVENTSTORE_URL,
            prefix: env.EVENTSTORE_PREFIX ?? "",
            timeoutMs: env.EVENTSTORE_TIMEOUT_MS,
          },
    readModel:
      env.READMODEL_URL === undefined ? undefined : { url: env.READMODEL_URL, prefix: env.READMODEL_PREFIX },
    adopt: adoptOf(env),
    shopUsers: shopUsersOf(env),
    auth: authOf(env.JWT_SECRET, env.JWKS_URL),
    jwtIssuer: env.JWT_ISSUER,
    jwtAudience: env.JWT_AUDIENCE,
    oidc: oidcOf(env),
    samplerCpuPercent: env.SAMPLE_CPU_PERCENT,
    rebuildOutdated: env.REBUILD_OUTDATED === "true",
    recordOnLogMismatch: env.LOG_MISMATCH_PURCHASES === "accept",
    logLevel: env.LOG_LEVEL,
    eventStoreDbDoor: doorOf(env),
  };
}

function doorOf(env: Settings): DoorConfig | undefined {
  if (env.EVENTSTOREDB_DOOR_PORT === undefined) return undefined;
  const [, username, password] = /^([^:]+):(.+)$/s.exec(env.EVENTSTOREDB_DOOR_CREDENTIALS ?? "") ?? [];
  const certificate = env.EVENTSTOREDB_DOOR_TLS_CERTIFICATE;
  const key = env.EVENTSTOREDB_DOOR_TLS_KEY;
  return {
    port: env.EVENTSTOREDB_DOOR_PORT,
    host: env.EVENTSTOREDB_DOOR_HOST,
    credentials: username === undefined || password === undefined ? undefined : { username, password },
    tls:
      certificate === undefined || key === undefined
        ? undefined
        : { certificateFile: absolutePath(certificate), keyFile: absolutePath(key) },
  };
}

function authOf(secret: string | undefined, jwksUrl: URL | undefined): AuthConfig {
  if (secret !== undefined) return { kind: "secret", secret };
  if (jwksUrl !== undefined) return { kind: "jwks", url: jwksUrl };
  return { kind: "local" };
}

/** It was checked that all three are set. */
function adoptOf(env: Settings): AdoptConfig | undefined {
  const { ADOPT_URL: url, ADOPT_USERS_COLLECTION: users, ADOPT_PURCHASES_COLLECTION: purchases } = env;
  if (url === undefined || users === undefined || purchases === undefined) return undefined;
  return {
    url,
    usersCollection: users,
    purchasesCollection: purchases,
    checkpointCollection: `${env.READMODEL_PREFIX}adopted`,
  };
}

function shopUsersOf(env: Settings): ShopUsersConfig | undefined {
  const { ADOPT_URL: adopted, CATALOGUE_URL: catalogue, ADOPT_USERS_COLLECTION: users = "users" } = env;
  const url = adopted ?? catalogue;
  if (url === undefined) return undefined;
  return { url, usersCollection: users, givenBy: adopted === undefined ? "CATALOGUE_URL" : "ADOPT_URL" };
}

/** It was checked that the currency is set. */
const shopCatalogueOf = (url?: string, currency?: string): ShopCatalogueConfig | undefined =>
  url === undefined || currency === undefined ? undefined : { url, currency };
