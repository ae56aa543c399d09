import * as z from "zod";
import type { Logger } from "pino";
import { isLedgerError } from "../../errors.js";
import type { SingleSignOn } from "../http/auth/oidc/single-sign-on.js";
import { signInProblemOf, signInRefused } from "../http/auth/oidc/sign-in-refused.js";
import { pendingSignInSeconds } from "../http/auth/oidc/pending-sign-ins.js";
import { pendingSignInCookie, pendingSignInOf, sessionCookie } from "../http/auth/session-cookie.js";
import { defineEndpoint, type Answer, type Endpoint, type EndpointRequest } from "../http/endpoint.js";
import type { ApiMetrics } from "../http/metrics.js";
import { atMost } from "../../events/text-length.js";

export interface SingleSignOnDependencies {
  /** Undefined where there is no identity provider. */
  readonly singleSignOn: SingleSignOn | undefined;
  readonly metrics: Pick<ApiMetrics, "countSignIn">;
  readonly logger: Logger;
}

/** Single sign-on: whether it is offered, the redirect to the identity provider, and the callback. */
export function singleSignOnEndpoints(dependencies: SingleSignOnDependencies): readonly Endpoint[] {
  return [methodsEndpoint(dependencies), loginEndpoint(dependencies), callbackEndpoint(dependencies)];
}

const loginPath = "/auth/oidc/login";
const callbackPath = "/auth/oidc/callback";
const longestNext = 2000;

const methodsSchema = z.strictObject({
  singleSignOn: z
    .strictObject({
      name: z.string().describe("The name of the identity provider."),
      url: z.url().describe("Where signing in begins; takes `next`, the local path to go to afterwards."),
      available: z.boolean().describe("Whether the identity provider answers."),
    })
    .nullable()
    .describe("Null if it is not configured."),
});

const methodsEndpoint = ({ singleSignOn }: SingleSignOnDependencies): Endpoint =>
  defineEndpoint({
    method: "get",
    path: "/api/sign-in-methods",
    operationId: "getSignInMethods",
    summary: "How a browser can sign in, besides by token",
    access: "public",
    query: z.strictObject({}),
    problems: [],
    responses: { 200: { description: "The present state.", json: methodsSchema } },
    async handle() {
      if (singleSignOn === undefined) return { status: 200, json: { singleSignOn: null } };
      const { name, publicUrl } = singleSignOn;
      const available = await isAvailable(singleSignOn);
      const url = new URL(loginPath, publicUrl).href;
      return { status: 200, json: { singleSignOn: { name, url, available } } };
    },
  });

async function isAvailable(singleSignOn: SingleSignOn): Promise<boolean> {
  try {
    await singleSignOn.assertAvailable();
    return true;
  } catch (error) {
    if (isLedgerError(error, "identity_provider_unavailable")) return false;
    throw error;
  }
}

const redirects = {
  303: {
    description:
      "To the identity provider, to the page, or to the sign-in page with the reason in `problem`.",
    text: z.string(),
    headers: { Location: "Where to go on.", "Set-Cookie": "The sign-in, or the session." },
  },
};

const loginEndpoint = (dependencies: SingleSignOnDependencies): Endpoint =>
  defineEndpoint({
    method: "get",
    path: loginPath,
    operationId: "beginSingleSignOn",
    summary: "Go to the identity provider",
    access: "public",
    query: z.strictObject({
      next: z.string().check(atMost(longestNext)).describe("The local path to go to afterwards.").optional(),
    }),
    problems: ["sign_in_refused", "identity_provider_unavailable"],
    responses: redirects,
    handle: (request) =>
      orSignInPage(dependencies, request, async (singleSignOn) => {
        const { publicUrl } = singleSignOn;
        const { url, pending } = await singleSignOn.begin(localPath(request.query.next, publicUrl));
        return seeOther(url.href, [pendingSignInCookie(pending, pendingSignInSeconds, publicUrl.origin)]);
      }),
  });

const callbackEndpoint = (dependencies: SingleSignOnDependencies): Endpoint =>
  defineEndpoint({
    method: "get",
    path: callbackPath,
    operationId: "finishSingleSignOn",
    summary: "Come back from the identity provider",
    description: "Begins a session, as `POST /api/session` does.",
    access: "public",
    // The provider's own parameters (OpenID Connect Core 1.0, section 3.1.2.5); it may send more.
    query: z.looseObject({}),
    problems: ["sign_in_refused", "identity_provider_unavailable"],
    responses: redirects,
    handle: (request) =>
      orSignInPage(dependencies, request, async (singleSignOn) => {
        const { message, correlationId } = request;
        const { origin } = singleSignOn.publicUrl;
        const search = new URL(message.url ?? "", origin).search;
        const { token, expires, next, userId, role } = await singleSignOn.finish(
          search,
          pendingSignInOf(message),
        );
        dependencies.metrics.countSignIn("signed_in");
        dependencies.logger.info({ correlationId, userId, role }, "Someone signed in by single sign-on.");
        return seeOther(origin + next, [
          sessionCookie(token, expires, origin),
          pendingSignInCookie("", 0, origin),
        ]);
      }),
  });

/** What goes wrong on the way is counted and logged; a browser shows it on the sign-in page. */
async function orSignInPage(
  { singleSignOn, metrics, logger }: SingleSignOnDependencies,
  { message, correlationId }: Pick<EndpointRequest<unknown, unknown>, "message" | "correlationId">,
  go: (singleSignOn: SingleSignOn) => Promise<Answer>,
): Promise<Answer> {
  try {
    if (singleSignOn === undefined) throw signInRefused("not_configured");
    return await go(singleSignOn);
  } catch (error) {
    const problem = signInProblemOf(error);
    if (problem === undefined) throw error;
    metrics.countSignIn(problem);
    logger.warn({ correlationId, problem, err: error }, "A single sign-on failed.");
    if (message.headers.accept?.includes("text/html") !== true) throw error;
    const query = new URLSearchParams({ problem, reference: correlationId });
    return seeOther(`${singleSignOn?.publicUrl.origin ?? ""}/sign-in?${query.toString()}`, []);
  }
}

const seeOther = (location: string, cookies: readonly string[]): Answer => ({
  status: 303,
  headers: { Location: location, "Set-Cookie": cookies },
  text: "",
  contentType: "text/plain; charset=utf-8",
});

/** A path of these pages, and never another site's address that a link smuggled in: `//shop.example` is one. */
function localPath(next: string | undefined, { origin }: URL): string {
  if (next?.startsWith("/") !== true || !URL.canParse(next, origin)) return "/";
  const url = new URL(next, origin);
  const isLocal = url.origin === origin && !url.pathname.startsWith("//");
  return isLocal ? url.pathname + url.search + url.hash : "/";
}
