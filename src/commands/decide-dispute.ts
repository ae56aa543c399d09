import { LedgerError } from "../errors.js";
import { firstCharacters } from "../events/characters.js";
import type { PurchaseId } from "../events/identifiers.js";
import type { Money } from "../events/money.js";
import {
  longestReference,
  type DisputeStatus,
  type ItemPurchased,
  type PurchaseDisputed,
  type PurchaseEvent,
  type PurchasePriced,
} from "../events/purchase-events.js";
import type { DisputePurchase, PricePurchase } from "./commands.js";
import { about, metadataOf, paidBy, reinstated, revoked, standing, targetsOf } from "./decide-access.js";
import { allLeft, spread, takeAll, type Share } from "./decide-refund.js";
import { copyOf, evolve, type Purchase, type PurchaseState } from "./purchase-state.js";

/** The terms of a dispute of a whole payment; undefined if it concerns one purchase. */
type OfPayment = PurchaseDisputed["data"]["ofPayment"];

/**
 * Whether a status is news about a dispute. The first outcome is final: `opened` after it, or a repetition, is not news.
 *
 * @param known the status that was reported last
 * @throws LedgerError `dispute_decided` if the dispute was decided the other way
 */
export function isNews(disputeId: string, known: DisputeStatus | undefined, status: DisputeStatus): boolean {
  if (known === status || (status === "opened" && known !== undefined)) return false;
  if (known === undefined || known === "opened") return true;
  throw new LedgerError("dispute_decided", `Dispute ${disputeId} was ${known} before.`, {
    details: { disputeId, disputeStatus: known },
  });
}

/**
 * What a dispute's status does to money and access.
 *
 * @throws LedgerError `purchase_unknown`; `dispute_decided` if it was decided the other way
 */
export function decideDispute(state: PurchaseState, command: DisputePurchase): readonly PurchaseEvent[] {
  const { disputeId, status, target, amount = null, revoke } = command;
  const targets = targetsOf(state, command);
  const known = targets.map((purchase) => statusOf(purchase, disputeId)).find((each) => each !== undefined);
  if (!isNews(disputeId, known, status)) return [];
  return disputed(state, command, targets, "paymentId" in target ? { amount, revoke } : undefined);
}

/**
 * Applies the disputes of a payment to lines of its order that are recorded later: a dispute concerns the whole payment, not
 * only the lines that were recorded at the time.
 */
export function disputesOfLaterLines(
  state: PurchaseState,
  command: Pick<DisputePurchase, "userId" | "context" | "at">,
  sold: readonly ItemPurchased[],
): readonly PurchaseEvent[] {
  const later = sold.map(({ data }) => data).filter(({ payment }) => payment !== null);
  const ids = later.map(({ purchaseId }) => purchaseId);
  const paymentId = later[0]?.payment?.id;
  if (paymentId === undefined) return [];
  const earlier = paidWith(state, paymentId);
  const disputes = new Map(earlier.flatMap((each) => each.disputes).map((each) => [each.disputeId, each]));
  if (disputes.size === 0) return [];
  // Each dispute finds what the one before it has left: access that is taken is not taken again.
  const after = copyOf(state);
  for (const event of sold) evolve(after, event);
  return [...disputes.values()].flatMap(({ disputeId, status, ofPayment }) => {
    if (ofPayment === undefined || status === "won") return [];
    const { amount, revoke } = ofPayment;
    const again: DisputePurchase = {
      ...{ type: "DisputePurchase", userId: command.userId, context: command.context, at: command.at },
      ...{ target: { paymentId }, disputeId, status, revoke },
      amount: amount === null ? undefined : leftOf(amount, disputeId, earlier),
    };
    const events = disputed(after, again, purchasesIn(after, ids), ofPayment);
    for (const event of events) evolve(after, event);
    return events;
  });
}

/**
 * What banks took before the price of a purchase was known: what was disputed, less what the dispute took from other
 * purchases of the payment; all that is left if no amount was stated.
 */
export function moneyLostBefore(
  state: PurchaseState,
  { userId, context, purchaseId }: PricePurchase,
  priced: PurchasePriced,
): readonly PurchaseEvent[] {
  const disputes = state.purchases.get(purchaseId)?.disputes.filter(({ status }) => status === "lost") ?? [];
  if (disputes.length === 0) return [];
  // Each dispute takes from what the one before it has left.
  const after = evolve(copyOf(state), priced);
  return disputes.flatMap(({ disputeId, disputedAt: at, amount: ofThis, ofPayment }) => {
    const targets = purchasesIn(after, [purchaseId]);
    const paid = paidWith(after, targets[0]?.payment?.id);
    const amount = countedIn(targets, ofThis) ?? countedIn(paid, ofPayment?.amount ?? undefined);
    const command: DisputePurchase = {
      ...{ type: "DisputePurchase", userId, context, at, disputeId, status: "lost", revoke: false },
      ...{ target: { purchaseId }, amount },
    };
    const shares = lostShares(amount && leftOf(amount, disputeId, paid), targets);
    const events = lostMoney(command, targets, shares);
    for (const event of events) evolve(after, event);
    return events;
  });
}

