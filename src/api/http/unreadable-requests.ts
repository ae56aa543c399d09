import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { Logger } from "pino";
import { LedgerError, type ErrorCode } from "../../errors.js";
import type { ApiMetrics } from "./metrics.js";
import { problemMediaType, toProblem } from "./problem-details.js";
import { lastAnsweredOn, lingerMs } from "./request-context.js";
import { respondWithProblem } from "./respond.js";
import { securityHeaders } from "./security-headers.js";
import { timeOrderedId } from "../../time-ordered-id.js";

/** Answers what Node refuses by itself: a listener for the server's `clientError`, and for `connect`. */
export type AnswerUnreadable = (error: NodeJS.ErrnoException, socket: Duplex) => void;

/** What is wrong with a request to `CONNECT`, whose connection Node would close without an answer. */
export const notAProxy: NodeJS.ErrnoException = Object.assign(new Error("CONNECT"), { code: "CONNECT" });

/**
 * Node answers requests that it cannot read with a bare status line, unseen by the log and the metrics. This answers
 * them with a problem document, one log line and one measurement, like every other refusal.
 */
export function createAnswerUnreadable({
  logger,
  metrics,
}: {
  readonly logger: Logger;
  readonly metrics: ApiMetrics;
}): AnswerUnreadable {
  const answer: AnswerUnreadable = (error, socket) => {
    if (!socket.writable || error.code === "ECONNRESET") {
      socket.destroy();
      return;
    }
    const last = lastAnsweredOn(socket);
    if (last !== undefined && !last.response.closed) {
      // If only its body cannot be read, it has a path and a correlation id, and is logged and measured as all are.
      if (!last.request.complete && !last.response.headersSent)
        respondWithProblem(last.request, last.response, refusalOf(error));
      // The answers to this and earlier requests are sent first, in their order. Nothing else is read until then.
      socket.pause();
      last.response.once("close", () => {
        answer(error, socket);
        socket.resume();
      });
      return;
    }
    // The rest of a request that has its answer gets no second one: the caller would take it for that to its next request.
    if (last?.request.complete !== false) sendProblem(refusalOf(error), error, socket);
    socket.end();
    setTimeout(() => socket.destroy(), lingerMs).unref();
  };
  const sendProblem = (refusal: LedgerError, { message }: Error, socket: Duplex): void => {
    const correlationId = timeOrderedId();
    const problem = toProblem(refusal, { instance: "/", correlationId });
    socket.write(inHttp(problem, correlationId));
    metrics.observeRequest({ method: "other", route: "unreadable", status: problem.status, durationMs: 0 });
    logger.info(
      { correlationId, status: problem.status, reason: `${refusal.message} (${message})` },
      `A request that cannot be read ${problem.status}`,
    );
  };
  return answer;
}

function refusalOf(cause: NodeJS.ErrnoException): LedgerError {
  const [code, message] = refusals[cause.code ?? ""] ?? [
    "request_invalid",
    "This is not a valid HTTP/1.1 request.",
  ];
  return new LedgerError(code, message, { cause });
}

const refusals: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  CONNECT: ["request_invalid", "This server is not a proxy: it does not take CONNECT."],
  HPE_HEADER_OVERFLOW: ["headers_too_large", "The request's headers and address are over 16 KiB."],
  ERR_HTTP_REQUEST_TIMEOUT: ["request_timeout", "The request did not arrive in time. Send it again."],
};

function inHttp({ status, headers, body }: ReturnType<typeof toProblem>, correlationId: string): string {
  const text = JSON.stringify(body);
  const fields = [
    ...securityHeaders(),
    ...["X-Correlation-Id", correlationId],
    ...["Content-Type", problemMediaType],
    ...["Content-Length", String(Buffer.byteLength(text))],
    ...["Connection", "close"],
    ...Object.entries(headers).flat(),
  ];
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`];
  for (let n = 0; n < fields.length; n += 2) lines.push(`${fields[n] ?? ""}: ${fields[n + 1] ?? ""}`);
  return `${lines.join("\r\n")}\r\n\r\n${text}`;
}
