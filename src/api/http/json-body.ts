import { isUtf8 } from "node:buffer";
import express, { type RequestHandler } from "express";
import { LedgerError } from "../../errors.js";

const bodyLimitBytes = 64 * 1024;

const jsonMediaType = /^application\/json[ \t]*(?:;[ \t]*charset="?utf-8"?[ \t]*)?$/i;

/**
 * Reads a JSON body of at most 64 KiB, also after it was unpacked. Only the media type that was asked for:
 * a form that another site posts in a victim's browser is never of this type.
 *
 * Of a name that stands twice in an object the last one counts, as everywhere in JavaScript.
 */
export const jsonBody: readonly RequestHandler[] = [
  assertJson,
  express.json({
    limit: bodyLimitBytes,
    // Decided above, for all that has a body.
    type: () => true,
    // What is JSON but no object is refused by the schema, with a better message.
    strict: false,
    verify: (_request, _response, bytes) => {
      // The parser would read nothing at all as an empty object, and carry out what nobody has spelled out.
      if (bytes.length === 0) throw bodyMissing();
      // Otherwise broken bytes become replacement characters, and two different names the same.
      if (!isUtf8(bytes)) throw new LedgerError("json_malformed", "The body is not UTF-8.");
    },
  }),
];

/** The refusal of a request that has no body, or an empty one, where one is required. */
export function bodyMissing(): LedgerError {
  return new LedgerError("request_invalid", "The request has no body: send a JSON object.", {
    problems: [{ path: "", message: "the body is missing" }],
  });
}

function assertJson(
  { headers }: { headers: Record<string, string | string[] | undefined> },
  _response: unknown,
  next: () => void,
) {
  const type = headers["content-type"];
  const hasBody = headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";
  if (hasBody && (typeof type !== "string" || !jsonMediaType.test(type))) {
    throw new LedgerError("content_type_unsupported", "Send the body as application/json, in UTF-8.");
  }
  next();
}

/** What express.json calls its errors, in the ledger's words. */
const bodyErrors: Readonly<Record<string, () => LedgerError>> = {
  "entity.too.large": () =>
    new LedgerError("body_too_large", `The body is larger than ${bodyLimitBytes} bytes.`),
  "entity.parse.failed": () => new LedgerError("json_malformed", "The body is not JSON."),
  "entity.verify.failed": () => new LedgerError("json_malformed", "The body is not JSON in UTF-8."),
  "encoding.unsupported": () =>
    new LedgerError(
      "content_type_unsupported",
      "The body has a Content-Encoding other than gzip, deflate or br.",
    ),
  "charset.unsupported": () =>
    new LedgerError("content_type_unsupported", "Send the body as application/json, in UTF-8."),
};

/** Translates an error of the body parser, or of Express itself, that is the caller's; undefined for any other. */
export function callersError(error: unknown): LedgerError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { type, status } = error as { type?: unknown; status?: unknown };
  const known = typeof type === "string" ? bodyErrors[type] : undefined;
  if (known !== undefined) return known();
  if (typeof status !== "number" || status < 400 || status >= 500) return undefined;
  return new LedgerError(
    "request_invalid",
    "The request cannot be read: its body broke off, or is not what its headers say.",
    {
      cause: error,
    },
  );
}
