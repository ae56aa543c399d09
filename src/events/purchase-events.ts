import * as z from "zod";
import { itemIdSchema, purchaseIdSchema, userIdSchema } from "./id-schemas.js";
import { itemKinds, type Item } from "./identifiers.js";
import { minorDigits, type Money } from "./money.js";
import { atMost } from "./text-length.js";

/**
 * The events of the ledger. They are facts and are never edited; a new shape is a new `schemaVersion`
 * and an upcaster in `upcasters.ts`. `docs/events.md` describes each field; a test compares the two.
 */

/**
 * Nothing of an event can be changed. Only the types say so: the schemas check what is read and make nothing of it, and
 * one that froze what it makes would do that for each event that is read.
 */
export type Immutable<T> = T extends string | number | boolean | null | undefined
  ? T
  : { readonly [Key in keyof T]: Immutable<T[Key]> };

/** The version that new events are written in. */
export const currentSchemaVersion = 2;

/** ISO 8601 in UTC with milliseconds, as `Date.toISOString` writes it. One form only, so that dates sort as text. */
export const instantSchema = z.iso.datetime({
  precision: 3,
  error: "must be an ISO 8601 UTC date with milliseconds, and exist",
});

export const moneySchema = z.strictObject({
  amountMinor: z.number().int().min(0),
  // Without its digits the value of an amount is unknown. A test fixes those of each code.
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, { error: "must be an ISO 4217 code", abort: true })
    .refine((code) => minorDigits(code) !== undefined, { error: "must be an ISO 4217 code that exists" }),
});

export const paymentSchema = z.strictObject({
  /** The payment provider's reference. */
  id: z.string().min(1).check(atMost(256)),
  /** e.g. `card`, `qpay`; null if unknown. */
  method: z.string().min(1).check(atMost(64)).nullable(),
});
export type Payment = Immutable<z.infer<typeof paymentSchema>>;

export const grantReasons = ["gift", "goodwill", "correction"] as const;
export type GrantReason = (typeof grantReasons)[number];

/** What is odd about a purchase whose money was taken before the ledger heard of it. */
export const purchaseFlags = [
  "price_differs",
  "item_withdrawn",
  "duplicate_payment",
  "total_differs",
  "catalogue_unavailable",
  "amount_rounded",
  "amount_unknown",
] as const;
export type PurchaseFlag = (typeof purchaseFlags)[number];

export const revocationReasons = ["refund", "chargeback", "correction"] as const;
export type RevocationReason = (typeof revocationReasons)[number];
const reinstatementReasons = ["dispute_won", "correction"] as const;
export const refundReasons = ["requested", "duplicate", "fraud", "dispute_lost", "other"] as const;
export type RefundReason = (typeof refundReasons)[number];
export const disputeStatuses = ["opened", "won", "lost"] as const;
export type DisputeStatus = (typeof disputeStatuses)[number];

/** In characters. */
export const longestReference = 128;
/** An id of another system: of an order, a refund, a dispute. */
export const referenceSchema = z.string().min(1).check(atMost(longestReference));
const noteSchema = z.string().check(atMost(2000));
export const itemSchema = z.strictObject({ kind: z.enum(itemKinds), id: itemIdSchema });

const purchasedFields = {
  purchaseId: purchaseIdSchema,
  userId: userIdSchema,
  /** The catalogue's price; null where the sources have none. */
  listPrice: moneySchema.nullable(),
  /** What was taken off the list price, in its minor units. */
  discount: z
    .strictObject({ code: z.string().min(1).check(atMost(64)), amountMinor: z.number().int().min(0) })
    .nullable(),
  /** What was agreed; null for an import, whose sources hold no price. Free is an amount of 0. */
  price: moneySchema.nullable(),
  payment: paymentSchema.nullable(),
  orderId: referenceSchema.nullable(),
  /** The giver, if someone other than the owner bought it. */
  grantedBy: z
    .strictObject({ reason: z.enum(grantReasons), by: z.string().min(1).check(atMost(128)) })
    .nullable(),
  /** The purchase by which the user owned the item already. */
  duplicateOf: purchaseIdSchema.nullable(),
  flags: z.array(z.enum(purchaseFlags)),
  /** What the checkout stated, in major units, if the price is not exactly that; missing otherwise. */
  stated: z
    .strictObject({
      amount: z.number().min(0).nullable(),
      currency: z.string().length(3).nullable(),
      discount: z
        .strictObject({ code: z.string().min(1).check(atMost(64)), amount: z.number().min(0) })
        .nullable(),
      /** Of the order. */
      total: z.number().min(0).nullable(),
    })
    .optional(),
  /** Null if unknown: imported from an array that had no date. */
  purchasedAt: instantSchema.nullable(),
};

