import { LedgerError, isLedgerError } from "../../../../errors.js";

/** Why a single sign-on failed, and what the person who tried can do. `docs/single-sign-on.md` explains each. */
export const signInFailures = {
  not_configured: "Single sign-on is not configured here. Sign in with a token.",
  consent_denied: "You cancelled at the identity provider, or it denied you access. Sign in again to retry.",
  sign_in_expired:
    "This sign-in took longer than 10 minutes, was completed before, or began in another browser. Sign in again.",
  role_missing: "Your account has no role here. Ask the person who manages accounts to give you one.",
  user_id_invalid:
    "Your account's name cannot be used here. Ask the person who runs the ledger to check OIDC_USER_CLAIM.",
  clock_differs:
    "The clocks of the ledger and the identity provider differ by more than 30 seconds. Ask the person who runs the ledger to correct them.",
  answer_invalid:
    "The identity provider's answer could not be verified. Sign in again; if it happens again, tell the person who runs the ledger.",
  provider_refused:
    "The identity provider refused the sign-in. Tell the person who runs the ledger: the log has the cause.",
} as const;

export type SignInFailure = keyof typeof signInFailures;
/** The reason that the sign-in page receives; `provider_unavailable` is the reason of `identity_provider_unavailable`. */
export type SignInProblem = SignInFailure | "provider_unavailable";

export const signInRefused = (reason: SignInFailure, cause?: unknown): LedgerError =>
  new LedgerError("sign_in_refused", signInFailures[reason], { cause, details: { reason } });

export const providerUnavailable = (cause?: unknown): LedgerError =>
  new LedgerError(
    "identity_provider_unavailable",
    "The identity provider cannot be reached. Try again, or sign in with a token.",
    { cause },
  );

/** The reason for the page; undefined for an error that is none of these. */
export function signInProblemOf(error: unknown): SignInProblem | undefined {
  if (isLedgerError(error, "identity_provider_unavailable")) return "provider_unavailable";
  return isLedgerError(error, "sign_in_refused") ? (error.details.reason as SignInFailure) : undefined;
}
