import type { UserId } from "../../../events/identifiers.js";
import type { Role } from "../../../events/purchase-events.js";

/** Who is calling: the token's subject, and the highest of its roles. */
export interface Principal {
  readonly id: UserId;
  readonly role: Role;
  /** Until when the token is accepted, the tolerance for clocks included: milliseconds since 1970. */
  readonly expiresAtMs: number;
}

/**
 * Finds out who is calling from the `Authorization` header. Answers at once for a token that was verified lately.
 *
 * @throws LedgerError `unauthenticated`, whose detail `reason` is an {@link AuthenticationFailure}.
 */
export type Authenticate = (authorization: string | undefined) => Principal | Promise<Principal>;

/** Why a caller is unknown. `token_missing`: it sent no token; otherwise the token is not valid. */
export type AuthenticationFailure = "token_missing" | "token_expired" | "token_invalid" | "role_unknown";
