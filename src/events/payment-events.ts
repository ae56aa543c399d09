import * as z from "zod";
import { LedgerError } from "../errors.js";
import type { StoredEvent } from "./codec.js";
import { userIdSchema } from "./id-schemas.js";
import { isPaymentStream } from "./identifiers.js";
import {
  disputeStatuses,
  instantSchema,
  itemSchema,
  metadataSchema,
  moneySchema,
  paymentSchema,
  referenceSchema,
  refundReasons,
  type EventMetadata,
  type Immutable,
} from "./purchase-events.js";
import { atMost } from "./text-length.js";

/**
 * The events of a payment's own stream. No model is folded from them: they are what makes sure, across users and
 * processes, that a payment is spent once, and where a refund or a dispute waits that arrives before its purchase.
 */

/** The data of each event type of a payment's stream. */
export const paymentEventSchemas = {
  /** The payment was spent. Comes before the purchases: after a crash in between, the repeated request continues. */
  PaymentClaimed: z.strictObject({
    paymentId: paymentSchema.shape.id,
    userId: userIdSchema,
    orderId: referenceSchema.nullable(),
    items: z.array(itemSchema),
  }),
  /** A refund whose purchase had not arrived yet. */
  RefundReceived: z.strictObject({
    paymentId: paymentSchema.shape.id,
    refundId: referenceSchema,
    /** Null: all of it. */
    amount: moneySchema.nullable(),
    reason: z.enum(refundReasons),
    reference: z.string().min(1).check(atMost(256)).nullable(),
    revoke: z.boolean(),
    receivedAt: instantSchema,
  }),
  /** The status of a dispute whose purchase had not arrived yet. */
  DisputeReceived: z.strictObject({
    paymentId: paymentSchema.shape.id,
    disputeId: referenceSchema,
    status: z.enum(disputeStatuses),
    /** Null: all of it. */
    amount: moneySchema.nullable(),
    revoke: z.boolean(),
    receivedAt: instantSchema,
  }),
  /** All purchases of version 1 that come before it in the log have claims. */
  OlderPaymentsClaimed: z.strictObject({ claimed: z.number().int().min(0) }),
} as const;

export type PaymentEventType = keyof typeof paymentEventSchemas;

interface Event<Type extends PaymentEventType> {
  readonly type: Type;
  readonly data: Immutable<z.infer<(typeof paymentEventSchemas)[Type]>>;
  readonly metadata: EventMetadata;
}

export type PaymentClaimed = Event<"PaymentClaimed">;
export type RefundReceived = Event<"RefundReceived">;
export type DisputeReceived = Event<"DisputeReceived">;
/** What the payment provider reports of a payment, kept because it came before the purchase. */
export type PaymentReport = RefundReceived | DisputeReceived;
export type OlderPaymentsClaimed = Event<"OlderPaymentsClaimed">;
export type PaymentEvent = PaymentClaimed | PaymentReport | OlderPaymentsClaimed;

/** @throws LedgerError `event_invalid`, naming stream and revision */
export function decodePaymentEvent({ stream, revision, type, data, metadata }: StoredEvent): PaymentEvent {
  const schema = (paymentEventSchemas as Readonly<Record<string, z.ZodType | undefined>>)[type];
  const isValid =
    isPaymentStream(stream) &&
    schema?.safeParse(data).success === true &&
    metadataSchema.safeParse(metadata).success;
  if (isValid) return { type, data, metadata } as PaymentEvent;
  throw new LedgerError("event_invalid", `Event ${revision} of stream ${stream} (${type}) is not valid.`, {
    details: { stream, revision, type },
  });
}
