import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { connect, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { startServerProcess } from "../support/running-server.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { aUser, startApi, type RunningApi } from "./support/start-api.js";

let api: RunningApi;

beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.close());

interface RawAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Sends bytes as they are, and reads until the first answer is whole or the connection ends. */
async function send(...parts: readonly string[]): Promise<RawAnswer> {
  const { hostname, port } = new URL(api.url);
  const socket: Socket = connect(Number(port), hostname);
  for (const part of parts) socket.write(part);
  let text = "";
  try {
    for await (const chunk of socket) {
      text += (chunk as Buffer).toString("utf8");
      const answer = parse(text);
      if (answer !== undefined) return answer;
    }
  } finally {
    socket.destroy();
  }
  throw new Error(`The connection ended after: ${text}`);
}

function parse(text: string): RawAnswer | undefined {
  const [head = "", body = ""] = text.split("\r\n\r\n", 2);
  const [statusLine = "", ...lines] = head.split("\r\n");
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const length = Number(headers.get("content-length") ?? Number.NaN);
  if (!(Buffer.byteLength(body) >= length)) return undefined;
  return {
    status: Number(statusLine.split(" ")[1]),
    headers,
    body: JSON.parse(body) as Record<string, unknown>,
  };
}

const head = (...lines: readonly string[]) =>
  `${["POST /api/purchase HTTP/1.1", ...lines].join("\r\n")}\r\n\r\n`;

/** A request whose headers can be read, and whose body cannot. */
const brokenChunks = (line: string): string =>
  `${head("Host: x", line, "Content-Type: application/json", "Transfer-Encoding: chunked")}2\r\n{"\r\nZZ\r\n`;

/** The statuses of all answers until the connection ends. Each part is sent when the answer to the one before is there. */
async function statusesOf(...parts: readonly string[]): Promise<readonly number[]> {
  const { hostname, port } = new URL(api.url);
  const socket = connect(Number(port), hostname);
  const [first = "", ...rest] = parts;
  socket.write(first);
  let text = "";
  for await (const chunk of socket) {
    text += (chunk as Buffer).toString("utf8");
    const next = rest.shift();
    if (next !== undefined) socket.write(next);
  }
  return [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));
}

async function authorization(): Promise<string> {
  return `Authorization: Bearer ${await api.tokenFor(aUser("u-1"))}`;
}

