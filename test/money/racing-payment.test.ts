import { afterEach, describe, expect, it } from "@jest/globals";
import { readPayment } from "../../src/commands/payments.js";
import { isPaymentStream } from "../../src/events/identifiers.js";
import { collect } from "../support/events.js";
import type { RunningServer } from "../support/running-server.js";
import { runLedger } from "../support/run-ledger.js";
import { itemsForSale, sharedLogs, type SharedLog } from "../support/several-servers.js";

const checkout = { role: "service", id: "checkout" } as const;

type Answer = Awaited<ReturnType<RunningServer["call"]>>;

describe.each(sharedLogs)(
  "a payment that 200 clients of two servers spend at once, log $name",
  ({ start }) => {
    let shared: SharedLog;
    afterEach(() => shared.close());

    async function race(
      purchase: (n: number) => { readonly path: string; readonly body: object },
    ): Promise<readonly Answer[]> {
      const servers = [await shared.serve(0), await shared.serve(1)];
      return Promise.all(
        Array.from({ length: 200 }, (_, n) => {
          const { path, body } = purchase(n);
          return servers[n % 2]!.call(path, { as: checkout, body });
        }),
      );
    }

    /** @returns the events of users that the log has */
    async function recorded() {
      const store = await shared.open();
      try {
        const all = await collect(store.readAll({ batchSize: 1000, live: false }));
        const claim = (await readPayment(store, "pay-1")).claim;
        return { claim, events: all.filter(({ stream }) => !isPaymentStream(stream)) };
      } finally {
        await store.close();
      }
    }

    async function expectProven(): Promise<void> {
      for (const n of [0, 1])
        expect(await runLedger(["verify"], shared.environment(n))).toMatchObject({ code: 0, stderr: "" });
    }

    it("buys for one user, and is refused to all others", async () => {
      shared = await start();
      const answers = await race((n) => ({
        path: "/api/purchase",
        body: { userId: `u-${n}`, courseId: `c-${n % itemsForSale}`, amount: 20, paymentId: "pay-1" },
      }));
      const winner = answers.findIndex(({ status }) => status === 201);
      const others = answers.filter((_, n) => n !== winner);
      expect(others.map(({ status, body }) => [status, body.code, body.userId])).toEqual(
        others.map(() => [409, "payment_reused", `u-${winner}`]),
      );
      const { claim, events } = await recorded();
      expect(claim).toMatchObject({ userId: `u-${winner}`, items: [{ id: `c-${winner}` }] });
      expect(events.map(({ data }) => data)).toMatchObject([
        { userId: `u-${winner}`, courseId: `c-${winner}`, payment: { id: "pay-1" } },
      ]);
      await expectProven();
    });

    it("buys one item for one user, who wants a different one each time", async () => {
      shared = await start();
      const answers = await race((n) => ({
        path: "/api/purchase",
        body: { userId: "u-1", courseId: `c-${n % itemsForSale}`, amount: 20, paymentId: "pay-1" },
      }));
      const won = answers.filter(({ status }) => status === 201);
      const refused = answers.filter(({ body }) => body.code === "payment_reused");
      // Who was overtaken too often may send it again, and learns then that the payment was spent.
      const overtaken = answers.filter(({ body }) => body.code === "revision_conflict");
      expect([won.length, refused.length + overtaken.length]).toEqual([1, 199]);
      expect(new Set(refused.map(({ body }) => body.purchaseId))).toEqual(new Set([won[0]!.body.purchaseId]));
      expect((await recorded()).events).toHaveLength(1);
      await expectProven();
    });

    it("pays one order of several lines, whole", async () => {
      shared = await start();
      const answers = await race((n) => ({
        path: "/api/orders",
        body: {
          ...{ orderId: `o-${n}`, userId: `u-${n}`, amount: 60, currency: "EUR", paymentId: "pay-1" },
          lines: [0, 1, 2].map((line) => ({ itemType: "course", itemId: `c-${(n + line) % itemsForSale}` })),
        },
      }));
      const winner = answers.findIndex(({ status }) => status === 201);
      const others = answers.filter((_, n) => n !== winner);
      expect(others.map(({ status, body }) => [status, body.code, body.orderId])).toEqual(
        others.map(() => [409, "payment_reused", `o-${winner}`]),
      );
      const { events } = await recorded();
      expect(events.map(({ data }) => (data as { orderId: string }).orderId)).toEqual([
        ...[`o-${winner}`, `o-${winner}`, `o-${winner}`],
      ]);
      await expectProven();
    });
  },
);

describe.each(sharedLogs)(
  "orders that were charged twice, each charge at another server, log $name",
  ({ start }) => {
    let shared: SharedLog;
    afterEach(() => shared.close());

    it("are recorded with both payments", async () => {
      shared = await start();
      const servers = [await shared.serve(0), await shared.serve(1)];
      const payments = Array.from({ length: 100 }, (_, n) => [`pay-a-${n}`, `pay-b-${n}`]).flat();
      const answers = await Promise.all(
        payments.map((paymentId, charge) => {
          const n = Math.floor(charge / 2);
          return servers[charge % 2]!.call("/api/orders", {
            as: checkout,
            body: {
              ...{ orderId: `o-${n}`, userId: `u-${n}`, amount: 20, currency: "EUR", paymentId },
              ...{ paidAt: "2026-01-02T03:04:05.000Z", lines: [{ itemType: "course", itemId: `c-${n}` }] },
            },
          });
        }),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
      const store = await shared.open();
      const events = await collect(store.readAll({ batchSize: 1000, live: false }));
      await store.close();
      const paid = events.flatMap(({ data }) => (data as { payment?: { id: string } }).payment?.id ?? []);
      expect(paid.toSorted()).toEqual(payments.toSorted());
    });
  },
);
