import type { Request, Response } from "express";
import { toProblem, problemMediaType } from "./problem-details.js";
import type { Answer } from "./endpoint.js";
import { contextOf } from "./request-context.js";
import { securityHeaders } from "./security-headers.js";

const jsonMediaType = "application/json; charset=utf-8";

const headersOfAll = securityHeaders();

/** Sends an answer in one write. Express's own `send` would look for freshness and hash the body, which nobody uses here. */
export function respond(response: Response, answer: Answer): void {
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
  for (const name in answer.headers) headers.push(name, answer.headers[name] ?? "");
  response.writeHead(answer.status, headers).end(text);
}

/** Answers with an error as problem details, and keeps it for the log. */
export function respondWithProblem(request: Request, response: Response, error: unknown): void {
  const context = contextOf(response);
  context.error = error;
  const { status, headers, body } = toProblem(error, {
    instance: request.path,
    correlationId: context.correlationId,
  });
  respond(response, { status, headers, json: body, contentType: problemMediaType });
}
