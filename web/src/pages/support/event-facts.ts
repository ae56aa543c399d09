import type { UserEvent } from "./user-queries.js";

export const eventKinds = [
  "course",
  "test",
  "refund",
  "dispute",
  "price",
  "revoked",
  "reinstated",
  "unreadable",
] as const;
export type EventKind = (typeof eventKinds)[number];

/** What is known of an event beside its words: each only where the event says so, as it may be damaged. */
export interface EventFacts {
  readonly kind: EventKind;
  readonly actor: string | undefined;
  readonly role: string | undefined;
  readonly source: string | undefined;
  readonly purchaseId: string | undefined;
  /** `course c-1` */
  readonly item: { readonly kind: "course" | "test"; readonly id: string } | undefined;
  /** Null: unknown; undefined: not a purchase. */
  readonly purchasedAt: string | null | undefined;
  /** What was paid or refunded; undefined if unknown, or if the event moves no money. */
  readonly price: { readonly amountMinor: number; readonly currency: string } | undefined;
  readonly isFree: boolean;
  /** Why it was granted, revoked, reinstated or refunded, as the ledger calls it. */
  readonly reason: string | undefined;
  readonly note: string | undefined;
  /** Who gave it: support, or a gift's giver. */
  readonly grantedBy: string | undefined;
  readonly isDuplicate: boolean;
  readonly flags: readonly string[];
  readonly disputeId: string | undefined;
  readonly status: string | undefined;
  readonly paymentId: string | undefined;
  readonly paymentMethod: string | undefined;
  readonly correlationId: string | undefined;
  readonly causationId: string | undefined;
  readonly idempotencyKey: string | undefined;
  readonly evidence: { readonly foundIn: string; readonly recordIds: readonly string[] } | undefined;
  /** In the log that it was copied from. */
  readonly firstRecordedAt: string | undefined;
}

/** Reads an event's data and metadata, which may be anything. */
export function factsOf({ type, data, metadata, words }: UserEvent): EventFacts {
  const facts = asObject(data);
  const about = asObject(metadata);
  const actor = asObject(about.actor);
  const evidence = asObject(about.evidence);
  const payment = asObject(facts.payment);
  const granted = asObject(facts.grantedBy);
  const price = moneyOf(facts.amount ?? facts.price);
  const isKnown = words !== null;
  return {
    kind: (isKnown ? kinds[type] : undefined) ?? "unreadable",
    actor: asText(actor.id),
    role: asText(actor.role),
    source: asText(about.source),
    purchaseId: asText(facts.purchaseId),
    item: itemOf(type, facts),
    purchasedAt: facts.purchasedAt === null ? null : asText(facts.purchasedAt),
    price,
    isFree: price?.amountMinor === 0,
    reason: asText(facts.reason) ?? asText(granted.reason),
    note: asText(facts.note),
    grantedBy: asText(granted.by),
    isDuplicate: asText(facts.duplicateOf) !== undefined,
    flags: asTexts(facts.flags),
    disputeId: asText(facts.disputeId),
    status: asText(facts.status),
    paymentId: asText(payment.id) ?? asText(facts.paymentId),
    paymentMethod: asText(payment.method),
    correlationId: asText(about.correlationId),
    causationId: asText(about.causationId),
    idempotencyKey: asText(about.idempotencyKey),
    evidence:
      about.evidence === undefined
        ? undefined
        : { foundIn: asText(evidence.foundIn) ?? "?", recordIds: asTexts(evidence.recordIds) },
    firstRecordedAt: asText(about.recordedAt),
  };
}

const kinds: Readonly<Record<string, EventKind>> = {
  CoursePurchased: "course",
  TestPurchased: "test",
  PurchaseRefunded: "refund",
  PurchaseDisputed: "dispute",
  PurchasePriced: "price",
  PurchaseRevoked: "revoked",
  PurchaseReinstated: "reinstated",
};

function itemOf(type: string, facts: JsonObject): EventFacts["item"] {
  const named = asObject(facts.item);
  const kind = type === "CoursePurchased" ? "course" : type === "TestPurchased" ? "test" : named.kind;
  const id = asText(facts.courseId) ?? asText(facts.testId) ?? asText(named.id);
  return (kind === "course" || kind === "test") && id !== undefined ? { kind, id } : undefined;
}

function moneyOf(value: unknown): EventFacts["price"] {
  const { amountMinor, currency } = asObject(value);
  return typeof amountMinor === "number" && typeof currency === "string"
    ? { amountMinor, currency }
    : undefined;
}

type JsonObject = Readonly<Record<string, unknown>>;

const asObject = (value: unknown): JsonObject =>
  typeof value === "object" && value !== null ? (value as JsonObject) : {};
const asText = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const asTexts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map(asText).filter((text) => text !== undefined) : [];

/** Which ways in are known. */
export const sources = ["api", "cli", "legacy-import"] as const;
