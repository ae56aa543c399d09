import { assertNever, isLedgerError } from "../errors.js";
import { decodeEvent } from "../events/codec.js";
import { isPaymentStream, itemKey, streamOf, userOf, type Item } from "../events/identifiers.js";
import { itemOfEvent, type PurchaseEvent } from "../events/purchase-events.js";
import { isNowOrLater, lastPositionBefore } from "../projections/replay/recorded-by.js";
import type { HistoryRecord, OwnershipDocument } from "../stores/read-model/documents.js";
import type { EventStore, RecordedEvent } from "../stores/event-store/event-store.js";
import {
  isWithin,
  type HistoryAnalytics,
  type HistoryFilter,
} from "../stores/read-model/history-analytics.js";
import { amountCell, type CellForms } from "./cell-forms.js";
import type { Cell } from "./csv.js";

/** Something to export: whole as JSON, or flat as rows of a table. */
export interface ExportTable<Entry> {
  readonly columns: readonly string[];
  readonly batches: AsyncIterable<readonly Entry[]>;
  toJson(entry: Entry): unknown;
  toRows(entry: Entry, forms: CellForms): readonly (readonly Cell[])[];
}

const priceColumns = ["amount", "amountMinor", "currency", "paymentId", "paymentMethod"];

const priceCells = ({ price, payment }: Pick<HistoryRecord, "price" | "payment">): readonly Cell[] => [
  amountCell(price),
  price?.amountMinor ?? null,
  price?.currency ?? null,
  payment?.id ?? null,
  payment?.method ?? null,
];

/** One row for each purchase. The range is that of `purchasedAt`. */
export const historyTable = (
  analytics: HistoryAnalytics,
  filter: HistoryFilter,
): ExportTable<HistoryRecord> => ({
  columns: [
    ...[
      "userId",
      "purchaseId",
      "kind",
      "itemId",
      "title",
      ...priceColumns,
      "discount",
      "refunded",
      "orderId",
    ],
    ...["purchasedAt", "revokedAt", "revokedReason", "purchasedRevision", "revision", "flags"],
  ],
  batches: analytics.historyRecords(filter),
  toJson: (record) => record,
  toRows: (record, { titleOf, dateOf }) => [
    [
      ...[record.userId, record.purchaseId, record.kind, record.itemId],
      ...[titleOf({ kind: record.kind, id: record.itemId }), ...priceCells(record), ...detailCells(record)],
      ...[dateOf(record.purchasedAt), dateOf(record.revokedAt), record.revokedReason],
      ...[record.purchasedRevision, record.revision, record.details?.flags.join(" ") ?? null],
    ],
  ],
});

/** The discount, what was refunded, and the order. */
function detailCells({ price, details }: HistoryRecord): readonly Cell[] {
  if (details === undefined) return [null, null, null];
  const { discount, listPrice, refunds, orderId } = details;
  const refunded = refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return [
    discount === null || listPrice === null
      ? null
      : amountCell({ ...listPrice, amountMinor: discount.amountMinor }),
    price === null || refunded === 0 ? null : amountCell({ ...price, amountMinor: refunded }),
    orderId,
  ];
}

interface OwnedItem extends Item {
  readonly purchasedAt: string | null;
}

/** The users who own something that the filter names: whole as JSON, as a table only what it names, a row an item. */
export function ownershipTable(
  analytics: HistoryAnalytics,
  filter: HistoryFilter,
): ExportTable<OwnershipDocument> {
  const { userId, item, from, to } = filter;
  const isFiltered = item !== undefined || from !== undefined || to !== undefined;
  const matching = (document: OwnershipDocument): readonly OwnedItem[] =>
    ownedBy(document).filter(
      (owned) =>
        (item === undefined || itemKey(owned) === itemKey(item)) &&
        ((from === undefined && to === undefined) || isWithin(filter, owned.purchasedAt)),
    );
  return {
    columns: ["userId", "kind", "itemId", "title", "purchasedAt", "revision"],
    batches: filtered(
      analytics.ownershipDocuments(userId),
      (document) => !isFiltered || matching(document).length > 0,
    ),
    toJson: (document) => document,
    toRows: (document, { titleOf, dateOf }) =>
      matching(document).map(({ purchasedAt, ...owned }) => [
        ...[document.userId, owned.kind, owned.id, titleOf(owned)],
        ...[dateOf(purchasedAt), document.revision],
      ]),
  };
}

function ownedBy(document: OwnershipDocument): readonly OwnedItem[] {
  const { purchasedCourses, purchasedCoursesAt, purchasedTests, purchasedTestsAt } = document;
  return [
    ...purchasedCourses.map((id, index) => ({
      kind: "course" as const,
      id,
      purchasedAt: purchasedCoursesAt[index] ?? null,
    })),
    ...purchasedTests.map((id, index) => ({
      kind: "test" as const,
      id,
      purchasedAt: purchasedTestsAt[index] ?? null,
    })),
  ];
}

/** An event of the log as it is stored, and decoded; undefined with the reason if it cannot be read. */
export interface ExportedEvent {
  readonly recorded: RecordedEvent;
  readonly event: PurchaseEvent | undefined;
  readonly error?: { readonly code: string; readonly message: string };
}

export interface EventsTableOptions {
  readonly eventStore: EventStore;
  readonly filter: HistoryFilter;
  readonly signal: AbortSignal;
}

/**
 * One row for each event. The range is that of the time at which the log accepted it. An event that cannot be read is
 * never left out because of an item: it may be about that one.
 */
