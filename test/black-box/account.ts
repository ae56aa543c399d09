import { toMinor, type CatalogueItem } from "./catalogue.js";
import type { Answer } from "./client.js";
import type { Deed, FindPurchase, FreeSale, Grant, Sale, Target } from "./deeds.js";
import type { Findings } from "./findings.js";

/** A purchase that the ledger acknowledged, with what was said to it. */
export interface KnownPurchase {
  readonly userId: string;
  readonly purchaseId: string;
  readonly item: CatalogueItem;
  readonly amountMinor: number | null;
  readonly currency: string | null;
  readonly discountMinor: number;
  readonly purchasedAt: string | null;
  /** By when it counts without a date of its own: the evidence of its price says so. */
  readonly pricedAt?: string | null;
  readonly orderId: string | null;
  readonly paymentId: string | null;
  readonly grantedBy: string | null;
}

/** `waiting`: kept until its purchase comes. */
export type Outcome = "accepted" | "waiting" | "refused";

/**
 * An account of money and access that is kept beside the ledger. It knows what was sent and how that was answered, and
 * nothing of the ledger's code.
 */
export interface Account {
  /** Takes down how a deed was answered. */
  record(deed: Deed, answer: Answer): void;
  /** What came of a refund that was waiting. */
  settle(deed: Deed, outcome: Outcome): void;
  /** Takes down a purchase that came in by another way than the API. */
  add(purchase: KnownPurchase): void;
  outcomeOf(deed: Deed): Outcome | undefined;
  readonly findPurchase: FindPurchase;
  readonly purchases: () => readonly KnownPurchase[];
  readonly deeds: () => readonly Deed[];
  /** The purchases that a refund or a dispute is about. */
  targetsOf(target: Target): readonly KnownPurchase[];
}

interface AnsweredPurchase {
  readonly purchaseId: string;
  readonly courseId?: string;
  readonly testId?: string;
  readonly amount: number;
  readonly currency: string;
  readonly purchasedAt: string;
}

const order: readonly Outcome[] = ["refused", "waiting", "accepted"];

export function createAccount(findings: Findings): Account {
  const purchases = new Map<string, KnownPurchase>();
  const idsOfSales = new Map<Sale, readonly string[]>();
  const outcomes = new Map<Deed, Outcome>();

  const add: Account["add"] = (purchase) => {
    const key = `${purchase.userId}/${purchase.purchaseId}`;
    const known = purchases.get(key);
    if (known === undefined) purchases.set(key, purchase);
    // A repeat gives the first answer again, for ever.
    else findings.compare("a repeat was answered otherwise", purchase, known);
  };

  /** A request may be refused and accepted later, as more is known then; what was accepted stays so. */
  const settle: Account["settle"] = (deed, outcome) => {
    const known = outcomes.get(deed) ?? "refused";
    outcomes.set(deed, order.indexOf(outcome) > order.indexOf(known) ? outcome : known);
  };

  const targetsOf: Account["targetsOf"] = (target) => {
    const all = [...purchases.values()];
    if ("paymentId" in target) return all.filter(({ paymentId }) => paymentId === target.paymentId);
    const found = findPurchase(target.sale, target.line);
    return all.filter((each) => each.purchaseId === found?.purchaseId && each.userId === found.userId);
  };

  const findPurchase: FindPurchase = (sale, line) => {
    const purchaseId = idsOfSales.get(sale)?.[line];
    return purchaseId === undefined ? undefined : { userId: sale.userId, purchaseId };
  };

  function recordSale(sale: Sale, { status, body }: Answer): void {
    // The user owns the item already, and nothing was paid.
    if (status === 200) return;
    const answered = (sale.alone ? [body] : body.purchases) as readonly AnsweredPurchase[];
    const known = answered.map((each, line) => soldPurchase(sale, line, each));
    const ids = answered.map(({ purchaseId }) => purchaseId);
    findings.compare("an order was answered otherwise", ids, idsOfSales.get(sale) ?? ids, { sale });
    idsOfSales.set(sale, ids);
    known.forEach(add);
    const sum = known.reduce((total, { amountMinor }) => total + (amountMinor ?? 0), 0);
    findings.compare("the lines do not add up to the charge", sum, sale.chargedMinor, { sale, body });
    const stated = sale.lines.map(({ paidMinor }) => paidMinor);
    if (stated.reduce((total, each) => total + each, 0) !== sale.chargedMinor) return;
    const amounts = known.map(({ amountMinor }) => amountMinor);
    findings.compare("a line has another price than was paid", amounts, stated, { sale, body });
  }

  return {
    ...{ add, settle, targetsOf, findPurchase },
    outcomeOf: (deed) => outcomes.get(deed),
    purchases: () => [...purchases.values()],
    deeds: () => [...outcomes.keys()],
    record(deed, answer) {
      const { status, body } = answer;
      settle(deed, status === 202 ? "waiting" : status < 300 ? "accepted" : "refused");
      if (status >= 300) return;
      if (deed.kind === "sale") recordSale(deed, answer);
      else if (deed.kind === "free" || deed.kind === "grant") {
        if (status === 201) add(givenPurchase(deed, body as unknown as AnsweredPurchase));
      } else assertMoney(findings, deed, body);
    },
  };
}

function soldPurchase(sale: Sale, line: number, answered: AnsweredPurchase): KnownPurchase {
  const { userId, orderId, currency, giver, paidAt } = sale;
  const { item, paidMinor, discountMinor } = sale.lines[line]!;
  const amountMinor = toMinor(answered.amount, answered.currency);
  const isPaid = amountMinor > 0 || paidMinor > 0;
  return {
    ...{ userId, purchaseId: answered.purchaseId, item, amountMinor, currency, discountMinor, orderId },
    purchasedAt: paidAt ?? answered.purchasedAt,
    paymentId: isPaid ? sale.paymentId : null,
    grantedBy: giver ?? null,
  };
}

function givenPurchase({ userId, item, kind }: FreeSale | Grant, answered: AnsweredPurchase): KnownPurchase {
  return {
    ...{ userId, purchaseId: answered.purchaseId, item, amountMinor: 0, currency: item.currency },
    ...{ discountMinor: item.priceMinor, purchasedAt: answered.purchasedAt, orderId: null, paymentId: null },
    grantedBy: kind === "grant" ? "jo" : null,
  };
}

interface PurchaseMoney {
  readonly paid: number | null;
  readonly refunded: number | null;
  readonly kept: number | null;
  readonly currency: string | null;
}

/** Of each purchase, in every answer: paid = refunded + kept. */
function assertMoney(findings: Findings, deed: Deed, body: Answer["body"]): void {
  const about = (body.purchases ??
    (body.purchase === undefined ? [] : [body.purchase])) as readonly PurchaseMoney[];
  for (const { paid, refunded, kept, currency } of about) {
    if (paid === null || refunded === null || kept === null || currency === null) continue;
    const [all, back, rest] = [paid, refunded, kept].map((amount) => toMinor(amount, currency));
    findings.compare("paid is not refunded and kept", all, back! + rest!, { deed, body });
    if (rest! < 0) findings.add("less than nothing is kept", { deed, body });
  }
}
