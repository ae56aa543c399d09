import { jest } from "@jest/globals";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { decodeJwt, exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from "jose";
import Provider, { type Configuration } from "oidc-provider";

export const clientId = "purchase-ledger";
export const clientSecret = "a-client-secret-of-at-least-32-characters";

export interface Account {
  readonly sub: string;
  readonly [claim: string]: unknown;
}

export interface IdentityProviderOptions {
  /** Where the ledger is. */
  readonly publicUrl: string;
  /** By the name that a person signs in with. */
  readonly accounts: Readonly<Record<string, Account>>;
  /** Whether people see its own sign-in and consent pages; otherwise {@link TestProvider.person} decides. */
  readonly pages?: boolean;
  readonly change?: Partial<Configuration>;
  /** Makes another ID token of the one that it would give out. */
  readonly forge?: (claims: JWTPayload) => Forged;
  /** 0 lets the system choose. */
  readonly port?: number;
}

export interface Forged {
  readonly claims: JWTPayload;
  /** Whether it is signed by a key that is not the provider's. */
  readonly wrongKey?: boolean;
}

export interface TestProvider {
  readonly issuer: string;
  /** Who signs in next; `access_denied` cancels. */
  person: string;
  close(): Promise<void>;
}

/** A real OpenID Connect provider on this machine. Its clients authenticate by `client_secret_basic`. */
export async function startIdentityProvider(options: IdentityProviderOptions): Promise<TestProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  // Another site than 127.0.0.1 to a browser, as providers are.
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  const test: TestProvider = { issuer, person: "", close: () => close(server) };
  // It says at length that it is not set up for production.
  for (const method of ["warn", "info"] as const)
    jest.spyOn(console, method).mockImplementation(() => undefined);
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const jwks = { keys: [{ ...(await exportJWK(privateKey)), kid: "k", use: "sig", alg: "RS256" }] };
  const provider = new Provider(issuer, { jwks, ...configurationOf(options) });
  provider.use(async (context, next) => {
    await next();
    // Its pages would load a typeface from the internet.
    if (typeof context.body === "string")
      context.body = context.body.replace(/@import url\(https:[^;]*;/, "");
  });
  if (options.forge !== undefined) forgeIdTokens(provider, privateKey, options.forge);
  const { pages = false } = options;
  const serve = provider.callback();
  server.on("request", (request, response) => {
    if (pages || request.url?.startsWith("/interaction/") !== true) void serve(request, response);
    else {
      decide(provider, test.person, request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    }
  });
  return test;
}

function configurationOf({
  publicUrl,
  accounts,
  pages = false,
  change = {},
}: IdentityProviderOptions): Configuration {
  return {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [new URL("/auth/oidc/callback", publicUrl).href],
        post_logout_redirect_uris: [new URL("/sign-in", publicUrl).href],
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
    ],
    claims: {
      openid: ["sub"],
      profile: ["name", "roles", "groups", "realm_access"],
      email: ["email", "email_verified"],
    },
    cookies: { keys: ["a-key-for-the-cookies-of-tests"] },
    features: { devInteractions: { enabled: pages }, rpInitiatedLogout: { enabled: true } },
    findAccount: (_context, id) => {
      const account = accounts[id];
      return account && { accountId: id, claims: () => account };
    },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    pkce: { required: () => true },
    ...change,
  };
}

function forgeIdTokens(provider: Provider, key: CryptoKey, forge: (claims: JWTPayload) => Forged): void {
  provider.use(async (context, next) => {
    await next();
    if (context.path !== "/token") return;
    const body = context.body as { id_token: string };
    const { claims, wrongKey = false } = forge(decodeJwt(body.id_token));
    const signer = wrongKey ? (await generateKeyPair("RS256")).privateKey : key;
    body.id_token = await new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "k" }).sign(signer);
  });
}

/** What a person would do on the provider's pages: signs in and consents, or cancels. */
async function decide(
  provider: Provider,
  person: string,
  ...[request, response]: Parameters<Provider["interactionDetails"]>
): Promise<void> {
  const { prompt, params } = await provider.interactionDetails(request, response);
  if (person === "access_denied") {
    await provider.interactionFinished(request, response, { error: "access_denied" });
    return;
  }
  if (prompt.name === "login") {
    await provider.interactionFinished(request, response, { login: { accountId: person } });
    return;
  }
  const grant = new provider.Grant({ accountId: person, clientId: String(params.client_id) });
  grant.addOIDCScope(String(params.scope));
  await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
}

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
