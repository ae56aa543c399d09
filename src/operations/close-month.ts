import { hash } from "node:crypto";
import { v5 as uuidV5 } from "uuid";
import { createSums, totalsOf } from "../analytics/books.js";
import { entriesOf } from "../analytics/entries.js";
import { monthOf, nextMonth, type Month } from "../analytics/months.js";
import type { TimeZone } from "../analytics/time-zone.js";
import { LedgerError } from "../errors.js";
import { decodeEvent } from "../events/codec.js";
import { isPaymentStream } from "../events/identifiers.js";
import type { AuditLog } from "../stores/event-store/audit-log.js";
import { createAuditReader } from "../stores/event-store/audit-reader.js";
import type { EventStore, RecordedEvent } from "../stores/event-store/event-store.js";
import { closingDifferences, type Closing, type ClosingDifference } from "./closing.js";
import type { Audited, OperatedBy } from "./operator.js";

/** A closing as the audit log has it. */
export interface RecordedClosing extends Closing {
  readonly closedAt: string;
  readonly operator: string;
}

/** Reads the closed months, oldest first; see {@link createAuditReader}. There is no gap between them. */
export function createClosingsReader(audit: AuditLog): () => Promise<readonly RecordedClosing[]> {
  const read = createAuditReader(audit, { matters: ({ action }) => action === "close-month" });
  return async () => {
    const closings = (await read()).map(({ at: closedAt, operator, details }) => ({
      ...(details as unknown as Closing),
      ...{ closedAt, operator },
    }));
    return closings.toSorted((one, other) => (one.month < other.month ? -1 : 1));
  };
}

export const closedMonths = (audit: AuditLog): Promise<readonly RecordedClosing[]> =>
  createClosingsReader(audit)();

/** From the beginning of the first closed month to the end of the last one; undefined if none is closed. */
export function closedRange(
  closings: readonly Closing[],
): { readonly from: string; readonly to: string } | undefined {
  const [first, last] = [closings.at(0), closings.at(-1)];
  return first === undefined || last === undefined ? undefined : { from: first.from, to: last.to };
}

export interface CloseMonthOptions extends Audited {
  readonly eventStore: EventStore;
  readonly month: string;
  /** If undefined, that of the earlier months; UTC for the first one. */
  readonly zone: TimeZone | undefined;
  readonly onProgress?: (events: number) => void;
  readonly signal?: AbortSignal;
}

/** `closed`: just now. `unchanged`, `changed`: closed before, and the log still says the same, or does not. */
export const closeMonthOutcomes = ["closed", "unchanged", "changed"] as const;

export interface CloseMonthOutcome {
  readonly outcome: (typeof closeMonthOutcomes)[number];
  readonly closing: RecordedClosing;
  /** What the log says now. */
  readonly now: Closing;
  /** What has changed since; empty if nothing has. */
  readonly differences: readonly ClosingDifference[];
}

/** What has to be known before a month is closed. */
interface ClosingPlan {
  readonly month: Month;
  /** The month itself, if it is closed. */
  readonly earlier: RecordedClosing | undefined;
  readonly before: Closing | undefined;
}

/**
 * Checks that a month can be closed, or is closed and can be proved. Reads no events.
 *
 * @throws LedgerError `request_invalid` if the month is not over, does not follow the last closed one, or begins in
 * another time zone
 */
export async function planClosing({
  eventStore,
  month: name,
  zone,
  now = () => new Date(),
}: Pick<CloseMonthOptions, "eventStore" | "month" | "zone" | "now">): Promise<ClosingPlan> {
  const closings = await closedMonths(eventStore.audit);
  const month = monthOf(name, zoneName({ month: name, zone }, closings));
  const earlier = closings.find((each) => each.month === month.name);
  if (earlier === undefined) assertMayClose(month, closings, now());
  return { month, earlier, before: closings.findLast((each) => each.month < month.name) };
}

/**
 * Closes a month: pins its figures, the event that they go up to, and their hash, in the audit log. For a month that is
 * closed it counts again, up to the same event, and compares.
 *
 * The audit log has no entry for the beginning: until the one entry that closes the month, nothing is written, so a
 * killed run leaves nothing that anyone has to find or clean up.
 *
 * @throws LedgerError `request_invalid` as {@link planClosing}, or if the first month is long before all purchases;
 * `event_invalid` if an event cannot be read, because the figures would lack it
 */
