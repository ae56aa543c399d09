import { assertNever, LedgerError } from "../../errors.js";
import type { UserId } from "../../events/identifiers.js";
import type { Principal } from "../http/auth/principal.js";
import { requestInvalid } from "../http/problem-details.js";

/** Who the buyer is, and whether the caller may state what the checkout may. */
export interface Buyer {
  readonly userId: UserId;
  readonly authority: "self" | "checkout";
}

/**
 * Decides for whom a caller buys.
 *
 * @param named the `userId` in the body
 * @throws LedgerError `forbidden` where the role may not buy for that user; `request_invalid` if it has to name one.
 */
export function buyerOf(principal: Principal, named: UserId | undefined): Buyer {
  switch (principal.role) {
    case "user":
      return { userId: itself(principal, named), authority: "self" };
    case "service":
    case "admin":
      return { userId: someone(principal, named), authority: "checkout" };
    case "support":
    case "analyst":
      throw forbidden(`The role ${principal.role} cannot buy.`);
    default:
      return assertNever(principal.role, "role");
  }
}

/**
 * Decides whose purchases a caller reads.
 *
 * @param named the `userId` in the query
 * @throws LedgerError `forbidden` where the role may not read that user's; `request_invalid` if it has to name one.
 */
export function readerOf(principal: Principal, named: UserId | undefined): UserId {
  switch (principal.role) {
    case "user":
      return itself(principal, named);
    case "service":
    case "admin":
    case "support":
      return someone(principal, named);
    case "analyst":
      throw forbidden("The role analyst cannot read the purchases of single users.");
    default:
      return assertNever(principal.role, "role");
  }
}

export function forbidden(message: string): LedgerError {
  return new LedgerError("forbidden", message);
}

function itself(principal: Principal, named: UserId | undefined): UserId {
  if (named === undefined || named === principal.id) return principal.id;
  throw forbidden("A user acts for itself only: leave userId out, or name the token's own sub.");
}

function someone({ role }: Principal, named: UserId | undefined): UserId {
  if (named !== undefined) return named;
  throw requestInvalid([{ path: "userId", message: `must name the user that the ${role} acts for` }]);
}
