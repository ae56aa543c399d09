import type { Request, Response } from "express";
import { toProblem, problemMediaType } from "./problem-details.js";
import type { Answer } from "./endpoint.js";
import { contextOf } from "./request-context.js";

const jsonMediaType = "application/json; charset=utf-8";

/** Sends an answer in one write. Express's own `send` would look for freshness and hash the body, which nobody uses here. */
export function respond(response: Response, answer: Answer): void {
  const text = "json" in answer ? JSON.stringify(answer.json) : answer.text;
  for (const name in answer.headers) response.setHeader(name, answer.headers[name] ?? "");
  response.setHeader("Content-Type", answer.contentType ?? jsonMediaType);
  response.setHeader("Content-Length", Buffer.byteLength(text));
  response.statusCode = answer.status;
  response.end(text);
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
