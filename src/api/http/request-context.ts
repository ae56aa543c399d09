import { randomUUID } from "node:crypto";
import type { Duplex } from "node:stream";
import type { Request, Response } from "express";
import type { Logger } from "pino";
import { LedgerError } from "../../errors.js";
import { idPattern } from "../../events/identifiers.js";
import type { Principal } from "./auth/principal.js";
import type { ApiMetrics } from "./metrics.js";

/** What the ledger knows of a request while it answers it. */
export interface RequestContext {
  readonly correlationId: string;
  /** The endpoint's path; one word for all others, so that nobody can make metrics grow without end. */
  route: string;
  /** Who is calling, once that is known, on an endpoint with a body. */
  principal: Principal | undefined;
  /** What went wrong, for the log. */
  error: unknown;
}

/** The context that {@link createRequestContext} gave the request; Express types what it keeps for us as anything. */
export const contextOf = (response: Response): RequestContext => response.locals.context as RequestContext;

export interface RequestContextOptions {
  readonly logger: Logger;
  readonly metrics: ApiMetrics;
}

const loggedPathCharacters = 200;

/** How long a connection stays after a refusal, so that a client that is still sending can read it. */
export const lingerMs = 2000;

interface Answering {
  readonly request: Request;
  readonly response: Response;
}

const answeringBySocket = new WeakMap<Duplex, Answering>();

/** The request that is being answered on a connection; undefined between two of them. */
export const answersOn = (socket: Duplex): Answering | undefined => answeringBySocket.get(socket);

/**
 * The first handler of every request: gives it a correlation id, and sees to one log line and one measurement
 * when it is over.
 */
export function createRequestContext({ logger, metrics }: RequestContextOptions) {
  return (request: Request, response: Response, next: () => void): void => {
    const context: RequestContext = {
      correlationId: correlationIdOf(request),
      route: "unmatched",
      principal: undefined,
      error: undefined,
    };
    const startedAt = performance.now();
    response.locals.context = context;
    answeringBySocket.set(request.socket, { request, response });
    response.once("close", () => {
      answeringBySocket.delete(request.socket);
      const durationMs = performance.now() - startedAt;
      const status = response.writableFinished ? response.statusCode : 0;
      metrics.observeRequest({ method: request.method, route: context.route, status, durationMs });
      log(logger, request, context, status, durationMs);
    });
    // Node would answer this without a problem document. RFC 9112, section 3.2.
    if (request.headers.host === undefined && request.httpVersion === "1.1") {
      throw new LedgerError("request_invalid", "The request has no Host header.");
    }
    next();
  };
}

function correlationIdOf({ headers }: Request): string {
  const sent = headers["x-correlation-id"];
  return typeof sent === "string" && idPattern.test(sent) ? sent : randomUUID();
}

/** One line a request. `status` is 0 where the caller went away before the answer. */
function log(
  logger: Logger,
  request: Request,
  context: RequestContext,
  status: number,
  durationMs: number,
): void {
  const level =
    status === 500 ? "error" : status > 500 ? "warn" : status >= 400 || status === 0 ? "info" : "debug";
  if (!logger.isLevelEnabled(level)) return;
  const { correlationId, error, route } = context;
  // Without the query and the parameters, which may name users: a page's address holds them, too.
  const path = (/[:*]/.test(route) ? route : request.path).slice(0, loggedPathCharacters);
  const line = {
    correlationId,
    method: request.method,
    path,
    status,
    durationMs: Math.round(durationMs * 100) / 100,
  };
  const what = `${request.method} ${path} ${status === 0 ? "was given up by the caller" : status}`;
  if (error === undefined) logger[level](line, what);
  else
    logger[level](level === "error" ? { ...line, err: error } : { ...line, reason: reasonOf(error) }, what);
}

/** A refusal in one line; its cause, such as why a token is invalid, goes to the log only. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
