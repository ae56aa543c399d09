import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import type { Catalogue } from "../../src/catalogue/catalogue.js";
import type { PurchaseHandler } from "../../src/commands/purchase-handler.js";
import { LedgerError, type ErrorCode } from "../../src/errors.js";
import type { NewEvent } from "../../src/stores/event-store/event-store.js";
import { stream } from "../support/events.js";
import { aUser, startApi, theCheckout, type RunningApi } from "./support/start-api.js";

/** What can be odd, and what is answered: the rows of the table in the guide. */
const rows = [
  ...readFileSync("docs/integration.md", "utf8")
    .split("### After the money was taken")[1]!
    .split("\n## ")[0]!
    .matchAll(/^\| (.+?) +\| (.+?) +\| .+ \|$/gm),
]
  .slice(2)
  .map(([, odd = "", answer = ""]) => ({ odd, answer }));

let api: RunningApi;
let catalogueIsAway = false;
let failing: ErrorCode | undefined;

beforeAll(async () => {
  api = await startApi({
    change: ({ catalogue, handler }) => ({
      catalogue: {
        ...catalogue,
        offer: (item) =>
          catalogueIsAway
            ? Promise.reject(new LedgerError("catalogue_invalid", "Away."))
            : catalogue.offer(item),
      } satisfies Catalogue,
      handler: {
        ...handler,
        handle: (...values) =>
          failing === undefined
            ? handler.handle(...values)
            : Promise.reject(new LedgerError(failing, "It cannot.")),
      } satisfies PurchaseHandler,
    }),
  });
});

let users = 0;
/** A paid purchase of a user of its own. */
const paid = (change: object = {}) => {
  const name = `u-${users++}`;
  return {
    ...{ userId: name, courseId: "c-paid", amount: 29.99, currency: "EUR", paymentId: `pay-${name}` },
    ...{ paidAt: "2026-01-02T03:04:05Z", ...change },
  };
};
const buy = (body: object, headers: Record<string, string> = {}) => api.buy(theCheckout, body, headers);
const whileItFails = async (code: ErrorCode) => {
  failing = code;
  try {
    return await buy(paid());
  } finally {
    failing = undefined;
  }
};

async function whileTheCatalogueIsAway(change: object = {}) {
  catalogueIsAway = true;
  try {
    return await buy(paid(change));
  } finally {
    catalogueIsAway = false;
  }
}

type Answer = Awaited<ReturnType<typeof buy>>;
const post = (path: string, body: object) => api.call(path, { as: theCheckout, body });

