import type { Deed, Refund, Dispute, Sale, Target } from "./deeds.js";
import type { Random } from "./random.js";

/** What comes after an order: refunds and disputes, which the story then shuffles. */

export interface Ids {
  refund(k: number): string;
  dispute(k: number): string;
  moment(): string;
}

/** Of all that a payment paid. */
export function ofPayment(random: Random, sales: readonly Sale[], ids: Ids): readonly Deed[] {
  const { paymentId, currency } = sales[0]!;
  const charged = sales.reduce((sum, { chargedMinor }) => sum + chargedMinor, 0);
  // Which lines a part with access is about depends on those that have arrived.
  const mayRevokeParts = sales.length === 1;
  const about = { target: { paymentId }, currency };
  return [
    ...refundsOf(random, about, { charged, mayRevokeParts, ids }),
    ...disputesOf(random, about, { charged, ids }),
  ];
}

/** Of one line; its id is known once the sale is answered. */
export function ofOnePurchase(random: Random, sale: Sale, ids: Ids): readonly Deed[] {
  const line = random.whole(sale.lines.length);
  const charged = sale.lines[line]!.paidMinor;
  if (charged === 0) return [];
  const about = { target: { sale, line }, currency: sale.currency };
  const revocation = { kind: "revocation", target: about.target } as const;
  return [
    ...refundsOf(random, about, { charged, mayRevokeParts: true, ids }),
    ...disputesOf(random, about, { charged, ids }),
    ...(random.chance(0.2) ? [revocation] : []),
  ];
}

interface About {
  readonly target: Target;
  readonly currency: string;
}

function refundsOf(
  random: Random,
  about: About,
  { charged, mayRevokeParts, ids }: { charged: number; mayRevokeParts: boolean; ids: Ids },
): readonly Refund[] {
  let left = charged;
  return Array.from({ length: random.chance(0.7) ? random.whole(4) : 0 }, (_, k): Refund => {
    const shared = { kind: "refund", ...about, refundId: ids.refund(k), at: ids.moment() } as const;
    if (random.chance(0.3)) return { ...shared, amountMinor: undefined, revoke: random.chance(0.5) };
    // Now and then more than is left, which is refused once something else was first.
    const most = random.chance(0.1) ? charged + 50 : Math.max(1, left);
    const amountMinor = 1 + random.whole(most);
    left -= amountMinor;
    return { ...shared, amountMinor, revoke: mayRevokeParts && random.chance(0.2) };
  });
}

function disputesOf(
  random: Random,
  about: About,
  { charged, ids }: { charged: number; ids: Ids },
): readonly Dispute[] {
  const count = random.chance(0.35) ? 1 + random.whole(2) : 0;
  return Array.from({ length: count }, (_, k) => k).flatMap((k): readonly Dispute[] => {
    const shared = {
      ...({ kind: "dispute", ...about, disputeId: ids.dispute(k), at: ids.moment() } as const),
      amountMinor: random.chance(0.25) ? 1 + random.whole(charged) : undefined,
    };
    const ends = random.pick([["won"], ["lost"], ["won", "lost"], [], []] as const);
    const isOpened = ends.length === 0 || random.chance(0.8);
    return [...(isOpened ? (["opened"] as const) : []), ...ends].map((status) => ({
      ...{ ...shared, status, revoke: random.chance(0.85) },
    }));
  });
}
