import type { Account, KnownPurchase } from "./account.js";
import type { Access, Deed, Dispute } from "./deeds.js";

/** What must be true in the end, whatever the order in which the storm arrived. */
export interface Expectations {
  /** Whether a purchase gives access; undefined where that depends on the order. */
  stands(purchase: KnownPurchase, money: Refunded): boolean | undefined;
}

/** What was refunded of a purchase, as support sees it: which line a part of a payment was taken from is not said before. */
export interface Refunded {
  readonly amountMinor: number | null;
  readonly refundedMinor: number;
  readonly refunds: readonly { readonly refundId: string }[];
}

/** @param quiet what came after the storm, one after the other: the last word on access */
export function expectationsOf(account: Account, quiet: readonly Deed[]): Expectations {
  const accepted = account.deeds().filter((deed) => account.outcomeOf(deed) === "accepted");
  const lastWord = new Map<KnownPurchase, boolean>();
  for (const deed of quiet)
    if (isAccess(deed))
      for (const purchase of account.targetsOf(deed.target))
        lastWord.set(purchase, deed.kind === "reinstatement");

  const about = new Map<KnownPurchase, Deed[]>();
  for (const deed of accepted)
    if ("target" in deed)
      for (const purchase of account.targetsOf(deed.target))
        about.set(purchase, [...(about.get(purchase) ?? []), deed]);

  return {
    stands(purchase, money) {
      const said = lastWord.get(purchase);
      if (said !== undefined) return said;
      const deeds = about.get(purchase) ?? [];
      const revocations = deeds.map((deed) => isRevocation(deed, money));
      if (revocations.includes(true)) return false;
      const disputes = deeds.filter((deed) => deed.kind === "dispute");
      const states = outcomesOf(disputes).filter(({ revoke }) => revoke);
      if (
        states.some(
          ({ status, amountMinor }) =>
            status === "opened" || (status === "lost" && amountMinor === undefined),
        )
      )
        return false;
      // Of a part that was lost, access goes with the money, and which line that was is not said.
      const isUnsure = revocations.includes(undefined) || states.some(({ status }) => status === "lost");
      return isUnsure ? undefined : true;
    },
  };
}

const isAccess = (deed: Deed): deed is Access => deed.kind === "revocation" || deed.kind === "reinstatement";

/** Whether a deed takes the access of a purchase for good; undefined where that depends on the order. */
function isRevocation(deed: Deed, { amountMinor, refundedMinor, refunds }: Refunded): boolean | undefined {
  if (deed.kind !== "refund" || !deed.revoke) return deed.kind === "revocation";
  const isPart = "paymentId" in deed.target && deed.amountMinor !== undefined;
  if (!isPart || refunds.some(({ refundId }) => refundId === deed.refundId)) return true;
  // It takes the access of all lines only when it leaves nothing of the payment.
  return refundedMinor < (amountMinor ?? 0) ? false : undefined;
}

/** How each dispute ended: one that was won or lost stays so. */
function outcomesOf(disputes: readonly Dispute[]): readonly Dispute[] {
  const ends = new Map<string, Dispute>();
  for (const each of disputes) {
    const known = ends.get(each.disputeId);
    if (known === undefined || known.status === "opened") ends.set(each.disputeId, each);
  }
  return [...ends.values()];
}
