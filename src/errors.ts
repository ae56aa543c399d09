/**
 * Every way in which the ledger refuses or fails. The set is closed: each edge (HTTP, CLI) maps all of it, once.
 * `docs/errors.md` says of each what it means and what to do; a test compares the two.
 */
export const errorCodes = [
  // The request itself
  "request_invalid",
  "json_malformed",
  "body_too_large",
  "headers_too_large",
  "request_timeout",
  "content_type_unsupported",
  "route_unknown",
  "method_not_allowed",
  "unauthenticated",
  "forbidden",
  "sign_in_refused",
  // The rules of buying
  "item_unknown",
  "item_unavailable",
  "price_changed",
  "not_free",
  "payment_missing",
  "checkout_required",
  "purchase_id_reused",
  "payment_reused",
  "refund_id_reused",
  "refund_exceeds_payment",
  "dispute_decided",
  "purchase_unknown",
  "user_unknown",
  "user_held_back",
  // Consistency
  "revision_conflict",
  "event_id_reused",
  "projection_behind",
  // The log and what is folded from it
  "event_invalid",
  "stream_gap",
  "document_too_large",
  "log_damaged",
  "checkpoint_moved",
  "checkpoint_ahead",
  "log_mismatch",
  "nothing_to_roll_back",
  "rebuild_running",
  "rebuild_unknown",
  "verification_running",
  "verification_unknown",
  "closing_running",
  "closing_unknown",
  // The stores, the catalogue and the settings
  "event_store_unavailable",
  "read_model_unavailable",
  "token_keys_unavailable",
  "identity_provider_unavailable",
  "read_model_damaged",
  "catalogue_invalid",
  "schema_newer",
  "config_invalid",
  "source_invalid",
  "internal_error",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** What went wrong in one field of an input; `path` is dotted, empty for the whole. */
export interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

/** Why a store cannot be used, where that is known; in the `details` of its error as `cause`. */
export const storeCauses = [
  "disk_full",
  "host_unknown",
  "connection_refused",
  "certificate_untrusted",
  "certificate_expired",
  "certificate_of_other_host",
  "server_without_tls",
  "connection_ended",
  "credentials_rejected",
  "access_denied",
] as const;
export type StoreCause = (typeof storeCauses)[number];

export interface LedgerErrorOptions {
  readonly cause?: unknown;
  /** Facts a caller can act on, e.g. the right price. JSON values only; they are shown to callers. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly problems?: readonly FieldProblem[];
}

/**
 * The only error class that the ledger throws on purpose.
 *
 * `message` is one sentence for a person and is shown to callers: it names what was refused and what to do,
 * and never holds a secret, a driver's message or a stack. The driver's error is kept in `cause`, for the log.
 */
export class LedgerError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  readonly problems: readonly FieldProblem[];

  constructor(code: ErrorCode, message: string, options: LedgerErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "LedgerError";
    this.code = code;
    this.details = options.details ?? {};
    this.problems = options.problems ?? [];
  }
}

/** Narrows to a {@link LedgerError}, optionally of one of the given codes. */
export function isLedgerError(error: unknown, ...codes: readonly ErrorCode[]): error is LedgerError {
  return error instanceof LedgerError && (codes.length === 0 || codes.includes(error.code));
}

/** The known cause of a store's failure. */
export const storeCauseOf = (error: LedgerError | undefined): StoreCause | undefined =>
  storeCauses.find((cause) => cause === error?.details.cause);

/** Makes a missing branch a compile error, and a clear failure for a value that escaped the types. */
export function assertNever(value: never, what = "value"): never {
  throw new LedgerError("internal_error", `Unexpected ${what}: ${JSON.stringify(value)}.`);
}