export async function closeMonth(options: CloseMonthOptions, by: OperatedBy): Promise<CloseMonthOutcome> {
  const { eventStore, now = () => new Date() } = options;
  const { month, earlier, before } = await planClosing(options);
  const counted = await count(options, month, before, earlier);
  if (earlier !== undefined) {
    const differences = closingDifferences(earlier, counted);
    return {
      outcome: differences.length === 0 ? "unchanged" : "changed",
      ...{ closing: earlier, now: counted, differences },
    };
  }
  if (before === undefined && counted.total.length === 0) await assertNotLongBefore(options, month);
  // The first month has one id, whichever it is, and each later one its own: of what two processes close at the same
  // time, one is kept.
  const id = uuidV5(before === undefined ? "close-month" : `close-month/${month.name}`, namespace);
  const entry = { at: now().toISOString(), action: "close-month", ...by, details: { ...counted } } as const;
  await eventStore.audit.record({ id, ...entry });
  const closings = await closedMonths(eventStore.audit);
  const closing = closings.find(({ hash: proof }) => proof === counted.hash);
  if (closing !== undefined) return { outcome: "closed", closing, now: counted, differences: [] };
  if (closings.length === 0)
    throw new LedgerError("internal_error", "A closed month is not in the audit log.");
  return closeMonth(options, by);
}

/** Never change it: the ids of closings depend on it. */
const namespace = "6f0d3c1e-4d0b-5b8e-9a55-0c1c1ad0b9e7";

function zoneName(
  { zone, month }: Pick<CloseMonthOptions, "zone" | "month">,
  closings: readonly Closing[],
): string {
  const used = closings[0]?.timeZone;
  if (used === undefined || zone === undefined || zone.name === used) return zone?.name ?? used ?? "UTC";
  throw new LedgerError(
    "request_invalid",
    `Months are closed in ${used}; ${month} cannot begin in ${zone.name}.`,
  );
}

function assertMayClose(month: Month, closings: readonly Closing[], now: Date): void {
  const { name, to } = month;
  // As numbers: after 9999 the text of a year has a sign, and sorts before all others.
  if (now.getTime() < Date.parse(to))
    throw new LedgerError("request_invalid", `${name} is not over: it ends at ${to}.`);
  const last = closings.at(-1);
  const following = last === undefined ? name : nextMonth(last.month);
  if (name === following) return;
  const message = `${last?.month ?? ""} is the last closed month: close ${following} next.`;
  throw new LedgerError("request_invalid", message);
}

/** All months after the first one are closed in turn: a mistyped year would ask for a hundred of them. */
async function assertNotLongBefore(options: CloseMonthOptions, { name, to }: Month): Promise<void> {
  const { now = () => new Date() } = options;
  const yearLater = new Date(to);
  yearLater.setUTCFullYear(yearLater.getUTCFullYear() + 1);
  const first = await firstDate(options);
  if ((first ?? now().toISOString()) < yearLater.toISOString()) return;
  const before = first === undefined ? "now, and nothing was bought yet" : `the first purchase, of ${first}`;
  const message =
    `${name} is more than a year before ${before}. ` +
    "Months are closed in turn from the first one on: begin with a later month.";
  throw new LedgerError("request_invalid", message);
}

async function firstDate({ eventStore, signal }: CloseMonthOptions): Promise<string | undefined> {
  let first: string | undefined;
  for await (const recorded of eventsUpTo(eventStore, undefined, signal)) {
    if (isPaymentStream(recorded.stream)) continue;
    for (const { at } of entriesOf(decodeEvent(recorded)))
      if (at !== null && (first === undefined || at < first)) first = at;
  }
  return first;
}

/** Counts the log up to its head, or to the event that a closing goes up to. */
async function count(
  { eventStore, signal, onProgress = () => undefined }: CloseMonthOptions,
  { name, timeZone, from, to }: Month,
  before: Closing | undefined,
  upTo?: Closing,
): Promise<Closing> {
  const [within, all] = [createSums(), createSums()];
  let last: RecordedEvent | undefined;
  let events = 0;
  for await (const recorded of eventsUpTo(eventStore, upTo, signal)) {
    last = recorded;
    events += 1;
    if (events % 1000 === 0) onProgress(events);
    if (isPaymentStream(recorded.stream)) continue;
    for (const entry of entriesOf(decodeEvent(recorded))) {
      if (entry.at === null || entry.at >= to) continue;
      all.add(entry);
      if (entry.at >= from) within.add(entry);
    }
  }
  const [figures, total] = [totalsOf(within.lines()), totalsOf(all.lines())];
  const late = before === undefined ? [] : totalsOf(total, [...figures, ...before.total]);
  const eventId = last?.id ?? null;
  const proven = [
    name,
    timeZone,
    from,
    to,
    eventId,
    events,
    within.lines(),
    all.lines(),
    late,
    before?.hash ?? null,
  ];
  return {
    ...{ month: name, timeZone, from, to, eventId, position: last?.position ?? null, events },
    ...{ figures, late, total },
    hash: hash("sha256", JSON.stringify(proven)),
  };
}

async function* eventsUpTo(
  eventStore: EventStore,
  upTo: Closing | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<RecordedEvent> {
  if (upTo?.eventId === null) return;
  const options = { batchSize: 1000, live: false, ...(signal === undefined ? {} : { signal }) };
  for await (const batch of eventStore.readAll(options)) {
    for (const recorded of batch) {
      yield recorded;
      if (recorded.id === upTo?.eventId) return;
    }
  }
  signal?.throwIfAborted();
}
