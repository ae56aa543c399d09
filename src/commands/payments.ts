import { isLedgerError, LedgerError } from "../errors.js";
import {
  decodePaymentEvent,
  type DisputeReceived,
  type PaymentClaimed,
  type PaymentReport,
  type RefundReceived,
} from "../events/payment-events.js";
import { isPurchased, itemOfEvent, type PurchaseEvent } from "../events/purchase-events.js";
import type { EventStore, StreamAppend } from "../stores/event-store/event-store.js";
import { isPaymentStream, type StreamName } from "../events/identifiers.js";
import { paymentEventIdOf, streamOfPayment } from "./content-hash.js";
import { isNews } from "./decide-dispute.js";
import { assertSameAmount } from "./decide-refund.js";
import { paymentReused } from "./decider.js";

/** What a payment's own stream says. */
export interface PaymentRecord {
  /** What it was spent on; undefined until its purchase arrives. */
  readonly claim: PaymentClaimed["data"] | undefined;
  /** Refunds and disputes that came before their purchase, also those that were applied since, in the order of arrival. */
  readonly reports: readonly PaymentReport[];
  /** -1 if the stream is empty. */
  readonly revision: number;
}

/** Other processes may write to a payment's stream in between, but only a few times: its events are few. */
const attempts = 5;

/** @throws LedgerError `event_invalid`, `event_store_unavailable` */
export async function readPayment(
  eventStore: Pick<EventStore, "readStream">,
  paymentId: string,
): Promise<PaymentRecord> {
  let claim: PaymentRecord["claim"];
  let revision = -1;
  const reports: PaymentReport[] = [];
  for await (const batch of eventStore.readStream(streamOfPayment(paymentId))) {
    for (const recorded of batch) {
      const event = decodePaymentEvent(recorded);
      if (event.type === "PaymentClaimed") claim ??= event.data;
      if (event.type === "RefundReceived" || event.type === "DisputeReceived") reports.push(event);
      revision = recorded.revision;
    }
  }
  return { claim, reports, revision };
}

/**
 * Whether the stream of a payment has several events. With only one, nothing waits for a purchase of the payment: the event
 * is its claim, or what came before any claim.
 */
export async function mayHaveReports(
  eventStore: Pick<EventStore, "lastRevision">,
  paymentId: string,
): Promise<boolean> {
  return (await eventStore.lastRevision?.(streamOfPayment(paymentId))) !== 0;
}

export const refundsOf = ({ reports }: Pick<PaymentRecord, "reports">): readonly RefundReceived[] =>
  reports.filter((each) => each.type === "RefundReceived");

const disputesOf = ({ reports }: Pick<PaymentRecord, "reports">): readonly DisputeReceived[] =>
  reports.filter((each) => each.type === "DisputeReceived");

/**
 * Claims the payments of purchases that are about to be recorded. The claim is appended to the payment's own stream, only
 * if that has none yet. So of two users one wins, across processes and on every event store, without a lock. The claim
 * comes before the purchase. If the process ends in between, the repeated request finds its own claim and continues.
 *
 * @throws LedgerError `payment_reused` if a payment was spent for another user
 */
export async function claimPayments(eventStore: EventStore, events: readonly PurchaseEvent[]): Promise<void> {
  for (const claim of claimsOf(events)) await claimOne(eventStore, claim);
}

/**
 * Appends the decided events and claims their payments: in one append if the store supports that and the payments are new,
 * otherwise the claims first, see {@link claimPayments}.
 *
 * @returns whether the payments were new. No refund or dispute can have been waiting for them then.
 * @throws LedgerError `payment_reused`, and what `EventStore.append` throws
 */
export async function appendAndClaim(
  eventStore: EventStore,
  append: StreamAppend & { readonly events: readonly PurchaseEvent[] },
): Promise<boolean> {
  const claims = claimsOf(append.events);
  if (claims.length > 0 && eventStore.appendTogether !== undefined) {
    try {
      await eventStore.appendTogether([...claims.map((claim) => toAppend(claim, -1)), append]);
      return true;
    } catch (error) {
      if (!isOverPayment(error)) throw error;
    }
  }
  for (const claim of claims) await claimOne(eventStore, claim);
  await eventStore.append(append.stream, append.events, append.expected);
  return false;
}