const purchasesIn = (state: PurchaseState, ids: readonly PurchaseId[]): readonly Purchase[] =>
  ids.flatMap((id) => state.purchases.get(id) ?? []);

const paidWith = (state: PurchaseState, paymentId = ""): readonly Purchase[] =>
  purchasesIn(state, state.payments.get(paymentId) ?? []);

/** What is left of a disputed amount after what the lost dispute has taken from purchases. */
const leftOf = (disputed: Money, disputeId: string, purchases: readonly Purchase[]): Money => ({
  ...disputed,
  amountMinor: purchases
    .flatMap(({ refunds }) => refunds)
    .filter((refund) => refund.disputeId === disputeId && refund.amount.currency === disputed.currency)
    .reduce((left, { amount }) => left - amount.amountMinor, disputed.amountMinor),
});

function disputed(
  state: PurchaseState,
  command: DisputePurchase,
  targets: readonly Purchase[],
  ofPayment: OfPayment,
): readonly PurchaseEvent[] {
  const { disputeId, status, at, amount, target } = command;
  const paid = "paymentId" in target ? paidWith(state, target.paymentId) : targets;
  const counted = countedIn(paid, amount);
  const shares = status === "lost" ? lostShares(counted, targets) : [];
  const held = heldBy({ ...command, amount: counted }, targets, shares);
  const stated = amount === undefined ? {} : { amount };
  const said = targets.map((purchase): PurchaseEvent => ({
    type: "PurchaseDisputed",
    data: {
      ...{ ...about(command, purchase), disputeId, status, takesAccess: held.includes(purchase) },
      ...(ofPayment === undefined ? stated : { ofPayment }),
      disputedAt: at,
    },
    metadata: metadataOf(command),
  }));
  const others = targets.filter((each) => !held.includes(each));
  return [
    ...said,
    ...lostMoney(command, targets, shares),
    ...accessFreed(state, command, others),
    ...standing(held).map((purchase) => revoked(command, purchase, { reason: "chargeback", disputeId })),
  ];
}

/** The purchases whose access a dispute takes, as its last report says. */
function heldBy(
  command: DisputePurchase,
  targets: readonly Purchase[],
  shares: readonly Share[],
): readonly Purchase[] {
  if (!command.revoke || command.status === "won") return [];
  const isOfEach = command.status === "opened" || isOfAll(command, targets, shares);
  return isOfEach ? targets : shares.map(({ purchase }) => purchase);
}

/** Gives back what disputes took, unless another one still takes it. */
const accessFreed = (
  state: PurchaseState,
  command: DisputePurchase,
  targets: readonly Purchase[],
): readonly PurchaseEvent[] =>
  reinstated(
    state,
    command,
    targets.filter(
      ({ revoked: by, disputes }) =>
        (by?.disputeId ?? null) !== null &&
        !disputes.some(({ disputeId, takesAccess }) => takesAccess && disputeId !== command.disputeId),
    ),
  );

/** Whether the bank takes all that is left. If it takes a part, only the lines whose money it takes lose access. */
const isOfAll = (
  { amount }: DisputePurchase,
  targets: readonly Purchase[],
  shares: readonly Share[],
): boolean => amount === undefined || (amount.amountMinor > 0 && takeAll(shares, targets));

/** What the bank took from each purchase. Money that was refunded before cannot be lost again. */
const lostShares = (amount: Money | undefined, targets: readonly Purchase[]): readonly Share[] =>
  amount === undefined ? allLeft(targets) : spread(targets, amount);

/** The disputed amount; undefined, for everything, if none is stated in a currency of what was paid. */
const countedIn = (paid: readonly Purchase[], amount: Money | undefined): Money | undefined =>
  paid.some(({ price }) => price !== null && price.currency === amount?.currency) ? amount : undefined;

function lostMoney(
  command: DisputePurchase,
  targets: readonly Purchase[],
  shares: readonly Share[],
): readonly PurchaseEvent[] {
  const { disputeId, at } = command;
  const refundId = refundIdOfDispute(disputeId, targets);
  return shares.map(({ purchase, amount }): PurchaseEvent => ({
    type: "PurchaseRefunded",
    data: {
      ...{ ...about(command, purchase), ...paidBy(purchase), refundId, amount },
      ...{ reason: "dispute_lost", reference: disputeId, refundedAt: at },
    },
    metadata: metadataOf(command),
  }));
}

/** A refund id made from the dispute's: shortened if it is too long, numbered if another refund has it already. */
function refundIdOfDispute(disputeId: string, targets: readonly Purchase[]): string {
  const used = new Set(targets.flatMap(({ refunds }) => refunds.map(({ refundId }) => refundId)));
  const numbered = (n: number): string => {
    const end = n === 1 ? "" : `~${n}`;
    const id = firstCharacters(`dispute:${disputeId}`, longestReference - end.length) + end;
    return used.has(id) ? numbered(n + 1) : id;
  };
  return numbered(1);
}

const statusOf = ({ disputes }: Purchase, disputeId: string) =>
  disputes.find((each) => each.disputeId === disputeId)?.status;
