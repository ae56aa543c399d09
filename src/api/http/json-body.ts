import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable, Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import readRaw from "raw-body";
import { LedgerError } from "../../errors.js";

const bodyLimitBytes = 64 * 1024;

const token = String.raw`[\w!#$%&'*+.^|~-]+`;
/** Parameters other than the charset are ignored, as RFC 2045 has it (section 1). */
const parameter = `charset="?utf-8"?|(?!charset=)${token}=(?:${token}|"[^"]*")`;
const jsonMediaType = new RegExp(`^application/json[ \t]*(?:;[ \t]*(?:(?:${parameter})[ \t]*)?)*$`, "i");

const decompressors: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/**
 * Reads a JSON body of at most 64 KiB, also after decompression. A larger one is refused as soon as its length is known:
 * by `Content-Length` before any of it is read, otherwise by the bytes that have arrived. `express.json` would first wait
 * for the whole of it.
 *
 * The media type must be JSON's: a form that another site posts in a victim's browser never is. If an object has a name
 * twice, the last one counts, as everywhere in JavaScript.
 *
 * @returns undefined if the request has no body
 * @throws LedgerError `body_too_large`, `content_type_unsupported`, `request_invalid`, `json_malformed`
 */
export const readJson = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> =>
  hasBody(request) ? parseJson(await readBody(request, response)) : undefined;

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";

async function readBody(request: IncomingMessage, response: ServerResponse): Promise<Buffer> {
  const {
    "content-type": type,
    "content-length": length = "0",
    "content-encoding": encoding,
  } = request.headers;
  if (type === undefined || !jsonMediaType.test(type)) {
    throw new LedgerError("content_type_unsupported", "Send the body as application/json, in UTF-8.");
  }
  if (Number(length) > bodyLimitBytes) throw bodyTooLarge();
  const decompress = decompressorFor(encoding);
  // A client that sent `Expect: 100-continue` is told to send the body, now that nothing is wrong with its headers. In
  // HTTP/1.0 there is no such answer: the client would take it for the response (RFC 9110, section 10.1.1).
  if (request.headers.expect !== undefined && request.httpVersion !== "1.0") response.writeContinue();
  const source = decompress === undefined ? request : decompressed(request, decompress());
  try {
    return await readRaw(source, { limit: bodyLimitBytes });
  } catch (cause) {
    if ((cause as { type?: unknown }).type === "entity.too.large") throw bodyTooLarge();
    throw new LedgerError(
      "request_invalid",
      "The request cannot be read: its body ended too early or does not match its headers.",
      { cause },
    );
  } finally {
    if (source !== request) source.destroy();
  }
}

function decompressed(request: IncomingMessage, decompressor: Transform): Readable {
  // A pipe does not pass on that its source broke off.
  request.once("error", (cause) => decompressor.destroy(cause));
  return request.pipe(decompressor);
}

function decompressorFor(encoding = "identity"): (() => Transform) | undefined {
  const name = encoding.toLowerCase();
  if (name === "identity") return undefined;
  if (Object.hasOwn(decompressors, name)) return decompressors[name];
  throw new LedgerError(
    "content_type_unsupported",
    "The body has a Content-Encoding other than gzip, deflate or br.",
  );
}

// Fatal: otherwise broken bytes become replacement characters, and two different names the same.
const utf8 = new TextDecoder("utf-8", { fatal: true });

function parseJson(bytes: Buffer): unknown {
  // An empty body is not an empty object: a request must say explicitly what it wants.
  if (bytes.length === 0) throw bodyMissing();
  try {
    return JSON.parse(utf8.decode(bytes)) as unknown;
  } catch (cause) {
    throw new LedgerError("json_malformed", "The body is not JSON in UTF-8.", { cause });
  }
}

const bodyTooLarge = () =>
  new LedgerError("body_too_large", `The body is larger than ${bodyLimitBytes} bytes.`);

/** The refusal of a request that has no body, or an empty one, where one is required. */
export function bodyMissing(): LedgerError {
  return new LedgerError("request_invalid", "The request has no body. Send a JSON object.", {
    problems: [{ path: "", message: "the body is missing" }],
  });
}

/** Translates an error of Express itself that is the caller's; undefined for any other. */
export function callersError(error: unknown): LedgerError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { status } = error as { status?: unknown };
  if (typeof status !== "number" || status < 400 || status >= 500) return undefined;
  return new LedgerError("request_invalid", "The request cannot be read.", { cause: error });
}
