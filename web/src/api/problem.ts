import type { components } from "./schema.js";

type Problem = components["schemas"]["Problem"];

/**
 * What an answer that is not the one hoped for says. The pages' own: `unreachable`, there was no answer, or none of the
 * ledger's; `page_failed`, the page itself is wrong, or could not be loaded.
 */
export type ProblemCode = Problem["code"] | "unreachable" | "page_failed";

export interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

/** An error of the API, as problem details, or of the network. */
export class ProblemError extends Error {
  readonly code: ProblemCode;
  /** 0 if there was no answer. */
  readonly status: number;
  readonly title: string;
  readonly correlationId: string | undefined;
  readonly problems: readonly FieldProblem[];
  /** Everything that the answer said, for facts that belong to one code. */
  readonly body: Readonly<Record<string, unknown>>;

  constructor(problem: Omit<ProblemError, "message" | "name" | "stack" | "cause"> & { detail: string }) {
    super(problem.detail);
    this.name = "ProblemError";
    this.code = problem.code;
    this.status = problem.status;
    this.title = problem.title;
    this.correlationId = problem.correlationId;
    this.problems = problem.problems;
    this.body = problem.body;
  }
}

/** Turns what a request was refused with into an error. A proxy's page, say, is no problem of the ledger's. */
export function toProblemError(body: unknown, status: number): ProblemError {
  if (!isProblem(body)) return unreachable(status, `The answer is not the ledger's (status ${status}).`);
  const { code, title, detail, correlationId, problems = [] } = body;
  return new ProblemError({ code, title, detail, status, correlationId, problems, body: { ...body } });
}

export function unreachable(status: number, detail: string): ProblemError {
  const title = "The ledger cannot be reached";
  return new ProblemError({
    code: "unreachable",
    title,
    detail,
    status,
    correlationId: undefined,
    problems: [],
    body: {},
  });
}

/** Whatever was thrown, as a problem: so that a page has one way to show errors. */
export function asProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new ProblemError({
    code: "page_failed",
    title: "Something went wrong in this page",
    detail,
    status: 0,
    correlationId: undefined,
    problems: [],
    body: {},
  });
}

function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "code" in body && "correlationId" in body;
}
