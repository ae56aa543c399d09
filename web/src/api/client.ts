import createClient, { type Middleware } from "openapi-fetch";
import { ProblemError, toProblemError, unreachable } from "./problem.js";
import type { paths } from "./schema.js";

/** No other site can send a header: with it the API knows that a write is meant by this page. */
const ownPage = { "X-Requested-By": "ledger-web" };

const marked: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET")
      for (const [name, value] of Object.entries(ownPage)) request.headers.set(name, value);
  },
  onError: ({ error }) =>
    isAbort(error) ? undefined : unreachable(0, "There was no answer. Is it running?"),
};

/** The API, typed by its own description. Its answers go through {@link answerOf}. */
export const api = createClient<paths>({ baseUrl: location.origin, credentials: "same-origin" });
api.use(marked);

interface Answered<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * What the API answered.
 *
 * @throws ProblemError if it refused or failed.
 */
export async function answerOf<Data>(call: Promise<Answered<Data>>): Promise<NonNullable<Data>> {
  let answered: Answered<Data>;
  try {
    answered = await call;
  } catch (error) {
    if (error instanceof ProblemError || isAbort(error)) throw error;
    throw unreachable(0, "The answer could not be read.");
  }
  const { data, error, response } = answered;
  if (!response.ok) throw toProblemError(error, response.status);
  if (data === undefined || data === null) throw unreachable(response.status, "The answer is empty.");
  return data;
}

const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === "AbortError";
