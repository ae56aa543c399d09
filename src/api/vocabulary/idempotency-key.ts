import type { IncomingMessage } from "node:http";
import * as z from "zod";
import { requestInvalid } from "../http/problem-details.js";

/** Bare, or a quoted string as RFC 8941 (section 3.3.3) writes it. */
const keyPattern =
  /^(?:[\x20-\x21\x23-\x7e][\x20-\x7e]{0,254}|"(?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\]){1,255}")$/;

export const idempotencyKeySchema = z
  .string()
  .regex(keyPattern)
  .describe(
    "1 to 255 printable ASCII characters, bare or quoted: the same key and content return the first response.",
  );

/**
 * The caller's `Idempotency-Key`, without quotes.
 *
 * @returns undefined if it sent none
 * @throws LedgerError `request_invalid` unless it is one key of the {@link idempotencyKeySchema}.
 */
export function idempotencyKeyOf(request: IncomingMessage): string | undefined {
  const header = request.headers["idempotency-key"];
  if (header === undefined) return undefined;
  // Node joins repeated headers with a comma, which a single key could also contain.
  const [value = "", ...more] = request.headersDistinct["idempotency-key"] ?? [];
  if (more.length === 0 && keyPattern.test(value)) {
    return value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, "$1") : value;
  }
  throw requestInvalid([
    {
      path: "Idempotency-Key",
      message: "must be one key of 1 to 255 printable ASCII characters, bare or as a quoted string",
    },
  ]);
}