describe("a request that Node's parser refuses", () => {
  it.each([
    ["headers over 16 KiB", `GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ${"a".repeat(17_000)}\r\n\r\n`, 431],
    ["an address over 16 KiB", `GET /?${"a".repeat(17_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
    ["an unknown method", "FOO BAR\r\n\r\n", 400],
    ["bytes that are no HTTP", "\u0000\u0001\u0002\r\n\r\n", 400],
    [
      "a connection to another server",
      "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n",
      400,
    ],
    ["a greeting in HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
    ["a length that is no number", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n", 400],
  ])("is answered with a problem document: %s", async (_, bytes, status) => {
    const answer = await send(bytes);
    const code = status === 431 ? "headers_too_large" : "request_invalid";
    expect(answer).toMatchObject({
      status,
      body: { status, code, type: `urn:purchase-ledger:error:${code}` },
    });
    expect(answer.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    const { correlationId } = answer.body;
    expect(answer.headers.get("x-correlation-id")).toBe(correlationId);
    expect(api.logLines).toContainEqual(expect.objectContaining({ correlationId, status }));
    expect((await api.call("/metrics")).text).toContain(
      `ledger_http_request_duration_seconds_count{method="other",route="unreadable",status="${status}"} 1`,
    );
  });

  it("is answered with a problem document where the Host is missing", async () => {
    expect(await send("GET /healthz HTTP/1.1\r\n\r\n")).toMatchObject({
      status: 400,
      body: { code: "request_invalid", instance: "/healthz" },
    });
  });

  it("is answered with a problem document where there are two Hosts", async () => {
    expect(await send("GET /healthz HTTP/1.1\r\nHost: x\r\nhost: y\r\n\r\n")).toMatchObject({
      status: 400,
      body: { code: "request_invalid", instance: "/healthz" },
    });
  });

  it.each([
    ["bytes that are no request", async () => Promise.resolve("FOO BAR\r\n\r\n"), 400],
    ["a body that cannot be read", async () => brokenChunks(await authorization()), 400],
    ["a body that cannot be read, of a caller without a token", async () => brokenChunks("X-A: b"), 401],
  ])("comes after the answers to the requests before it: %s", async (_, broken, status) => {
    const lines = ["Host: x", await authorization(), "Content-Type: application/json"];
    const buys = ["c-free", "c-unknown"].map((courseId) => {
      const body = JSON.stringify({ courseId });
      return `${head(...lines, `Content-Length: ${body.length}`)}${body}`;
    });
    expect(await statusesOf(`${buys.join("")}${await broken()}`)).toEqual([201, 404, status]);
  });

  it("gets no second answer where it has one", async () => {
    const [begun, rest] = [brokenChunks("X-A: b").slice(0, -4), "ZZ\r\n"];
    expect(await statusesOf(begun, rest)).toEqual([401]);
  });

  it("leaves the server answering others", async () => {
    await send("FOO BAR\r\n\r\n");
    expect(await api.call("/healthz")).toMatchObject({ status: 200 });
  });
});

describe("a request to change the protocol", () => {
  it.each(["websocket", "h2c"])("is answered as if it had not asked: %s", async (protocol) => {
    const lines = ["Host: x", "Connection: Upgrade", `Upgrade: ${protocol}`];
    const answer = await send(`GET /nothing HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
    expect(answer).toMatchObject({ status: 404, body: { code: "route_unknown" } });
  });
});

describe("a body that is too large", () => {
  it("is refused by its length, before any of it is sent", async () => {
    const answer = await send(
      head("Host: x", await authorization(), "Content-Type: application/json", "Content-Length: 10000000000"),
    );
    expect(answer).toMatchObject({ status: 413, body: { code: "body_too_large" } });
  });

  it("is refused without being asked for, where the client waits to be asked", async () => {
    const lines = [
      "Host: x",
      await authorization(),
      "Content-Type: application/json",
      "Expect: 100-continue",
    ];
    expect(await send(head(...lines, "Content-Length: 65537"))).toMatchObject({ status: 413 });
  });

  it("is refused by what has arrived, where its length is not known and its end never comes", async () => {
    const lines = ["Host: x", await authorization(), "Content-Type: application/json"];
    const chunk = `10001\r\n${" ".repeat(65_537)}\r\n`;
    expect(await send(head(...lines, "Transfer-Encoding: chunked"), chunk)).toMatchObject({
      status: 413,
      body: { code: "body_too_large" },
    });
  });

  it("is refused where it is small and unpacks to more", async () => {
    const body = gzipSync(JSON.stringify({ courseId: "c-free", note: "x".repeat(10_000_000) }));
    const headers = { "Content-Encoding": "gzip" };
    expect(await api.call("/api/purchase", { as: aUser("u-1"), body, headers })).toMatchObject({
      status: 413,
    });
  });
});

describe("a body", () => {
  it("is asked for where the client waits to be asked", async () => {
    const body = JSON.stringify({ courseId: "c-free" });
    const { hostname, port } = new URL(api.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      head(
        "Host: x",
        await authorization(),
        "Content-Type: application/json",
        "Expect: 100-continue",
        `Content-Length: ${body.length}`,
      ),
    );
    let text = "";
    for await (const chunk of socket) {
      if (text === "") socket.write(body);
      text += (chunk as Buffer).toString("utf8");
      if (text.includes("201 Created")) break;
    }
    expect(text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 201 Created\r\n/);
  });

  it("is not asked for in HTTP/1.0, which has no such answer", async () => {
    const body = JSON.stringify({ courseId: "c-free" });
    const lines = [await authorization(), "Content-Type: application/json", "Expect: 100-continue"];
    const request = head(...lines, `Content-Length: ${body.length}`).replace("HTTP/1.1", "HTTP/1.0");
    expect(await statusesOf(`${request}${body}`)).toEqual([201]);
  });

  it.each([
    ["application/json;", 201],
    ["application/json; charset=utf-8;", 201],
    ["Application/JSON ; ; charset=UTF-8", 201],
    ['application/json;version=1; profile="a; charset=latin1" ; charset="utf-8"', 201],
    ["application/json; charset=latin1", 415],
    ["application/json; version=1; charset=utf-16", 415],
    ["application/json; version", 415],
    ["application/json, text/plain", 415],
    ["application/jsonp", 415],
  ])("as %s is answered with %i", async (type, status) => {
    const headers = { "Content-Type": type };
    const body = JSON.stringify({ courseId: "c-free" });
    expect(await api.call("/api/purchase", { as: aUser("u-1"), body, headers })).toMatchObject({ status });
  });

  it.each(["gzip", "GZIP"])("may be compressed: %s", async (encoding) => {
    const body = gzipSync(JSON.stringify({ courseId: "c-free" }));
    const headers = { "Content-Encoding": encoding };
    expect(await api.call("/api/purchase", { as: aUser("u-1"), body, headers })).toMatchObject({
      status: 201,
    });
  });

  it.each(["compress", "constructor"])("in another encoding is refused: %s", async (encoding) => {
    const headers = { "Content-Encoding": encoding };
    const answer = await api.call("/api/purchase", { as: aUser("u-1"), body: "{}", headers });
    expect(answer).toMatchObject({ status: 415, body: { code: "content_type_unsupported" } });
  });

  it.each([
    [
      "compressed bytes that are broken",
      Buffer.from("no gzip"),
      { "Content-Encoding": "gzip" },
      "request_invalid",
    ],
    ["bytes that are not UTF-8", Buffer.from([0x22, 0xff, 0x22]), {}, "json_malformed"],
  ])("is refused: %s", async (_, body, headers, code) => {
    expect(await api.call("/api/purchase", { as: aUser("u-1"), body, headers })).toMatchObject({
      status: 400,
      body: { code },
    });
  });
});

describe("the program that people run", () => {
  // The bundler had left out what checks this, so that it failed in the built program only.
  it("refuses broken percent-encoding", async () => {
    const folder = await temporaryFolder();
    const server = await startServerProcess(folder.path);
    try {
      for (const query of ["?userId=%ff", "?%ff=u-1", "?userId=%"]) {
        const answer = await server.call(`/api/profile/purchase-history${query}`, { as: aUser("u-1") });
        expect(answer).toMatchObject({ status: 400, body: { code: "request_invalid" } });
      }
    } finally {
      await server.stop();
      await folder.remove();
    }
  });
});

describe("the OpenAPI document", () => {
  it("has patterns that languages other than JavaScript can read", async () => {
    const document = JSON.stringify((await api.call("/api/openapi.json")).body);
    const patterns = [...document.matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(
      ([, pattern]) => JSON.parse(pattern!) as string,
    );
    expect(patterns.length).toBeGreaterThan(10);
    expect(patterns.filter((pattern) => pattern.includes(String.raw`\p{`))).toEqual([]);
    const text = new RegExp(
      patterns.find((pattern) => pattern.includes(String.raw`[\n\t]`))!,
      "u",
    );
    expect(["", "Grüße, 日本語 😀", "a\tb\n"].filter((each) => !text.test(each))).toEqual([]);
    expect(["\u0000", "\u007f", "\u0085"].filter((each) => text.test(each))).toEqual([]);
  });

  it("gives the pattern of each header that is refused unless it matches", async () => {
    const document = (await api.call("/api/openapi.json")).body as unknown as {
      paths: Record<
        string,
        Record<string, { parameters: { name: string; in: string; schema: { pattern?: string } }[] }>
      >;
    };
    const headers = Object.values(document.paths)
      .flatMap((path) => Object.values(path))
      .flatMap(({ parameters }) => parameters)
      .filter((parameter) => parameter.in === "header");
    expect(new Set(headers.map(({ name }) => name))).toEqual(
      new Set(["X-Correlation-Id", "Idempotency-Key"]),
    );
    // Any correlation id is taken: one that the log could not hold is replaced.
    for (const { name, schema } of headers) {
      if (name === "Idempotency-Key") expect(schema.pattern).toBeDefined();
      else expect(schema.pattern).toBeUndefined();
    }
  });

  it("says of each operation what any request may be refused with, its group, and who may", async () => {
    const document = (await api.call("/api/openapi.json")).body as unknown as {
      tags: { name: string }[];
      paths: Record<
        string,
        Record<string, { tags: string[]; description: string; responses: Record<string, unknown> }>
      >;
    };
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    expect(operations.length).toBeGreaterThan(50);
    for (const { tags, description, responses } of operations) {
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(["408", "431"]));
      expect(tags).toHaveLength(1);
      expect(document.tags.map(({ name }) => name)).toEqual(expect.arrayContaining(tags));
      expect(description).toMatch(/(?:Needs no token|Roles: [a-z, ]+)\.$/);
    }
    expect(document.paths["/api/support/search"]?.get?.tags).toEqual(["support"]);
  });
});