/** Makes each of them happen. */
const happenings: Readonly<Record<string, () => Promise<readonly Answer[]>>> = {
  "price or currency differs, coupon unknown": async () => [
    await buy(paid({ amount: 25 })),
    await buy(paid({ currency: "USD" })),
    await buy(paid({ amount: 25, discount: { code: "X", amount: 1 } })),
  ],
  "the lines do not add up to `amount`": async () => {
    const { courseId: itemId, ...order } = paid({ amount: 29 });
    const lines = [{ itemType: "course", itemId, amount: 29.99 }];
    const answer = await post("/api/orders", { ...order, orderId: order.userId, lines });
    return [{ ...answer, body: (answer.body as { purchases: readonly object[] }).purchases[0] as never }];
  },
  "the item is unknown or withdrawn": async () => [
    await buy(paid({ courseId: "c-nowhere" })),
    await buy(paid({ courseId: "c-withdrawn", amount: 5 })),
  ],
  "the amount has more decimals than its currency": async () => [
    await buy(paid({ amount: 29.994 })),
    await buy(paid({ amount: 1500.5, currency: "JPY" })),
  ],
  "no amount, or no currency of an unknown item": async () => [
    await buy(paid({ amount: undefined })),
    await buy(paid({ courseId: "c-nowhere", currency: undefined })),
    await buy(paid({ currency: "ZZZ" })),
    await buy(paid({ amount: 1e22 })),
  ],
  "an order names an item twice": async () => {
    const { courseId: itemId, amount, ...order } = paid();
    const lines = [1, 2].map(() => ({ itemType: "course", itemId, amount }));
    const answer = await post("/api/orders", { ...order, orderId: order.userId, lines });
    const [first, second] = answer.body.purchases as readonly { purchaseId: string; amount: number }[];
    expect([first, second]).toMatchObject([{ amount }, { amount, duplicateOf: first?.purchaseId }]);
    return [{ ...answer, body: second as never }];
  },
  "the giver of a gift is its receiver": async () => {
    const { courseId: itemId, amount, ...order } = paid();
    const lines = [{ itemType: "course", itemId, amount }];
    const gift = { ...order, giftFrom: order.userId, orderId: order.userId, lines };
    const answer = await post("/api/orders", gift);
    return [{ ...answer, body: (answer.body as { purchases: readonly object[] }).purchases[0] as never }];
  },
  "the catalogue cannot be read": async () => [await whileTheCatalogueIsAway()],
  "the user owns the item already": async () => {
    const first = paid();
    await buy(first);
    return [await buy({ ...first, paymentId: "pay-again" })];
  },
  "another payment for the same order, `purchaseId` or key": async () => {
    const first = paid({ purchaseId: "p-1", orderId: "o-1" });
    await buy(first);
    const keyed = paid();
    await buy(keyed, { "Idempotency-Key": "key-1" });
    return [
      await buy({ ...first, paymentId: "pay-other-1" }),
      await buy({ ...keyed, paymentId: "pay-other-2" }, { "Idempotency-Key": "key-1" }),
    ];
  },
  "the order, `purchaseId` or key was used for something free": async () => {
    const { userId, ...sale } = paid({ purchaseId: "p-1" });
    await api.buy(aUser(userId), { courseId: "c-free", purchaseId: "p-1" });
    return [await buy({ ...sale, userId })];
  },
  "the payment was refunded meanwhile": async () => {
    const sale = paid();
    await post("/api/refunds", { paymentId: sale.paymentId, refundId: "r-1", revoke: true });
    return [await buy(sale)];
  },
  "`paidAt` is in the future, or before 1990": async () => [
    await buy(paid({ paidAt: "2999-01-02T03:04:05Z" })),
    await buy(paid({ paidAt: "1970-01-01T00:00:00Z" })),
    await buy(paid({ paidAt: "0001-01-01T00:00:00Z" })),
  ],
  "the same payment with other content (a webhook beside the checkout)": async () => {
    const first = paid({ purchaseId: "p-1" });
    await buy(first);
    return [await buy({ ...first, paymentMethod: "card" })];
  },
  "the payment paid for another user or order": async () => {
    const first = paid({ orderId: "o-1" });
    await buy(first);
    const other = { ...first, courseId: "c-withdrawn", orderId: "o-2" };
    return [await buy({ ...first, userId: "u-other" }), await buy(other)];
  },
  "an event of the user cannot be read": async () => {
    const { userId, ...sale } = paid();
    const bad = {
      id: "5d1a7c1e-1111-4111-8111-111111111111",
      type: "CoursePurchased",
      data: {},
      metadata: {},
    };
    await api.eventStore.append(stream(userId), [bad as unknown as NewEvent], "no-stream");
    return [await buy({ ...sale, userId })];
  },
  "other processes write the same user's stream": async () => [await whileItFails("revision_conflict")],
  "log unavailable, disk full, log replaced or damaged": async () => [
    await whileItFails("event_store_unavailable"),
    await whileItFails("log_mismatch"),
    await whileItFails("log_damaged"),
    await whileTheCatalogueIsAway({ currency: undefined }),
  ],
  "token expired, or its role is not allowed": async () => [
    await api.buy(aUser("u-9"), paid()),
    await api.buy({ role: "analyst", id: "ann" }, paid()),
  ],
  "a field has the wrong form: text instead of a number, an invalid id, no `paymentId`": async () => [
    await buy(paid({ amount: "29.99" })),
    await buy(paid({ courseId: "no such" })),
    await buy(paid({ paymentId: undefined })),
  ],
};

describe("the guide's table of what happens after the money was taken", () => {
  // Here, as the read models' database is closed by a hook of the whole file.
  afterAll(() => api.close());

  it("has a row for each of them", () => expect(rows.map(({ odd }) => odd)).toEqual(Object.keys(happenings)));

  it.each(rows)("is true: $odd", async ({ odd, answer: said }) => {
    const answers = await happenings[odd]!();
    for (const { status, body } of answers) {
      expect(said).toContain(String(status));
      const [, name] = /`([a-z_]+)`/.exec(said) ?? [];
      if (status !== 201) {
        if (name !== undefined) expect(body).toMatchObject({ code: name });
      } else if (name !== undefined && !said.includes("`owned: false`")) {
        expect(body.flags).toContain(name);
      } else if (said.includes("`owned: false`")) expect(body).toMatchObject({ owned: false });
      else expect(body).toMatchObject({ owned: true, flags: [] });
    }
  });
});
