import { isLedgerError, type ErrorCode } from "../errors.js";
import type { PurchaseId, UserId } from "../events/identifiers.js";
import type { Money } from "../events/money.js";
import type { PaymentReport, RefundReceived } from "../events/payment-events.js";
import type { EventStore } from "../stores/event-store/event-store.js";
import type { CommandContext, DisputePurchase, RefundPurchase } from "./commands.js";
import { keepReport, mayHaveReports, readPayment, refundsOf, type PaymentRecord } from "./payments.js";
import type { CommandOutcome, PurchaseHandler } from "./purchase-handler.js";

/**
 * A report of the payment provider, about a refund or the status of a dispute, may arrive before the purchase. It is then
 * kept in the payment's stream, and applied when the purchase comes.
 *
 * The second writer finds what the first has written: a report is kept at the revision that it has seen, so that a
 * claim before it is known, and the purchase of a claim after it looks for reports once it is recorded. So of the two that
 * arrive together at least one applies the report, and applying it twice records it once.
 */

export interface ReportDependencies {
  readonly eventStore: EventStore;
  readonly handler: PurchaseHandler;
  readonly now: () => Date;
}

/** A purchase of a known user, or all that a payment paid. */
export type Target =
  { readonly userId: UserId; readonly purchaseId: PurchaseId } | { readonly paymentId: string };

/** What the requests to record a refund and a dispute have in common. */
export interface ReportRequest extends Initiator {
  readonly target: Target;
  /** Undefined: all that is left. */
  readonly amount: Money | undefined;
  /** Whether access is revoked as well. */
  readonly revoke: boolean;
}

/** Who caused something, and how. */
type Initiator = Pick<CommandContext, "correlationId" | "actor" | "source">;

/** A report that was applied to purchases. */
export interface AppliedReport {
  readonly user: UserId;
  readonly outcome: CommandOutcome;
}

/** The report was applied, or waits for a purchase. */
export type ReportOutcome = AppliedReport | "waiting";

type Parts = Pick<ReportDependencies, "eventStore" | "handler">;

/** What a sale needs to find the reports that wait for it. */
export interface SaleDependencies {
  readonly eventStore: Pick<EventStore, "readStream" | "lastRevision">;
  readonly handler: PurchaseHandler;
}

/**
 * Applies a report to the purchases of its payment. It is kept if there are none yet, and also if it is the refund of
 * a whole payment that may get further lines.
 *
 * @throws LedgerError `refund_exceeds_payment`, `refund_id_reused`, `dispute_decided`
 */
export async function applyOrKeep(dependencies: Parts, report: PaymentReport): Promise<ReportOutcome> {
  const { eventStore, handler } = dependencies;
  const payment = await readPayment(eventStore, report.data.paymentId);
  // A process may have ended between a purchase and what waited for it, which arrived before this report.
  await applyReports(handler, payment, report.metadata);
  const first = await apply(handler, payment, report);
  if (first?.isFinal === true) return first;
  const then = await apply(handler, await keepReport(eventStore, payment, report), report);
  if (then === undefined) return "waiting";
  return { ...then, outcome: { ...then.outcome, result: (first ?? then).outcome.result } };
}

/** @returns undefined if the payment has no purchase yet that the report could be of */
async function apply(
  handler: PurchaseHandler,
  payment: PaymentRecord,
  report: PaymentReport,
): Promise<(AppliedReport & { readonly isFinal: boolean }) | undefined> {
  if (payment.claim === undefined) return undefined;
  const { userId } = payment.claim;
  const isFinal = !coversLaterLines(report, payment);
  try {
    const outcome = await handler.handle(commandOf(report, userId, report.metadata));
    return { user: userId, outcome, isFinal };
  } catch (error) {
    // Claimed, and not recorded yet.
    if (isLedgerError(error, "purchase_unknown")) return undefined;
    // Nothing is left of the lines that are recorded.
    if (isLedgerError(error, "refund_exceeds_payment") && !isFinal) return undefined;
    throw error;
  }
}

/**
 * Whether a report must be kept for lines that are not recorded yet: only the refund of a whole payment, once. A dispute
 * need not be kept, because its purchases pass it on to later lines.
 */
function coversLaterLines(report: PaymentReport, payment: PaymentRecord): boolean {
  if (report.type !== "RefundReceived" || payment.claim?.orderId === null) return false;
  const isAnother = ({ data }: RefundReceived): boolean => data.refundId !== report.data.refundId;
  return isWholeRefund(report) && !refundsOf(payment).some((each) => isWholeRefund(each) && isAnother(each));
}

const isWholeRefund = ({ type, data }: PaymentReport): boolean =>
  type === "RefundReceived" && data.amount === null;

const isPartialRefund = ({ type, data }: PaymentReport): boolean =>
  type === "RefundReceived" && data.amount !== null;

/**
 * Applies the reports that wait for the purchases of a payment. One that is refused, such as a refund of more than was
 * paid, keeps waiting; support sees it.
 *
 * @returns whether anything was recorded
 */
export async function applyWaiting(
  { eventStore, handler }: SaleDependencies,
  paymentId: string,
  by: Initiator,
): Promise<boolean> {
  if (!(await mayHaveReports(eventStore, paymentId))) return false;
  return applyReports(handler, await readPayment(eventStore, paymentId), by);
}

async function applyReports(
  handler: PurchaseHandler,
  { claim, reports }: PaymentRecord,
  by: Initiator,
): Promise<boolean> {
  if (claim === undefined) return false;
  let isRecorded = false;
  for (const report of inOrder(reports)) {
    try {
      const { result } = await handler.handle(commandOf(report, claim.userId, by));
      isRecorded = result === "recorded" || isRecorded;
    } catch (error) {
      if (!isLedgerError(error, ...refusals)) throw error;
    }
  }
  return isRecorded;
}

const refusals = [
  "refund_exceeds_payment",
  "refund_id_reused",
  "dispute_decided",
  "purchase_unknown",
] as const satisfies readonly ErrorCode[];

/** In order of arrival, but the refund of a whole payment comes after partial ones: it takes what they leave. */
function inOrder(reports: readonly PaymentReport[]): readonly PaymentReport[] {
  const end = reports.findLastIndex(isPartialRefund) + 1;
  const [before, after] = [reports.slice(0, end), reports.slice(end)];
  return [...before.filter((each) => !isWholeRefund(each)), ...before.filter(isWholeRefund), ...after];
}

/** The command that applies a report to the purchases of its payment. */
export function commandOf(
  report: PaymentReport,
  userId: UserId,
  by: Initiator,
): RefundPurchase | DisputePurchase {
  const { paymentId, revoke, receivedAt: at } = report.data;
  const common = {
    ...{ userId, target: { paymentId }, amount: report.data.amount ?? undefined, revoke, at },
    context: contextOf(by, report.metadata.contentHash),
  };
  if (report.type === "DisputeReceived") {
    const { disputeId, status } = report.data;
    return { type: "DisputePurchase", ...common, disputeId, status };
  }
  const { refundId, reason, reference } = report.data;
  return { type: "RefundPurchase", ...common, refundId, reason, reference };
}

export const contextOf = (
  { correlationId, actor, source }: Initiator,
  contentHash: string,
): CommandContext => ({ correlationId, causationId: correlationId, actor, source, contentHash });
