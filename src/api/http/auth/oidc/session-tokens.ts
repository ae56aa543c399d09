import { decodeProtectedHeader, jwtVerify, SignJWT, type JWTPayload, type JWTVerifyOptions } from "jose";
import type { UserId } from "../../../../events/identifiers.js";
import type { Role } from "../../../../events/purchase-events.js";

/** Tokens that the ledger makes for people who signed in at the provider: each is a session, as in ADR 16. */
export interface SessionTokens {
  issue(session: { readonly userId: UserId; readonly role: Role; readonly expires: Date }): Promise<string>;
  /** Whether a token says that it is one of these; {@link verify} finds out whether that is true. */
  accepts(token: string): boolean;
  /** @throws what jose throws for a token that is not valid */
  verify(
    token: string,
    options: Pick<JWTVerifyOptions, "currentDate" | "clockTolerance">,
  ): Promise<JWTPayload>;
}

const type = "ledger-session+jwt";
const issuer = "urn:purchase-ledger:session";

export function createSessionTokens(key: Uint8Array): SessionTokens {
  return {
    issue: ({ userId, role, expires }) =>
      new SignJWT({ roles: [role] })
        .setProtectedHeader({ alg: "HS256", typ: type })
        .setIssuer(issuer)
        .setSubject(userId)
        .setExpirationTime(expires)
        .sign(key),
    accepts(token) {
      try {
        return decodeProtectedHeader(token).typ === type;
      } catch {
        return false;
      }
    },
    async verify(token, options) {
      const required = { issuer, typ: type, algorithms: ["HS256"], requiredClaims: ["exp", "sub"] };
      return (await jwtVerify(token, key, { ...options, ...required })).payload;
    },
  };
}
