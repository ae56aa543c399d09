import * as z from "zod";
import { isLedgerError, LedgerError } from "../../errors.js";
import { userIdSchema } from "../../events/id-schemas.js";
import { instantSchema, roles } from "../../events/purchase-events.js";
import type { Authenticate } from "../http/auth/principal.js";
import {
  assertOwnPage,
  clearedSessionCookie,
  longestSessionToken,
  sessionCookie,
  sessionTokenOf,
} from "../http/auth/session-cookie.js";
import type { SingleSignOn } from "../http/auth/oidc/single-sign-on.js";
import type { SignInCodes } from "../http/auth/sign-in-codes.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";
import { exactlyOneOf } from "../vocabulary/input.js";
import { atMost } from "../../events/text-length.js";

export interface SessionEndpointsDependencies {
  readonly authenticate: Authenticate;
  readonly signInCodes: SignInCodes;
  /** Undefined where there is no identity provider. */
  readonly singleSignOn: Pick<SingleSignOn, "signOutUrl"> | undefined;
}

const path = "/api/session";

/** A token may name any number; dates, and the years of cookies, end here. */
const latestExpiryMs = Date.parse("9999-12-31T23:59:59Z");

const bodySchema = z
  .strictObject({
    token: z
      .string()
      .min(1)
      .check(atMost(longestSessionToken))
      .describe("A token, as for the Authorization header.")
      .optional(),
    code: z
      .string()
      .min(1)
      .check(atMost(100))
      .describe("A one-time code, from the link of npm start.")
      .optional(),
  })
  .refine(({ token, code }) => (token === undefined) !== (code === undefined), {
    error: "must have either token or code",
  })
  .meta(exactlyOneOf(["token"], ["code"]));

const sessionSchema = z.strictObject({
  session: z
    .strictObject({
      userId: userIdSchema,
      role: z.enum(roles),
      expiresAt: instantSchema.describe("The cookie is valid until then."),
    })
    .nullable()
    .describe("Null if no one is signed in."),
});

const signedOutSchema = sessionSchema.extend({
  signOutUrl: z
    .url()
    .nullable()
    .describe("Where the browser signs out of the identity provider, too, if the session began there."),
});

const setsCookie = { "Set-Cookie": "The session: HttpOnly, SameSite=Strict." };

const onSession = { path, access: "public", query: z.strictObject({}) } as const;

/**
 * `/api/session`: signs a browser in and out. The session is the token itself, kept in a cookie that no script can read,
 * so that it needs no memory on the server and ends when the token does.
 */
export function sessionEndpoints(dependencies: SessionEndpointsDependencies): readonly Endpoint[] {
  return [signInEndpoint(dependencies), currentSessionEndpoint(dependencies), signOutEndpoint(dependencies)];
}

async function sessionOf(authenticate: Authenticate, token: string) {
  const { id, role, expiresAtMs } = await authenticate(`Bearer ${token}`);
  const expires = new Date(Math.min(expiresAtMs, latestExpiryMs));
  return { expires, json: { session: { userId: id, role, expiresAt: expires.toISOString() } } };
}

const signInEndpoint = ({ authenticate, signInCodes }: SessionEndpointsDependencies): Endpoint =>
  defineEndpoint({
    ...onSession,
    method: "post",
    operationId: "signIn",
    summary: "Sign a browser in",
    description:
      "Every endpoint then takes the cookie instead of the Authorization header; writes by it need the header X-Requested-By, with any value.",
    body: bodySchema,
    problems: ["unauthenticated"],
    responses: { 200: { description: "Signed in.", json: sessionSchema, headers: setsCookie } },
    async handle({ body, message }) {
      const token = body.token?.trim() ?? redeem(signInCodes, body.code ?? "");
      const { expires, json } = await sessionOf(authenticate, token);
      const cookie = sessionCookie(token, expires, message.headers.origin);
      return { status: 200, json, headers: { "Set-Cookie": cookie } };
    },
  });

const currentSessionEndpoint = ({ authenticate }: SessionEndpointsDependencies): Endpoint =>
  defineEndpoint({
    ...onSession,
    method: "get",
    operationId: "getSession",
    summary: "The user who is signed in",
    problems: [],
    responses: { 200: { description: "The present state.", json: sessionSchema } },
    async handle({ message }) {
      const token = sessionTokenOf(message);
      if (token === undefined) return { status: 200, json: { session: null } };
      try {
        return { status: 200, json: (await sessionOf(authenticate, token)).json };
      } catch (error) {
        // Expired, or of another ledger on the same host: then no one is signed in here.
        if (isLedgerError(error, "unauthenticated")) return { status: 200, json: { session: null } };
        throw error;
      }
    },
  });

const signOutEndpoint = ({ singleSignOn }: SessionEndpointsDependencies): Endpoint =>
  defineEndpoint({
    ...onSession,
    method: "delete",
    operationId: "signOut",
    summary: "Sign a browser out",
    description: "Needs the header X-Requested-By. The token itself stays valid until it expires.",
    problems: ["forbidden"],
    responses: { 200: { description: "Signed out.", json: signedOutSchema, headers: setsCookie } },
    async handle({ message }) {
      assertOwnPage(message);
      const cookie = clearedSessionCookie(message.headers.origin);
      const url = await singleSignOn?.signOutUrl(sessionTokenOf(message) ?? "");
      const json = { session: null, signOutUrl: url?.href ?? null };
      return { status: 200, json, headers: { "Set-Cookie": cookie } };
    },
  });

function redeem(signInCodes: SignInCodes, code: string): string {
  const token = signInCodes.redeem(code);
  if (token !== undefined) return token;
  throw new LedgerError(
    "unauthenticated",
    "This link was used before or has expired. Restart the ledger for a new one, or sign in with a token.",
    { details: { reason: "token_invalid" } },
  );
}
