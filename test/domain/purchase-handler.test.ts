import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { join } from "node:path";
import type { PurchaseCommand } from "../../src/commands/commands.js";
import {
  createPurchaseHandler,
  type CommandOutcome,
  type PurchaseHandler,
} from "../../src/commands/purchase-handler.js";
import { isPaymentStream } from "../../src/events/identifiers.js";
import { LedgerError } from "../../src/errors.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import { coursePurchased, readForwards, stream, toNewEvent } from "../support/events.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { importPurchase, offer, otherContent, purchaseCourse, revokePurchase, withKey } from "./commands.js";

describe("the purchase handler", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let store: EventStore;
  let otherStore: EventStore;
  let here: PurchaseHandler;
  /** Another process that has the same log open. */
  let elsewhere: PurchaseHandler;

  beforeEach(async () => {
    folder = await temporaryFolder();
    const path = join(folder.path, "events.db");
    store = await openEmbeddedEventStore({ path });
    otherStore = await openEmbeddedEventStore({ path });
    here = createPurchaseHandler({ eventStore: store });
    elsewhere = createPurchaseHandler({ eventStore: otherStore });
  });

  afterEach(async () => {
    await store.close();
    await otherStore.close();
    await folder.remove();
  });

  const buy = (p: string, c: string, change: Parameters<typeof purchaseCourse>[3] = {}): PurchaseCommand =>
    purchaseCourse("u-1", p, c, change);
  const bought = async (): Promise<string[]> =>
    (await readForwards(store, "u-1")).map(({ data }) => (data as { purchaseId: string }).purchaseId);

  it("records a purchase and answers with it", async () => {
    expect(await here.handle(buy("p-1", "c-1"))).toMatchObject({
      result: "recorded",
      revision: 0,
      purchase: { purchaseId: "p-1", revision: 0, price: { amountMinor: 2999, currency: "EUR" } },
    });
    expect(await here.handle(buy("p-2", "c-2"))).toMatchObject({ result: "recorded", revision: 1 });
  });

  it("gives the first answer for ever: after a new price, a withdrawal, a revocation and a restart", async () => {
    const { purchase } = await here.handle(buy("p-1", "c-1"));
    const again = async (handler: PurchaseHandler, change = {}): Promise<CommandOutcome> =>
      handler.handle(buy("p-1", "c-1", change));
    expect(await again(here, { offer: offer("course", "c-1", { priceMinor: 1 }) })).toMatchObject({
      result: "repeated",
      purchase,
    });
    expect(await again(here, { offer: undefined })).toMatchObject({ result: "repeated", purchase });
    expect(await again(elsewhere, { offer: offer("course", "c-1", { status: "withdrawn" }) })).toMatchObject({
      result: "repeated",
      purchase,
    });
    await here.handle(revokePurchase("u-1", "p-1"));
    expect(await again(elsewhere)).toMatchObject({
      result: "repeated",
      purchase: { purchaseId: "p-1", revision: 0 },
    });
    expect(await bought()).toEqual(["p-1", "p-1"]);
  });

  it("refuses an id that was used for something else, also in another process", async () => {
    await here.handle(buy("p-1", "c-1"));
    const reuse = buy("p-1", "c-2", { context: otherContent });
    for (const handler of [here, elsewhere])
      await expect(handler.handle(reuse)).rejects.toMatchObject({ code: "purchase_id_reused" });
  });

  it("never answers from a memory that another process has made old", async () => {
    await here.handle(buy("p-1", "c-1"));
    await elsewhere.handle(revokePurchase("u-1", "p-1"));
    expect(await here.handle(buy("p-2", "c-1"))).toMatchObject({ result: "recorded", revision: 2 });
    expect(await elsewhere.handle(buy("p-3", "c-1", { payment: null }))).toMatchObject({
      result: "already_owned",
      purchase: { purchaseId: "p-2" },
    });
    await elsewhere.handle(buy("p-4", "c-4"));
    expect(await here.handle(buy("p-5", "c-4", { payment: null }))).toMatchObject({
      result: "already_owned",
      purchase: { purchaseId: "p-4" },
    });
  });

  it("records one of many identical requests at once, and answers them all alike", async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        (n % 2 === 0 ? here : elsewhere).handle(buy("p-1", "c-1", { context: withKey("k-1") })),
      ),
    );
    expect(outcomes.filter(({ result }) => result === "recorded")).toHaveLength(1);
    expect(new Set(outcomes.map(({ purchase }) => `${purchase.purchaseId} ${purchase.revision}`))).toEqual(
      new Set(["p-1 0"]),
    );
    expect(await bought()).toEqual(["p-1"]);
  });

  it("records all of 100 different items that one user buys at once", async () => {
    await Promise.all(Array.from({ length: 100 }, (_, n) => here.handle(buy(`p-${n}`, `c-${n}`))));
    expect((await bought()).sort()).toEqual(Array.from({ length: 100 }, (_, n) => `p-${n}`).sort());
  });

  it("answers each of several at once with the revision of its own event", async () => {
    const outcomes = await Promise.all([1, 2, 3].map((n) => here.handle(buy(`p-${n}`, `c-${n}`))));
    expect(outcomes.map(({ revision }) => revision)).toEqual([0, 1, 2]);
  });

  it("lets two processes race for one user: what is acknowledged is there once, what is not says conflict", async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 60 }, (_, n) => (n % 2 === 0 ? here : elsewhere).handle(buy(`p-${n}`, `c-${n}`))),
    );
    const acknowledged = results.flatMap(({ status }, n) => (status === "fulfilled" ? [`p-${n}`] : []));
    for (const result of results) {
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "revision_conflict" });
    }
    expect((await bought()).sort()).toEqual(acknowledged.sort());
    expect(acknowledged.length).toBeGreaterThan(30);
  });

  it.each([
    ["of the purchase", 1, "repeated"],
    ["of its payment's claim", 0, "recorded"],
  ])("answers a retry whose first answer was lost: that %s", async (_, append, result) => {
    let before = append;
    const forgetful: EventStore = {
      ...store,
      appendTogether: undefined,
      async append(...values) {
        const appended = await store.append(...values);
        if (before-- === 0) throw new LedgerError("event_store_unavailable", "No answer.");
        return appended;
      },
    };
    const handler = createPurchaseHandler({ eventStore: forgetful });
    await expect(handler.handle(buy("p-1", "c-1"))).rejects.toMatchObject({
      code: "event_store_unavailable",
    });
    expect(await handler.handle(buy("p-1", "c-1"))).toMatchObject({
      result,
      purchase: { revision: 0 },
    });
    expect(await bought()).toEqual(["p-1"]);
  });

  it("remembers nothing of an append that failed", async () => {
    let failing = true;
    const broken: EventStore = {
      ...store,
      appendTogether: undefined,
      append: (...values) =>
        failing
          ? Promise.reject(new LedgerError("event_store_unavailable", "The disk is full."))
          : store.append(...values),
    };
    const handler = createPurchaseHandler({ eventStore: broken });
    await expect(handler.handle(buy("p-1", "c-1"))).rejects.toMatchObject({
      code: "event_store_unavailable",
    });
    failing = false;
    expect(await handler.handle(buy("p-2", "c-1"))).toMatchObject({
      result: "recorded",
      revision: 0,
      purchase: { purchaseId: "p-2" },
    });
  });

  it("gives up after three retries when others are always faster", async () => {
    let attempts = 0;
    const unlucky: EventStore = {
      ...store,
      appendTogether: undefined,
      async append(target, events, expected) {
        if (isPaymentStream(target)) return store.append(target, events, expected);
        attempts += 1;
        await elsewhere.handle(buy(`faster-${attempts}`, `x-${attempts}`));
        return store.append(target, events, expected);
      },
    };
    const handler = createPurchaseHandler({ eventStore: unlucky });
    await expect(handler.handle(buy("p-1", "c-1"))).rejects.toMatchObject({ code: "revision_conflict" });
    expect(attempts).toBe(4);
    expect(await bought()).toEqual(["faster-1", "faster-2", "faster-3", "faster-4"]);
  });

  it("is right with the smallest memory", async () => {
    const forgetful = createPurchaseHandler({ eventStore: store, cachedPurchases: 1 });
    for (let n = 0; n < 10; n++) await forgetful.handle(buy(`p-${n}`, `c-${n}`));
    expect(await forgetful.handle(buy("again", "c-3", { payment: null }))).toMatchObject({
      result: "already_owned",
      purchase: { purchaseId: "p-3" },
    });
  });

  it("records several commands of a user together or not at all, and none of them twice", async () => {
    const imports = ["a", "b", "a"].map((id) => importPurchase("u-1", `i-${id}`, "course", id));
    expect(await here.handleTogether(imports)).toBe(2);
    expect(await here.handleTogether(imports)).toBe(0);
    const together = [
      importPurchase("u-1", "i-c", "course", "c"),
      buy("i-a", "elsewhere", { context: otherContent }),
    ];
    await expect(here.handleTogether(together)).rejects.toMatchObject({ code: "purchase_id_reused" });
    expect(await bought()).toEqual(["i-a", "i-b"]);
    expect(await here.handleTogether([])).toBe(0);
  });

  it("leaves a user alone whose stream holds an event that cannot follow", async () => {
    await store.append(stream("u-1"), [toNewEvent(coursePurchased("u-1", "p-1", "c-1"))], "no-stream");
    const twice = {
      ...toNewEvent(coursePurchased("u-1", "p-2", "c-1")),
      id: "11111111-1111-4111-8111-111111111111",
    };
    await store.append(stream("u-1"), [twice], 0);
    await expect(here.handle(buy("p-3", "c-3"))).rejects.toMatchObject({ code: "user_held_back" });
    expect(await here.handle(purchaseCourse("u-2", "p-1", "c-1"))).toMatchObject({ result: "recorded" });
  });
});
