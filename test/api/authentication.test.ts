import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { mkdtemp, readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from "jose";
import { createAuthenticator } from "../../src/api/http/auth/authenticator.js";
import { createKeySet, type KeySet } from "../../src/api/http/auth/key-set.js";
import { loadOrCreateLocalSecret } from "../../src/api/http/auth/local-secret.js";
import { eventually } from "../support/eventually.js";
import { secret, startApi, type RunningApi } from "./support/start-api.js";

const key = new TextEncoder().encode(secret);
const sign = (claims: JWTPayload, signWith: Uint8Array = key, alg = "HS256"): Promise<string> =>
  new SignJWT({ sub: "u-1", exp: Math.floor(Date.now() / 1000) + 60, ...claims })
    .setProtectedHeader({ alg })
    .sign(signWith);
const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("who is calling", () => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  const ask = (authorization?: string) =>
    api.call("/api/profile/purchased-courses", {
      headers: authorization === undefined ? {} : { Authorization: authorization },
    });

  it("is known by a token, and without a role it is a user", async () => {
    expect((await ask(`Bearer ${await sign({})}`)).status).toBe(200);
    expect((await ask(`bearer ${await sign({ role: "user" })}`)).status).toBe(200);
    expect((await ask(`Bearer ${await sign({ roles: ["user", "role-of-another-program"] })}`)).status).toBe(
      200,
    );
  });

  const bad: readonly (readonly [string, () => string | undefined | Promise<string>])[] = [
    ["no token", () => undefined],
    ["another scheme", () => "Basic dTpw"],
    ["no token after the scheme", () => "Bearer "],
    ["rubbish", () => "Bearer a.b.c"],
    ["another secret", () => sign({}, new TextEncoder().encode("another-secret-of-at-least-32-characters"))],
    ["another algorithm", () => sign({}, new TextEncoder().encode(secret.repeat(2)), "HS512")],
    [
      "no signature",
      () => Promise.resolve(`${base64({ alg: "none" })}.${base64({ sub: "u-1", exp: 9999999999 })}.`),
    ],
    ["an expired one", () => sign({ exp: 1 })],
    ["one that is not valid yet", () => sign({ nbf: 9999999999 })],
    ["no expiry", () => sign({ exp: undefined as unknown as number })],
    ["no subject", () => sign({ sub: undefined as unknown as string })],
    ["a subject that is no id", () => sign({ sub: "a b/c" })],
    ["roles that nobody knows", () => sign({ roles: ["root"] })],
    ["roles that are no list", () => sign({ roles: { user: true } })],
    ["no roles at all", () => sign({ roles: [] })],
  ];

  it.each(bad)("is not known by %s", async (_, make) => {
    const made = await make();
    const authorization = made === undefined || /^(Basic|Bearer) ?/.test(made) ? made : `Bearer ${made}`;
    const answer = await ask(authorization);
    expect(answer).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
    expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer realm=/);
  });

  it("is known by one token after the other, and an old one is not believed for ever", async () => {
    let now = new Date();
    const exp = Math.floor(now.getTime() / 1000) + 60;
    const known = { id: "u-1", role: "user", expiresAtMs: (exp + 5) * 1000 };
    const authenticate = createAuthenticator(
      { auth: { kind: "secret", secret }, jwtIssuer: undefined, jwtAudience: undefined },
      { now: () => now },
    );
    const header = `Bearer ${await sign({ exp })}`;
    expect(await authenticate(header)).toEqual(known);
    expect(await authenticate(header)).toEqual(known);
    now = new Date(now.getTime() + 120_000);
    await expect((async () => authenticate(header))()).rejects.toMatchObject({ code: "unauthenticated" });
  });

  it("must come from the issuer and be meant for the audience that are set", async () => {
    const authenticate = createAuthenticator({
      auth: { kind: "secret", secret },
      jwtIssuer: "shop",
      jwtAudience: "ledger",
    });
    expect(await authenticate(`Bearer ${await sign({ iss: "shop", aud: "ledger" })}`)).toMatchObject({
      id: "u-1",
    });
    for (const claims of [
      {},
      { iss: "shop" },
      { iss: "other", aud: "ledger" },
      { iss: "shop", aud: "other" },
    ]) {
      const header = `Bearer ${await sign(claims)}`;
      await expect((async () => authenticate(header))()).rejects.toMatchObject({ code: "unauthenticated" });
    }
  });
});

