import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { issueToken } from "../../src/api/http/auth/issue-token.js";
import { user } from "../support/events.js";
import { secret, startApi, type RunningApi } from "./support/start-api.js";

const path = "/api/session";
const own = { "X-Requested-By": "ledger-web" };
const support = { role: "support", id: "sue" } as const;

describe("a session", () => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  const signIn = (body: object, headers: Record<string, string> = {}) => api.call(path, { body, headers });
  const cookieOf = ({ headers }: { headers: Headers }): string =>
    headers.get("set-cookie")?.split(";")[0] ?? "";

  it("begins with a token, and its cookie then says who is calling", async () => {
    const answer = await signIn({ token: ` ${await api.tokenFor(support)}\n` });
    expect(answer).toMatchObject({ status: 200, body: { session: { userId: "sue", role: "support" } } });
    expect(answer.headers.get("set-cookie")).toMatch(/; HttpOnly; SameSite=Strict$/i);
    const { expiresAt } = answer.body.session as { expiresAt: string };
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now());
    const headers = { Cookie: `other=1; ${cookieOf(answer)}` };
    expect((await api.call(path, { headers })).body).toEqual(answer.body);
    expect((await api.call("/api/status", { headers })).status).toBe(200);
    expect((await api.call("/api/analytics/summary", { headers })).status).toBe(403);
  });

  it("takes a token that names a time beyond all dates", async () => {
    const token = await issueToken({
      secret,
      userId: user("sue"),
      role: "support",
      expiresInSeconds: Number.MAX_SAFE_INTEGER,
      now: new Date(0),
    });
    const answer = await signIn({ token });
    expect(answer).toMatchObject({
      status: 200,
      body: { session: { userId: "sue", expiresAt: "9999-12-31T23:59:59.000Z" } },
    });
  });

  it("goes over https only where the page came by it", async () => {
    const token = await api.tokenFor(support);
    const secure = await signIn({ token }, { Origin: "https://ledger.example" });
    expect(secure.headers.get("set-cookie")).toMatch(/; Secure/);
    const plain = await signIn({ token }, { Origin: "http://127.0.0.1:3000" });
    expect(plain.headers.get("set-cookie")).not.toMatch(/Secure/);
  });

  it("writes only with a header that no other site can send", async () => {
    const token = await api.tokenFor({ role: "user", id: "u-writes" });
    const cookie = { Cookie: cookieOf(await signIn({ token })) };
    const body = { itemType: "course", itemId: "c-free", amount: 0 };
    const free = "/api/public/purchase-free";
    expect(await api.call(free, { body, headers: cookie })).toMatchObject({
      status: 403,
      body: { code: "forbidden" },
    });
    expect((await api.call(free, { body, headers: { ...cookie, ...own } })).status).toBe(201);
    const withToken = { ...cookie, Authorization: `Bearer ${token}` };
    expect((await api.call(free, { body, headers: withToken })).status).toBe(200);
  });

  it("begins with a code once, and not again", async () => {
    const code = api.dependencies.signInCodes.issue(await api.tokenFor(support));
    expect(await signIn({ code })).toMatchObject({ status: 200, body: { session: { userId: "sue" } } });
    const again = await signIn({ code });
    expect(again).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
    expect(again.headers.get("set-cookie")).toBeNull();
    expect((await signIn({ code: "never-issued" })).status).toBe(401);
  });

  it("does not begin with a token that does not hold, with both, with none, or with one too long for a cookie", async () => {
    const token = await api.tokenFor(support);
    expect((await signIn({ token: `${token}x` })).status).toBe(401);
    expect((await signIn({ token: "a b" })).status).toBe(401);
    expect((await signIn({ token: "x".repeat(3801) })).status).toBe(400);
    expect((await signIn({ token, code: "c" })).status).toBe(400);
    expect((await signIn({})).status).toBe(400);
  });

  it("is nobody's without a cookie, and with one that is over or of another ledger", async () => {
    const over = await issueToken({
      secret,
      userId: user("u-1"),
      role: "user",
      expiresInSeconds: 60,
      now: new Date(Date.now() - 120_000),
    });
    for (const cookie of [
      undefined,
      "ledger_session=",
      "ledger_session=nonsense",
      `ledger_session=${over}`,
    ]) {
      const headers = cookie === undefined ? {} : { Cookie: cookie };
      expect(await api.call(path, { headers })).toMatchObject({ status: 200, body: { session: null } });
      expect((await api.call("/api/profile/purchased-courses", { headers })).status).toBe(401);
    }
  });

  it("ends when its page says so, and not when another site does", async () => {
    expect((await api.call(path, { method: "DELETE" })).status).toBe(403);
    const ended = await api.call(path, { method: "DELETE", headers: own });
    expect(ended).toMatchObject({ status: 200, body: { session: null } });
    expect(ended.headers.get("set-cookie")).toMatch(/^ledger_session=; Max-Age=0; /);
  });
});
