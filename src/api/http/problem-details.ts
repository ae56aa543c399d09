import {
  isLedgerError,
  LedgerError,
  storeCauseOf,
  type ErrorCode,
  type FieldProblem,
  type StoreCause,
} from "../../errors.js";

/** The HTTP status of every code: the only place where the two meet. `docs/errors.md` shows it; a test compares. */
export const httpStatus = {
  request_invalid: 400,
  json_malformed: 400,
  body_too_large: 413,
  headers_too_large: 431,
  request_timeout: 408,
  content_type_unsupported: 415,
  route_unknown: 404,
  method_not_allowed: 405,
  unauthenticated: 401,
  forbidden: 403,
  sign_in_refused: 403,
  item_unknown: 404,
  item_unavailable: 409,
  price_changed: 409,
  not_free: 422,
  payment_missing: 422,
  checkout_required: 403,
  purchase_id_reused: 422,
  payment_reused: 409,
  refund_id_reused: 422,
  refund_exceeds_payment: 409,
  dispute_decided: 409,
  purchase_unknown: 404,
  user_unknown: 404,
  user_held_back: 409,
  revision_conflict: 409,
  event_id_reused: 409,
  projection_behind: 503,
  event_invalid: 500,
  stream_gap: 500,
  document_too_large: 500,
  log_damaged: 503,
  checkpoint_moved: 500,
  checkpoint_ahead: 503,
  log_mismatch: 503,
  nothing_to_roll_back: 409,
  rebuild_running: 409,
  rebuild_unknown: 404,
  verification_running: 409,
  verification_unknown: 404,
  closing_running: 409,
  closing_unknown: 404,
  event_store_unavailable: 503,
  read_model_unavailable: 503,
  token_keys_unavailable: 503,
  identity_provider_unavailable: 503,
  read_model_damaged: 503,
  catalogue_invalid: 503,
  schema_newer: 500,
  config_invalid: 500,
  source_invalid: 500,
  internal_error: 500,
} satisfies Record<ErrorCode, number>;

export const problemMediaType = "application/problem+json; charset=utf-8";

/** The `type` of a problem: a name, not an address. `docs/errors.md` says what each means. */
const problemType = (code: ErrorCode): string => `urn:purchase-ledger:error:${code}`;

export interface Problem {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ProblemContext {
  /** The path that was asked for, without its query: that may hold personal data. */
  readonly instance: string;
  readonly correlationId: string;
}

/** The same request may succeed after this time. */
const retryAfterSeconds = "1";

/**
 * Replaces messages that are for the operator, because they name files and addresses of this machine. The log has the
 * originals under the correlation id.
 */
const publicDetails: Partial<Record<ErrorCode, string>> = {
  event_store_unavailable:
    "The event log cannot be reached. Send the same request again, with the same purchaseId or Idempotency-Key if it had one.",
  log_damaged:
    "The event log is damaged at the end of this user's stream. Nothing was recorded. The operator must restore the log; try again later.",
  read_model_unavailable: "The read models cannot be reached. Try again.",
  read_model_damaged:
    "The read model was damaged. It is being folded from the log again; try again in a moment.",
  catalogue_invalid: "The catalogue cannot be read. Nothing was recorded; try again later.",
  internal_error: "Something went wrong here. The log has the cause under this correlation id.",
};

const diskFull =
  "Nothing was recorded, because the disk is full. Send the same request again when the operator has made room.";

const isDiskFull = (error: LedgerError): boolean =>
  error.code === "event_store_unavailable" && storeCauseOf(error) === "disk_full";

function namedCause(error: LedgerError): { readonly cause?: StoreCause } {
  const cause = storeCauseOf(error);
  return cause === undefined ? {} : { cause };
}

/** The RFC 9457 answer for an error. Of a failure of the ledger itself (500) it reveals nothing but the correlation id. */
export function toProblem(error: unknown, { instance, correlationId }: ProblemContext): Problem {
  const known = isLedgerError(error) && httpStatus[error.code] !== 500 ? error : internalError(error);
  const { code, message, details, problems } = known;
  const status = httpStatus[code];
  const publicDetail = publicDetails[code];
  return {
    status,
    headers: headersOf(known),
    body: {
      ...(publicDetail === undefined ? details : namedCause(known)),
      type: problemType(code),
      title: titleOf(code),
      status,
      code,
      detail: (isDiskFull(known) ? diskFull : publicDetail) ?? message,
      instance,
      correlationId,
      ...(publicDetail === undefined && problems.length > 0 ? { problems } : {}),
    },
  };
}

/** A request that does not have the right form, with every problem of it that was found. */
export function requestInvalid(problems: readonly FieldProblem[]): LedgerError {
  const list = problems.map(({ path, message }) => (path === "" ? message : `${path} ${message}`)).join("; ");
  return new LedgerError("request_invalid", `The request is not valid: ${list}.`, { problems });
}

function internalError(cause: unknown): LedgerError {
  return new LedgerError("internal_error", "An error whose details are kept from the caller.", { cause });
}

function headersOf({ code, details }: LedgerError): Readonly<Record<string, string>> {
  if (code === "unauthenticated") return { "WWW-Authenticate": challengeOf(details.reason) };
  if (code === "method_not_allowed") return { Allow: String(details.allow) };
  if (httpStatus[code] === 503 || code === "revision_conflict") return { "Retry-After": retryAfterSeconds };
  return {};
}

/** RFC 6750, section 3: without a token, the answer names no error of a token. */
function challengeOf(reason: unknown): string {
  const challenge = 'Bearer realm="purchase-ledger"';
  return reason === "token_missing" ? challenge : `${challenge}, error="invalid_token"`;
}

function titleOf(code: ErrorCode): string {
  const words = code.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
