import type { Account, KnownPurchase } from "./account.js";
import type { Access, Deed, Dispute } from "./deeds.js";

/** What must be true in the end, whatever the order in which the storm arrived. */
export interface Expectations {
  /** Whether a purchase gives access; undefined where that depends on the order. */
  stands(purchase: KnownPurchase): boolean | undefined;
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
    stands(purchase) {
      const said = lastWord.get(purchase);
      if (said !== undefined) return said;
      const deeds = about.get(purchase) ?? [];
      if (deeds.some(isRevocation)) return false;
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
      return states.some(({ status }) => status === "lost") ? undefined : true;
    },
  };
}

const isAccess = (deed: Deed): deed is Access => deed.kind === "revocation" || deed.kind === "reinstatement";

const isRevocation = (deed: Deed): boolean =>
  deed.kind === "revocation" || (deed.kind === "refund" && deed.revoke);

/** How each dispute ended: one that was won or lost stays so. */
function outcomesOf(disputes: readonly Dispute[]): readonly Dispute[] {
  const ends = new Map<string, Dispute>();
  for (const each of disputes) {
    const known = ends.get(each.disputeId);
    if (known === undefined || known.status === "opened") ends.set(each.disputeId, each);
  }
  return [...ends.values()];
}