const priceRule = {
  path: ["price"],
  error: "must be the list price less the discount, unless it is flagged price_differs or total_differs",
};

interface Priced {
  readonly listPrice: Money | null;
  readonly discount: { readonly amountMinor: number } | null;
  readonly price: Money | null;
  readonly flags: readonly PurchaseFlag[];
}

function priceAddsUp({ listPrice, discount, price, flags }: Priced): boolean {
  if (listPrice === null || price === null) return true;
  if (flags.includes("price_differs") || flags.includes("total_differs")) return true;
  return (
    price.currency === listPrice.currency &&
    price.amountMinor === listPrice.amountMinor - (discount?.amountMinor ?? 0)
  );
}

/** The fields of every event that is about a purchase which was made before. */
const aboutPurchase = { purchaseId: purchaseIdSchema, userId: userIdSchema, item: itemSchema };

/** The data of each event type of a user's stream at {@link currentSchemaVersion}. */
export const eventDataSchemas = {
  CoursePurchased: z
    .strictObject({ ...purchasedFields, courseId: itemIdSchema })
    .refine(priceAddsUp, priceRule),
  TestPurchased: z.strictObject({ ...purchasedFields, testId: itemIdSchema }).refine(priceAddsUp, priceRule),
  /** Money was refunded. It changes no access. */
  PurchaseRefunded: z.strictObject({
    ...aboutPurchase,
    /** The payment that it goes back to, so that payments are folded from their own events; missing where none is known. */
    paymentId: paymentSchema.shape.id.optional(),
    refundId: referenceSchema,
    amount: moneySchema.extend({ amountMinor: z.number().int().min(1) }),
    reason: z.enum(refundReasons),
    reference: z.string().min(1).check(atMost(256)).nullable(),
    refundedAt: instantSchema,
  }),
  /** Access was revoked. It moves no money. */
  PurchaseRevoked: z.strictObject({
    ...aboutPurchase,
    reason: z.enum(revocationReasons),
    /** The dispute that took it, and that gives it back if it is won. */
    disputeId: referenceSchema.nullable(),
    note: noteSchema,
    revokedAt: instantSchema,
  }),
  /** Access was restored. The fields of the purchase are repeated, so that ownership is folded from this event alone. */
  PurchaseReinstated: z.strictObject({
    ...aboutPurchase,
    purchasedAt: instantSchema.nullable(),
    duplicateOf: purchaseIdSchema.nullable(),
    reason: z.enum(reinstatementReasons),
    note: noteSchema,
    reinstatedAt: instantSchema,
  }),
  /** A price that became known later, for a purchase without one. It moves neither money nor access. */
  PurchasePriced: z.strictObject({
    ...aboutPurchase,
    /** The purchase's own, repeated, so that figures are counted from this event alone. */
    purchasedAt: instantSchema.nullable(),
    price: moneySchema,
    /** The payment that it is the price of; missing where none is known. */
    paymentId: paymentSchema.shape.id.optional(),
    /** When it was paid, as far as the source says. */
    paidAt: instantSchema.nullable(),
    /** The order of the source. */
    reference: referenceSchema.nullable(),
  }),
  /** What the buyer's bank reports. What follows for money and access are separate events. */
  PurchaseDisputed: z.strictObject({
    ...aboutPurchase,
    disputeId: referenceSchema,
    status: z.enum(disputeStatuses),
    /** Whether it takes access in this status. Missing on older events: then it does unless won, or `ofPayment` says no. */
    takesAccess: z.boolean().optional(),
    /** What is disputed of the purchase. Missing if that is all of it, and if `ofPayment` says it. */
    amount: moneySchema.optional(),
    /** Of a whole payment: it is also of lines of its order that are recorded later. Missing if it is of one purchase. */
    ofPayment: z.strictObject({ amount: moneySchema.nullable(), revoke: z.boolean() }).optional(),
    disputedAt: instantSchema,
  }),
} as const;

