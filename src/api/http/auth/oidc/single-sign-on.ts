import type { Logger } from "pino";
import { randomNonce, randomPKCECodeVerifier, randomState } from "openid-client";
import type { UserId } from "../../../../events/identifiers.js";
import type { OidcConfig, PersonRole } from "../../../../oidc-settings.js";
import { deriveKeys, readClientSecret } from "./derived-keys.js";
import { identityOf } from "./identity-of-claims.js";
import { createIdentityProvider } from "./identity-provider.js";
import { createPendingSignIns } from "./pending-sign-ins.js";
import { createSessionTokens, type SessionTokens } from "./session-tokens.js";
import { signInRefused } from "./sign-in-refused.js";

/** Signs people in at an OpenID Connect provider (authorization code flow with PKCE). */
export interface SingleSignOn {
  /** What the sign-in page calls the provider. */
  readonly name: string;
  /** Where browsers reach the ledger. */
  readonly publicUrl: URL;
  readonly sessions: SessionTokens;
  /** @throws LedgerError `identity_provider_unavailable` */
  assertAvailable(): Promise<void>;
  /**
   * @param next the local path to go to afterwards
   * @returns where to send the browser, and what it keeps until it is back
   * @throws LedgerError `identity_provider_unavailable`
   */
  begin(next: string): Promise<{ readonly url: URL; readonly pending: string }>;
  /**
   * @param search the query of the callback, `?` included
   * @param pending what {@link begin} gave the browser to keep
   * @throws LedgerError `sign_in_refused` or `identity_provider_unavailable`
   */
  finish(search: string, pending: string | undefined): Promise<SignedIn>;
  /** Where the browser goes to sign out of the provider; undefined if the session is not from there. */
  signOutUrl(token: string): Promise<URL | undefined>;
}

export interface SignedIn {
  readonly userId: UserId;
  readonly role: PersonRole;
  readonly token: string;
  readonly expires: Date;
  readonly next: string;
}

/** @throws LedgerError `config_invalid` if the client secret cannot be read. */
export async function createSingleSignOn(
  config: OidcConfig,
  { now, logger }: { readonly now: () => Date; readonly logger: Logger },
): Promise<SingleSignOn> {
  const clientSecret = await readClientSecret(config);
  const keys = deriveKeys(config, clientSecret);
  const provider = createIdentityProvider(config, { clientSecret, now, logger });
  const pendingSignIns = createPendingSignIns(keys.pendingSignIn, now);
  const sessions = createSessionTokens(keys.session);

  return {
    name: config.name,
    publicUrl: config.publicUrl,
    sessions,
    assertAvailable: () => provider.assertAvailable(),
    async begin(next) {
      const pending = {
        state: randomState(),
        nonce: randomNonce(),
        codeVerifier: randomPKCECodeVerifier(),
        next,
      };
      return { url: await provider.signInUrl(pending), pending: await pendingSignIns.seal(pending) };
    },
    async finish(search, sealed) {
      const pending = await pendingSignIns.open(sealed);
      // Another tab has begun a sign-in meanwhile, or another site sent the browser here with a code of its own.
      if (new URLSearchParams(search).get("state") !== pending.state) throw signInRefused("sign_in_expired");
      const { claims, expires: tokenExpires } = await provider.identify(search, pending);
      const { userId, role } = identityOf(claims, config);
      const minutes = config.sessionMinutes;
      const expires = minutes === undefined ? tokenExpires : new Date(now().getTime() + minutes * 60_000);
      const token = await sessions.issue({ userId, role, expires });
      return { userId, role, token, expires, next: pending.next };
    },
    signOutUrl: async (token) => (sessions.accepts(token) ? provider.signOutUrl() : undefined),
  };
}
