import { isLedgerError } from "../errors.js";
import { decodeEvent } from "../events/codec.js";
import { isPaymentStream, paymentStream } from "../events/identifiers.js";
import type { OlderPaymentsClaimed } from "../events/payment-events.js";
import { currentSchemaVersion, type Actor } from "../events/purchase-events.js";
import type { EventStore, RecordedEvent } from "../stores/event-store/event-store.js";
import { contentHash, paymentEventIdOf } from "./content-hash.js";
import { claimPayments } from "./payments.js";
import { hasEvents } from "../stores/event-store/stream-ends.js";

const batchSize = 1000;
const actor: Actor = { id: "ledger", role: "operator" };

/**
 * Claims the payments of purchases that a program of schema version 1 recorded, which made no claims. Done once, before
 * the first sale, and noted in a stream of its own; after an interruption it starts again and finds what is claimed.
 *
 * All events of version 1 come before those of version 2: the search ends at the first of these.
 *
 * @param onProgress called now and then with how many payments are claimed, while there are older purchases
 * @returns how many payments were claimed; undefined if there was nothing to do
 */
export async function claimOlderPayments(
  eventStore: EventStore,
  at: string,
  onProgress: (claimed: number) => void = () => undefined,
): Promise<number | undefined> {
  const stream = paymentStream("older");
  if (await hasEvents(eventStore, stream)) return undefined;
  let older = 0;
  let claimed = 0;
  for await (const batch of eventStore.readAll({ batchSize, live: false })) {
    const end = batch.findIndex((recorded) => !isOlder(recorded));
    const ofVersion1 = end === -1 ? batch : batch.slice(0, end);
    older += ofVersion1.filter(({ stream: each }) => !isPaymentStream(each)).length;
    const done = await Promise.all(ofVersion1.map((recorded) => claimOf(eventStore, recorded)));
    claimed += done.filter(Boolean).length;
    if (older > 0) onProgress(claimed);
    if (end !== -1) break;
  }
  if (older === 0) return undefined;
  const metadata = {
    ...({
      schemaVersion: currentSchemaVersion,
      correlationId: at,
      causationId: at,
      actor,
      source: "cli",
    } as const),
    contentHash: contentHash(["claim-older-payments"]),
  };
  const note: OlderPaymentsClaimed = { type: "OlderPaymentsClaimed", data: { claimed }, metadata };
  try {
    await eventStore.append(stream, [{ id: paymentEventIdOf(note), ...note }], "no-stream");
  } catch (error) {
    // Another process has written the note already.
    if (!isLedgerError(error, "revision_conflict", "event_id_reused")) throw error;
  }
  return claimed;
}

/** Whether the search continues past an event. An interrupted search has left claims, which are skipped. */
const isOlder = ({ stream, metadata }: RecordedEvent): boolean =>
  isPaymentStream(stream) || (metadata as { readonly schemaVersion?: unknown } | null)?.schemaVersion === 1;

/** @returns whether the event is of a payment that is claimed now */
async function claimOf(eventStore: EventStore, recorded: RecordedEvent): Promise<boolean> {
  if (isPaymentStream(recorded.stream)) return false;
  try {
    const event = decodeEvent(recorded);
    await claimPayments(eventStore, [event]);
    return "payment" in event.data && event.data.payment !== null;
  } catch (error) {
    // An event that cannot be read becomes a dead letter. Version 1 let two users spend a payment: the first one keeps it.
    if (isLedgerError(error, "event_invalid", "payment_reused")) return false;
    throw error;
  }
}