export type EventType = keyof typeof eventDataSchemas;
export const eventTypes = Object.keys(eventDataSchemas) as readonly EventType[];

export const roles = ["user", "service", "support", "analyst", "admin"] as const;
export type Role = (typeof roles)[number];

/** The evidence for an imported purchase in the shop's earlier systems. */
const evidenceSchema = z.strictObject({
  foundIn: z.enum(["array", "record", "both"]),
  /** `_id`s of the purchase records, if any; more than one where the shop had duplicates. */
  recordIds: z.array(z.string()),
});
export type Evidence = Immutable<z.infer<typeof evidenceSchema>>;

// The length apart from the alphabet: a pattern with {64} takes several times as long, for every event that is read.
const sha256Rule = { error: "must be a SHA-256 in lower-case hexadecimal", abort: true };
const sha256Schema = z
  .string()
  .length(64, sha256Rule)
  .regex(/^[0-9a-f]*$/, sha256Rule);

export const metadataSchema = z.strictObject({
  schemaVersion: z.literal(currentSchemaVersion),
  /** Groups everything that one request caused; the caller's, or made by the server. */
  correlationId: z.string().min(1).check(atMost(128)),
  /** The command or event that caused this one. */
  causationId: z.string().min(1).check(atMost(128)),
  /** Who did it: the token's subject and role, or the operator at the command line. */
  actor: z.strictObject({ id: z.string().min(1).check(atMost(128)), role: z.enum([...roles, "operator"]) }),
  source: z.enum(["api", "legacy-import", "cli"]),
  /** SHA-256 of the request, without the server's time: distinguishes a repeat from a reuse of its id. */
  contentHash: sha256Schema,
  /** The caller's `Idempotency-Key`, if it sent one. */
  idempotencyKey: z.string().min(1).check(atMost(255)).optional(),
  evidence: evidenceSchema.optional(),
  /** On an event that was copied from another log: when that one, or the first of several, accepted it. */
  recordedAt: instantSchema.optional(),
});

export type EventMetadata = Immutable<z.infer<typeof metadataSchema>>;
export type Actor = EventMetadata["actor"];
export type Source = EventMetadata["source"];

interface DomainEvent<Type extends EventType> {
  readonly type: Type;
  readonly data: Immutable<z.infer<(typeof eventDataSchemas)[Type]>>;
  readonly metadata: EventMetadata;
}

export type CoursePurchased = DomainEvent<"CoursePurchased">;
export type TestPurchased = DomainEvent<"TestPurchased">;
export type PurchaseRefunded = DomainEvent<"PurchaseRefunded">;
export type PurchaseRevoked = DomainEvent<"PurchaseRevoked">;
export type PurchaseReinstated = DomainEvent<"PurchaseReinstated">;
export type PurchasePriced = DomainEvent<"PurchasePriced">;
export type PurchaseDisputed = DomainEvent<"PurchaseDisputed">;
export type PurchaseEvent =
  | CoursePurchased
  | TestPurchased
  | PurchaseRefunded
  | PurchaseRevoked
  | PurchaseReinstated
  | PurchasePriced
  | PurchaseDisputed;

type Content<Event> = Event extends PurchaseEvent ? Omit<Event, "metadata"> : never;
/** The content of an event without its metadata. */
export type EventContent = Content<PurchaseEvent>;
/** The events that make a purchase. */
export type ItemPurchased = CoursePurchased | TestPurchased;

/** The item that an event is about. */
export function itemOfEvent(event: EventContent): Item {
  if (event.type === "CoursePurchased") return { kind: "course", id: event.data.courseId };
  if (event.type === "TestPurchased") return { kind: "test", id: event.data.testId };
  return event.data.item;
}

type Purchased = Content<ItemPurchased>;

/** Whether an event makes a purchase; all others are about one that was made before. */
export const isPurchased = <Event extends EventContent>(event: Event): event is Extract<Event, Purchased> =>
  event.type === "CoursePurchased" || event.type === "TestPurchased";
