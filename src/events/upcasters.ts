import type { EventType } from "./purchase-events.js";

type JsonObject = Readonly<Record<string, unknown>>;

/** What an event holds beside its type and its place. */
export interface Payload {
  readonly data: JsonObject;
  readonly metadata: JsonObject;
}

/** Turns the payload of one schema version into that of the next; the metadata's `schemaVersion` is raised for it. */
export type Upcaster = (payload: Payload) => Payload;

/** Per type, the upcaster from version n at index n - 1. */
export type Upcasters = Readonly<Partial<Record<string, readonly Upcaster[]>>>;

/** Version 1 sold at the catalogue's price only, one purchase of an item at a time. */
const purchasedFrom1: Upcaster = ({ data, metadata }) => ({
  data: {
    ...data,
    listPrice: data.price,
    discount: null,
    orderId: null,
    grantedBy: null,
    duplicateOf: null,
    flags: [],
  },
  metadata,
});

/** Version 1 did not know which dispute took an access. */
const revokedFrom1: Upcaster = ({ data, metadata }) => ({ data: { ...data, disputeId: null }, metadata });

export const upcasters: Upcasters = {
  CoursePurchased: [purchasedFrom1],
  TestPurchased: [purchasedFrom1],
  PurchaseRevoked: [revokedFrom1],
} satisfies Partial<Record<EventType, readonly Upcaster[]>>;
