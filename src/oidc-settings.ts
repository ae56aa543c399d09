import { resolve } from "node:path";
import { isLoopback } from "./loopback.js";
import {
  matching,
  oneOf,
  optional,
  text,
  textThat,
  Unusable,
  webUrl,
  wholeNumber,
  withDefault,
  type Parse,
  type ValuesOf,
} from "./setting-values.js";

/** The roles that people may have. `service` is for servers, which send tokens. */
const personRoles = ["user", "analyst", "support", "admin"] as const;
export type PersonRole = (typeof personRoles)[number];

/** Single sign-on by OpenID Connect. */
export interface OidcConfig {
  readonly issuer: URL;
  readonly clientId: string;
  readonly clientSecret: ClientSecretSource;
  readonly clientAuthentication: "client_secret_basic" | "client_secret_post";
  /** Where browsers reach the ledger: an origin. */
  readonly publicUrl: URL;
  /** What the sign-in page calls the provider. */
  readonly name: string;
  /** Separated by spaces. */
  readonly scopes: string;
  /** The claim that becomes the user id. */
  readonly userClaim: string;
  /** The claim with the person's roles or groups; a dotted path where no claim has this name. */
  readonly rolesClaim: string;
  /** The ledger's role for each of the provider's names; what is not here gives no role. */
  readonly roles: ReadonlyMap<string, PersonRole>;
  /** undefined: a session ends when the ID token expires. */
  readonly sessionMinutes: number | undefined;
}

/** The text, or the absolute path of a file that holds it. */
export type ClientSecretSource = { readonly text: string } | { readonly file: string };

/** Session keys are derived from the secret, so it must not be guessable. */
export const shortestClientSecret = 32;

const httpsUrl =
  (rule: string, accepts: (url: URL) => boolean): Parse<URL> =>
  (given) => {
    const url = webUrl(rule)(given);
    if (url instanceof Unusable) return url;
    if (url.protocol === "http:" && !isLoopback(url.hostname))
      return new Unusable("must be an https URL; http is for loopback only");
    return url.username === "" && url.search === "" && url.hash === "" && accepts(url)
      ? url
      : new Unusable(rule);
  };

const shortText = (most: number): Parse<string> =>
  textThat((given) => given.length <= most, `must have at most ${most} characters`);

/** `group=role;group=role`. The last `=` separates, as names of groups in a directory hold `=` themselves. */
const toRoles: Parse<ReadonlyMap<string, PersonRole>> = (given) => {
  const roles = new Map<string, PersonRole>();
  for (const part of given.split(";").filter((each) => each.trim() !== "")) {
    const at = part.lastIndexOf("=");
    const name = part.slice(0, Math.max(at, 0)).trim();
    const role = personRoles.find((each) => each === part.slice(at + 1).trim());
    if (name === "" || role === undefined) {
      return new Unusable(
        `must be <provider's name>=<role>, separated by semicolons; the roles are ${personRoles.join(", ")}`,
      );
    }
    roles.set(name, role);
  }
  return roles;
};

/** Part of the settings: those of single sign-on. */
export const oidcSettings = {
  PUBLIC_URL: optional(
    httpsUrl("must be an origin, such as https://ledger.shop.example", (url) => url.pathname === "/"),
  ),
  OIDC_ISSUER: optional(httpsUrl("must be the provider's issuer URL, without query or fragment", () => true)),
  OIDC_CLIENT_ID: optional(text),
  OIDC_CLIENT_SECRET: optional(
    textThat(
      (secret) => secret.length >= shortestClientSecret,
      `must have at least ${shortestClientSecret} characters`,
    ),
  ),
  OIDC_CLIENT_SECRET_FILE: optional(text),
  OIDC_CLIENT_AUTHENTICATION: withDefault(
    oneOf(["client_secret_basic", "client_secret_post"], "must be client_secret_basic or client_secret_post"),
    "client_secret_basic",
  ),
  OIDC_NAME: withDefault(shortText(60), "single sign-on"),
  OIDC_SCOPES: withDefault(
    matching(
      /^openid( [\x21\x23-\x5B\x5D-\x7E]+)*$/,
      "must be scopes separated by single spaces, the first of them openid",
    ),
    "openid profile email",
  ),
  OIDC_USER_CLAIM: withDefault(shortText(200), "sub"),
  OIDC_ROLES_CLAIM: withDefault(shortText(200), "roles"),
  OIDC_ROLES: optional(toRoles),
  OIDC_SESSION_MINUTES: optional(wholeNumber(1, 10_080, "must be a whole number of minutes, 1 to 10080")),
};

type OidcSettings = ValuesOf<typeof oidcSettings>;

/** How the settings of single sign-on depend on each other. */
export function checkOidc(
  env: Readonly<Record<string, unknown>>,
  problem: (name: string, message: string) => void,
): void {
  const isSet = (name: string): boolean => env[name] !== undefined;
  if (isSet("OIDC_CLIENT_SECRET") && isSet("OIDC_CLIENT_SECRET_FILE"))
    problem("OIDC_CLIENT_SECRET_FILE", "and OIDC_CLIENT_SECRET exclude each other: set one");
  if (isSet("OIDC_ISSUER")) {
    for (const name of ["OIDC_CLIENT_ID", "PUBLIC_URL"])
      if (!isSet(name)) problem(name, "is missing: OIDC_ISSUER needs it");
    if (!isSet("OIDC_CLIENT_SECRET") && !isSet("OIDC_CLIENT_SECRET_FILE"))
      problem("OIDC_CLIENT_SECRET", "is missing: OIDC_ISSUER needs it, or OIDC_CLIENT_SECRET_FILE");
  } else if (isSet("OIDC_CLIENT_ID")) {
    problem("OIDC_ISSUER", "is missing: OIDC_CLIENT_ID needs it");
  }
}

/** It was checked that settings which need each other are set. */
export function oidcOf(env: OidcSettings): OidcConfig | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, PUBLIC_URL: publicUrl } = env;
  const { OIDC_CLIENT_SECRET: secret, OIDC_CLIENT_SECRET_FILE: file } = env;
  if (issuer === undefined || clientId === undefined || publicUrl === undefined) return undefined;
  return {
    issuer,
    clientId,
    clientSecret: secret === undefined ? { file: resolve(file ?? "") } : { text: secret },
    clientAuthentication: env.OIDC_CLIENT_AUTHENTICATION,
    publicUrl,
    name: env.OIDC_NAME,
    scopes: env.OIDC_SCOPES,
    userClaim: env.OIDC_USER_CLAIM,
    rolesClaim: env.OIDC_ROLES_CLAIM,
    roles: env.OIDC_ROLES ?? new Map(personRoles.map((role) => [role, role])),
    sessionMinutes: env.OIDC_SESSION_MINUTES,
  };
}