describe("a key set", () => {
  let provider: IdentityProvider;
  let now: Date;
  let keySet: KeySet;

  beforeEach(async () => {
    provider = await startIdentityProvider();
    now = new Date();
    keySet = createKeySet(provider.url, () => now);
  });
  afterEach(async () => {
    keySet.stop();
    await provider.stop();
  });

  const authenticateWith = () =>
    createAuthenticator(
      { auth: { kind: "jwks", url: provider.url }, jwtIssuer: undefined, jwtAudience: undefined },
      { keySet, now: () => now },
    );
  const inHours = (hours: number) => new Date(now.getTime() + hours * 3_600_000);

  it("verifies signatures, and never takes a public key for a secret", async () => {
    const authenticate = authenticateWith();
    const exp = Math.floor(now.getTime() / 1000) + 60;
    const good = await provider.sign({ sub: "u-1", exp, roles: ["support"] });
    expect(await authenticate(`Bearer ${good}`)).toEqual({
      id: "u-1",
      role: "support",
      expiresAtMs: (exp + 5) * 1000,
    });
    const forged = await new SignJWT({ sub: "u-1", exp })
      .setProtectedHeader({ alg: "HS256", kid: "k-1" })
      .sign(new TextEncoder().encode(JSON.stringify(provider.jwk)));
    await expect((async () => authenticate(`Bearer ${forged}`))()).rejects.toMatchObject({
      code: "unauthenticated",
    });
  });

  it("is used on while the provider is unavailable, for a day", async () => {
    const authenticate = authenticateWith();
    const exp = Math.floor(inHours(100).getTime() / 1000);
    const token = async (sub: string) => `Bearer ${await provider.sign({ sub, exp })}`;
    await authenticate(await token("u-1"));
    await provider.stop();
    now = inHours(23);
    expect(await authenticate(await token("u-2"))).toMatchObject({ id: "u-2" });
    expect(keySet.check()).toMatchObject({ name: "token_keys", ok: true });
    now = inHours(2);
    await expect((async () => authenticate(await token("u-3")))()).rejects.toMatchObject({
      code: "token_keys_unavailable",
    });
    expect(keySet.check()).toMatchObject({
      ok: false,
      code: "token_keys_unavailable",
      since: inHours(-1).toISOString(),
      provenAt: inHours(-25).toISOString(),
    });
  });

  it("is loaded once the provider is back, where the ledger started without it", async () => {
    const authenticate = authenticateWith();
    const token = `Bearer ${await provider.sign({ sub: "u-1", exp: Math.floor(inHours(1).getTime() / 1000) })}`;
    provider.isBroken = true;
    await expect((async () => authenticate(token))()).rejects.toMatchObject({
      code: "token_keys_unavailable",
    });
    expect(keySet.check()).toMatchObject({ ok: false, provenAt: undefined });
    provider.isBroken = false;
    expect(await authenticate(token)).toMatchObject({ id: "u-1" });
    expect(keySet.check()).toMatchObject({ ok: true });
  });

  it("is loaded in the background, before the first token", async () => {
    keySet.start();
    await eventually("the keys are known", () => keySet.check().ok === true);
  });
});

type IdentityProvider = Awaited<ReturnType<typeof startIdentityProvider>>;

/** Serves one public key, and signs with the private one. */
async function startIdentityProvider() {
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: "k-1", alg: "ES256" };
  const provider = {
    jwk,
    url: new URL("http://127.0.0.1"),
    /** Answers with 500 while true. */
    isBroken: false,
    sign: (claims: JWTPayload) =>
      new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid: "k-1" }).sign(privateKey),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const server = createServer((_, response) => {
    response.statusCode = provider.isBroken ? 500 : 200;
    response.setHeader("Content-Type", "application/json").end(JSON.stringify({ keys: [jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  provider.url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`);
  return provider;
}

describe("the secret for one machine", () => {
  it("is made once, for its owner only, also when two start at once", async () => {
    const folder = join(await mkdtemp(join(tmpdir(), "purchase-ledger-")), "new");
    const made = await Promise.all(Array.from({ length: 8 }, () => loadOrCreateLocalSecret(folder)));
    expect(new Set(made).size).toBe(1);
    expect(made[0]?.length).toBeGreaterThanOrEqual(43);
    expect((await stat(join(folder, "jwt-secret"))).mode & 0o777).toBe(0o600);
    expect((await readFile(join(folder, "jwt-secret"), "utf8")).trim()).toBe(made[0]);
    await writeFile(join(folder, "jwt-secret"), "short");
    await expect(loadOrCreateLocalSecret(folder)).rejects.toMatchObject({ code: "config_invalid" });
  });
});
