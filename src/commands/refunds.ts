import { isLedgerError } from "../errors.js";
import type { RefundReceived } from "../events/payment-events.js";
import { decodeEvent } from "../events/codec.js";
import { streamOf, type PurchaseId, type UserId } from "../events/identifiers.js";
import type { Money } from "../events/money.js";
import {
  currentSchemaVersion,
  type Actor,
  type DisputeStatus,
  type RefundReason,
  type Source,
} from "../events/purchase-events.js";
import type { EventStore } from "../stores/event-store/event-store.js";
import type { CommandContext, PurchaseTarget, RefundPurchase } from "./commands.js";
import { contentHash } from "./content-hash.js";
import { paymentUnknown } from "./decider.js";
import { keepRefund, readPayment } from "./payments.js";
import type { CommandOutcome, PurchaseHandler } from "./purchase-handler.js";

export interface RefundDependencies {
  readonly eventStore: EventStore;
  readonly handler: PurchaseHandler;
  readonly now: () => Date;
}

/** A purchase of a known user, or all that a payment paid. */
export type Target =
  { readonly userId: UserId; readonly purchaseId: PurchaseId } | { readonly paymentId: string };

interface Request {
  readonly target: Target;
  readonly correlationId: string;
  readonly actor: Actor;
  readonly source: Source;
}

export interface RefundRequest extends Request {
  readonly refundId: string;
  /** Undefined: all that is left. */
  readonly amount: Money | undefined;
  readonly reason: RefundReason;
  readonly reference: string | null;
  readonly revoke: boolean;
  /** When the provider sent it back; default: now. ISO 8601 UTC. */
  readonly refundedAt: string | undefined;
}

/** The refund was applied to purchases, or waits for one. */
export type RefundOutcome = { readonly user: UserId; readonly outcome: CommandOutcome } | "waiting";

/**
 * Refunds a purchase, or what a payment paid. A refund of a payment whose purchase has not come is kept in the payment's
 * stream, and applied when it comes. So is one without an amount where further lines of its order may come: the provider
 * sent the whole payment back, and these lines with it.
 *
 * The second writer finds what the first has written: a refund looks for the purchase again once it is kept, a
 * purchase looks for refunds once it is recorded. So of the two that arrive together at least one applies it, and
 * applying it twice records it once.
 *
 * @throws LedgerError `purchase_unknown`, `refund_exceeds_payment`, `refund_id_reused`
 */
export async function refund(
  dependencies: RefundDependencies,
  request: RefundRequest,
): Promise<RefundOutcome> {
  const { eventStore, handler, now } = dependencies;
  const at = request.refundedAt ?? now().toISOString();
  const { target } = request;
  if ("purchaseId" in target) {
    const { userId, purchaseId } = target;
    return {
      user: userId,
      outcome: await handler.handle(refundCommand(request, userId, { purchaseId }, at)),
    };
  }
  const first = await applyRefund(dependencies, request, target, at);
  if (first?.isFinal === true) return first;
  await keepRefund(eventStore, receivedRefund(request, target.paymentId, at));
  const then = await applyRefund(dependencies, request, target, at);
  if (then === undefined) return "waiting";
  return { ...then, outcome: { ...then.outcome, result: (first ?? then).outcome.result } };
}

/** A refund that was applied, and whether purchases that come later have nothing to do with it. */
interface Applied extends Exclude<RefundOutcome, "waiting"> {
  readonly isFinal: boolean;
}

/** @returns undefined if the payment has no purchase yet that the refund could be of */
async function applyRefund(
  { eventStore, handler }: Pick<RefundDependencies, "eventStore" | "handler">,
  request: RefundRequest,
  { paymentId }: { readonly paymentId: string },
  at: string,
): Promise<Applied | undefined> {
  const payment = await readPayment(eventStore, paymentId);
  if (payment.claim === undefined) return undefined;
  const { userId } = payment.claim;
  const isFinal = !coversLaterLines(request, payment);
  try {
    const outcome = await handler.handle(refundCommand(request, userId, { paymentId }, at));
    return { user: userId, outcome, isFinal };
  } catch (error) {
    // Claimed, and not recorded yet.
    if (isLedgerError(error, "purchase_unknown")) return undefined;
    // Nothing is left of the lines that are recorded.
    if (isLedgerError(error, "refund_exceeds_payment") && !isFinal) return undefined;
    throw error;
  }
}

