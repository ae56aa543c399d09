import { setImmediate as nextTurn } from "node:timers/promises";
import { isLedgerError, type LedgerError } from "../errors.js";
import { decodeEvent } from "../events/codec.js";
import { streamOf, type UserId } from "../events/identifiers.js";
import type { PaymentReport } from "../events/payment-events.js";
import type { EventStore } from "../stores/event-store/event-store.js";
import { decide, evolve, initialState, type PurchaseState } from "./decider.js";
import { heldBack } from "./held-back.js";
import { commandOf } from "./payment-reports.js";
import { readPayment, type PaymentRecord } from "./payments.js";

type Log = Pick<EventStore, "readStream">;

/** A refund or dispute that was kept in the stream of its payment. */
export interface KeptReport {
  readonly report: PaymentReport;
  readonly state: "waiting" | "applied";
  /** Why it cannot be applied to the purchases that are recorded; null if it is applied, or waits for a purchase. */
  readonly refusal: LedgerError | null;
}

/** What a payment was spent on, if anything, and the reports that were kept for it. */
export async function keptReports(
  eventStore: Log,
  paymentId: string,
): Promise<{ readonly claim: PaymentRecord["claim"]; readonly kept: readonly KeptReport[] }> {
  const { claim, reports } = await readPayment(eventStore, paymentId);
  const user =
    claim === undefined || reports.length === 0 ? undefined : await readUser(eventStore, claim.userId);
  return { claim, kept: reports.map((report) => judged(report, user)) };
}

/** How many refunds and disputes wait among the reports of a payment, and why the first of them that is refused. */
export function waitingOf(kept: readonly KeptReport[]) {
  const waiting = kept.filter(({ state }) => state === "waiting");
  const disputes = waiting.flatMap(({ report: { type, data } }) =>
    type === "DisputeReceived" ? [data.disputeId] : [],
  );
  return {
    refundsWaiting: waiting.length - disputes.length,
    disputesWaiting: new Set(disputes).size,
    waitingBecause: waiting.find(({ refusal }) => refusal !== null)?.refusal?.message ?? null,
  };
}

/** Each costs the read of one stream. Enough for any learner, and quick even for a school. */
export const mostPaymentsRead = 200;
const readTogether = 20;

/**
 * The reports of a user's payments that are not applied, although purchases of their payments are recorded. Only the
 * latest {@link mostPaymentsRead} payments are read, in groups, so that other requests are answered meanwhile.
 */
export async function waitingReports(eventStore: Log, userId: UserId): Promise<readonly KeptReport[]> {
  const user = await readUser(eventStore, userId);
  const paymentIds = [...user.state.payments.keys()].slice(-mostPaymentsRead);
  const kept: KeptReport[] = [];
  for (let first = 0; first < paymentIds.length; first += readTogether) {
    const group = paymentIds.slice(first, first + readTogether);
    const payments = await Promise.all(group.map((paymentId) => readPayment(eventStore, paymentId)));
    // Version 1 let two users name one payment; its reports are the claimant's.
    const theirs = payments.filter(({ claim }) => claim?.userId === userId);
    kept.push(...theirs.flatMap(({ reports }) => reports.map((report) => judged(report, user))));
    await nextTurn();
  }
  return kept.filter(({ state }) => state === "waiting");
}

interface User {
  readonly userId: UserId;
  /** Up to the first event that cannot be read. */
  readonly state: PurchaseState;
  /** Why the stream cannot be read to its end; null if it can. */
  readonly unread: LedgerError | null;
}

async function readUser(eventStore: Log, userId: UserId): Promise<User> {
  const state = initialState();
  try {
    for await (const batch of eventStore.readStream(streamOf(userId)))
      for (const recorded of batch) evolve(state, decodeEvent(recorded));
    return { userId, state, unread: null };
  } catch (error) {
    if (!isLedgerError(error, "event_invalid")) throw error;
    return { userId, state, unread: heldBack(error) };
  }
}

function judged(report: PaymentReport, user: User | undefined): KeptReport {
  if (user === undefined) return { report, state: "waiting", refusal: null };
  if (isApplied(report, user.state)) return { report, state: "applied", refusal: null };
  return { report, state: "waiting", refusal: user.unread ?? refusalOf(report, user) };
}

/** Whether the purchases of the payment show it. After an outcome there is nothing left for `opened` to do. */
function isApplied(report: PaymentReport, { payments, purchases }: PurchaseState): boolean {
  const paid = (payments.get(report.data.paymentId) ?? []).flatMap((id) => purchases.get(id) ?? []);
  if (report.type === "RefundReceived")
    return paid.some(({ refunds }) => refunds.some((each) => each.refundId === report.data.refundId));
  const { disputeId, status } = report.data;
  return paid
    .flatMap(({ disputes }) => disputes.filter((each) => each.disputeId === disputeId))
    .some((each) => status === "opened" || status === each.status);
}

function refusalOf(report: PaymentReport, { userId, state }: User): LedgerError | null {
  try {
    decide(state, commandOf(report, userId, report.metadata));
    return null;
  } catch (error) {
    if (!isLedgerError(error)) throw error;
    // Claimed, and not recorded yet.
    return error.code === "purchase_unknown" ? null : error;
  }
}
