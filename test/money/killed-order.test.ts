import { afterEach, describe, expect, it } from "@jest/globals";
import { once } from "node:events";
import { readPayment } from "../../src/commands/payments.js";
import { isPaymentStream } from "../../src/events/identifiers.js";
import { startChild } from "../support/children.js";
import { collect } from "../support/events.js";
import { runLedger } from "../support/run-ledger.js";
import type { RunningServer } from "../support/running-server.js";
import { itemsForSale, sharedLogs, type SharedLog } from "../support/several-servers.js";

const checkout = { role: "service", id: "checkout" } as const;
const linesOfOrder = 5;
const ordersAtOnce = 60;

const order = (n: number) => ({
  ...{ orderId: `o-${n}`, userId: `u-${n}`, amount: 20 * linesOfOrder, currency: "EUR" },
  paymentId: `pay-${n}`,
  lines: Array.from({ length: linesOfOrder }, (_, line) => ({
    itemType: "course",
    itemId: `c-${(n + line) % itemsForSale}`,
  })),
});

const place = (server: RunningServer, n: number) =>
  server.call("/api/orders", { as: checkout, body: order(n) });

async function kill({ child }: RunningServer): Promise<void> {
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

let shared: SharedLog;
afterEach(() => shared.close());

/** How many lines of each order the log has. */
async function linesRecorded(): Promise<ReadonlyMap<string, number>> {
  const store = await shared.open();
  try {
    const counts = new Map<string, number>();
    for (const { stream, data } of await collect(store.readAll({ batchSize: 1000, live: false }))) {
      const { orderId } = data as { readonly orderId: string };
      if (!isPaymentStream(stream)) counts.set(orderId, (counts.get(orderId) ?? 0) + 1);
    }
    return counts;
  } finally {
    await store.close();
  }
}

describe.each(sharedLogs)("a server that is killed while it records orders, log $name", ({ start }) => {
  it("leaves each order whole or not at all, and the client's retry gets the same answer", async () => {
    shared = await start();
    const answered = new Map<number, unknown>();
    for (let round = 0; round < 3; round++) {
      const server = await shared.serve();
      const first = round * ordersAtOnce;
      let killed: Promise<void> | undefined;
      // Killed in the middle of the crowd: after the first answers, with all others under way.
      const one = async (n: number): Promise<void> => {
        const answer = await place(server, n).catch(() => undefined);
        if (answer === undefined) return;
        expect(answer.status).toBe(201);
        answered.set(n, answer.body);
        if (answered.size > round * 5) killed ??= kill(server);
      };
      await Promise.all(Array.from({ length: ordersAtOnce }, (_, n) => one(first + n)));
      await killed;
      const lines = await linesRecorded();
      expect(new Set(lines.values())).toEqual(new Set([linesOfOrder]));
      for (const n of answered.keys()) expect(lines.get(`o-${n}`)).toBe(linesOfOrder);
    }
    expect(answered.size).toBeLessThan(3 * ordersAtOnce);
    const server = await shared.serve();
    for (let n = 0; n < 3 * ordersAtOnce; n++) {
      const { status, body } = await place(server, n);
      expect([n, status, body]).toEqual([n, 201, answered.get(n) ?? body]);
      expect((await place(server, n)).body).toEqual(body);
    }
    const lines = await linesRecorded();
    expect([lines.size, new Set(lines.values())]).toEqual([3 * ordersAtOnce, new Set([linesOfOrder])]);
    await server.stop();
    expect(await runLedger(["verify"], shared.environment())).toMatchObject({ code: 0, stderr: "" });
  });
});

describe("a server that is killed between the claim of a payment and its purchase", () => {
  // Only where the two are not one append.
  const onServer = sharedLogs.find(({ name }) => name.startsWith("EventStoreDB"))!;

  it("leaves a claim that its payer can spend, and nobody else", async () => {
    shared = await onServer.start();
    const { EVENTSTORE_URL: url = "", EVENTSTORE_PREFIX: prefix = "" } = shared.environment();
    const [code, signal] = (await once(startChild("dying-child.ts", url, prefix), "exit")) as [
      number | null,
      string | null,
    ];
    expect([code, signal]).toEqual([null, "SIGKILL"]);
    const store = await shared.open();
    expect((await readPayment(store, "pay-o-1")).claim).toMatchObject({ userId: "u-1", orderId: "o-1" });
    await store.close();
    expect(await linesRecorded()).toEqual(new Map());

    const server = await shared.serve();
    const body = { ...order(0), orderId: "o-1", userId: "u-1", paymentId: "pay-o-1" };
    const call = (change: object) =>
      server.call("/api/orders", { as: checkout, body: { ...body, ...change } });
    expect(await call({ userId: "u-2" })).toMatchObject({
      status: 409,
      body: { code: "payment_reused", userId: "u-1", orderId: "o-1" },
    });
    // A refund meanwhile waits: there is nothing to refund yet.
    const refund = { paymentId: "pay-o-1", refundId: "r-1", amount: 10, currency: "EUR" };
    expect(await server.call("/api/refunds", { as: checkout, body: refund })).toMatchObject({ status: 202 });
    const placed = await call({});
    expect(placed).toMatchObject({ status: 201, body: { orderId: "o-1" } });
    expect(await call({})).toMatchObject({ status: 201, body: placed.body });
    expect(await server.call("/api/refunds", { as: checkout, body: refund })).toMatchObject({ status: 200 });
    await server.stop();
    expect(await runLedger(["verify"], shared.environment())).toMatchObject({ code: 0, stderr: "" });
  });

  it("does not hold the payer to the order that was interrupted", async () => {
    shared = await onServer.start();
    const { EVENTSTORE_URL: url = "", EVENTSTORE_PREFIX: prefix = "" } = shared.environment();
    await once(startChild("dying-child.ts", url, prefix), "exit");
    const server = await shared.serve();
    const corrected = { ...order(7), userId: "u-1", paymentId: "pay-o-1" };
    expect(await server.call("/api/orders", { as: checkout, body: corrected })).toMatchObject({
      status: 201,
      body: { orderId: "o-7" },
    });
  });
});