/** Whether a refund is of the whole payment, which may have lines that are not recorded yet. Only one refund can be. */
const coversLaterLines = (
  { amount, refundId }: RefundRequest,
  { claim, refunds }: Awaited<ReturnType<typeof readPayment>>,
): boolean =>
  amount === undefined &&
  claim?.orderId !== null &&
  refunds.every((each) => each.amount !== null || each.refundId === refundId);

/**
 * Applies the refunds that wait for the purchases of a payment. One that cannot be, because it is of more than was paid,
 * goes on waiting, where support sees it.
 *
 * @returns whether anything was recorded
 */
export async function applyWaitingRefunds(
  {
    eventStore,
    handler,
  }: { readonly eventStore: Pick<EventStore, "readStream">; readonly handler: PurchaseHandler },
  paymentId: string,
  context: Pick<CommandContext, "correlationId" | "actor" | "source">,
): Promise<boolean> {
  const { claim, refunds } = await readPayment(eventStore, paymentId);
  if (claim === undefined) return false;
  let isRecorded = false;
  // What was sent back in parts first: a refund of the whole payment is of the rest.
  const [parts, wholes] = [refunds.filter(isPart), refunds.filter((each) => !isPart(each))];
  for (const each of [...parts, ...wholes]) {
    const request = { ...each, ...context, amount: each.amount ?? undefined };
    try {
      const command = refundCommand(request, claim.userId, { paymentId }, each.receivedAt);
      isRecorded = (await handler.handle(command)).result === "recorded" || isRecorded;
    } catch (error) {
      if (!isLedgerError(error, "refund_exceeds_payment", "refund_id_reused", "purchase_unknown"))
        throw error;
    }
  }
  return isRecorded;
}

const isPart = ({ amount }: RefundReceived["data"]): boolean => amount !== null;

type RefundContent = Pick<
  RefundRequest,
  "refundId" | "amount" | "reason" | "reference" | "revoke" | "correlationId" | "actor" | "source"
>;

function refundCommand(
  request: RefundContent,
  userId: UserId,
  target: PurchaseTarget,
  at: string,
): RefundPurchase {
  const { refundId, amount, reason, reference, revoke } = request;
  const content = { refundId, amount, reason, reference, revoke };
  return {
    type: "RefundPurchase",
    userId,
    target,
    ...content,
    at,
    context: contextOf(request, ["refund", refundId]),
  };
}

function receivedRefund(request: RefundRequest, paymentId: string, receivedAt: string): RefundReceived {
  const { refundId, amount = null, reason, reference, revoke } = request;
  return {
    type: "RefundReceived",
    data: { paymentId, refundId, amount, reason, reference, revoke, receivedAt },
    metadata: { schemaVersion: currentSchemaVersion, ...contextOf(request, ["refund", refundId]) },
  };
}

/** The refunds that are recorded of a user's purchases. */
export async function refundIdsOf(
  eventStore: Pick<EventStore, "readStream">,
  userId: UserId,
): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for await (const batch of eventStore.readStream(streamOf(userId))) {
    for (const recorded of batch) {
      const event = decodeEvent(recorded);
      if (event.type === "PurchaseRefunded") ids.add(event.data.refundId);
    }
  }
  return ids;
}

export interface DisputeRequest extends Request {
  readonly disputeId: string;
  readonly status: DisputeStatus;
  readonly amount: Money | undefined;
  readonly revoke: boolean;
  readonly disputedAt: string | undefined;
}

/**
 * Records how a dispute stands, and what follows from it for money and access.
 *
 * @throws LedgerError `purchase_unknown`, also for a payment whose purchase has not come: the provider sends it again
 */
export async function recordDispute(
  { eventStore, handler, now }: RefundDependencies,
  request: DisputeRequest,
): Promise<{ readonly user: UserId; readonly outcome: CommandOutcome }> {
  const { target, disputeId, status, amount, revoke, disputedAt } = request;
  const userId =
    "userId" in target ? target.userId : (await readPayment(eventStore, target.paymentId)).claim?.userId;
  if (userId === undefined) throw paymentUnknown("paymentId" in target ? target.paymentId : "");
  const outcome = await handler.handle({
    ...{ type: "DisputePurchase", userId, target, disputeId, status, amount, revoke },
    at: disputedAt ?? now().toISOString(),
    context: contextOf(request, ["dispute", disputeId, status]),
  });
  return { user: userId, outcome };
}

function contextOf(
  { correlationId, actor, source }: Pick<CommandContext, "correlationId" | "actor" | "source">,
  content: readonly string[],
): CommandContext {
  return { correlationId, causationId: correlationId, actor, source, contentHash: contentHash(content) };
}
