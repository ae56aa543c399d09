import { toMajor, type CatalogueItem } from "./catalogue.js";
import type { Caller } from "./client.js";

/** What happens in the story. Each is one request, which may be sent several times. */
export type Deed = Sale | FreeSale | Grant | Refund | Dispute | Access;

export interface SaleLine {
  readonly item: CatalogueItem;
  /** What was paid, after the discount. */
  readonly paidMinor: number;
  readonly discountMinor: number;
}

/** An order, or with `alone` a purchase of one item. */
export interface Sale {
  readonly kind: "sale";
  readonly userId: string;
  readonly giver?: string;
  readonly orderId: string;
  readonly paymentId: string;
  readonly currency: string;
  readonly lines: readonly SaleLine[];
  /** What the provider took; the lines may add up to something else. */
  readonly chargedMinor: number;
  /** Undefined: the money was not taken yet. */
  readonly paidAt: string | undefined;
  readonly alone?: { readonly purchaseId: string };
}

export interface FreeSale {
  readonly kind: "free";
  readonly userId: string;
  readonly item: CatalogueItem;
  readonly purchaseId: string;
}

export interface Grant {
  readonly kind: "grant";
  readonly userId: string;
  readonly item: CatalogueItem;
  readonly key: string;
}

/** All that a payment paid, or one line of a sale. */
export type Target = { readonly paymentId: string } | { readonly sale: Sale; readonly line: number };

export interface Refund {
  readonly kind: "refund";
  readonly refundId: string;
  readonly target: Target;
  /** Undefined: all that is left. */
  readonly amountMinor: number | undefined;
  readonly currency: string;
  readonly revoke: boolean;
  readonly at: string;
}

export interface Dispute {
  readonly kind: "dispute";
  readonly disputeId: string;
  readonly target: Target;
  readonly status: "opened" | "won" | "lost";
  /** Undefined: the whole payment. */
  readonly amountMinor: number | undefined;
  readonly currency: string;
  readonly revoke: boolean;
  readonly at: string;
}

/** Support takes access, or gives it back. */
export interface Access {
  readonly kind: "revocation" | "reinstatement";
  readonly target: { readonly sale: Sale; readonly line: number };
}

export interface ApiRequest {
  readonly path: string;
  readonly body: object;
  readonly as: Caller;
  readonly key?: string;
}

/** Where a purchase is, once an answer has said its id. */
export type FindPurchase = (sale: Sale, line: number) => { userId: string; purchaseId: string } | undefined;

const checkout = { role: "service", id: "checkout" } as const;
const support = { role: "support", id: "jo" } as const;

/** @returns undefined if it is about a purchase that no answer has named yet */
export function requestOf(deed: Deed, find: FindPurchase): ApiRequest | undefined {
  switch (deed.kind) {
    case "sale":
      return { path: deed.alone ? "/api/purchase" : "/api/orders", body: saleBody(deed), as: checkout };
    case "free": {
      const { item, purchaseId, userId } = deed;
      const body = { itemType: item.kind, itemId: item.id, purchaseId };
      return { path: "/api/public/purchase-free", body, as: { role: "user", id: userId } };
    }
    case "grant": {
      const body = { itemType: deed.item.kind, itemId: deed.item.id, reason: "goodwill" };
      return { path: `/api/support/users/${deed.userId}/grants`, body, as: support, key: deed.key };
    }
    case "refund": {
      const { refundId, revoke, at } = deed;
      const about = aboutMoney(deed, find);
      const body = { ...about, refundId, revoke, refundedAt: at };
      return about && { path: "/api/refunds", body, as: checkout };
    }
    case "dispute": {
      const { disputeId, status, revoke, at } = deed;
      const about = aboutMoney(deed, find);
      const body = { ...about, disputeId, status, revoke, disputedAt: at };
      return about && { path: "/api/disputes", body, as: checkout };
    }
    case "revocation":
    case "reinstatement": {
      const found = find(deed.target.sale, deed.target.line);
      if (found === undefined) return undefined;
      const path = `/api/support/users/${found.userId}/${deed.kind}s`;
      const reason = deed.kind === "revocation" ? { reason: "correction" } : {};
      return { path, body: { purchaseId: found.purchaseId, ...reason }, as: support };
    }
  }
}

function saleBody({ userId, giver, orderId, paymentId, currency, lines, chargedMinor, paidAt, alone }: Sale) {
  const isFree = chargedMinor === 0 && paidAt === undefined;
  const shared = { userId, orderId, currency, ...(isFree ? {} : { paymentId, paidAt }) };
  const lineOf = ({ item, paidMinor, discountMinor }: SaleLine) => ({
    ...{ itemType: item.kind, itemId: item.id, amount: toMajor(paidMinor, currency) },
    ...(discountMinor === 0
      ? {}
      : { discount: { code: "AUTUMN", amount: toMajor(discountMinor, currency) } }),
  });
  if (alone !== undefined) return { ...shared, ...alone, ...lines.map(lineOf)[0] };
  const gift = giver === undefined ? {} : { giftFrom: giver };
  return { ...shared, ...gift, lines: lines.map(lineOf), amount: toMajor(chargedMinor, currency) };
}

function aboutMoney({ target, amountMinor, currency }: Refund | Dispute, find: FindPurchase) {
  const whose = "paymentId" in target ? target : find(target.sale, target.line);
  const amount = amountMinor === undefined ? {} : { amount: toMajor(amountMinor, currency), currency };
  return whose && { ...whose, ...amount };
}
