import type { IncomingMessage } from "node:http";
import { requestInvalid } from "../http/problem-details.js";

const printable = /^[\x20-\x7e]{1,255}$/;
const quoted = /^"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;

/**
 * The caller's `Idempotency-Key`: bare, or a quoted string as RFC 8941 (section 3.3.3) writes it.
 *
 * @returns undefined if it sent none
 * @throws LedgerError `request_invalid` unless it is one key of 1 to 255 printable ASCII characters.
 */
export function idempotencyKeyOf(request: IncomingMessage): string | undefined {
  const header = request.headers["idempotency-key"];
  if (header === undefined) return undefined;
  // Node joins what is sent more than once with a comma, which could also stand in one key.
  const sent = request.headersDistinct["idempotency-key"] ?? [];
  const value = sent.length === 1 ? (sent[0] ?? "") : "";
  const key = value.startsWith('"') ? quoted.exec(value)?.[1]?.replace(/\\(.)/g, "$1") : value;
  if (key !== undefined && printable.test(key)) return key;
  throw requestInvalid([
    {
      path: "Idempotency-Key",
      message: "must be one key of 1 to 255 printable ASCII characters, bare or as a quoted string",
    },
  ]);
}
