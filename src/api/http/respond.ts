import type { IncomingMessage, ServerResponse } from "node:http";
import { firstValueFrom, fromEvent, interval, merge, takeUntil, type Observable } from "rxjs";
import { toProblem, problemMediaType } from "./problem-details.js";
import type { Answer, SentEvent } from "./endpoint.js";
import { contextOf, lingerMs, pathOf } from "./request-context.js";
import { securityHeaders } from "./security-headers.js";

const jsonMediaType = "application/json; charset=utf-8";

const headersOfAll = securityHeaders();

/** Sends an answer in one write. Express's own `send` would check freshness and hash the body, which is not used here. */
export function respond(response: ServerResponse, answer: Answer): void {
  if ("events$" in answer) {
    streamEvents(response, answer.events$);
    return;
  }
  const text = "json" in answer ? JSON.stringify(answer.json) : answer.text;
  const headers = [
    ...headersOfAll,
    "X-Correlation-Id",
    contextOf(response).correlationId,
    "Content-Type",
    answer.contentType ?? jsonMediaType,
    "Content-Length",
    String(Buffer.byteLength(text)),
  ];
  for (const name in answer.headers)
    for (const value of [answer.headers[name] ?? ""].flat()) headers.push(name, value);
  response.writeHead(answer.status, headers).end(text);
}

/** Proxies and load balancers cut connections on which nothing happens for a minute, or for half of one. */
const keepAliveMs = 15_000;

/** What is kept for a caller that does not read. One that is further behind is cut off, and connects again. */
const mostUnreadBytes = 1024 * 1024;

/** https://html.spec.whatwg.org/multipage/server-sent-events.html */
function streamEvents(response: ServerResponse, events$: Observable<SentEvent>): void {
  response.writeHead(200, [
    ...headersOfAll,
    ...["X-Correlation-Id", contextOf(response).correlationId],
    ...["Content-Type", "text/event-stream; charset=utf-8"],
    // nginx would otherwise collect them.
    ...["X-Accel-Buffering", "no"],
  ]);
  // Nothing follows what HEAD asks for. A stream that stayed open would hold up the next request of the connection.
  if (response.req.method === "HEAD") {
    response.end();
    return;
  }
  response.flushHeaders();
  const closed$ = fromEvent(response, "close");
  const alive = interval(keepAliveMs)
    .pipe(takeUntil(closed$))
    .subscribe(() => response.write(": still here\n\n"));
  events$
    .pipe(takeUntil(closed$))
    .subscribe({
      next: ({ event, data }) => {
        // Before it is written: an event that is large by itself says nothing of its reader.
        if (response.writableLength > mostUnreadBytes) response.destroy();
        else response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
      },
      error: () => response.destroy(),
      complete: () => response.end(),
    })
    .add(alive);
}

/** Resolves when a response takes more, or is closed. */
export async function drained(response: ServerResponse): Promise<void> {
  if (response.closed || !response.writableNeedDrain) return;
  await firstValueFrom(merge(fromEvent(response, "drain"), fromEvent(response, "close")));
}

/** Answers with an error as problem details, and keeps it for the log. */
export function respondWithProblem(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  const context = contextOf(response);
  context.error = error;
  const { status, headers, body } = toProblem(error, {
    instance: pathOf(request),
    correlationId: context.correlationId,
  });
  if (!request.complete) response.once("finish", () => discardRest(request));
  respond(response, { status, headers, json: body, contentType: problemMediaType });
}

/** Keeps reading for a moment, so that a client that is still sending sees the response, and then closes the connection. */
function discardRest(request: IncomingMessage): void {
  request.resume();
  const cut = setTimeout(() => request.destroy(), lingerMs).unref();
  request.once("end", () => clearTimeout(cut));
}
