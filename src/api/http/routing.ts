import type { ErrorRequestHandler, Express, NextFunction, Request, RequestHandler, Response } from "express";
import type { Logger } from "pino";
import { fromEvent, takeUntil, timer } from "rxjs";
import type { z } from "zod";
import { isLedgerError, LedgerError } from "../../errors.js";
import { forbidden } from "../vocabulary/access.js";
import type { Authenticate, Principal } from "./auth/principal.js";
import { authorizationOf } from "./auth/session-cookie.js";
import type { Answer, Endpoint } from "./endpoint.js";
import { assertWellFormedUrl, parseInput, parseQuery } from "../vocabulary/input.js";
import { bodyMissing, callersError, jsonBody } from "./json-body.js";
import { httpStatus } from "./problem-details.js";
import { contextOf } from "./request-context.js";
import { respond, respondWithProblem } from "./respond.js";

/** Makes the Express routes of the endpoints; a path answers methods that it does not have with 405. */
export function addRoutes(app: Express, endpoints: readonly Endpoint[], authenticate: Authenticate): void {
  for (const path of new Set(endpoints.map((endpoint) => endpoint.path))) {
    const route = app.route(path);
    const ofPath = endpoints.filter((endpoint) => endpoint.path === path);
    for (const endpoint of ofPath) route[endpoint.method](...handlersOf(endpoint, authenticate));
    route.all(
      refuseMethod(
        path,
        ofPath.map(({ method }) => (method === "get" ? "GET, HEAD" : method.toUpperCase())).join(", "),
      ),
    );
  }
}

/** Answers what no route does. */
export const refuseRoute: RequestHandler = (request) => {
  assertWellFormedUrl(request.path);
  throw new LedgerError(
    "route_unknown",
    "There is nothing at this address. GET /api/openapi.json lists all addresses.",
  );
};

/** Turns anything that was thrown into problem details. */
export function createErrorHandler(logger: Logger): ErrorRequestHandler {
  // Express recognises an error handler by its four parameters.
  return (error: unknown, request: Request, response: Response, _next: NextFunction) => {
    const known = isLedgerError(error) ? error : (callersError(error) ?? error);
    if (!response.headersSent && !response.closed) {
      respondWithProblem(request, response, known);
      return;
    }
    // The caller has disconnected, and the log line of this request may be written already.
    const { correlationId } = contextOf(response);
    if (!isLedgerError(known) || httpStatus[known.code] === 500) {
      logger.error({ correlationId, err: known }, "A request failed after its caller had gone.");
    }
    response.destroy();
  };
}

function handlersOf(endpoint: Endpoint, authenticate: Authenticate): RequestHandler[] {
  const answer = answerWith(endpoint);
  const admit = admitTo(endpoint, authenticate);
  if (endpoint.body === undefined) {
    return [
      async (request, response: Response) => {
        await answer(request, response, await admit(request, response));
      },
    ];
  }
  // The body is read only for callers who may send it.
  return [
    async (request, response: Response, next) => {
      contextOf(response).principal = await admit(request, response);
      next();
    },
    jsonBody,
    (request, response: Response) => answer(request, response, contextOf(response).principal),
  ];
}

function admitTo({ access, path }: Endpoint, authenticate: Authenticate) {
  return async (request: Request, response: Response): Promise<Principal | undefined> => {
    contextOf(response).route = path;
    if (access === "public") return undefined;
    const principal = await authenticate(authorizationOf(request));
    if (!access.includes(principal.role)) {
      throw forbidden(`The role ${principal.role} may not do this; it takes ${access.join(", ")}.`);
    }
    return principal;
  };
}

function answerWith(endpoint: Endpoint) {
  return async (request: Request, response: Response, principal: Principal | undefined): Promise<void> => {
    const params =
      endpoint.params === undefined ? undefined : parseInput(endpoint.params, request.params, "path");
    const query =
      endpoint.query === undefined ? undefined : parseInput(endpoint.query, parseQuery(request.url), "query");
    const body = endpoint.body === undefined ? undefined : parseBody(endpoint.body, request.body);
    const answer = await endpoint.handle({
      get principal() {
        if (principal !== undefined) return principal;
        throw new LedgerError("internal_error", `${endpoint.path} is public: its caller is unknown.`);
      },
      params,
      query,
      body,
      correlationId: contextOf(response).correlationId,
      message: request,
      closed$: () => fromEvent(response, "close"),
    });
    respond(response, principal === undefined ? answer : untilTokenEnds(answer, principal));
  };
}

/** Timers allow at most 2^31 - 1 ms, 24.8 days. A stream that old ends, and its client connects again. */
const longestTimerMs = 2 ** 31 - 1;

/** Ends a stream of events when the token of its caller does: a new connection shows a new token. */
function untilTokenEnds(answer: Answer, { expiresAtMs }: Principal): Answer {
  if (!("events$" in answer)) return answer;
  const leftMs = Math.min(Math.max(expiresAtMs - Date.now(), 0), longestTimerMs);
  return { ...answer, events$: answer.events$.pipe(takeUntil(timer(leftMs))) };
}

function parseBody(schema: z.ZodType, body: unknown): unknown {
  if (body !== undefined) return parseInput(schema, body, "body");
  throw bodyMissing();
}

/** Answers the methods that a path does not have. */
export function refuseMethod(path: string, allow: string): RequestHandler {
  return (request: Request, response: Response) => {
    contextOf(response).route = path;
    throw new LedgerError("method_not_allowed", `${request.method} is not allowed here. Use ${allow}.`, {
      details: { allow },
    });
  };
}
