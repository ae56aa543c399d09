import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createPurchaseHandler, type PurchaseHandler } from "../../src/commands/purchase-handler.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import { otherContent, purchaseCourse, revokePurchase } from "../domain/commands.js";
import { freshPrefix, openOn, testServers, type EventStoreServer } from "../support/event-store-door.js";
import { readForwards } from "../support/events.js";

/**
 * The server answers "written" to an append at a stale revision if the event ids there are the same. These commands are
 * alike to the letter, times and correlation ids included, as when a checkout repeats its own.
 */
describe.each(testServers)("two processes with one log on $name", ({ start }) => {
  let server: EventStoreServer;
  let stores: readonly [EventStore, EventStore];
  let here: PurchaseHandler;
  let elsewhere: PurchaseHandler;

  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.close());
  beforeEach(() => {
    const prefix = freshPrefix();
    stores = [openOn(server.url, prefix), openOn(server.url, prefix)];
    [here, elsewhere] = [stores[0], stores[1]].map((eventStore) => createPurchaseHandler({ eventStore })) as [
      PurchaseHandler,
      PurchaseHandler,
    ];
  });
  afterEach(async () => {
    for (const store of stores) await store.close();
  });

  it("record one of the same requests at once, and answer all others as repeated", async () => {
    const users = Array.from({ length: 20 }, (_, n) => `u-${n}`);
    for (const userId of users) {
      const outcomes = await Promise.all(
        [here, elsewhere].map((each) => each.handle(purchaseCourse(userId, `p-${userId}`, "c-1"))),
      );
      expect(outcomes.map(({ result }) => result).sort()).toEqual(["recorded", "repeated"]);
      expect(await readForwards(stores[0], userId)).toHaveLength(1);
    }
  });

  it("answer a request that the other one has recorded by what became of it since", async () => {
    const request = purchaseCourse("u-1", "p-1", "c-1");
    expect(await here.handle(request)).toMatchObject({ result: "recorded", owned: ["p-1"] });
    await here.handle(revokePurchase("u-1", "p-1"));
    expect(await elsewhere.handle(request)).toMatchObject({ result: "repeated", owned: [], revision: 1 });
  });

  it("never take another payment under the same purchase id for the same purchase", async () => {
    const charge = (id: string, change = {}) =>
      purchaseCourse("u-1", "p-1", "c-1", { payment: { id, method: "card" }, ...change });
    const outcomes = await Promise.allSettled([
      here.handle(charge("pay-1")),
      elsewhere.handle(charge("pay-2", { context: otherContent })),
    ]);
    const recorded = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    const payments = (await readForwards(stores[0], "u-1")).map(
      ({ data }) => (data as { payment: { id: string } }).payment.id,
    );
    expect(recorded.map(({ purchase }) => purchase.payment?.id).sort()).toEqual(payments.sort());
  });
});
