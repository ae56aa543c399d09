import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { JWTPayload } from "jose";
import { setTimeout as sleep } from "node:timers/promises";
import { createAuthenticator } from "../../src/api/http/auth/authenticator.js";
import { deriveKeys } from "../../src/api/http/auth/oidc/derived-keys.js";
import { createPendingSignIns } from "../../src/api/http/auth/oidc/pending-sign-ins.js";
import { createSessionTokens } from "../../src/api/http/auth/oidc/session-tokens.js";
import type { CookieJar } from "../support/cookie-jar.js";
import { eventually } from "../support/eventually.js";
import { user } from "../support/events.js";
import {
  clientSecret,
  startIdentityProvider,
  type Forged,
  type IdentityProviderOptions,
  type TestProvider,
} from "../support/identity-provider.js";
import {
  oidcConfig,
  publicUrl,
  startApiWithSingleSignOn,
  type SingleSignOnOfTest,
} from "./support/single-sign-on.js";
import { startApi } from "./support/start-api.js";

const accounts = {
  sue: { sub: "sue", name: "Sue", roles: ["other-program", "user", "support"], email: "sue@shop.example" },
  ada: { sub: "ada", roles: "admin" },
  nobody: { sub: "nobody", roles: ["service", "supporter", "not support"] },
  odd: { sub: "odd", roles: ["user"], email: "not an id", email_verified: true },
  liar: { sub: "liar", roles: ["user"], email: "sue@shop.example", email_verified: false },
  "k-1": { sub: "k-1", realm_access: { roles: ["shop-staff"] } },
};
const pendingCookie = "ledger_sign_in";

let provider: TestProvider;
let sso: SingleSignOnOfTest;
let browser: CookieJar;

