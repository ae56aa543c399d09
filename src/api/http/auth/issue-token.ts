import { SignJWT } from "jose";
import type { UserId } from "../../../events/identifiers.js";
import type { Role } from "../../../events/purchase-events.js";

export interface TokenRequest {
  /** The text of `JWT_SECRET`, or what `loadOrCreateLocalSecret` gave. */
  readonly secret: string;
  readonly userId: UserId;
  readonly role: Role;
  readonly expiresInSeconds: number;
  readonly now: Date;
  /** `iss` and `aud`, where the ledger is set to ask for them. */
  readonly issuer?: string | undefined;
  readonly audience?: string | undefined;
}

/** Makes an HS256 token that `createAuthenticator` accepts with the same secret. */
export async function issueToken(request: TokenRequest): Promise<string> {
  const issuedAt = Math.floor(request.now.getTime() / 1000);
  const token = new SignJWT({ roles: [request.role] })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setSubject(request.userId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + request.expiresInSeconds);
  if (request.issuer !== undefined) token.setIssuer(request.issuer);
  if (request.audience !== undefined) token.setAudience(request.audience);
  return token.sign(new TextEncoder().encode(request.secret));
}
