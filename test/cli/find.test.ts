import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { carryOutSale } from "../../src/commands/carry-out-sale.js";
import { recordDispute } from "../../src/commands/disputes.js";
import { streamOfPayment } from "../../src/commands/content-hash.js";
import { createPurchaseHandler } from "../../src/commands/purchase-handler.js";
import { refund } from "../../src/commands/refunds.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { NewEvent } from "../../src/stores/event-store/event-store.js";
import { purchaseCourse } from "../domain/commands.js";
import { append, courses } from "../support/events.js";
import { runLedger } from "../support/run-ledger.js";
import { temporaryFolder } from "../support/temporary-folder.js";

describe("ledger find", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;

  beforeEach(async () => {
    folder = await temporaryFolder();
    const eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    for (const userId of ["u-1", "u-2", "u-3"]) await append(eventStore, ...courses(userId, 2));
    await eventStore.close();
  });
  afterEach(() => folder.remove());

  const run = (...values: readonly string[]) => runLedger(["find", ...values], { DATA_DIR: folder.path });

  it("shows what has the id, also what no server has folded yet", async () => {
    const { code, stdout } = await run("p-1");
    expect(code).toBe(0);
    for (const text of ["purchase", "u-1", "course c-1", "29.99 EUR", "pay-p-1"])
      expect(stdout).toContain(text);
    const found = await run("c-0", "--limit", "2");
    expect(found.stdout).toContain("More matches of kind item");
    expect(found.stdout).not.toContain("u-3");
  });

  it("gives JSON that says what was found as what", async () => {
    const { stdout } = await run("pay-p-0", "--kind", "payment", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      shop: "not_configured",
      groups: [
        {
          ...{ kind: "payment", more: false },
          matches: [
            { userId: "u-1", purchaseId: "p-0" },
            { userId: "u-2", purchaseId: "p-0" },
            { userId: "u-3", purchaseId: "p-0" },
          ],
        },
      ],
    });
  });

  it("says what waits for the purchase of a payment", async () => {
    const eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    const parts = { eventStore, handler: createPurchaseHandler({ eventStore }), now: () => new Date(0) };
    const by = { correlationId: "test", actor: { id: "shop", role: "service" }, source: "api" } as const;
    const about = { target: { paymentId: "pay-early" }, amount: undefined, revoke: true };
    for (const disputeId of ["dp-1", "dp-2"])
      await recordDispute(parts, { ...by, ...about, disputeId, status: "opened", disputedAt: undefined });
    await refund(parts, {
      ...{ ...by, ...about, refundId: "re-1", reason: "requested", reference: null, refundedAt: undefined },
    });
    await eventStore.close();
    expect((await run("pay-early")).stdout).toContain("1 refund and 2 disputes waiting");
    expect(JSON.parse((await run("pay-early", "--json")).stdout)).toMatchObject({
      groups: [{ matches: [{ refundsWaiting: 1, disputesWaiting: 2, userId: null }] }],
    });
  });

  it("finds a purchase whose payment cannot be read, and a payment that cannot", async () => {
    const eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    const parts = { eventStore, handler: createPurchaseHandler({ eventStore }), now: () => new Date(0) };
    await carryOutSale(parts, purchaseCourse("u-odd", "p-odd", "c-1", { orderId: "o-odd" }));
    const odd = { id: randomUUID(), type: "Odd", data: {}, metadata: {} } as unknown as NewEvent;
    await eventStore.append(streamOfPayment("pay-p-odd"), [odd], 0);
    await eventStore.append(streamOfPayment("pay-odd"), [odd], "no-stream");
    await eventStore.close();
    for (const id of ["p-odd", "o-odd", "pay-p-odd"])
      expect(JSON.parse((await run(id, "--json")).stdout)).toMatchObject({
        groups: [
          {
            matches: [
              {
                userId: "u-odd",
                refundsWaiting: 0,
                waitingBecause: expect.stringContaining("Odd") as unknown,
              },
            ],
          },
        ],
      });
    const { stdout } = await run("pay-odd");
    expect(stdout.replaceAll(/\s+/g, " ")).toContain("Payment pay-odd: its events cannot be read. ");
  });

  it("says why a refund waits although its purchase is there", async () => {
    const eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    const parts = { eventStore, handler: createPurchaseHandler({ eventStore }), now: () => new Date(0) };
    const by = { correlationId: "test", actor: { id: "shop", role: "service" }, source: "api" } as const;
    await refund(parts, {
      ...{ ...by, target: { paymentId: "pay-p-less" }, amount: { amountMinor: 3000, currency: "EUR" } },
      ...{ refundId: "re-1", reason: "requested", reference: null, refundedAt: undefined, revoke: false },
    });
    await carryOutSale(parts, purchaseCourse("u-less", "p-less", "c-1", { orderId: "o-less" }));
    await eventStore.close();
    const { stdout } = await run("pay-p-less");
    expect(stdout).toContain("1 refund waiting");
    expect(stdout.replaceAll(/\s+/g, " ")).toContain(
      "cannot be applied. 30.00 EUR is more than can be refunded: of what was paid, 29.99 EUR is left.",
    );
    for (const [kind, id] of [
      ["payment", "pay-p-less"],
      ["purchase", "p-less"],
      ["order", "o-less"],
    ] as const)
      expect(JSON.parse((await run(id, "--json")).stdout)).toMatchObject({
        groups: [{ kind, matches: [{ userId: "u-less", purchaseId: "p-less", refundsWaiting: 1 }] }],
      });
  });

  it("ends with 4 where there is nothing, and with 2 for what cannot be an id", async () => {
    expect(await run("nothing")).toMatchObject({
      ...{ code: 4, stdout: "Nothing found for nothing.\n" },
      stderr: expect.stringContaining("set ADOPT_URL or CATALOGUE_URL") as unknown,
    });
    const { code, stdout } = await run("P-1", "--json");
    expect([code, JSON.parse(stdout)]).toEqual([4, { groups: [], shop: "not_configured" }]);
    for (const values of [
      [""],
      ["a\nb"],
      ["x".repeat(257)],
      ["a", "--limit", "0"],
      ["a", "--kind", "refund"],
      [],
    ])
      expect([values, (await run(...values)).code]).toEqual([values, 2]);
  });
});