// With hooks of its own: those of the file run after MongoDB's, which stop the server.
describe("signing in at a provider", () => {
  beforeAll(async () => {
    provider = await startIdentityProvider({ publicUrl, accounts });
    sso = await startApiWithSingleSignOn(provider.issuer);
  });
  afterAll(async () => {
    await sso.api.close();
    await provider.close();
  });
  beforeEach(() => {
    browser = sso.newBrowser();
    provider.person = "sue";
  });

  const problemOf = ({ pathname, searchParams }: URL): string =>
    pathname === "/sign-in" ? (searchParams.get("problem") ?? "none") : pathname;

  /** What the ledger answers to a callback: where the browser goes on. */
  async function answerTo(callback: URL): Promise<URL> {
    const response = await sso.visit(browser, callback);
    expect(response.status).toBe(303);
    return new URL(response.headers.get("location") ?? "", publicUrl);
  }

  /** The same sign-in, with something changed in what the browser keeps. */
  async function tamper(change: Readonly<Record<string, string>>, now = new Date()): Promise<void> {
    const keys = deriveKeys(sso.config, clientSecret);
    const jar = browser.cookiesOf(sso.api.url);
    const pending = await createPendingSignIns(keys.pendingSignIn, () => new Date()).open(
      jar.get(pendingCookie),
    );
    const sealed = await createPendingSignIns(keys.pendingSignIn, () => now).seal({ ...pending, ...change });
    jar.set(pendingCookie, sealed);
  }

  describe("single sign-on", () => {
    it("goes to the provider with state, nonce and PKCE, different each time", async () => {
      const sent = [];
      for (let time = 0; time < 2; time += 1) {
        const response = await sso.visit(browser, new URL("/auth/oidc/login", publicUrl));
        expect(response.status).toBe(303);
        expect(response.headers.get("cache-control")).toBe("no-store");
        expect(response.headers.getSetCookie()).toEqual([
          expect.stringMatching(
            /^ledger_sign_in=[\w.-]+; Max-Age=600; Path=\/auth\/oidc; HttpOnly; Secure; SameSite=Lax$/,
          ),
        ]);
        const url = new URL(response.headers.get("location") ?? "");
        expect(url.origin).toBe(provider.issuer);
        sent.push(Object.fromEntries(url.searchParams));
      }
      const [first, second] = sent;
      expect(first).toMatchObject({
        response_type: "code",
        code_challenge_method: "S256",
        redirect_uri: `${publicUrl}/auth/oidc/callback`,
        scope: "openid profile email",
      });
      for (const name of ["state", "nonce", "code_challenge"]) {
        expect(first?.[name]).toMatch(/^[\w-]{43}$/);
        expect(second?.[name]).not.toBe(first?.[name]);
      }
    });

    it("begins a session of the ledger's own, in which the API knows who is calling", async () => {
      const page = await sso.signIn(browser, "/console/users/u-1?at=3#top");
      expect(page.href).toBe(`${publicUrl}/console/users/u-1?at=3#top`);
      expect(await sso.sessionOf(browser)).toMatchObject({ userId: "sue", role: "support" });
      expect((await browser.get(`${sso.api.url}/api/status`)).status).toBe(200);
      expect((await browser.get(`${sso.api.url}/api/analytics/summary`)).status).toBe(403);
      expect([...browser.cookiesOf(sso.api.url).keys()]).toEqual(["ledger_session"]);
    });

    it("sets the session as the other ways do, and forgets the sign-in", async () => {
      const response = await sso.visit(browser, await sso.toCallback(browser));
      expect(response.headers.getSetCookie()).toEqual([
        expect.stringMatching(
          /^ledger_session=[\w.-]+; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Strict$/,
        ),
        expect.stringMatching(
          /^ledger_sign_in=; Max-Age=0; Path=\/auth\/oidc; HttpOnly; Secure; SameSite=Lax$/,
        ),
      ]);
      const session = await sso.sessionOf(browser);
      const hour = 60 * 60_000;
      // The provider's ID tokens are good for an hour; the clock tolerance is added.
      expect(Date.parse(session?.expiresAt ?? "")).toBeLessThanOrEqual(Date.now() + hour + 5000);
    });

    it("names the person in the audit log", async () => {
      provider.person = "ada";
      await sso.signIn(browser);
      const token = browser.cookiesOf(sso.api.url).get("ledger_session") ?? "";
      const answer = await sso.api.call("/api/support/users/u-1/grants", {
        headers: { Authorization: `Bearer ${token}` },
        body: { itemType: "course", itemId: "c-paid", reason: "goodwill" },
      });
      expect(answer.status).toBe(201);
      const audit = await sso.api.call("/api/audit", { headers: { Authorization: `Bearer ${token}` } });
      expect(audit.text).toContain('"operator":"ada"');
    });

    it("never leads to another site", async () => {
      const places = [
        "//example.org/x",
        "https://example.org/",
        "/\\example.org",
        "/.//example.org",
        "javascript:alert(1)",
      ];
      for (const next of places)
        expect((await sso.signIn(sso.newBrowser(), next)).href).toBe(`${publicUrl}/`);
    });

    it("refuses a state that is forged, missing, or of another browser", async () => {
      const callback = await sso.toCallback(browser);
      const forged = new URL(callback);
      forged.searchParams.set("state", "x".repeat(43));
      expect(problemOf(await answerTo(forged))).toBe("sign_in_expired");
      const without = new URL(callback);
      without.searchParams.delete("state");
      expect(problemOf(await answerTo(without))).toBe("sign_in_expired");
      browser = sso.newBrowser();
      expect(problemOf(await answerTo(callback))).toBe("sign_in_expired");
      await sso.toCallback(browser);
      expect(problemOf(await answerTo(callback))).toBe("sign_in_expired");
      expect(await sso.sessionOf(browser)).toBeNull();
    });

    it("refuses a callback that is replayed, with and without the cookie of the time", async () => {
      const callback = await sso.toCallback(browser);
      const kept = browser.cookiesOf(sso.api.url).get(pendingCookie) ?? "";
      expect(problemOf(await answerTo(callback))).toBe("/");
      browser.cookiesOf(sso.api.url).clear();
      expect(problemOf(await answerTo(callback))).toBe("sign_in_expired");
      browser.cookiesOf(sso.api.url).set(pendingCookie, kept);
      expect(problemOf(await answerTo(callback))).toBe("sign_in_expired");
      expect(await sso.sessionOf(browser)).toBeNull();
    });

    it("refuses a nonce, a code verifier or an issuer that is not the one it sent the browser to", async () => {
      const nonce = await sso.toCallback(browser);
      await tamper({ nonce: "another" });
      expect(problemOf(await answerTo(nonce))).toBe("answer_invalid");

      const verifier = await sso.toCallback(browser);
      await tamper({ codeVerifier: "v".repeat(43) });
      expect(problemOf(await answerTo(verifier))).toBe("sign_in_expired");

      const mixedUp = await sso.toCallback(browser);
      expect(mixedUp.searchParams.get("iss")).toBe(provider.issuer);
      mixedUp.searchParams.set("iss", "https://login.example.org");
      expect(problemOf(await answerTo(mixedUp))).toBe("answer_invalid");
      expect(await sso.sessionOf(browser)).toBeNull();
    });

    it("refuses a sign-in that took too long, and a cookie that it did not make", async () => {
      const callback = await sso.toCallback(browser);
      await tamper({}, new Date(Date.now() - 11 * 60_000));
      expect(problemOf(await answerTo(callback))).toBe("sign_in_expired");
      browser.cookiesOf(sso.api.url).set(pendingCookie, "nonsense");
      expect(problemOf(await answerTo(callback))).toBe("sign_in_expired");
    });

    it("says why it refused: on the page for a browser, as problem details otherwise; and counts it", async () => {
      provider.person = "access_denied";
      const callback = await sso.toCallback(browser);
      const kept = new Map(browser.cookiesOf(sso.api.url));
      const page = await answerTo(callback);
      expect(problemOf(page)).toBe("consent_denied");
      expect(page.searchParams.get("reference")).toMatch(/^[0-9a-f-]{36}$/);
      for (const [name, value] of kept) browser.cookiesOf(sso.api.url).set(name, value);
      const plain = await sso.visit(browser, callback, false);
      expect(plain.status).toBe(403);
      expect(await plain.json()).toMatchObject({ code: "sign_in_refused", reason: "consent_denied" });
      const metrics = await sso.api.call("/metrics");
      expect(metrics.text).toMatch(/ledger_single_sign_ons_total\{result="consent_denied"\} [1-9]/);
      expect(metrics.text).toMatch(/ledger_single_sign_ons_total\{result="signed_in"\} [1-9]/);
      const logged = sso.api.logLines.find(
        ({ correlationId }) => correlationId === page.searchParams.get("reference"),
      );
      expect(logged).toMatchObject({ msg: "A single sign-on failed.", problem: "consent_denied" });
    });

    it("refuses a person without a role, and gives nobody the role of a server", async () => {
      provider.person = "nobody";
      expect(problemOf(await sso.signIn(browser))).toBe("role_missing");
      expect(await sso.sessionOf(browser)).toBeNull();
    });

    it("takes a session whatever issuer and audience tokens must have, and whatever their keys are", async () => {
      const sessions = createSessionTokens(deriveKeys(sso.config, clientSecret).session);
      const expires = new Date(Date.now() + 60_000);
      const token = await sessions.issue({ userId: user("sue"), role: "support", expires });
      const auth = { kind: "jwks", url: new URL("https://login.shop.example/jwks") } as const;
      const keySet = { keyFor: () => Promise.reject(new Error("It is not looked for.")) };
      const settings = { auth, jwtIssuer: "https://login.shop.example", jwtAudience: "ledger" };
      const authenticate = createAuthenticator(settings, { keySet, sessions });
      expect(await authenticate(`Bearer ${token}`)).toMatchObject({ id: "sue", role: "support" });
      const later = createAuthenticator(settings, {
        keySet,
        sessions,
        now: () => new Date(Date.now() + 66_000),
      });
      await expect(later(`Bearer ${token}`)).rejects.toMatchObject({ details: { reason: "token_expired" } });
    });

    it("does not take a session that another key has signed, nor one of another provider", async () => {
      await sso.signIn(browser);
      const jar = browser.cookiesOf(sso.api.url);
      const token = jar.get("ledger_session") ?? "";
      const other = await startApiWithSingleSignOn("https://login.example.org");
      try {
        const headers = { Cookie: `ledger_session=${token}` };
        expect((await other.api.call("/api/status", { headers })).status).toBe(401);
        jar.set("ledger_session", `${token.slice(0, -4)}AAAA`);
        expect(await sso.sessionOf(browser)).toBeNull();
      } finally {
        await other.api.close();
      }
    });

    it("signs out of the provider, too, but only those who signed in there", async () => {
      await sso.signIn(browser);
      const token = browser.cookiesOf(sso.api.url).get("ledger_session") ?? "";
      const headers = { "X-Requested-By": "test", Cookie: `ledger_session=${token}` };
      const out = await sso.api.call("/api/session", { method: "DELETE", headers });
      const url = new URL(String(out.body.signOutUrl));
      expect(url.origin).toBe(provider.issuer);
      expect(url.searchParams.get("post_logout_redirect_uri")).toBe(`${publicUrl}/sign-in`);
      const byToken = await sso.api.call("/api/session", {
        method: "DELETE",
        headers: {
          ...headers,
          Cookie: `ledger_session=${await sso.api.tokenFor({ role: "user", id: "u-1" })}`,
        },
      });
      expect(byToken.body).toEqual({ session: null, signOutUrl: null });
    });

    it("is offered where it is configured", async () => {
      const { body } = await sso.api.call("/api/sign-in-methods");
      const url = `${publicUrl}/auth/oidc/login`;
      expect(body).toEqual({ singleSignOn: { name: "single sign-on", url, available: true } });
    });
  });

  describe("the provider's settings", () => {
    it.each<[string, string, Record<string, string>, { userId: string; role: string } | string]>([
      [
        "a claim of its own for the user id",
        "sue",
        { OIDC_USER_CLAIM: "email" },
        { userId: "sue@shop.example", role: "support" },
      ],
      ["an address that is no id", "odd", { OIDC_USER_CLAIM: "email" }, "user_id_invalid"],
      ["an address that is not verified", "liar", { OIDC_USER_CLAIM: "email" }, "user_id_invalid"],
      ["a user claim that is not there", "ada", { OIDC_USER_CLAIM: "email" }, "user_id_invalid"],
      [
        "roles at a path, by other names",
        "k-1",
        { OIDC_ROLES_CLAIM: "realm_access.roles", OIDC_ROLES: "shop-staff=analyst; CN=x,OU=y=admin" },
        { userId: "k-1", role: "analyst" },
      ],
      ["names that give no role", "sue", { OIDC_ROLES: "shop-staff=analyst" }, "role_missing"],
    ])("take %s", async (_, person, settings, expected) => {
      const other = await startApiWithSingleSignOn(provider.issuer, settings);
      try {
        provider.person = person;
        const page = await other.signIn(browser);
        if (typeof expected === "string") expect(problemOf(page)).toBe(expected);
        else expect(await other.sessionOf(browser)).toMatchObject(expected);
      } finally {
        await other.api.close();
      }
    });

    it("limit a session, longer or shorter than an ID token", async () => {
      const other = await startApiWithSingleSignOn(provider.issuer, { OIDC_SESSION_MINUTES: "480" });
      try {
        const before = Date.now();
        await other.signIn(browser);
        const session = await other.sessionOf(browser);
        const minutes = (Date.parse(session?.expiresAt ?? "") - before) / 60_000;
        expect(Math.round(minutes)).toBe(480);
      } finally {
        await other.api.close();
      }
    });
  });

  describe("a provider", () => {
    /** Runs a sign-in at a provider that differs, from a browser's point of view. */
    async function signInAt(options: Partial<IdentityProviderOptions>, waitMs = 0) {
      const other = await startIdentityProvider({ publicUrl, accounts, ...options });
      other.person = "ada";
      const ledger = await startApiWithSingleSignOn(other.issuer);
      try {
        const callback = await ledger.toCallback(browser);
        await sleep(waitMs);
        const response = await ledger.visit(browser, callback);
        const page = new URL(response.headers.get("location") ?? "", publicUrl);
        return { problem: problemOf(page), session: await ledger.sessionOf(browser) };
      } finally {
        await ledger.api.close();
        await other.close();
      }
    }

    it("that puts roles into the ID token is not asked for them again", async () => {
      const features = { userinfo: { enabled: false }, devInteractions: { enabled: false } };
      const { session } = await signInAt({ change: { conformIdTokenClaims: false, features } });
      expect(session).toMatchObject({ userId: "ada", role: "admin" });
    });

    it.each<[string, string, (claims: JWTPayload) => Forged]>([
      [
        "a clock that is minutes behind",
        "clock_differs",
        (claims) => ({ claims: { ...claims, exp: claims.iat! - 60 } }),
      ],
      [
        "an ID token for another program",
        "answer_invalid",
        (claims) => ({ claims: { ...claims, aud: "another" } }),
      ],
      [
        "an ID token of another issuer",
        "answer_invalid",
        (claims) => ({ claims: { ...claims, iss: "https://x.example" } }),
      ],
      [
        "an ID token of another sign-in",
        "answer_invalid",
        (claims) => ({ claims: { ...claims, nonce: "another" } }),
      ],
      ["an ID token without a nonce", "answer_invalid", ({ nonce: _, ...claims }) => ({ claims })],
      [
        "an ID token about another person",
        "answer_invalid",
        (claims) => ({ claims: { ...claims, sub: "sue" } }),
      ],
      ["an ID token that another key has signed", "answer_invalid", (claims) => ({ claims, wrongKey: true })],
      ["nothing amiss", "/", (claims) => ({ claims })],
    ])("with %s: %s", async (_, expected, forge) => {
      const { problem, session } = await signInAt({ forge });
      expect(problem).toBe(expected);
      expect(session === null).toBe(expected !== "/");
    });

    it("does not exchange a code that has expired", async () => {
      const { problem, session } = await signInAt({ change: { ttl: { AuthorizationCode: 1 } } }, 2100);
      expect({ problem, session }).toEqual({ problem: "sign_in_expired", session: null });
    });

    it("does not know a client with another secret", async () => {
      const other = await startApiWithSingleSignOn(provider.issuer, { OIDC_CLIENT_SECRET: "x".repeat(32) });
      try {
        expect(problemOf(await other.signIn(browser))).toBe("provider_refused");
      } finally {
        await other.api.close();
      }
    });

    it("that is unavailable keeps nobody from signing in by token, and is found when it is back", async () => {
      const away = await startIdentityProvider({ publicUrl, accounts });
      await away.close();
      const ledger = await startApiWithSingleSignOn(away.issuer);
      let back: TestProvider | undefined;
      try {
        const methods = async () => (await ledger.api.call("/api/sign-in-methods")).body;
        expect(await methods()).toMatchObject({ singleSignOn: { available: false } });
        expect(problemOf(await ledger.signIn(browser))).toBe("provider_unavailable");
        const plain = await ledger.visit(browser, new URL("/auth/oidc/login", publicUrl), false);
        expect(plain.status).toBe(503);
        expect(plain.headers.get("retry-after")).not.toBeNull();
        const token = await ledger.api.tokenFor({ role: "user", id: "u-1" });
        expect((await ledger.api.call("/api/session", { body: { token } })).status).toBe(200);

        back = await startIdentityProvider({ publicUrl, accounts, port: Number(new URL(away.issuer).port) });
        back.person = "sue";
        await eventually("the provider is found", async () => {
          const { singleSignOn } = (await methods()) as { singleSignOn: { available: boolean } };
          return singleSignOn.available;
        });
        await ledger.signIn(browser);
        expect(await ledger.sessionOf(browser)).toMatchObject({ userId: "sue" });
        // It goes away between the way there and the way back.
        const callback = await ledger.toCallback(browser);
        await back.close();
        const response = await ledger.visit(browser, callback);
        expect(response.headers.get("location")).toContain("problem=provider_unavailable");
      } finally {
        await ledger.api.close();
        await back?.close();
      }
    });

    it("that is not configured says so", async () => {
      const api = await startApi();
      try {
        expect((await api.call("/api/sign-in-methods")).body).toEqual({ singleSignOn: null });
        for (const path of ["/auth/oidc/login", "/auth/oidc/callback?code=x"]) {
          const { status, body } = await api.call(path);
          expect([status, body]).toMatchObject([403, { code: "sign_in_refused", reason: "not_configured" }]);
          const headers = { Accept: "text/html" };
          const inBrowser = await fetch(api.url + path, { headers, redirect: "manual" });
          expect(inBrowser.headers.get("location")).toMatch(/^\/sign-in\?problem=not_configured&reference=/);
        }
      } finally {
        await api.close();
      }
    });
  });

  it("has settings that are refused where they would be unsafe", () => {
    expect(() => oidcConfig("http://login.shop.example")).toThrow(/OIDC_ISSUER must be an https URL/);
  });
});