/** Whether an append was refused because the stream of a payment has events already. */
const isOverPayment = (error: unknown): boolean =>
  isLedgerError(error, "revision_conflict", "event_id_reused") &&
  isPaymentStream(error.details.stream as StreamName);

/** The claim of each payment among purchases. */
function claimsOf(events: readonly PurchaseEvent[]): readonly PaymentClaimed[] {
  const byPayment = new Map<string, PaymentClaimed>();
  for (const event of events) {
    if (!isPurchased(event) || event.data.payment === null) continue;
    const { userId, orderId, payment } = event.data;
    const { idempotencyKey: _, ...metadata } = event.metadata;
    const items = [...(byPayment.get(payment.id)?.data.items ?? []), itemOfEvent(event)];
    const data = { paymentId: payment.id, userId, orderId, items };
    byPayment.set(payment.id, { type: "PaymentClaimed", data, metadata });
  }
  return [...byPayment.values()];
}

async function claimOne(eventStore: EventStore, claim: PaymentClaimed): Promise<void> {
  const { paymentId } = claim.data;
  // Most payments are new, and the append proves it without a read.
  if (await append(eventStore, claim, -1)) return;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const payment = await readPayment(eventStore, paymentId);
    if (payment.claim !== undefined) {
      assertSameUser(payment.claim, claim.data);
      return;
    }
    if (await append(eventStore, claim, payment.revision)) return;
  }
  throw overtaken(paymentId);
}

/**
 * A claim decides only which user a payment belongs to. Which items it paid for is decided in the user's own stream. The
 * items of a claim may differ: the decision may have been repeated after a conflict, with another result.
 */
function assertSameUser(claimed: PaymentClaimed["data"], wanted: PaymentClaimed["data"]): void {
  if (claimed.userId === wanted.userId) return;
  const { userId, orderId, items } = claimed;
  throw paymentReused(wanted.paymentId, { userId, ...(orderId === null ? {} : { orderId }), items });
}

/**
 * Keeps a report whose purchase is not there yet; once, however often it is sent.
 *
 * @param payment what was read of the payment; it is read again if others have written since
 * @returns the payment with the report
 * @throws LedgerError `refund_id_reused` if another amount is kept under the id of the refund; `dispute_decided` if the
 * other outcome of the dispute is kept
 */
export async function keepReport(
  eventStore: EventStore,
  payment: PaymentRecord,
  report: PaymentReport,
): Promise<PaymentRecord> {
  const { paymentId } = report.data;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const known = attempt === 0 ? payment : await readPayment(eventStore, paymentId);
    if (isKept(report, known)) return known;
    if (await append(eventStore, report, known.revision))
      return { ...known, reports: [...known.reports, report], revision: known.revision + 1 };
  }
  throw overtaken(paymentId);
}

/** @throws LedgerError `refund_id_reused`, `dispute_decided` if what is kept contradicts the report */
function isKept(report: PaymentReport, payment: PaymentRecord): boolean {
  if (report.type === "RefundReceived") {
    const { refundId, amount } = report.data;
    const known = refundsOf(payment).find(({ data }) => data.refundId === refundId);
    // Without an amount it is of what was paid, which is not known yet.
    if (known !== undefined && amount !== null && known.data.amount !== null)
      assertSameAmount(refundId, known.data.amount, amount);
    return known !== undefined;
  }
  const { disputeId, status } = report.data;
  const known = disputesOf(payment).findLast(({ data }) => data.disputeId === disputeId);
  return !isNews(disputeId, known?.data.status, status);
}

type EventOfPayment = PaymentClaimed | PaymentReport;

const toAppend = (event: EventOfPayment, revision: number): StreamAppend => ({
  stream: streamOfPayment(event.data.paymentId),
  events: [{ id: paymentEventIdOf(event), ...event }],
  expected: revision === -1 ? "no-stream" : revision,
});

/** @returns false if the stream is at another revision */
async function append(eventStore: EventStore, event: EventOfPayment, revision: number): Promise<boolean> {
  const { stream, events, expected } = toAppend(event, revision);
  try {
    await eventStore.append(stream, events, expected);
    return true;
  } catch (error) {
    if (isLedgerError(error, "revision_conflict", "event_id_reused")) return false;
    throw error;
  }
}

const overtaken = (paymentId: string): LedgerError =>
  new LedgerError(
    "revision_conflict",
    `Other processes kept writing payment ${paymentId}. Send the request again: it is safe.`,
  );
