import type { PricePurchase } from "../../commands/commands.js";
import { contentHash, derivedPurchaseId } from "../../commands/content-hash.js";
import { decide, evolve, initialState } from "../../commands/decider.js";
import { applyWaiting } from "../../commands/payment-reports.js";
import type { PurchaseHandler } from "../../commands/purchase-handler.js";
import { isLedgerError } from "../../errors.js";
import { decodeEvent } from "../../events/codec.js";
import { streamOf } from "../../events/identifiers.js";
import { formatMoney, type Money } from "../../events/money.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import { forEachConcurrently, untilAborted } from "./bounded-concurrency.js";
import type { ImportRun } from "./import-plan.js";
import { failuresOfOneUser } from "./import-purchases.js";
import type { PriceLine, PriceRow } from "./price-rows.js";
import type { ProblemKind, ProblemReport } from "./problems.js";

/**
 * Records a price, unless one is known.
 *
 * @returns whether it was recorded, or would be, and the price that the ledger has then
 * @throws LedgerError `purchase_unknown`
 */
export type RecordPrice = (
  command: PricePurchase,
) => Promise<{ readonly recorded: boolean; readonly price: Money | null }>;

export interface ImportPricesOptions {
  /** The file, as the operator named it. */
  readonly file: string;
  readonly run: ImportRun;
  readonly record: RecordPrice;
  readonly report: ProblemReport;
  readonly onProgress?: (lines: number) => void;
  /** Ends the import after the lines that are under way. */
  readonly signal?: AbortSignal | undefined;
}

export interface ImportPricesResult {
  readonly lines: number;
  readonly eventsAdded: number;
  /** Lines with a price that the ledger has already. */
  readonly alreadyThere: number;
  /** Lines that could not be used; the report says why. */
  readonly leftOut: number;
  /** Whether the signal ended it before the last line. */
  readonly interrupted: boolean;
}

/** Enough for the event store to gather appends into shared transactions. */
const linesAtOnce = 256;

/** Records what the shop's order export says that imported purchases cost. Doing it again adds nothing. */
export async function importPrices(
  lines: AsyncGenerator<PriceLine>,
  { file, run, record, report, onProgress = () => undefined, signal }: ImportPricesOptions,
): Promise<ImportPricesResult> {
  const done = { lines: 0, eventsAdded: 0, alreadyThere: 0, leftOut: 0, interrupted: true };

  async function* toTheEnd(): AsyncGenerator<PriceLine> {
    yield* lines;
    done.interrupted = false;
  }

  async function importLine(read: PriceLine): Promise<void> {
    const leaveOut = (kind: ProblemKind, message: string): void => {
      done.leftOut += 1;
      report.add({ kind, file, line: read.line, message, ...read.subject });
    };
    if ("problem" in read) leaveOut("price_invalid", `The line cannot be used: ${read.problem}.`);
    else await recordRow(read.row, leaveOut);
    done.lines += 1;
    onProgress(done.lines);
  }

  async function recordRow(row: PriceRow, leaveOut: (kind: ProblemKind, message: string) => void) {
    try {
      const { recorded, price } = await record(commandOf(row, run));
      if (recorded) done.eventsAdded += 1;
      else if (price?.amountMinor === row.price.amountMinor && price.currency === row.price.currency)
        done.alreadyThere += 1;
      else leaveOut("price_differs", differs(row.price, price));
    } catch (error) {
      if (isLedgerError(error, "purchase_unknown")) leaveOut("purchase_unknown", error.message);
      else if (isLedgerError(error, ...failuresOfOneUser)) leaveOut("user_failed", error.message);
      else throw error;
    }
  }

  await forEachConcurrently(untilAborted(toTheEnd(), signal), linesAtOnce, importLine);
  return done;
}

function differs(said: Money, known: Money | null): string {
  const other = known === null ? "none" : formatMoney(known);
  return `The export says ${formatMoney(said)}, the ledger has ${other}, which stays.`;
}

function commandOf(
  { userId, of, price, paidAt, reference }: PriceRow,
  { runId, actor }: ImportRun,
): PricePurchase {
  const purchaseId =
    "purchaseId" in of ? of.purchaseId : derivedPurchaseId(userId, "legacy", of.item.kind, of.item.id);
  return {
    type: "PricePurchase",
    ...{ userId, purchaseId, price, paidAt, reference },
    context: {
      ...{ source: "legacy-import", actor, correlationId: runId, causationId: runId },
      contentHash: contentHash(["price", price.amountMinor, price.currency, paidAt, reference]),
    },
  };
}

/** What an import does. A refund may have waited for the price of its purchase. */
export const recordInto =
  (parts: { readonly eventStore: EventStore; readonly handler: PurchaseHandler }): RecordPrice =>
  async (command) => {
    const { result, purchase } = await parts.handler.handle(command);
    if (purchase.payment !== null) await applyWaiting(parts, purchase.payment.id, command.context);
    return { recorded: result === "recorded", price: purchase.price };
  };

/** What a dry run does: the same decisions on the same streams, and no append. */
export function dryRunOfPrices(eventStore: EventStore): RecordPrice {
  const priced = new Map<string, Money>();
  return async (command) => {
    const key = `${command.userId}/${command.purchaseId}`;
    const earlier = priced.get(key);
    if (earlier !== undefined) return { recorded: false, price: earlier };
    const state = initialState();
    for await (const batch of eventStore.readStream(streamOf(command.userId)))
      for (const recorded of batch) evolve(state, decodeEvent(recorded));
    const recorded = decide(state, command).length > 0;
    if (recorded) priced.set(key, command.price);
    return { recorded, price: state.purchases.get(command.purchaseId)?.price ?? null };
  };
}