export function eventsTable({ eventStore, filter, signal }: EventsTableOptions): ExportTable<ExportedEvent> {
  const { userId, item } = filter;
  const isAsked = ({ event }: ExportedEvent): boolean =>
    item === undefined || event === undefined || itemKey(itemOfEvent(event)) === itemKey(item);
  const read = (): AsyncIterable<readonly RecordedEvent[]> =>
    userId === undefined
      ? eventStore.readAll({ batchSize: 1000, live: false, signal })
      : eventStore.readStream(streamOf(userId));
  return {
    columns: [
      ...["position", "stream", "revision", "eventId", "type", "created", "userId", "purchaseId"],
      ...["kind", "itemId", "title", ...priceColumns, "purchasedAt", "revokedAt", "reason", "note"],
      ...["actorId", "actorRole", "source", "correlationId", "causationId", "idempotencyKey"],
      ...["evidenceFoundIn", "evidenceRecordIds", "schemaVersion", "error"],
    ],
    batches: filtered(decoded(recordedWithin(read, filter, eventStore)), isAsked),
    toJson: ({ recorded, event, error }) => ({
      ...recorded,
      ...event,
      ...(error === undefined ? {} : { error }),
    }),
    toRows: ({ recorded, event, error }, forms) => [
      [
        ...[recorded.position, recorded.stream, recorded.revision, recorded.id, recorded.type],
        ...[forms.dateOf(recorded.created), userOf(recorded.stream) ?? null],
        ...(event === undefined ? unknownCells : eventCells(event, forms)),
        error?.message ?? null,
      ],
    ],
  };
}

/**
 * From the first event after those that were recorded before `from`, to the last one recorded before `to`. Dates of a log
 * may go back, so that its end is known only once all of it was read.
 */
async function* recordedWithin(
  read: () => AsyncIterable<readonly RecordedEvent[]>,
  { from, to }: HistoryFilter,
  { comparePositions }: Pick<EventStore, "comparePositions">,
): AsyncIterable<readonly RecordedEvent[]> {
  const after = from === undefined ? undefined : await lastPositionBefore(read(), from);
  const isOpen = to === undefined || isNowOrLater(to);
  const last = isOpen ? undefined : await lastPositionBefore(read(), to);
  if (!isOpen && last === undefined) return;
  for await (const batch of read())
    yield batch.filter(
      ({ position }) =>
        (after === undefined || comparePositions(position, after) > 0) &&
        (last === undefined || comparePositions(position, last) <= 0),
    );
}

async function* decoded(
  batches: AsyncIterable<readonly RecordedEvent[]>,
): AsyncIterable<readonly ExportedEvent[]> {
  for await (const batch of batches) yield batch.map(decode);
}

function decode(recorded: RecordedEvent): ExportedEvent {
  // Of no user and no item: its cells stay empty, and JSON has it as it stands.
  if (isPaymentStream(recorded.stream)) return { recorded, event: undefined };
  try {
    const { type, data, metadata } = decodeEvent(recorded);
    return { recorded, event: { type, data, metadata } as PurchaseEvent };
  } catch (error) {
    if (!isLedgerError(error)) throw error;
    return { recorded, event: undefined, error: { code: error.code, message: error.message } };
  }
}

/** The cells from `purchaseId` to `schemaVersion`. */
function eventCells(event: PurchaseEvent, forms: CellForms): readonly Cell[] {
  const { actor, source, correlationId, causationId, idempotencyKey, evidence, schemaVersion } =
    event.metadata;
  const item = itemOfEvent(event);
  return [
    ...[event.data.purchaseId, item.kind, item.id, forms.titleOf(item)],
    ...deedCells(event, forms),
    ...[actor.id, actor.role, source, correlationId, causationId, idempotencyKey ?? null],
    ...[evidence?.foundIn ?? null, evidence?.recordIds.join(" ") ?? null, schemaVersion],
  ];
}

/** The cells from the price to `note`. */
function deedCells(event: PurchaseEvent, { dateOf }: CellForms): readonly Cell[] {
  const noPrice = priceCells({ price: null, payment: null });
  switch (event.type) {
    case "CoursePurchased":
    case "TestPurchased":
      return [...priceCells(event.data), dateOf(event.data.purchasedAt), null, null, null];
    case "PurchaseRevoked":
      return [...noPrice, null, dateOf(event.data.revokedAt), event.data.reason, event.data.note];
    case "PurchaseReinstated":
      return [...noPrice, dateOf(event.data.purchasedAt), null, event.data.reason, event.data.note];
    case "PurchaseRefunded": {
      const { amount, paymentId, reason } = event.data;
      const payment = paymentId === undefined ? null : { id: paymentId, method: null };
      return [...priceCells({ price: amount, payment }), null, null, reason, null];
    }
    case "PurchasePriced": {
      const { price, purchasedAt } = event.data;
      return [...priceCells({ price, payment: null }), dateOf(purchasedAt), null, null, null];
    }
    case "PurchaseDisputed":
      return [...noPrice, null, null, event.data.status, null];
    default:
      return assertNever(event, "event");
  }
}

const unknownCells: readonly Cell[] = new Array<null>(22).fill(null);

async function* filtered<Entry>(
  batches: AsyncIterable<readonly Entry[]>,
  isAsked: (entry: Entry) => boolean,
): AsyncIterable<readonly Entry[]> {
  for await (const batch of batches) yield batch.filter(isAsked);
}
