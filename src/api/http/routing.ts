import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Express, RequestHandler } from "express";
import type { Logger } from "pino";
import { fromEvent, of, takeUntil, timer } from "rxjs";
import type * as z from "zod";
import { isLedgerError, LedgerError } from "../../errors.js";
import { forbidden } from "../vocabulary/access.js";
import type { Role } from "../../events/purchase-events.js";
import type { Authenticate, Principal } from "./auth/principal.js";
import { authorizationOf } from "./auth/session-cookie.js";
import type { Answer, Endpoint } from "./endpoint.js";
import { decodeUrl, parseInput, parseQuery } from "../vocabulary/input.js";
import { bodyMissing, callersError, readJson } from "./json-body.js";
import { httpStatus } from "./problem-details.js";
import { assertOneHost, contextOf, pathOf } from "./request-context.js";
import { drained, respond, respondWithProblem } from "./respond.js";

/** Answers a request; rejects with what went wrong. */
type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  params?: Readonly<Record<string, unknown>>,
) => Promise<void>;

/**
 * Makes the Express routes of the endpoints; a path answers methods that it does not have with 405.
 *
 * @returns the handlers of the endpoints without parameters, by {@link directKey}
 */
export function addRoutes(
  app: Express,
  endpoints: readonly Endpoint[],
  authenticate: Authenticate,
): ReadonlyMap<string, Handler> {
  const direct = new Map<string, Handler>();
  for (const path of new Set(endpoints.map((endpoint) => endpoint.path))) {
    const route = app.route(path);
    const ofPath = endpoints.filter((endpoint) => endpoint.path === path);
    for (const endpoint of ofPath) {
      const handle = handlerOf(endpoint, authenticate);
      route[endpoint.method]((request, response) => handle(request, response, request.params));
      if (endpoint.params === undefined) direct.set(directKey(endpoint.method.toUpperCase(), path), handle);
    }
    route.all(
      refuseMethod(
        path,
        ofPath.map(({ method }) => (method === "get" ? "GET, HEAD" : method.toUpperCase())).join(", "),
      ),
    );
  }
  return direct;
}

const directKey = (method: string, path: string): string => `${method} ${path}`;

export interface RequestListenerParts {
  /** Runs before anything else, and does not throw. */
  readonly begin: RequestListener;
  readonly direct: ReadonlyMap<string, Handler>;
  readonly app: Express;
  readonly fail: ErrorHandler;
}

/**
 * Answers requests. Express takes several times as long to find a route as Node.js to answer, so that most requests are
 * looked up by method and path; Express has the rest: parameters, other spellings of a path, pages, and refusals.
 */
export function createRequestListener(parts: RequestListenerParts): RequestListener {
  const { begin, direct, app, fail } = parts;
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      assertOneHost(request);
      const handle = direct.get(directKey(request.method ?? "", pathOf(request)));
      if (handle === undefined) app(request, response);
      else await handle(request, response);
    } catch (error) {
      fail(error, request, response);
    }
  };
  return (request, response) => {
    begin(request, response);
    void serve(request, response);
  };
}

/** Answers requests without a route. */
export const refuseRoute: RequestHandler = (request) => {
  decodeUrl(pathOf(request));
  throw new LedgerError(
    "route_unknown",
    "There is nothing at this address. GET /api/openapi.json lists all addresses.",
  );
};

/** Answers a request that failed. */
type ErrorHandler = (error: unknown, request: IncomingMessage, response: ServerResponse) => void;

/** Turns anything that was thrown into problem details. */
export function createErrorHandler(logger: Logger): ErrorHandler {
  return (error, request, response) => {
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

function handlerOf(endpoint: Endpoint, authenticate: Authenticate): Handler {
  const { access, path } = endpoint;
  return async (request, response, params = {}) => {
    const context = contextOf(response);
    context.route = path;
    const principal = access === "public" ? undefined : await admitted(request, access, authenticate);
    // The body is read only for callers who may send it.
    const sent = endpoint.body === undefined ? undefined : await readJson(request, response);
    const answer = await endpoint.handle({
      get principal() {
        if (principal !== undefined) return principal;
        throw new LedgerError("internal_error", `${path} is public: its caller is unknown.`);
      },
      params: endpoint.params === undefined ? undefined : parseInput(endpoint.params, params, "path"),
      query:
        endpoint.query === undefined
          ? undefined
          : parseInput(endpoint.query, parseQuery(request.url ?? ""), "query"),
      body: endpoint.body === undefined ? undefined : parseBody(endpoint.body, sent),
      correlationId: context.correlationId,
      message: request,
      closed$: () => (response.closed ? of(true) : fromEvent(response, "close")),
      drained: () => drained(response),
    });
    respond(response, principal === undefined ? answer : untilTokenEnds(answer, principal));
  };
}

async function admitted(
  request: IncomingMessage,
  access: readonly Role[],
  authenticate: Authenticate,
): Promise<Principal> {
  const principal = await authenticate(authorizationOf(request));
  if (access.includes(principal.role)) return principal;
  throw forbidden(`The role ${principal.role} may not do this. Allowed roles: ${access.join(", ")}.`);
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
  return (request, response) => {
    contextOf(response).route = path;
    throw new LedgerError("method_not_allowed", `${request.method} is not allowed here. Use ${allow}.`, {
      details: { allow },
    });
  };
}
