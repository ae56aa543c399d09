import type { Account, KnownPurchase } from "./account.js";
import type { Client } from "./client.js";
import type { Deed, Dispute, Refund } from "./deeds.js";
import type { CheckDependencies, SeenPurchase } from "./check-users.js";
import type { Findings } from "./findings.js";

interface Kept {
  readonly kept: readonly { refundId: string; state: "waiting" | "applied" }[];
}

/** Asks what came of the refunds that were to wait for their purchases; disputes that were to wait are applied with them. */
export async function settleWaiting(account: Account, client: Client): Promise<void> {
  for (const deed of account.deeds()) {
    if (account.outcomeOf(deed) !== "waiting" || !("target" in deed)) continue;
    if (deed.kind === "dispute" && account.targetsOf(deed.target).length > 0)
      account.settle(deed, "accepted");
    if (deed.kind !== "refund" || !("paymentId" in deed.target)) continue;
    const query = new URLSearchParams({ paymentId: deed.target.paymentId });
    const { kept } = await client.read<Kept>(`/api/refunds?${query.toString()}`, {
      role: "service",
      id: "checkout",
    });
    const found = kept.find(({ refundId }) => refundId === deed.refundId);
    if (found?.state === "applied") account.settle(deed, "accepted");
  }
}

/** Compares what went back with the account: for each payment, paid = refunded + kept. */
export function checkMoney({ account, findings }: CheckDependencies, seen: readonly SeenPurchase[]): void {
  const byId = new Map(seen.map((each) => [`${each.userId}/${each.purchaseId}`, each]));
  const seenOf = (all: readonly KnownPurchase[]): readonly SeenPurchase[] =>
    all.flatMap(({ userId, purchaseId }) => byId.get(`${userId}/${purchaseId}`) ?? []);
  const refundIds = new Map<string, Set<string>>();
  const mayHave = (purchases: readonly SeenPurchase[], refundId: string): void => {
    for (const { userId, purchaseId } of purchases) {
      const key = `${userId}/${purchaseId}`;
      refundIds.set(key, (refundIds.get(key) ?? new Set()).add(refundId));
    }
  };
  for (const deed of account.deeds()) {
    if (deed.kind !== "refund" && deed.kind !== "dispute") continue;
    const purchases = seenOf(account.targetsOf(deed.target));
    const outcome = account.outcomeOf(deed);
    if (deed.kind === "refund") {
      checkRefund(findings, { deed, outcome, purchases });
      if (outcome === "accepted") mayHave(purchases, deed.refundId);
    } else if (deed.status === "lost" && outcome === "accepted") {
      checkLost(findings, { deed, purchases });
      mayHave(purchases, ofDispute(deed.disputeId));
    }
  }
  for (const [key, each] of byId) checkPurchase(findings, each, refundIds.get(key) ?? new Set());
}

interface About<Of extends Deed> {
  readonly deed: Of;
  readonly purchases: readonly SeenPurchase[];
}

const paidBy = (purchases: readonly SeenPurchase[]): number =>
  purchases.reduce((sum, { amountMinor }) => sum + (amountMinor ?? 0), 0);
const refundedOf = (purchases: readonly SeenPurchase[]): number =>
  purchases.reduce((sum, { refundedMinor }) => sum + refundedMinor, 0);
const keptOf = (purchases: readonly SeenPurchase[]): number => paidBy(purchases) - refundedOf(purchases);

function checkRefund(
  findings: Findings,
  { deed, outcome, purchases }: About<Refund> & { outcome: ReturnType<Account["outcomeOf"]> },
): void {
  const refunds = purchases
    .flatMap((each) => each.refunds)
    .filter(({ refundId }) => refundId === deed.refundId);
  const sum = refunds.reduce((total, { amountMinor }) => total + amountMinor, 0);
  const isWhole = deed.amountMinor === undefined;
  const evidence = { deed, outcome, purchases };
  if (outcome === "refused" && sum > 0) findings.add("a refused refund was recorded", evidence);
  if (outcome === "accepted" && !isWhole && sum !== deed.amountMinor)
    findings.add("a refund is not recorded with its amount", evidence);
  if (outcome !== "refused" && isWhole && keptOf(purchases) !== 0)
    findings.add("something is kept of a payment that went back", evidence);
  if (outcome === "waiting" && purchases.length > 0 && (deed.amountMinor ?? Infinity) <= keptOf(purchases))
    findings.add("a refund waits although it could be applied", evidence);
}

function checkLost(findings: Findings, { deed, purchases }: About<Dispute>): void {
  const refunds = purchases
    .flatMap((each) => each.refunds)
    .filter(({ refundId }) => isOfDispute(ofDispute(deed.disputeId), refundId));
  const taken = refunds.reduce((total, { amountMinor }) => total + amountMinor, 0);
  const kept = keptOf(purchases);
  const isAll =
    deed.amountMinor === undefined
      ? kept === 0
      : taken === deed.amountMinor || (kept === 0 && taken < deed.amountMinor);
  if (!isAll) findings.add("a lost dispute did not take its amount", { deed, taken, purchases });
}

function checkPurchase(findings: Findings, purchase: SeenPurchase, refundIds: ReadonlySet<string>): void {
  const { amountMinor, refundedMinor, refunds } = purchase;
  if (refundedMinor > (amountMinor ?? 0)) findings.add("more went back than was paid", purchase);
  for (const { refundId, amountMinor: amount } of refunds) {
    if (amount <= 0) findings.add("a refund of nothing", purchase);
    if (![...refundIds].some((known) => known === refundId || isOfDispute(known, refundId)))
      findings.add("money went back and nobody said so", { refundId, purchase, refundIds });
  }
}

const ofDispute = (disputeId: string): string => `dispute:${disputeId}`;

/** The ledger cuts an id that is too long, and numbers one that is used. */
const isOfDispute = (known: string, refundId: string): boolean =>
  refundId.startsWith("dispute:") && known.startsWith(refundId.replace(/~\d+$/, ""));
