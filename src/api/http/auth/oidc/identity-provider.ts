import * as client from "openid-client";
import type { Logger } from "pino";
import { isLedgerError, type LedgerError } from "../../../../errors.js";
import type { OidcConfig } from "../../../../oidc-settings.js";
import { hasNeededClaims, type Claims } from "./identity-of-claims.js";
import type { PendingSignIn } from "./pending-sign-ins.js";
import { providerUnavailable, signInRefused } from "./sign-in-refused.js";

/** The provider, at the other end of the network. */
export interface IdentityProvider {
  /** @throws LedgerError `identity_provider_unavailable` if it has not answered lately and does not now */
  assertAvailable(): Promise<void>;
  /** Where the browser goes to sign in. @throws LedgerError `identity_provider_unavailable` */
  signInUrl(pending: PendingSignIn): Promise<URL>;
  /**
   * Exchanges the code that a browser brought back, and verifies what the provider says for it.
   *
   * @param search the query of the callback, `?` included
   * @throws LedgerError `sign_in_refused` or `identity_provider_unavailable`
   */
  identify(
    search: string,
    pending: PendingSignIn,
  ): Promise<{ readonly claims: Claims; readonly expires: Date }>;
  /** Where the browser goes to sign out there, too; undefined if the provider does not offer it or does not answer. */
  signOutUrl(): Promise<URL | undefined>;
}

const answerWithinSeconds = 3;
const clockToleranceSeconds = 30;
/** For this time an answer counts as a sign of life, and a failure is not tried again. */
const availableForMs = 60_000;
const unavailableForMs = 2000;

export interface ProviderAccess {
  readonly clientSecret: string;
  readonly now: () => Date;
  readonly logger: Logger;
}

export function createIdentityProvider(config: OidcConfig, access: ProviderAccess): IdentityProvider {
  const redirectUrl = new URL("/auth/oidc/callback", config.publicUrl);
  const { known, available } = createDiscovery(config, access);

  return {
    async assertAvailable() {
      await available();
    },
    async signInUrl({ state, nonce, codeVerifier }) {
      return client.buildAuthorizationUrl(await available(), {
        redirect_uri: redirectUrl.href,
        scope: config.scopes,
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: "S256",
      });
    },
    async identify(search, { state, nonce, codeVerifier }) {
      const provider = await known();
      const callback = new URL(search, redirectUrl);
      try {
        const tokens = await client.authorizationCodeGrant(provider, callback, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: codeVerifier,
          idTokenExpected: true,
        });
        const ofToken = tokens.claims();
        if (ofToken === undefined) throw signInRefused("answer_invalid");
        const expires = new Date(ofToken.exp * 1000);
        const isEnough =
          hasNeededClaims(ofToken, config) || provider.serverMetadata().userinfo_endpoint === undefined;
        if (isEnough) return { claims: ofToken, expires };
        const more = await client.fetchUserInfo(provider, tokens.access_token, ofToken.sub);
        return { claims: { ...more, ...ofToken }, expires };
      } catch (error) {
        throw refusalOf(error);
      }
    },
    async signOutUrl() {
      try {
        const provider = await known();
        if (provider.serverMetadata().end_session_endpoint === undefined) return undefined;
        return client.buildEndSessionUrl(provider, {
          post_logout_redirect_uri: new URL("/sign-in", config.publicUrl).href,
        });
      } catch {
        return undefined;
      }
    },
  };
}

/** What the provider says of itself, read when it is first needed: it need not be there when the ledger starts. */
function createDiscovery(config: OidcConfig, { clientSecret, now, logger }: ProviderAccess) {
  let last: { readonly configuration: client.Configuration; readonly atMs: number } | undefined;
  let failed: { readonly error: LedgerError; readonly atMs: number } | undefined;
  let running: Promise<client.Configuration> | undefined;
  const isWithin = (at: { readonly atMs: number } | undefined, ms: number): boolean =>
    at !== undefined && Math.abs(now().getTime() - at.atMs) < ms;

  async function discover(): Promise<client.Configuration> {
    try {
      const configuration = await discoverOnce(config, clientSecret);
      last = { configuration, atMs: now().getTime() };
      failed = undefined;
      return configuration;
    } catch (cause) {
      failed = { error: providerUnavailable(cause), atMs: now().getTime() };
      logger.warn({ err: cause, issuer: config.issuer.href }, "The identity provider cannot be reached.");
      throw failed.error;
    } finally {
      running = undefined;
    }
  }

  async function available(): Promise<client.Configuration> {
    if (last !== undefined && failed === undefined && isWithin(last, availableForMs))
      return last.configuration;
    if (failed !== undefined && isWithin(failed, unavailableForMs)) throw failed.error;
    return (running ??= discover());
  }

  return { available, known: async () => last?.configuration ?? (await available()) };
}

function discoverOnce(config: OidcConfig, clientSecret: string): Promise<client.Configuration> {
  const authentication =
    config.clientAuthentication === "client_secret_post" ? client.ClientSecretPost : client.ClientSecretBasic;
  return client.discovery(
    config.issuer,
    config.clientId,
    { [client.clockTolerance]: clockToleranceSeconds },
    authentication(clientSecret),
    {
      timeout: answerWithinSeconds,
      execute: [
        // The token comes over TLS; its signature is verified nevertheless.
        client.enableNonRepudiationChecks,
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- The settings allow http for loopback only.
        ...(config.issuer.protocol === "http:" ? [client.allowInsecureRequests] : []),
      ],
    },
  );
}

function refusalOf(error: unknown): LedgerError {
  if (isLedgerError(error)) return error;
  if (error instanceof client.AuthorizationResponseError) {
    if (error.error === "access_denied") return signInRefused("consent_denied", error);
    if (error.error === "temporarily_unavailable") return providerUnavailable(error);
    return signInRefused("provider_refused", error);
  }
  if (error instanceof client.ResponseBodyError) {
    if (error.status >= 500) return providerUnavailable(error);
    // The code was used before, or is too old.
    return signInRefused(error.error === "invalid_grant" ? "sign_in_expired" : "provider_refused", error);
  }
  // It does not know this client, or not with this secret.
  if (error instanceof client.WWWAuthenticateChallengeError) return signInRefused("provider_refused", error);
  if (!(error instanceof client.ClientError)) return providerUnavailable(error);
  if (error.code === "OAUTH_JWT_TIMESTAMP_CHECK_FAILED") return signInRefused("clock_differs", error);
  const isSilent = ["OAUTH_TIMEOUT", "OAUTH_ABORT", "OAUTH_RESPONSE_IS_NOT_CONFORM"].includes(
    error.code ?? "",
  );
  return isSilent ? providerUnavailable(error) : signInRefused("answer_invalid", error);
}
