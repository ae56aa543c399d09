import { resolve } from "node:path";
import * as z from "zod/mini";
import { isLoopback } from "./loopback.js";
import { wholeNumber } from "./whole-number-setting.js";

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

const roleList = personRoles.join(", ");

const httpsUrl = (rule: string, accepts: (url: URL) => boolean) =>
  z
    .pipe(
      z.url({ error: rule }),
      z.transform((text: string) => new URL(text)),
    )
    .check(
      z.refine((url) => url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname)), {
        error: "must be an https URL; http is for loopback only",
      }),
      z.refine((url) => url.username === "" && url.search === "" && url.hash === "" && accepts(url), {
        error: rule,
      }),
    );

const shortText = (most: number) =>
  z.string().check(z.maxLength(most, { error: `must have at most ${most} characters` }));

/** `group=role;group=role`. The last `=` separates, as names of groups in a directory hold `=` themselves. */
function toRoles(text: string, { issues }: z.core.ParsePayload): ReadonlyMap<string, PersonRole> {
  const roles = new Map<string, PersonRole>();
  for (const part of text.split(";").filter((each) => each.trim() !== "")) {
    const at = part.lastIndexOf("=");
    const name = part.slice(0, Math.max(at, 0)).trim();
    const role = personRoles.find((each) => each === part.slice(at + 1).trim());
    if (name === "" || role === undefined) {
      const message = `must be <provider's name>=<role>, separated by semicolons; the roles are ${roleList}`;
      issues.push({ code: "custom", message, input: text });
      return z.NEVER;
    }
    roles.set(name, role);
  }
  return roles;
}

/** Part of the environment's schema: the settings of single sign-on. */
export const oidcSettings = {
  PUBLIC_URL: z.optional(
    httpsUrl("must be an origin, such as https://ledger.shop.example", (url) => url.pathname === "/"),
  ),
  OIDC_ISSUER: z.optional(
    httpsUrl("must be the provider's issuer URL, without query or fragment", () => true),
  ),
  OIDC_CLIENT_ID: z.optional(z.string()),
  OIDC_CLIENT_SECRET: z.optional(
    z
      .string()
      .check(
        z.minLength(shortestClientSecret, { error: `must have at least ${shortestClientSecret} characters` }),
      ),
  ),
  OIDC_CLIENT_SECRET_FILE: z.optional(z.string()),
  OIDC_CLIENT_AUTHENTICATION: z._default(
    z.enum(["client_secret_basic", "client_secret_post"], {
      error: "must be client_secret_basic or client_secret_post",
    }),
    "client_secret_basic",
  ),
  OIDC_NAME: z._default(shortText(60), "single sign-on"),
  OIDC_SCOPES: z._default(
    z.string().check(
      z.regex(/^openid( [\x21\x23-\x5B\x5D-\x7E]+)*$/, {
        error: "must be scopes separated by single spaces, the first of them openid",
      }),
    ),
    "openid profile email",
  ),
  OIDC_USER_CLAIM: z._default(shortText(200), "sub"),
  OIDC_ROLES_CLAIM: z._default(shortText(200), "roles"),
  OIDC_ROLES: z.optional(z.pipe(z.string(), z.transform(toRoles))),
  OIDC_SESSION_MINUTES: z.optional(wholeNumber(1, 10_080, "must be a whole number of minutes, 1 to 10080")),
} satisfies Record<string, z.ZodMiniType>;

type OidcSettings = z.infer<z.ZodMiniObject<typeof oidcSettings>>;

/** What the settings of single sign-on say of each other. */
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

/** That what belongs together is there was checked. */
export function oidcOf(env: OidcSettings): OidcConfig | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, PUBLIC_URL: publicUrl } = env;
  const { OIDC_CLIENT_SECRET: text, OIDC_CLIENT_SECRET_FILE: file } = env;
  if (issuer === undefined || clientId === undefined || publicUrl === undefined) return undefined;
  return {
    issuer,
    clientId,
    clientSecret: text === undefined ? { file: resolve(file ?? "") } : { text },
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
