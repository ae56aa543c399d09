import type { IncomingMessage } from "node:http";
import type { Observable } from "rxjs";
import type * as z from "zod";
import type { ErrorCode } from "../../errors.js";
import type { Role } from "../../events/purchase-events.js";
import type { Principal } from "./auth/principal.js";

/** What an endpoint gets to see of a request, checked. */
export interface EndpointRequest<Query, Body, Params = unknown> {
  /** Who is calling. @throws LedgerError `internal_error` on a public endpoint, which does not ask. */
  readonly principal: Principal;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly correlationId: string;
  readonly message: IncomingMessage;
  /** Emits when the caller has disconnected or was answered, at once if it has. Created on demand: few requests wait. */
  closed$(): Observable<unknown>;
  /** Resolves when the caller has taken most of what was written to it, or has disconnected. */
  drained(): Promise<void>;
}

export type Answer = {
  readonly status: number;
  /** An array is a header that is there more than once. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
} & (
  | { readonly json: unknown; readonly contentType?: string }
  | { readonly text: string; readonly contentType: string }
  /** Server-sent events, until it completes or the caller disconnects. A failure cuts the response off. */
  | { readonly events$: Observable<SentEvent> }
);

/** One server-sent event: its name, and what it says as JSON. */
export interface SentEvent {
  readonly event: string;
  readonly data: unknown;
}

export interface DeclaredResponse {
  readonly description: string;
  /** The schema of a JSON answer, of a text, or of a stream of server-sent events as the text that it is. */
  readonly json?: z.ZodType;
  readonly text?: z.ZodType;
  readonly events?: z.ZodType;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * One method of one path: its parameters, its roles, its responses. Both the Express route and the OpenAPI document are made
 * from this, so they cannot disagree.
 */
export interface Endpoint<
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Params extends z.ZodType = z.ZodType,
> {
  readonly method: "get" | "post" | "delete";
  /** Express's way: a part that is a parameter starts with a colon, and is in `params`. */
  readonly path: string;
  readonly params?: Params;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  /** Anyone, or callers whose token has one of these roles. */
  readonly access: "public" | readonly Role[];
  /** Any other parameter is refused. Without a schema the query is not checked. */
  readonly query?: Query;
  readonly body?: Body;
  /** Request headers that it understands; all are optional, and the handler checks them. */
  readonly headers?: Readonly<Record<string, z.ZodType>>;
  readonly responses: Readonly<Record<number, DeclaredResponse>>;
  /** The errors of its own; those that follow from access, query and body are added. */
  readonly problems: readonly ErrorCode[];
  handle(
    request: EndpointRequest<z.output<Query>, z.output<Body>, z.output<Params>>,
  ): Promise<Answer> | Answer;
}

/** Checks the handler's input types, then erases them, so that all endpoints fit into one list. */
export function defineEndpoint<Query extends z.ZodType, Body extends z.ZodType, Params extends z.ZodType>(
  endpoint: Endpoint<Query, Body, Params>,
): Endpoint {
  return endpoint;
}

/** Every error code that an endpoint can answer with. */
export function problemsOf({ access, params, query, body, problems }: Endpoint): readonly ErrorCode[] {
  const implied: ErrorCode[] = ["request_invalid", "internal_error", "headers_too_large", "request_timeout"];
  if (access !== "public") implied.push("unauthenticated", "forbidden", "token_keys_unavailable");
  if (body !== undefined) implied.push("json_malformed", "body_too_large", "content_type_unsupported");
  const takesNothing = params === undefined && query === undefined && body === undefined;
  return [...new Set([...(takesNothing ? implied.slice(1) : implied), ...problems])];
}
