import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import pino from "pino";
import { readConfig } from "../../src/config.js";
import { startLedgerServer } from "../../src/serve.js";
import { eventually } from "../support/eventually.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const kid = "k-1";
const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

function rsaKey(modulusLength: number) {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength });
  return { jwk: { ...publicKey.export({ format: "jwk" }), kid, alg: "RS256" }, privateKey };
}

/** By hand: the library that signs elsewhere refuses short keys. */
function tokenOf(privateKey: KeyObject, claims: object): string {
  const exp = Math.floor(Date.now() / 1000) + 600;
  const text = `${base64({ alg: "RS256", kid })}.${base64({ exp, ...claims })}`;
  return `${text}.${sign("sha256", Buffer.from(text), privateKey).toString("base64url")}`;
}

describe("a server whose tokens are an identity provider's", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let provider: Server;
  let ledger: Awaited<ReturnType<typeof startLedgerServer>>;
  let logged: string;
  let answerKeys: (response: ServerResponse) => void;
  const key = rsaKey(2048);
  const keysOf =
    (...keys: readonly object[]) =>
    (response: ServerResponse): void => {
      response.setHeader("Content-Type", "application/json").end(JSON.stringify({ keys }));
    };
  const away = (response: ServerResponse): void => {
    response.destroy();
  };

  beforeEach(async () => {
    folder = await temporaryFolder();
    provider = createServer((_, response) => {
      answerKeys(response);
    });
    await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve));
  });
  afterEach(async () => {
    await ledger.close();
    provider.closeAllConnections();
    await new Promise((resolve) => provider.close(resolve));
    await folder.remove();
  });

  async function start(answer: typeof answerKeys): Promise<void> {
    answerKeys = answer;
    const { port } = provider.address() as AddressInfo;
    const environment = { PORT: "0", DATA_DIR: folder.path, JWKS_URL: `http://127.0.0.1:${port}/keys` };
    logged = "";
    const logger = pino({ level: "info" }, { write: (line) => (logged += line) });
    ledger = await startLedgerServer({ config: readConfig(environment), logger, environment });
  }
  const ask = (path: string, token?: string, body?: object) =>
    fetch(ledger.url + path, {
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
      headers: {
        "Content-Type": "application/json",
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      },
    });
  const buyer = (n: number) => ({ sub: `u-${n}`, roles: ["user"] });
  const buy = (n: number, { privateKey }: Pick<typeof key, "privateKey"> = key) =>
    ask("/api/purchase", tokenOf(privateKey, buyer(n)), { courseId: "study-skills" });
  const isReady = async (): Promise<boolean> => (await ask("/readyz")).ok;

  it.each<[string, () => typeof answerKeys]>([
    ["ends each connection", () => away],
    ["answers with a page", () => (response) => response.end("<!doctype html><title>Maintenance</title>")],
    ["says nothing", () => () => undefined],
  ])("starts while its provider %s, serves what it can, and says why the rest fails", async (_, answer) => {
    await start(answer());
    expect((await ask("/healthz")).status).toBe(200);
    expect((await ask("/api/openapi.json")).status).toBe(200);
    const refused = await buy(1);
    expect([refused.status, Number(refused.headers.get("retry-after")) > 0]).toEqual([503, true]);
    expect(await refused.json()).toMatchObject({ code: "token_keys_unavailable" });
    const readiness = await ask("/readyz");
    expect([readiness.status, await readiness.json()]).toEqual([
      503,
      expect.objectContaining({ reasons: expect.arrayContaining(["token_keys_unavailable"]) }),
    ]);
    answerKeys = keysOf(key.jwk);
    await eventually("it has the keys", isReady);
    expect((await buy(1)).status).toBe(201);
  });

  it("sells on while its provider is away, and asks it only for a key that it does not know", async () => {
    await start(keysOf(key.jwk));
    await eventually("it is ready", isReady);
    answerKeys = away;
    expect((await buy(1)).status).toBe(201);
    expect(await isReady()).toBe(true);
  });

  it("blames the provider, and not the token, where the provider's key is too short to be used", async () => {
    const short = rsaKey(1024);
    await start(keysOf(short.jwk));
    await eventually("it is ready", isReady);
    const refused = await buy(1, short);
    expect([refused.status, (await refused.json()) as object]).toEqual([
      503,
      expect.objectContaining({
        code: "token_keys_unavailable",
        detail: expect.stringMatching(/cannot be used/),
      }),
    ]);
    await eventually("the log says why", () => logged.includes("2048 bits"));
  });
});
