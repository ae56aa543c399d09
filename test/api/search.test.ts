import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { LedgerError } from "../../src/errors.js";
import { roles } from "../../src/events/purchase-events.js";
import type { ShopUsers } from "../../src/shop/mongodb/shop-users.js";
import {
  append,
  coursePurchased,
  metadata,
  purchaseRevoked,
  testPurchased,
  user,
} from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { startApi, theCheckout, type RunningApi } from "./support/start-api.js";

const support = { role: "support", id: "anna" } as const;
const longAgo = "2026-01-01T00:00:00.000Z";

interface Group {
  readonly kind: string;
  readonly matches: readonly Readonly<Record<string, unknown>>[];
  readonly next: string | null;
}

describe("searching", () => {
  let api: RunningApi;
  let people: ShopUsers | undefined;

  beforeEach(async () => {
    people = undefined;
    const shopUsers: ShopUsers = {
      find: (...values) => people?.find(...values) ?? Promise.resolve({ users: [], complete: true }),
      named: (ids) => people?.named(ids) ?? Promise.resolve([]),
      close: () => Promise.resolve(),
    };
    api = await startApi({ change: () => ({ shopUsers }) });
    const requested = (correlationId: string) => ({ metadata: metadata({ correlationId }) });
    const ordered = coursePurchased("u-1", "p-1", "c-paid", longAgo);
    await append(
      api.eventStore,
      { ...ordered, data: { ...ordered.data, orderId: "o-1" }, ...requested("request-1") } as typeof ordered,
      { ...testPurchased("u-1", "p-2", "both", null), ...requested("request-1") },
      { ...purchaseRevoked("u-1", "p-2", "test", "both"), ...requested("request-2") },
    );
    await append(api.eventStore, {
      ...coursePurchased("u-2", "both", "both", longAgo),
      ...requested("request-3"),
    });
    await eventually("it is folded", () => api.projector.status().eventCount === 4);
  });
  afterEach(() => api.close());

  const answerTo = (query: string) => api.call(`/api/support/search?${query}`, { as: support });
  const groupsFor = async (q: string, more = ""): Promise<readonly Group[]> => {
    const { status, body } = await answerTo(`q=${encodeURIComponent(q)}${more}`);
    expect(status).toBe(200);
    return body.groups as readonly Group[];
  };
  /** e.g. `purchase u-1 p-1` */
  const found = async (q: string): Promise<string[]> =>
    (await groupsFor(q)).flatMap(({ kind, matches }) =>
      matches.map(({ userId, purchaseId }) =>
        [kind, userId, purchaseId].filter((each) => typeof each === "string").join(" "),
      ),
    );

  it("is for support and admin, and nobody else", async () => {
    for (const role of roles) {
      const { status } = await api.call("/api/support/search?q=u-1", { as: { role, id: "u-1" } });
      expect([role, status]).toEqual([role, role === "support" || role === "admin" ? 200 : 403]);
    }
    expect((await api.call("/api/support/search?q=u-1")).status).toBe(401);
  });

  it("finds whatever has the id, and says what it is", async () => {
    expect(await found("u-1")).toEqual(["user u-1"]);
    expect(await found("pay-p-1")).toEqual(["payment u-1 p-1"]);
    expect(await found("p-1")).toEqual(["purchase u-1 p-1"]);
    expect(await found("o-1")).toEqual(["order u-1 p-1"]);
    expect(await found("request-1")).toEqual(["correlation u-1 p-1", "correlation u-1 p-2"]);
    expect(await found("request-2")).toEqual(["correlation u-1 p-2"]);
    expect(await found("c-paid")).toEqual(["item u-1 p-1"]);
    expect(await found("  p-1 \t")).toEqual(["purchase u-1 p-1"]);
  });

  it("finds an id that has spaces around it, as it was given", async () => {
    for (const paymentId of [" pay ", "pay"]) {
      const refund = { paymentId, refundId: "re_1", reason: "requested" };
      expect((await api.call("/api/refunds", { as: theCheckout, body: refund })).status).toBe(202);
    }
    for (const [q, paymentId] of [
      [" pay ", " pay "],
      ["pay", "pay"],
      ["  pay  ", "pay"],
    ] as const)
      expect((await groupsFor(q))[0]?.matches).toMatchObject([{ paymentId }]);
  });

  it("gives all that one text is: a purchase, and a course and a test", async () => {
    expect(await found("both")).toEqual(["purchase u-2 both", "item u-1 p-2", "item u-2 both"]);
  });

  it("says what was bought, when, for how much, and whether it stands", async () => {
    const [[bought], [revoked]] = [await groupsFor("p-1"), await groupsFor("p-2")];
    expect(bought?.matches[0]).toEqual({
      ...{
        userId: "u-1",
        userName: null,
        email: null,
        purchaseId: "p-1",
        orderId: "o-1",
        paymentId: "pay-p-1",
      },
      ...{
        itemKind: "course",
        itemId: "c-paid",
        title: "The course c-paid",
        amountMinor: 2999,
        currency: "EUR",
      },
      ...{ date: longAgo, revokedAt: null, hasEvents: true },
      ...{ refundsWaiting: 0, disputesWaiting: 0, waitingBecause: null },
    });
    expect(revoked?.matches[0]).toMatchObject({ date: null, revokedAt: "2026-02-03T04:05:06.789Z" });
    const [[paid], [returned]] = [await groupsFor("pay-p-1"), await groupsFor("pay-p-2")];
    expect([paid, returned].map((group) => group?.matches)).toEqual([bought?.matches, revoked?.matches]);
  });

  it("finds nothing by a part of an id, in another case, or by what is not there", async () => {
    for (const q of ["p", "P-1", "u-", "U-1", "PAY-P-1", "O-1", "%", "p-1 p-2", "null", "'"])
      expect(await found(q)).toEqual([]);
  });

  it("finds a payment whose refund came before its purchase", async () => {
    const refund = { paymentId: "pay early", refundId: "re_1", reason: "requested" };
    expect((await api.call("/api/refunds", { as: theCheckout, body: refund })).status).toBe(202);
    const [group] = await groupsFor("pay early");
    expect(group).toMatchObject({
      kind: "payment",
      matches: [{ userId: null, paymentId: "pay early", refundsWaiting: 1 }],
    });
  });

  it("finds a payment whose disputes came before its purchase", async () => {
    for (const [disputeId, status] of [
      ["dp_1", "opened"],
      ["dp_1", "won"],
      ["dp_2", "opened"],
    ]) {
      const dispute = { paymentId: "pay disputed", disputeId, status };
      expect((await api.call("/api/disputes", { as: theCheckout, body: dispute })).status).toBe(202);
    }
    const [group] = await groupsFor("pay disputed");
    expect(group).toMatchObject({
      kind: "payment",
      matches: [{ userId: null, paymentId: "pay disputed", refundsWaiting: 0, disputesWaiting: 2 }],
    });
  });

  it("gives an item of many buyers in pages", async () => {
    for (let n = 10; n < 15; n++)
      await append(api.eventStore, coursePurchased(`v-${n}`, "p", "c-paid", longAgo));
    await eventually("it is folded", () => api.projector.status().eventCount === 9);
    const users: unknown[] = [];
    for (let next: string | null | undefined = ""; typeof next === "string";) {
      const after = next === "" ? "" : `&after=${next}`;
      const [page] = await groupsFor("c-paid", `&kind=item&limit=2${after}`);
      expect(page?.matches.length).toBeLessThanOrEqual(2);
      users.push(...(page?.matches ?? []).map(({ userId }) => userId));
      next = page?.next;
    }
    expect(users).toEqual(["u-1", "v-10", "v-11", "v-12", "v-13", "v-14"]);
  });

  it("continues with another page size, and refuses the place of another text or kind", async () => {
    const page = (q: string, more: string) => answerTo(`q=${encodeURIComponent(q)}${more}`);
    const [first] = await groupsFor(" both ", "&kind=item&limit=1");
    const after = `&after=${first?.next ?? ""}`;
    const [next] = await groupsFor(" both ", `&kind=item&limit=5${after}`);
    expect(next).toMatchObject({ matches: [{ userId: "u-2", purchaseId: "both" }], next: null });
    for (const answer of [
      await page("c-paid", `&kind=item${after}`),
      await page(" both ", `&kind=purchase${after}`),
    ])
      expect(answer).toMatchObject({
        status: 400,
        body: {
          code: "request_invalid",
          problems: [{ path: "after", message: "is not a next of this q and kind: start again without it" }],
        },
      });
  });

  it("refuses what cannot be an id, and a place that it did not give", async () => {
    for (const query of [
      "",
      "q=",
      "q=%20%09",
      "q=a%00b",
      "q=a%0Ab",
      `q=${"x".repeat(257)}`,
      "q=a&kind=refund",
    ])
      expect([query, await answerTo(query)]).toMatchObject([
        query,
        { status: 400, body: { code: "request_invalid" } },
      ]);
    for (const more of [
      "&limit=0",
      "&limit=101",
      "&after=x&kind=item",
      "&after=WyJ1LTEiLDBd",
      "&kind=user&after=WyJ1LTEiLDBd",
    ])
      expect([more, (await answerTo(`q=a${more}`)).status]).toEqual([more, 400]);
    expect((await answerTo(`q=${"x".repeat(256)}`)).status).toBe(200);
  });

  describe("with the shop's users", () => {
    const jane = { userId: user("u-1"), name: "Jane Doe", email: "jane@shop.test" };
    const john = { userId: user("u-9"), name: "John", email: "john@shop.test" };

    it("finds them by what the shop knows, and names those that are found", async () => {
      people = {
        find: (text) =>
          Promise.resolve({ users: [jane, john].filter(({ email }) => email === text), complete: true }),
        named: (ids) => Promise.resolve([jane, john].filter(({ userId }) => ids.includes(userId))),
        close: () => Promise.resolve(),
      };
      const [onlyInShop] = await groupsFor("john@shop.test");
      expect(onlyInShop?.matches).toMatchObject([{ userId: "u-9", userName: "John", hasEvents: false }]);
      const [[byMail], [byId], [bought]] = [
        await groupsFor("jane@shop.test"),
        await groupsFor("u-1"),
        await groupsFor("p-1"),
      ];
      for (const group of [byMail, byId, bought])
        expect(group?.matches).toMatchObject([
          { userId: "u-1", userName: "Jane Doe", email: "jane@shop.test" },
        ]);
    });

    it("finds everything else while the shop does not answer, and says so", async () => {
      const refuse = () =>
        Promise.reject(new LedgerError("read_model_unavailable", "The shop's MongoDB is away."));
      people = { find: refuse, named: refuse, close: () => Promise.resolve() };
      expect((await answerTo("q=p-1")).body).toMatchObject({
        shop: "unavailable",
        groups: [{ kind: "purchase", matches: [{ userId: "u-1", userName: null }] }],
      });
    });

    it("says that there are too many to search without an index", async () => {
      people = {
        find: () => Promise.resolve({ users: [], complete: false }),
        named: () => Promise.resolve([]),
        close: () => Promise.resolve(),
      };
      expect((await answerTo("q=Jane")).body).toEqual({ shop: "no_index", groups: [] });
    });
  });
});
