import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { once } from "node:events";
import { connect } from "node:net";
import { issueToken } from "../../src/api/http/auth/issue-token.js";
import { append, coursePurchased, courses, user } from "../support/events.js";
import { aUser, secret, startApi, type RunningApi } from "./support/start-api.js";

const support = { role: "support", id: "sue" } as const;

describe("a user's events, live", () => {
  let api: RunningApi;
  beforeEach(async () => {
    api = await startApi();
    await append(api.eventStore, ...courses("u-1", 3));
  });
  afterEach(() => api.close());

  /** Reads one event after the other, as a page does. */
  async function watch(query = "", token?: string) {
    const left = new AbortController();
    const response = await fetch(`${api.url}/api/support/users/u-1/events/live${query}`, {
      headers: { Authorization: `Bearer ${token ?? (await api.tokenFor(support))}` },
      signal: left.signal,
    });
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    const next = async (): Promise<Readonly<Record<string, unknown>> | undefined> => {
      while (!text.includes("\n\n")) {
        const { value, done } = await reader.read();
        if (done) return undefined;
        text += value;
      }
      const [event = ""] = text.split("\n\n", 1);
      text = text.slice(event.length + 2);
      expect(event.startsWith("event: event\ndata: ")).toBe(true);
      return JSON.parse(event.slice(event.indexOf("{"))) as Readonly<Record<string, unknown>>;
    };
    return { next, leave: () => left.abort() };
  }

  it("begin after what is known, and go on with what comes, of this user only", async () => {
    const { next, leave } = await watch("?after=1");
    expect(await next()).toMatchObject({ revision: 2, type: "CoursePurchased", error: null });
    await append(api.eventStore, coursePurchased("u-2", "p-other", "c-1"));
    await api.buy(aUser("u-1"), { itemType: "course", itemId: "c-free", amount: 0 });
    expect(await next()).toMatchObject({ revision: 3, data: { courseId: "c-free" } });
    leave();
  });

  /** A token of support that is accepted for this long, and 5 seconds more. */
  const tokenFor = (expiresInSeconds: number) =>
    issueToken({ secret, userId: user("sue"), role: "support", expiresInSeconds, now: new Date() });

  it("end when the token of the caller expires", async () => {
    const { next } = await watch("", await tokenFor(-2));
    for (const revision of [0, 1, 2]) expect(await next()).toMatchObject({ revision });
    expect(await next()).toBeUndefined();
  });

  it("go on with a token that is good for longer than a timer can run", async () => {
    const { next, leave } = await watch("?after=2", await tokenFor(100 * 24 * 60 * 60));
    await api.buy(aUser("u-1"), { itemType: "course", itemId: "c-free", amount: 0 });
    expect(await next()).toMatchObject({ revision: 3 });
    leave();
  });

  it("end when the server closes, and hold it up for nobody", async () => {
    const { next } = await watch();
    for (const revision of [0, 1, 2]) expect(await next()).toMatchObject({ revision });
    const closed = api.close();
    expect(await next()).toBeUndefined();
    await closed;
    api = await startApi();
  });

  it("are not begun for HEAD, so that the connection is free for the next request", async () => {
    const { hostname, port } = new URL(api.url);
    const socket = connect(Number(port), hostname).setEncoding("utf8");
    const end = "Host: ledger.example\r\n";
    const token = await api.tokenFor(support);
    socket.write(
      `HEAD /api/support/users/u-1/events/live HTTP/1.1\r\nAuthorization: Bearer ${token}\r\n${end}\r\n`,
    );
    socket.write(`GET /healthz HTTP/1.1\r\nConnection: close\r\n${end}\r\n`);
    let answers = "";
    for await (const text of socket as AsyncIterable<string>) answers += text;
    expect(answers.match(/^HTTP\/1\.1 .*/gm)).toEqual(["HTTP/1.1 200 OK", "HTTP/1.1 200 OK"]);
    expect(answers).toContain("Content-Type: text/event-stream; charset=utf-8");
    expect(answers.endsWith('{"status":"ok"}')).toBe(true);
  });

  it("wait for a caller that reads more slowly than the log, and lose nothing", async () => {
    const many = 6_000;
    await append(api.eventStore, ...courses("u-1", 3 + many).slice(3));
    const { next, leave } = await watch();
    for (let revision = 0; revision < 3 + many; revision++) expect((await next())?.revision).toBe(revision);
    leave();
  });

  it("read no further for a caller that does not read, and close with the server", async () => {
    await append(api.eventStore, ...courses("u-1", 15_003).slice(3));
    const reads = jest.spyOn(api.readModel, "deadLetter");
    const { hostname, port } = new URL(api.url);
    const socket = connect(Number(port), hostname);
    const token = await api.tokenFor(support);
    socket.write(
      `GET /api/support/users/u-1/events/live HTTP/1.1\r\nAuthorization: Bearer ${token}\r\nHost: ledger.example\r\n\r\n`,
    );
    await once(socket, "readable");
    await api.close();
    expect(reads.mock.calls.length).toBeGreaterThan(0);
    expect(reads.mock.calls.length).toBeLessThan(15_003);
    socket.destroy();
    api = await startApi();
  });

  it("are for support, and of a user whom the log knows", async () => {
    const path = "/api/support/users/u-1/events/live";
    expect((await api.call(path, { as: { role: "analyst", id: "ana" } })).status).toBe(403);
    expect((await api.call(path.replace("u-1", "nobody"), { as: support })).status).toBe(404);
    expect((await api.call(`${path}?after=-1`, { as: support })).status).toBe(400);
  });
});
