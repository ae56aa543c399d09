import { errors, jwtVerify, type JWTPayload, type JWTVerifyOptions } from "jose";
import { LRUCache } from "lru-cache";
import type { Config } from "../../../config.js";
import { isLedgerError, LedgerError } from "../../../errors.js";
import { userIdSchema } from "../../../events/id-schemas.js";
import { roles, type Role } from "../../../events/purchase-events.js";
import { keyUnusable, type KeySet } from "./key-set.js";
import type { SessionTokens } from "./oidc/session-tokens.js";
import type { Authenticate, AuthenticationFailure, Principal } from "./principal.js";

export type AuthenticatorConfig = Pick<Config, "auth" | "jwtIssuer" | "jwtAudience">;

export interface AuthenticatorOptions {
  /** What {@link loadOrCreateLocalSecret} gave; needed when `config.auth` is `local`. */
  readonly localSecret?: string | undefined;
  /** Needed when `config.auth` is `jwks`. */
  readonly keySet?: Pick<KeySet, "keyFor"> | undefined;
  /** Those of single sign-on, which are accepted besides. */
  readonly sessions?: Pick<SessionTokens, "accepts" | "verify"> | undefined;
  readonly now?: () => Date;
}

/** Verifies the signature and the registered claims of a token. */
type Verify = (token: string, options: JWTVerifyOptions) => Promise<JWTPayload>;

/** From the one that may do least to the one that may do most; of several roles, the last here counts. */
const rolesByRank = ["user", "analyst", "support", "service", "admin"] as const satisfies readonly Role[];

/** A shared secret means HMAC and key sets mean signatures: accepting both for one key lets a public key pass as a secret. */
const secretAlgorithms = ["HS256"];
const keySetAlgorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];

/** How far the clocks of issuer and ledger may be apart. */
const clockToleranceSeconds = 5;
/** How long a verified token is accepted without another check, and so how long a withdrawn key may still work. */
const believedMs = 60_000;
const cachedTokens = 50_000;
const cachedCharacters = 16 * 1024 * 1024;

/**
 * Creates the check of callers' tokens. A token is a JWT that must carry `exp`, and as `sub` an id; its roles are in the
 * claim `roles` (an array) or `role` (one), and without either it speaks for a `user`.
 *
 * @throws LedgerError `config_invalid` if the secret or the key set that it needs is missing.
 */
export function createAuthenticator(
  config: AuthenticatorConfig,
  { now = () => new Date(), sessions, ...keys }: AuthenticatorOptions = {},
): Authenticate {
  const verify = createVerify(config, keys);
  const believed = new LRUCache<string, { readonly principal: Principal; readonly untilMs: number }>({
    max: cachedTokens,
    maxSize: cachedCharacters,
    sizeCalculation: (_, header) => header.length,
  });

  async function check(authorization: string): Promise<Principal> {
    const token = tokenOf(authorization);
    const verifiedAt = now();
    const payload = await verifyToken(token, verifiedAt);
    const principal = principalOf(payload);
    const untilMs = Math.min(verifiedAt.getTime() + believedMs, principal.expiresAtMs);
    believed.set(authorization, { principal, untilMs });
    return principal;
  }

  async function verifyToken(token: string, currentDate: Date): Promise<JWTPayload> {
    const time = { currentDate, clockTolerance: clockToleranceSeconds };
    try {
      if (sessions?.accepts(token) === true) return await sessions.verify(token, time);
      return await verify(token, {
        ...time,
        requiredClaims: ["exp", "sub"],
        ...(config.jwtIssuer === undefined ? {} : { issuer: config.jwtIssuer }),
        ...(config.jwtAudience === undefined ? {} : { audience: config.jwtAudience }),
      });
    } catch (error) {
      throw refusalOf(error);
    }
  }

  return (authorization) => {
    if (authorization === undefined) {
      throw unauthenticated("token_missing", "Send a token: Authorization: Bearer <token>.");
    }
    const known = believed.get(authorization);
    if (known !== undefined && now().getTime() < known.untilMs) return known.principal;
    return check(authorization);
  };
}

function createVerify(
  { auth }: AuthenticatorConfig,
  { localSecret, keySet }: Pick<AuthenticatorOptions, "localSecret" | "keySet">,
): Verify {
  if (keySet !== undefined) {
    return async (token, options) => {
      try {
        return (await jwtVerify(token, keySet.keyFor, { ...options, algorithms: keySetAlgorithms })).payload;
      } catch (error) {
        // What jose throws for a key that it cannot use, such as one of 1024 bits. That is the provider's fault, not the caller's.
        throw error instanceof TypeError ? keyUnusable(error) : error;
      }
    };
  }
  const secret = auth.kind === "secret" ? auth.secret : auth.kind === "local" ? localSecret : undefined;
  if (secret === undefined) {
    throw new LedgerError("config_invalid", "There is no key to verify tokens. Set JWT_SECRET or JWKS_URL.");
  }
  const key = new TextEncoder().encode(secret);
  return async (token, options) =>
    (await jwtVerify(token, key, { ...options, algorithms: secretAlgorithms })).payload;
}

function tokenOf(authorization: string): string {
  const token = /^Bearer +([A-Za-z0-9._~+/=-]+) *$/i.exec(authorization)?.[1];
  if (token === undefined) {
    throw unauthenticated("token_missing", "The Authorization header is not of the form: Bearer <token>.");
  }
  return token;
}

function principalOf(payload: JWTPayload): Principal {
  const id = userIdSchema.safeParse(payload.sub);
  if (!id.success) {
    throw unauthenticated(
      "token_invalid",
      `The token's sub is no user id: it ${id.error.issues[0]?.message ?? "is not valid"}.`,
    );
  }
  const expiresAtMs = ((payload.exp ?? 0) + clockToleranceSeconds) * 1000;
  return { id: id.data, role: highestRole(payload), expiresAtMs };
}

/** Unknown roles are ignored: an identity provider also names those of other programs. */
function highestRole(payload: JWTPayload): Role {
  const claimed = payload.roles ?? (payload.role === undefined ? ["user"] : [payload.role]);
  const names: readonly unknown[] = Array.isArray(claimed) ? claimed : [];
  const role = rolesByRank.findLast((candidate) => names.includes(candidate));
  if (role === undefined) {
    throw unauthenticated(
      "role_unknown",
      `The token has none of the roles ${roles.join(", ")} in its claim roles or role.`,
    );
  }
  return role;
}

/** What jose throws for a token that is not valid. */
const tokenErrors = [
  errors.JWTClaimValidationFailed,
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
];

function refusalOf(error: unknown): LedgerError {
  if (isLedgerError(error)) return error;
  if (error instanceof errors.JWTExpired)
    return unauthenticated("token_expired", "The token has expired: get a new one.", error);
  if (tokenErrors.some((kind) => error instanceof kind)) {
    return unauthenticated("token_invalid", `The token is not valid: ${claimOf(error)}.`, error);
  }
  return new LedgerError("internal_error", "The token could not be verified.", { cause: error });
}

/** Names the claim that failed and nothing more: what else was wrong with a forged token is for the log. */
function claimOf(error: unknown): string {
  return error instanceof errors.JWTClaimValidationFailed
    ? `its claim ${error.claim} is missing or not the expected one`
    : "its form, algorithm or signature is not valid";
}

function unauthenticated(reason: AuthenticationFailure, message: string, cause?: unknown): LedgerError {
  return new LedgerError("unauthenticated", message, { details: { reason }, cause });
}
