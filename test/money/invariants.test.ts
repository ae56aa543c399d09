import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import Database from "libsql";
import { join } from "node:path";
import { carryOutSale } from "../../src/commands/carry-out-sale.js";
import { createPurchaseHandler, type PurchaseHandler } from "../../src/commands/purchase-handler.js";
import { recordDispute } from "../../src/commands/disputes.js";
import type { Target } from "../../src/commands/payment-reports.js";
import { refund } from "../../src/commands/refunds.js";
import { isLedgerError } from "../../src/errors.js";
import { decodeEvent } from "../../src/events/codec.js";
import { isPaymentStream } from "../../src/events/identifiers.js";
import { isPurchased } from "../../src/events/purchase-events.js";
import { verify, type VerifyReport } from "../../src/projections/check/verify.js";
import { createProjector } from "../../src/projections/live/projector.js";
import type { Projection } from "../../src/projections/projection.js";
import { history } from "../../src/projections/history/history.js";
import { ownership } from "../../src/projections/ownership/ownership.js";
import { payments } from "../../src/projections/payments/payments.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { openSqliteReadModel } from "../../src/stores/read-model/sqlite/sqlite-read-model.js";
import {
  grantItem,
  importPurchase,
  offer,
  pricePurchase,
  purchaseCourse,
  purchaseOrder,
  refundPurchase,
  reinstatePurchase,
  revokePurchase,
} from "../domain/commands.js";
import { collect, purchase, user } from "../support/events.js";
import { runLedger } from "../support/run-ledger.js";
import { temporaryFolder } from "../support/temporary-folder.js";

interface OpenLedger {
  readonly path: string;
  readonly eventStore: EventStore;
  readonly readModel: ReadModelStore;
  readonly handler: PurchaseHandler;
  close(): Promise<void>;
}

async function openLedger(): Promise<OpenLedger> {
  const folder = await temporaryFolder();
  const eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
  const readModel = await openSqliteReadModel({ path: join(folder.path, "read-model.db") });
  return {
    ...{ path: folder.path, eventStore, readModel, handler: createPurchaseHandler({ eventStore }) },
    async close() {
      await readModel.close();
      await eventStore.close();
      await folder.remove();
    },
  };
}

const checked = ({ eventStore, readModel, path }: OpenLedger, projections?: readonly Projection[]) =>
  verify({
    eventStore,
    readModel,
    scratchFolder: path,
    ...(projections === undefined ? {} : { projections }),
  }).result;

/** One item in each currency of 2, 0 and 3 decimals, and one that floating point cannot add to another. */
const offers = [
  offer("course", "eur", { priceMinor: 2999 }),
  offer("course", "jpy", { priceMinor: 1500, currency: "JPY" }),
  offer("course", "bhd", { priceMinor: 10_125, currency: "BHD" }),
  offer("course", "huge", { priceMinor: Number.MAX_SAFE_INTEGER - 2, currency: "JPY" }),
];

// Few of each, so that commands meet.
const buyer = fc.constantFrom("u-1", "u-2");
const one = fc.constantFrom(...offers);
const id = fc.constantFrom("p-1", "p-2", "p-3", "p-4", "p-5");
const paymentId = fc.constantFrom("pay-1", "pay-2", "pay-3", "pay-o-1");
const moment = fc.constantFrom(
  "2026-09-30T23:59:59.999Z",
  "2026-10-01T00:00:00.000Z",
  "2026-12-31T23:59:59.999Z",
);
const targets: fc.Arbitrary<Target> = fc.oneof(
  paymentId.map((each) => ({ paymentId: each })),
  fc.tuple(buyer, id).map(([u, p]) => ({ userId: user(u), purchaseId: purchase(p) })),
);
const money = fc.option(
  fc.record({
    amountMinor: fc.integer({ min: 1, max: 11_000 }),
    currency: fc.constantFrom("EUR", "JPY", "BHD"),
  }),
  { nil: undefined },
);
const by = { correlationId: "test", actor: { id: "shop", role: "service" }, source: "api" } as const;

