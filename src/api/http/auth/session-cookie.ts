import type { IncomingMessage } from "node:http";
import { parseCookie, stringifySetCookie } from "cookie";
import { forbidden } from "../../vocabulary/access.js";

/** The cookie in which a browser keeps a sign-in while its user is at the identity provider. */
const pendingCookieName = "ledger_sign_in";
const pendingCookiePath = "/auth/oidc";

/** The cookie in which a browser keeps its token, where no script can read it. */
export const sessionCookieName = "ledger_session";

/** A cookie may have 4096 bytes with its name and attributes (RFC 6265, section 6.1). */
export const longestSessionToken = 3800;

/**
 * A page of another site cannot send it: a browser asks before it sends a custom header (a CORS preflight), and the ledger
 * does not answer. `SameSite=Strict` is the first protection, this is the second.
 */
const requestedByHeader = "x-requested-by";

/** Keeps a token in the browser until it expires. @param origin the page's own, as its browser says */
export function sessionCookie(token: string, expires: Date, origin: string | undefined): string {
  return stringifySetCookie({ name: sessionCookieName, value: token, expires, ...attributesFor(origin) });
}

export function clearedSessionCookie(origin: string | undefined): string {
  return stringifySetCookie({ name: sessionCookieName, value: "", maxAge: 0, ...attributesFor(origin) });
}

/**
 * Keeps a sign-in while the user is at the identity provider. Lax, as the browser comes back by a link of another site.
 *
 * @param origin the ledger's own
 */
export const pendingSignInCookie = (sealed: string, maxAge: number, origin: string): string =>
  stringifySetCookie({
    ...attributesFor(origin),
    name: pendingCookieName,
    value: sealed,
    maxAge,
    sameSite: "lax",
    path: pendingCookiePath,
  });

/** `Secure` only if the page came over https: on a developer's machine it does not. */
const attributesFor = (origin: string | undefined) =>
  ({
    httpOnly: true,
    sameSite: "strict",
    path: "/",
    secure: origin?.startsWith("https://") === true,
  }) as const;

/**
 * The request's token as an `Authorization` header: its own, or its session's.
 *
 * @throws LedgerError `forbidden` for a write that another site may have sent with the user's cookie.
 */
export function authorizationOf(request: IncomingMessage): string | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) return authorization;
  const token = sessionTokenOf(request);
  if (token === undefined) return undefined;
  if (request.method !== "GET" && request.method !== "HEAD") assertOwnPage(request);
  return `Bearer ${token}`;
}

export const sessionTokenOf = (request: IncomingMessage): string | undefined =>
  cookieOf(request, sessionCookieName);

export const pendingSignInOf = (request: IncomingMessage): string | undefined =>
  cookieOf(request, pendingCookieName);

const cookieOf = ({ headers: { cookie } }: IncomingMessage, name: string): string | undefined =>
  cookie === undefined ? undefined : parseCookie(cookie)[name] || undefined;

/** @throws LedgerError `forbidden` if the request does not show that a page of this server made it. */
export function assertOwnPage({ headers }: IncomingMessage): void {
  if (headers[requestedByHeader] !== undefined) return;
  throw forbidden(
    "A session may write only with the header X-Requested-By, which no other site can send. Without a browser, send a token: Authorization: Bearer <token>.",
  );
}
