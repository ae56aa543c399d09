import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { connect } from "node:net";
import { LedgerError } from "../../src/errors.js";
import { eventually } from "../support/eventually.js";
import { aUser, startApi, theCheckout, type RunningApi } from "./support/start-api.js";

describe("what every answer has", () => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  it("is headers that keep a browser from harm, and nothing of how it is made", async () => {
    for (const path of ["/healthz", "/api/profile/purchased-courses", "/nothing"]) {
      const { headers } = await api.call(path);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("x-powered-by")).toBeNull();
    }
  });

  it("is a correlation id: the caller's, if it is one, or a new one", async () => {
    const given = await api.call("/nothing", { headers: { "X-Correlation-Id": "shop.order-1" } });
    expect(given.headers.get("x-correlation-id")).toBe("shop.order-1");
    expect(given.body.correlationId).toBe("shop.order-1");
    const made = await api.call("/nothing", { headers: { "X-Correlation-Id": "no id" } });
    expect(made.headers.get("x-correlation-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("is a problem for an address or a method that is not there", async () => {
    expect(await api.call("/nothing")).toMatchObject({
      status: 404,
      body: { code: "route_unknown", instance: "/nothing" },
    });
    const wrong = await api.call("/api/purchase", { method: "DELETE" });
    expect(wrong).toMatchObject({ status: 405, body: { code: "method_not_allowed" } });
    expect(wrong.headers.get("allow")).toContain("POST");
    expect((await fetch(`${api.url}/%E0%A4%A`)).status).toBe(400);
  });

  it("is declared: the OpenAPI document has every route of the application, and no others", async () => {
    const { paths } = (await (await fetch(`${api.url}/api/openapi.json`)).json()) as {
      paths: Record<string, Record<string, unknown>>;
    };
    const documented = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    );
    expect(documented).toEqual(
      expect.arrayContaining(["post /api/purchase", "get /api/profile/purchase-history", "get /healthz"]),
    );
    for (const operation of documented) {
      const [method = "", path = ""] = operation.split(" ");
      const { status } = await fetch(api.url + path.replace(/\{\w+\}/g, "x"), { method });
      expect([operation, status]).not.toEqual([operation, 404]);
    }
  });

  it("survives a caller that goes away in the middle of its body", async () => {
    const { port } = new URL(api.url);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), "127.0.0.1", () => {
        socket.write(
          "POST /api/purchase HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
        );
        setTimeout(() => {
          socket.destroy();
          resolve();
        }, 50);
      });
    });
    expect((await api.call("/healthz")).status).toBe(200);
    expect(api.logLines.filter(({ level, status }) => Number(level) >= 50 && status === 500)).toEqual([]);
  });
});

describe("how it is", () => {
  let api: RunningApi;
  afterEach(() => api.close());

  it("is told to those who run it, and not to users", async () => {
    api = await startApi();
    await api.buy(aUser("u-1"), { courseId: "c-free" });
    await eventually("it is live", () => api.projector.status().eventCount === 1);
    for (const role of ["support", "analyst", "service", "admin"] as const) {
      expect(await api.call("/api/status", { as: { role, id: "x" } })).toMatchObject({
        status: 200,
        body: {
          version: "0.0.0-test",
          eventStore: { kind: "embedded", eventCount: 1 },
          readModel: { kind: globalThis.readModels },
          projector: { state: "live", eventCount: 1, lagEvents: 0, lastError: null },
        },
      });
    }
    expect(await api.call("/api/status", { as: aUser("u-1") })).toMatchObject({ status: 403 });
    expect(await api.call("/api/status")).toMatchObject({ status: 401 });
  });

  it("is ready when the projections are, and says why not", async () => {
    api = await startApi();
    await eventually("it is live", () => api.projector.status().state === "live");
    await eventually("it is ready", async () => (await api.call("/readyz")).status === 200);
    await api.readModel.close();
    await eventually("it is not", async () => (await api.call("/readyz")).status === 503);
    expect(await api.call("/healthz")).toMatchObject({ status: 200 });
  });

  it("is measured, with nothing of any person", async () => {
    api = await startApi();
    await api.buy(aUser("somebody-special"), { courseId: "c-free" });
    await api.buy(aUser("somebody-special"), { courseId: "c-none" });
    const order = {
      orderId: "order-1",
      userId: "somebody-special",
      lines: [{ itemType: "test", itemId: "t-free" }],
    };
    await api.call("/api/orders", { as: theCheckout, body: order });
    await api.call("/api/orders", { as: theCheckout, body: order });
    const { text } = await api.call("/metrics");
    expect(text).toContain('ledger_purchase_commands_total{result="recorded"} 2');
    expect(text).toContain('ledger_purchase_commands_total{result="repeated"} 1');
    expect(text).toContain('ledger_purchase_commands_total{result="item_unknown"} 1');
    expect(text).toMatch(
      /ledger_http_request_duration_seconds_count\{method="POST",route="\/api\/purchase",status="201"\} 1/,
    );
    expect(text).toContain("ledger_sampler_users_drifted 0");
    expect(text).not.toContain("somebody-special");
  });

  it("is shown even when the log is unavailable", async () => {
    api = await startApi({
      change: ({ eventStore }) => ({
        eventStore: {
          ...eventStore,
          head: () => Promise.reject(new LedgerError("event_store_unavailable", "Away.")),
        },
      }),
    });
    expect(await api.call("/api/status", { as: { role: "admin", id: "x" } })).toMatchObject({
      status: 200,
      body: { eventStore: { head: null, error: "event_store_unavailable" } },
    });
  });

  it("ends in order: requests under way are answered before the server is gone", async () => {
    api = await startApi();
    const answers = Array.from({ length: 20 }, (_, n) => api.buy(aUser(`u-${n}`), { courseId: "c-free" }));
    await Promise.all(answers);
    const late = api.buy(aUser("late"), { courseId: "c-free" }).then(
      ({ status }) => status,
      () => "refused",
    );
    await api.close();
    expect([201, "refused"]).toContain(await late);
  });
});
