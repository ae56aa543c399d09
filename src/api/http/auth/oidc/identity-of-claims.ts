import { userIdSchema } from "../../../../events/id-schemas.js";
import type { UserId } from "../../../../events/identifiers.js";
import type { OidcConfig, PersonRole } from "../../../../oidc-settings.js";
import { signInRefused } from "./sign-in-refused.js";

export type Claims = Readonly<Record<string, unknown>>;
type ClaimSettings = Pick<OidcConfig, "userClaim" | "rolesClaim" | "roles">;

/** From the one that may do least to the one that may do most; of several roles, the last here counts. */
const rolesByRank: readonly PersonRole[] = ["user", "analyst", "support", "admin"];

/** Whether the claims name the person and their roles, even if in a way that is then refused. */
export const hasNeededClaims = (claims: Claims, { userClaim, rolesClaim }: ClaimSettings): boolean =>
  claimOf(claims, userClaim) !== undefined && claimOf(claims, rolesClaim) !== undefined;

/**
 * Who the provider says it is, as the ledger knows people.
 *
 * @throws LedgerError `sign_in_refused` (`user_id_invalid` or `role_missing`)
 */
export function identityOf(
  claims: Claims,
  { userClaim, rolesClaim, roles }: ClaimSettings,
): { readonly userId: UserId; readonly role: PersonRole } {
  const userId = userIdSchema.safeParse(claimOf(claims, userClaim));
  // Anyone may enter any address at some providers; only a verified one says who a person is.
  const isUnverified = userClaim === "email" && claims.email_verified === false;
  if (!userId.success || isUnverified) throw signInRefused("user_id_invalid", userId.error);
  const granted = namesIn(claimOf(claims, rolesClaim)).map((name) => roles.get(name));
  const role = rolesByRank.findLast((candidate) => granted.includes(candidate));
  if (role === undefined) throw signInRefused("role_missing");
  return { userId: userId.data, role };
}

/** A claim by its name, which may hold dots (`https://shop.example/roles`), or else by its path (`realm_access.roles`). */
function claimOf(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name.split(".").reduce<unknown>((value, key) => {
    const isObject = typeof value === "object" && value !== null && Object.hasOwn(value, key);
    return isObject ? (value as Claims)[key] : undefined;
  }, claims);
}

/** One name, or an array of them. A text is one name, spaces included: "not support" is not "support". */
function namesIn(claim: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return values.filter((value) => typeof value === "string");
}
