import type { ErrorCode } from "../errors.js";

// The program's exit codes besides 0 and those of errors; `docs/errors.md` explains all of them.

/** The shop's arrays and records, or the log and its projections, do not agree. */
export const exitDrift = 1;
/** Nothing is wrong, but the projections do not have all events of the log. */
export const exitBehind = 5;
/** Nothing has this id. */
export const exitNothingFound = 4;
/** The figures of a closed month have changed. */
export const exitChanged = 6;
/** Wrong usage, input or settings. Running the same again fails again. */
export const exitUsage = 2;
/** As shells report a program that was ended by Ctrl-C: 128 plus the number of SIGINT. */
export const exitInterrupted = 130;

/** The exit code for each error. */
export const exitCodes = {
  request_invalid: 2,
  json_malformed: 2,
  body_too_large: 2,
  headers_too_large: 2,
  request_timeout: 2,
  content_type_unsupported: 2,
  route_unknown: 2,
  method_not_allowed: 2,
  unauthenticated: 2,
  forbidden: 2,
  sign_in_refused: 2,
  item_unknown: 4,
  item_unavailable: 2,
  price_changed: 2,
  not_free: 2,
  payment_missing: 2,
  checkout_required: 2,
  purchase_id_reused: 2,
  payment_reused: 2,
  refund_id_reused: 2,
  refund_exceeds_payment: 2,
  dispute_decided: 2,
  purchase_unknown: 4,
  user_unknown: 4,
  user_held_back: 1,
  revision_conflict: 3,
  event_id_reused: 70,
  projection_behind: 3,
  event_invalid: 1,
  stream_gap: 1,
  document_too_large: 1,
  log_damaged: 1,
  checkpoint_moved: 3,
  checkpoint_ahead: 1,
  log_mismatch: 1,
  nothing_to_roll_back: 2,
  rebuild_running: 3,
  rebuild_unknown: 4,
  verification_running: 3,
  verification_unknown: 4,
  closing_running: 3,
  closing_unknown: 4,
  event_store_unavailable: 3,
  read_model_unavailable: 3,
  token_keys_unavailable: 3,
  identity_provider_unavailable: 3,
  read_model_damaged: 3,
  catalogue_invalid: 2,
  schema_newer: 2,
  config_invalid: 2,
  source_invalid: 2,
  internal_error: 70,
} as const satisfies Record<ErrorCode, number>;
