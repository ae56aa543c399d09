import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { aUser, startApi, theCheckout, type RunningApi } from "./support/start-api.js";

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

describe("POST /api/purchase", () => {
  it("smoke", async () => {
    const a = await api.buy(aUser("u-1"), { courseId: "c-free", amount: 0 });
    console.log(a);
    expect(a.status).toBe(201);
    console.log(await api.call("/api/profile/purchase-history?minRevision=0", { as: aUser("u-1") }));
    console.log(await api.call("/api/status", { as: { role: "analyst", id: "x" } }), theCheckout);
    console.log((await api.call("/readyz")).text, (await api.call("/metrics")).text.slice(0, 200));
  });
});
