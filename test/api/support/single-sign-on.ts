import pino from "pino";
import { createAuthenticator } from "../../../src/api/http/auth/authenticator.js";
import { createSingleSignOn } from "../../../src/api/http/auth/oidc/single-sign-on.js";
import { readConfig } from "../../../src/config.js";
import type { OidcConfig } from "../../../src/oidc-settings.js";
import { createCookieJar, type CookieJar } from "../../support/cookie-jar.js";
import { clientId, clientSecret } from "../../support/identity-provider.js";
import { secret, startApi } from "./start-api.js";

/** Where browsers reach the ledger of these tests, by way of a proxy that the tests are. */
export const publicUrl = "https://ledger.shop.example";

export function oidcConfig(issuer: string, more: Readonly<Record<string, string>> = {}): OidcConfig {
  const settings = { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret };
  const { oidc } = readConfig({ ...settings, PUBLIC_URL: publicUrl, ...more });
  if (oidc === undefined) throw new Error("There are settings.");
  return oidc;
}

/** The API with single sign-on, and browsers that go to the provider and back. */
export async function startApiWithSingleSignOn(
  issuer: string,
  settings: Readonly<Record<string, string>> = {},
) {
  const config = oidcConfig(issuer, settings);
  const logger = pino({ level: "silent" });
  const singleSignOn = await createSingleSignOn(config, { now: () => new Date(), logger });
  const authenticate = createAuthenticator(
    { auth: { kind: "secret", secret }, jwtIssuer: undefined, jwtAudience: undefined },
    { sessions: singleSignOn.sessions },
  );
  const api = await startApi({ change: () => ({ singleSignOn, authenticate }) });
  const local = (url: URL): URL => new URL(url.pathname + url.search, api.url);

  /** What a browser that goes to a page's address would get; pages as browsers request them. */
  const visit = (jar: CookieJar, url: URL, page = true): Promise<Response> =>
    jar.get(url.origin === publicUrl ? local(url) : url, page ? { Accept: "text/html" } : {});

  /** Follows redirects until there is an answer, or an address that `until` recognises, which it does not request. */
  async function follow(jar: CookieJar, from: URL, until: (url: URL) => boolean): Promise<URL> {
    let url = from;
    for (let hops = 0; hops < 20; hops += 1) {
      if (until(url)) return url;
      const response = await visit(jar, url);
      const location = response.headers.get("location");
      if (location === null) throw new Error(`${url.href}: ${response.status} ${await response.text()}`);
      url = new URL(location, url);
    }
    throw new Error("It goes in circles.");
  }

  const isCallback = (url: URL): boolean => url.pathname === "/auth/oidc/callback";
  const isLedgerPage = (url: URL): boolean =>
    url.origin === publicUrl && !url.pathname.startsWith("/auth/oidc/");

  return {
    api,
    config,
    visit,
    /** Goes to the provider, and stops before the ledger sees the way back. @returns the callback's address */
    toCallback: (jar: CookieJar, next = "/") =>
      follow(
        jar,
        new URL(`/auth/oidc/login?${new URLSearchParams({ next }).toString()}`, publicUrl),
        isCallback,
      ),
    /** The whole way. @returns the page that it ends on */
    signIn: (jar: CookieJar, next = "/") =>
      follow(
        jar,
        new URL(`/auth/oidc/login?${new URLSearchParams({ next }).toString()}`, publicUrl),
        isLedgerPage,
      ),
    /** Who the ledger thinks is signed in. */
    async sessionOf(jar: CookieJar) {
      const response = await jar.get(`${api.url}/api/session`);
      return (
        (await response.json()) as { session: { userId: string; role: string; expiresAt: string } | null }
      ).session;
    },
    newBrowser: createCookieJar,
  };
}

export type SingleSignOnOfTest = Awaited<ReturnType<typeof startApiWithSingleSignOn>>;
