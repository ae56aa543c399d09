import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Logger } from "pino";
import { LedgerError } from "../../errors.js";
import { idPattern } from "../../events/identifiers.js";
import type { ApiMetrics } from "./metrics.js";
import { timeOrderedId } from "../../time-ordered-id.js";

/** What the ledger knows of a request while it answers it. */
export interface RequestContext {
  readonly correlationId: string;
  /** The endpoint's path; one label for all others, so that callers cannot make the metrics grow without limit. */
  route: string;
  /** What went wrong, for the log. */
  error: unknown;
}

const contextKey = Symbol("context");
type WithContext = ServerResponse & { [contextKey]: RequestContext };

/** The context that {@link createRequestContext} gave the request. */
export const contextOf = (response: ServerResponse): RequestContext => (response as WithContext)[contextKey];

/** The path of a request's address, without its query. Clients may send a whole URL (RFC 9112, section 3.2.2). */
export function pathOf({ url = "/" }: IncomingMessage): string {
  if (!url.startsWith("/") && URL.canParse(url)) return new URL(url).pathname;
  const end = url.search(/[?#]/);
  return end === -1 ? url : url.slice(0, end);
}

export interface RequestContextOptions {
  readonly logger: Logger;
  readonly metrics: ApiMetrics;
}

const loggedPathCharacters = 200;

/** How long a connection stays after a refusal, so that a client that is still sending can read it. */
export const lingerMs = 2000;

interface Answering {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

const answeringBySocket = new WeakMap<Duplex, Answering>();

/** The last request of a connection; undefined if there was none, or if it has arrived whole and is answered. */
export const lastAnsweredOn = (socket: Duplex): Answering | undefined => answeringBySocket.get(socket);

/** Gives every request a correlation id and, when it is over, one log line and one measurement. */
export function createRequestContext({ logger, metrics }: RequestContextOptions) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const context: RequestContext = {
      correlationId: correlationIdOf(request),
      route: "unmatched",
      error: undefined,
    };
    const startedAt = performance.now();
    (response as WithContext)[contextKey] = context;
    answeringBySocket.set(request.socket, { request, response });
    response.once("close", () => {
      if (request.complete && lastAnsweredOn(request.socket)?.response === response)
        answeringBySocket.delete(request.socket);
      const durationMs = performance.now() - startedAt;
      const status = response.writableFinished ? response.statusCode : 0;
      metrics.observeRequest({ method: request.method ?? "", route: context.route, status, durationMs });
      log(logger, request, context, status, durationMs);
    });
  };
}

/**
 * Node would answer a missing Host without a problem document, and take the first of two. RFC 9112, section 3.2.
 *
 * @throws LedgerError `request_invalid`
 */
export function assertOneHost({ rawHeaders, httpVersion }: IncomingMessage): void {
  const { length: hosts } = rawHeaders.filter(
    (text, n) => n % 2 === 0 && text.length === 4 && text.toLowerCase() === "host",
  );
  if (hosts === 1 || (hosts === 0 && httpVersion !== "1.1")) return;
  throw new LedgerError(
    "request_invalid",
    `The request has ${hosts === 0 ? "no" : "more than one"} Host header.`,
  );
}

function correlationIdOf({ headers }: IncomingMessage): string {
  const sent = headers["x-correlation-id"];
  return typeof sent === "string" && idPattern.test(sent) ? sent : timeOrderedId();
}

/** One line for each request. `status` is 0 if the caller disconnected before the response. */
function log(
  logger: Logger,
  request: IncomingMessage,
  context: RequestContext,
  status: number,
  durationMs: number,
): void {
  const level =
    status === 500 ? "error" : status > 500 ? "warn" : status >= 400 || status === 0 ? "info" : "debug";
  if (!logger.isLevelEnabled(level)) return;
  const { correlationId, error, route } = context;
  // Without the query and the parameters, which may name users: a page's address holds them, too.
  const path = (/[:*]/.test(route) ? route : pathOf(request)).slice(0, loggedPathCharacters);
  const line = {
    correlationId,
    method: request.method ?? "",
    path,
    status,
    durationMs: Math.round(durationMs * 100) / 100,
  };
  const what = `${line.method} ${path} ${status === 0 ? "was aborted by the caller" : status}`;
  if (error === undefined) logger[level](line, what);
  else
    logger[level](level === "error" ? { ...line, err: error } : { ...line, reason: reasonOf(error) }, what);
}

/** A refusal in one line; its cause, such as why a token is invalid, goes to the log only. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