type Act = (ledger: OpenLedger) => Promise<unknown>;

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.tuple(buyer, id, one, paymentId, moment, fc.boolean()).map(([u, p, what, pay, at, isFree]): Act => {
    const discount = { code: "ALL", amount: 29.99 };
    return (ledger) =>
      carryOutSale(
        ledger,
        purchaseCourse(u, p, what.id, {
          ...{ offer: what, payment: { id: pay, method: null }, at },
          ...(isFree && what.id === "eur" ? { discount } : {}),
        }),
      );
  }),
  fc.tuple(buyer, moment).map(
    ([u, at]): Act =>
      (ledger) =>
        carryOutSale(ledger, purchaseOrder(u, "o-1", ["eur", "plain"], { at })),
  ),
  fc.tuple(targets, fc.constantFrom("r-1", "r-2", "r-3"), money, fc.boolean(), moment).map(
    ([target, refundId, amount, revoke, refundedAt]): Act =>
      ({ eventStore, handler }) =>
        refund(
          { eventStore, handler, now: () => new Date() },
          { ...by, target, refundId, amount, revoke, refundedAt, reason: "requested", reference: null },
        ),
  ),
  fc
    .tuple(targets, fc.constantFrom("opened", "won", "lost"), fc.constantFrom("d-1", "d-2"), money, moment)
    .map(
      ([target, status, disputeId, amount, disputedAt]): Act =>
        ({ eventStore, handler }) =>
          recordDispute(
            { eventStore, handler, now: () => new Date() },
            { ...by, target, status: status, disputeId, amount, revoke: true, disputedAt },
          ),
    ),
  fc.tuple(buyer, id).map(
    ([u, p]): Act =>
      ({ handler }) =>
        handler.handle(revokePurchase(u, p)),
  ),
  fc.tuple(buyer, id).map(
    ([u, p]): Act =>
      ({ handler }) =>
        handler.handle(reinstatePurchase(u, p)),
  ),
  fc.tuple(buyer, id, one).map(
    ([u, p, what]): Act =>
      ({ handler }) =>
        handler.handle(grantItem(u, p, what.id, { offer: what })),
  ),
  fc.tuple(buyer, id, one).map(
    ([u, p, what]): Act =>
      ({ handler }) =>
        handler.handle(importPurchase(u, p, "course", what.id, { purchasedAt: null })),
  ),
  fc.tuple(buyer, id).map(
    ([u, p]): Act =>
      ({ handler }) =>
        handler.handle(pricePurchase(u, p)),
  ),
);

/** What each payment paid and sent back, summed up over the bare events. */
async function byPayment({ eventStore }: OpenLedger): Promise<readonly string[]> {
  const sums = new Map<string, { paid: bigint; refunded: bigint }>();
  const payerOf = new Map<string, string>();
  for (const recorded of await collect(eventStore.readAll({ batchSize: 1000, live: false }))) {
    if (isPaymentStream(recorded.stream)) continue;
    const event = decodeEvent(recorded);
    const { userId, purchaseId } = event.data;
    const whose = `${userId} ${purchaseId}`;
    const add = (paymentOf: string, paid: number, refunded: number): void => {
      const sum = sums.get(paymentOf) ?? { paid: 0n, refunded: 0n };
      sums.set(paymentOf, { paid: sum.paid + BigInt(paid), refunded: sum.refunded + BigInt(refunded) });
    };
    if (isPurchased(event) && event.data.payment !== null) {
      payerOf.set(whose, event.data.payment.id);
      add(event.data.payment.id, event.data.price?.amountMinor ?? 0, 0);
    }
    const payer = payerOf.get(whose);
    if (event.type === "PurchaseRefunded" && payer !== undefined)
      add(payer, 0, event.data.amount.amountMinor);
  }
  return [...sums]
    .map(([each, { paid, refunded }]) => `${each} ${paid} ${refunded} ${paid - refunded}`)
    .sort();
}

async function storedByPayment({ readModel }: OpenLedger): Promise<readonly string[]> {
  const users = await readModel.usersAfter(undefined, 100);
  return users
    .flatMap(({ models }) => models.payments?.documents ?? [])
    .map(({ paymentId: each, balances }) => {
      const [{ paidMinor, refundedMinor, keptMinor } = { paidMinor: 0, refundedMinor: 0, keptMinor: 0 }] =
        balances;
      return `${each} ${paidMinor} ${refundedMinor} ${keptMinor}`;
    })
    .sort();
}

describe("whatever is bought, ordered, given, refunded, disputed, imported and priced", () => {
  it("every payment adds up, every item is owned by a purchase that stands, and so do the months", () =>
    fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 40, size: "+1" }), async (acts) => {
        const ledger = await openLedger();
        try {
          for (const each of acts)
            await each(ledger).catch((error: unknown) => {
              if (!isLedgerError(error)) throw error;
            });
          await createProjector(ledger).runToHead();
          expect(await checked(ledger)).toMatchObject({
            ...{ outcome: "clean", violationCount: 0, violations: [], monthsCompared: true },
          });
          expect(await storedByPayment(ledger)).toEqual(await byPayment(ledger));
        } finally {
          await ledger.close();
        }
      }),
      { numRuns: 25 },
    ));
});

