import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { mkdir, writeFile } from "node:fs/promises";
import { request, type IncomingHttpHeaders } from "node:http";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { temporaryFolder } from "../support/temporary-folder.js";
import { startApi, type RunningApi } from "./support/start-api.js";

const html = `<!doctype html><html lang="en"><title>Built</title><p>${"long ".repeat(500)}</p></html>`;
const script = `export const text = "${"long ".repeat(500)}";`;

interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** As sent: neither the path is made tidy nor the body unpacked, as `fetch` would. */
function raw(
  url: string,
  path: string,
  options: { method?: string; headers?: object } = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const { method = "GET", headers = {} } = options;
    request({ hostname, port, path, method, headers: { ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    })
      .on("error", reject)
      .end();
  });
}

describe("the pages", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let api: RunningApi;
  const get = (path: string, options?: Parameters<typeof raw>[2]) => raw(api.url, path, options);

  beforeAll(async () => {
    folder = await temporaryFolder();
    const web = join(folder.path, "web");
    await mkdir(join(web, "assets"), { recursive: true });
    await writeFile(join(folder.path, "secret.txt"), "not for anybody");
    await writeFile(join(web, "index.html"), html);
    await writeFile(join(web, "manifest.json"), "{}");
    await writeFile(join(web, "assets", "index-abc.js"), script);
    await writeFile(join(web, "assets", ".hidden"), "hidden");
    api = await startApi({ change: () => ({ pagesFolder: web }) });
  });
  afterAll(async () => {
    await api.close();
    await folder.remove();
  });

  it.each(["/", "/sign-in", "/profile", "/profile/coursehistory", "/console", "/console/users/u%2F1?at=3"])(
    "answers %s with the document, to be asked for again",
    async (path) => {
      const { status, headers, body } = await get(path);
      expect({ status, body: body.toString() }).toEqual({ status: 200, body: html });
      expect(headers["content-type"]).toBe("text/html; charset=utf-8");
      expect(headers["cache-control"]).toBe("no-cache");
      expect(headers["x-correlation-id"]).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  it("lets the document run its own scripts and talk to its own server, and nothing else", async () => {
    const { headers } = await get("/");
    expect(String(headers["content-security-policy"]).split(";").sort()).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "font-src 'self'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "img-src 'self' data:",
      "script-src 'self'",
      "style-src 'self'",
    ]);
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["x-frame-options"]).toBe("DENY");
    expect(headers["referrer-policy"]).toBe("no-referrer");
  });

  it("says that a document is still good", async () => {
    const { headers } = await get("/");
    const again = await get("/console/projections", { headers: { "If-None-Match": headers.etag } });
    expect({ status: again.status, length: again.body.length }).toEqual({ status: 304, length: 0 });
    await writeFile(join(folder.path, "web", "index.html"), html.replace("Built", "Built anew"));
    expect((await get("/", { headers: { "If-None-Match": headers.etag } })).status).toBe(200);
    await writeFile(join(folder.path, "web", "index.html"), html);
  });

  it("answers HEAD without a body, and no other method", async () => {
    for (const path of ["/", "/profile/testhistory", "/assets/index-abc.js"]) {
      const head = await get(path, { method: "HEAD" });
      expect({ status: head.status, length: head.body.length }).toEqual({ status: 200, length: 0 });
      const post = await get(path, { method: "POST" });
      expect({ status: post.status, allow: post.headers.allow }).toEqual({ status: 405, allow: "GET, HEAD" });
      expect(JSON.parse(post.body.toString())).toMatchObject({ code: "method_not_allowed" });
    }
  });

  it("keeps the files with hashed names for a year", async () => {
    const { status, headers, body } = await get("/assets/index-abc.js");
    expect({ status, body: body.toString() }).toEqual({ status: 200, body: script });
    expect(headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect(headers["content-type"]).toMatch(/^text\/javascript/);
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
    expect((await get("/assets/index-abc.js", { headers: { "If-None-Match": headers.etag } })).status).toBe(
      304,
    );
  });

  it("compresses for who understands it, and gives no ranges", async () => {
    for (const [path, text] of [
      ["/", html],
      ["/assets/index-abc.js", script],
    ] as const) {
      const { headers, body } = await get(path, { headers: { "Accept-Encoding": "br", Range: "bytes=0-9" } });
      expect(headers["content-encoding"]).toBe("br");
      expect(headers.vary).toContain("Accept-Encoding");
      expect(brotliDecompressSync(body).toString()).toBe(text);
    }
    const part = await get("/assets/index-abc.js", { headers: { Range: "bytes=0-9" } });
    expect({ status: part.status, body: part.body.toString() }).toEqual({ status: 200, body: script });
  });

  const browser = { Accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };

  it("tells a browser that there is no page, by the document", async () => {
    for (const path of ["/consoles", "/index.html", "/assets/missing-abc.js", "/ü?a=1"]) {
      const { status, headers, body } = await get(encodeURI(path), { headers: browser });
      expect({ path, status, body: body.toString() }).toEqual({ path, status: 404, body: html });
      expect(headers["content-type"]).toBe("text/html; charset=utf-8");
      expect(headers["cache-control"]).toBe("no-store");
      expect(headers["content-security-policy"]).toContain("script-src 'self'");
      expect(headers["x-correlation-id"]).toMatch(/^[0-9a-f-]{36}$/);
    }
    expect(await get("/consoles", { method: "HEAD", headers: browser })).toMatchObject({ status: 404 });
  });

  it("tells a program so by a problem document, and a browser that asks for the API", async () => {
    for (const [path, options] of [
      ["/consoles", { headers: { Accept: "*/*" } }],
      ["/consoles", { method: "POST", headers: browser }],
      ["/api/nothing", { headers: browser }],
    ] as const) {
      const { status, headers } = await get(path, options);
      expect([path, status, headers["content-type"]]).toEqual([
        path,
        404,
        "application/problem+json; charset=utf-8",
      ]);
    }
  });

  it("gives nothing from outside, nothing hidden, no folders", async () => {
    const tries = [
      "/assets/../../secret.txt",
      "/assets/..%2f..%2fsecret.txt",
      "/assets/%2e%2e/%2e%2e/secret.txt",
      "/assets/../manifest.json",
      "/assets/.hidden",
      "/assets/",
      "/assets",
      "/assets/missing-abc.js",
      "/manifest.json",
      "/index.html",
      "/consoles",
      "/favicon.ico",
    ];
    for (const path of tries) {
      const { status, headers, body } = await get(path);
      expect([path, status]).toEqual([path, 404]);
      expect(JSON.parse(body.toString())).toMatchObject({ code: "route_unknown" });
      // Nobody shall keep it: tomorrow's build may have it.
      expect(headers["cache-control"]).toBe("no-store");
      expect(headers["content-security-policy"]).toBe("default-src 'none';frame-ancestors 'none'");
    }
    expect((await get("/assets/%00")).status).toBeGreaterThanOrEqual(400);
    expect((await get("/console/%E0%A4%A")).status).toBe(400);
  });

  it("are one label in the metrics, and name no user in the log", async () => {
    await get("/console/users/somebody-private");
    await get("/assets/index-abc.js");
    const { text } = await api.call("/metrics");
    expect(text).toContain('route="/*page",status="200"');
    expect(text).toContain('route="/assets/*file",status="200"');
    expect(text).not.toContain("somebody-private");
    expect(api.logLines.filter(({ path }) => path === "/*page").length).toBeGreaterThan(0);
    expect(JSON.stringify(api.logLines)).not.toContain("somebody-private");
  });
});

describe("pages that are not built", () => {
  it("say how to build them, and leave the API as it is", async () => {
    const folder = await temporaryFolder();
    const api = await startApi({ change: () => ({ pagesFolder: join(folder.path, "nothing") }) });
    try {
      for (const path of ["/", "/profile/coursehistory"]) {
        const answer = await raw(api.url, path, { headers: { "Accept-Encoding": "gzip" } });
        expect(answer.status).toBe(404);
        expect(JSON.parse(answer.body.toString())).toMatchObject({
          code: "route_unknown",
          detail: expect.stringContaining("npm run build"),
        });
      }
      expect((await raw(api.url, "/assets/index-abc.js")).status).toBe(404);
      expect((await api.call("/healthz")).status).toBe(200);
    } finally {
      await api.close();
      await folder.remove();
    }
  });
});