describe("verify", () => {
  let ledger: OpenLedger;
  beforeEach(async () => {
    ledger = await openLedger();
    const { handler } = ledger;
    await handler.handle(purchaseCourse("u-1", "p-1", "c-1"));
    await handler.handle(purchaseCourse("u-1", "p-2", "c-2", { at: "2026-10-05T00:00:00.000Z" }));
    await handler.handle(
      refundPurchase("u-1", "pay-p-1", "r-1", { amount: { amountMinor: 999, currency: "EUR" } }),
    );
    await handler.handle(purchaseCourse("u-2", "p-3", "c-1"));
  });
  afterEach(() => ledger.close());

  const damage = (sql: string): void => {
    const raw = new Database(join(ledger.path, "read-model.db"), {});
    raw.exec(sql);
    raw.close();
  };
  const verifiedAfter = async (sql: string): Promise<VerifyReport> => {
    await createProjector(ledger).runToHead();
    damage(sql);
    return checked(ledger);
  };

  it("names the payment that does not add up, whose it is, and what to do", async () => {
    const sql = `UPDATE payments SET document = json_set(document, '$[4][0][3]', 2999)
                 WHERE document_key = '"pay-p-1"' AND user_id = 'u-1'`;
    expect(await verifiedAfter(sql)).toMatchObject({
      outcome: "drifted",
      violations: [
        {
          ...{ rule: "payment", userId: "u-1", subject: "pay-p-1" },
          found: "It paid 29.99 EUR, of which 9.99 EUR are refunded and 29.99 EUR kept.",
          advice: "Run `ledger repair --user u-1`.",
        },
      ],
    });
  });

  it("names a payment and a month of which the history says something else", async () => {
    const { violations } = await verifiedAfter(
      "UPDATE history SET amount_minor = 1999 WHERE user_id = 'u-1' AND purchase_id = 'p-2'",
    );
    expect(violations).toMatchObject([
      {
        ...{ rule: "payment", userId: "u-1", subject: "pay-p-2" },
        found:
          "It paid 29.99 EUR and refunded 0.00 EUR; by the history it paid 19.99 EUR and refunded 0.00 EUR.",
      },
      {
        ...{ rule: "month", userId: undefined, subject: "2026-10" },
        found: "Of its purchases the projection says 1 at 19.99 EUR; expected: 1 at 29.99 EUR.",
        advice: expect.stringContaining("ledger repair"),
      },
    ]);
  });

  it("names the item that is owned although no purchase of it stands, and the other way round", async () => {
    const sql = `UPDATE ownership SET document = json_set(document, '$.purchasedCourses[1]', 'c-9')
                 WHERE user_id = 'u-1'`;
    const { violations } = await verifiedAfter(sql);
    expect(violations.map(({ rule, userId, subject, found }) => [rule, userId, subject, found])).toEqual([
      ["ownership", "u-1", "course:c-2", expect.stringContaining("missing from the ownership projection")],
      ["ownership", "u-1", "course:c-9", expect.stringContaining("missing from the history projection")],
    ]);
  });

  it("finds a fold that is wrong although what is stored is what it makes of the log", async () => {
    const forgetful: Projection = {
      ...(payments as Projection),
      fold: (documents, event, userId) => {
        if (event.type !== "PurchaseRefunded") (payments as Projection).fold(documents, event, userId);
      },
    };
    const projections = [ownership as Projection, history as Projection, forgetful];
    await createProjector({ ...ledger, projections }).runToHead();
    expect(await checked(ledger, projections)).toMatchObject({
      ...{ driftedUsers: 0, outcome: "drifted", violationCount: 1 },
      violations: [
        {
          ...{ rule: "payment", userId: "u-1", subject: "pay-p-1" },
          found: expect.stringContaining("by the history it paid 29.99 EUR and refunded 9.99 EUR"),
          advice: expect.stringContaining("ledger replay u-1"),
        },
      ],
    });
  });

  it("takes what cannot be read for drift, and breaks off nowhere", async () => {
    const sql = "UPDATE payments SET document = '{}' WHERE user_id = 'u-1'";
    expect(await verifiedAfter(sql)).toMatchObject({ outcome: "drifted", driftedUsers: 1 });
  });

  it("compares no months while events wait to be folded, and does once they are", async () => {
    await createProjector(ledger).runToHead();
    await ledger.handler.handle(purchaseCourse("u-3", "p-4", "c-1"));
    expect(await checked(ledger)).toMatchObject({
      outcome: "behind",
      violationCount: 0,
      monthsCompared: false,
    });
    await createProjector(ledger).runToHead();
    expect(await checked(ledger)).toMatchObject({ outcome: "clean", monthsCompared: true });
  });

  it("says it on the command line, in JSON and in the audit log, and ends with 1", async () => {
    await verifiedAfter(
      "UPDATE history SET amount_minor = 1999 WHERE user_id = 'u-1' AND purchase_id = 'p-2'",
    );
    const environment = { DATA_DIR: ledger.path, LEDGER_OPERATOR: "ops-1" };
    expect(await runLedger(["verify"], environment)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        /User u-1: Run `ledger repair --user u-1`\.\n {2}Payment pay-p-2: It paid[^]*Month 2026-10: Of its purchases/,
      ),
    });
    const json = await runLedger(["verify", "--json"], environment);
    expect(JSON.parse(json.stdout)).toMatchObject({
      violationCount: 2,
      violations: [{ subject: "pay-p-2" }, {}],
    });
    const [entry] = await ledger.eventStore.audit.entries({ limit: 1 });
    expect(entry).toMatchObject({ action: "verify", details: { clean: false, violations: 2 } });
    expect((await runLedger(["repair"], environment)).code).toBe(0);
    expect((await runLedger(["verify"], environment)).code).toBe(0);
  });
});
