import { filter, firstValueFrom, takeUntil, timer, type Observable } from "rxjs";
import type { LookUps } from "../../stores/read-model/look-ups.js";
import type { Analytics } from "../../stores/read-model/history-analytics.js";
import type { HistoryQueries, OwnershipQueries } from "../../stores/read-model/live-queries.js";

type Queries = OwnershipQueries & HistoryQueries & LookUps & Analytics;

export interface FoldedReadsOptions {
  /** @throws LedgerError `projection_behind` while the log is being folded from its beginning */
  readonly assertFolded: () => void;
  /** Emits when the projector in this process has moved. */
  readonly moved$: Observable<{ readonly incomplete: boolean }>;
  /** How long a query waits for the fold to reach the head of the log. */
  readonly waitMs: number;
}

/**
 * The queries of the read model. While the log is folded from its beginning they wait, and are refused if that takes
 * long: a model of the first half of the log would say that users own less than they do. The first customers of a new
 * shop, who buy while the projector starts, wait a moment.
 */
export function createFoldedReads(
  readModel: Queries,
  { assertFolded, moved$, waitMs }: FoldedReadsOptions,
): Queries {
  const isFolded = (): boolean => {
    try {
      assertFolded();
      return true;
    } catch {
      return false;
    }
  };
  const untilFolded = async (): Promise<void> => {
    const folded$ = moved$.pipe(
      filter(({ incomplete }) => !incomplete),
      takeUntil(timer(waitMs)),
    );
    await firstValueFrom(folded$, { defaultValue: undefined });
    assertFolded();
  };
  const guarded =
    <Values extends readonly unknown[], Result>(read: (...values: Values) => Promise<Result>) =>
    async (...values: Values): Promise<Result> => {
      if (!isFolded()) await untilFolded();
      return read(...values);
    };
  const { analytics } = readModel;
  return {
    ownership: guarded(readModel.ownership),
    historyRevision: guarded(readModel.historyRevision),
    historyPage: guarded(readModel.historyPage),
    findPurchases: guarded(readModel.findPurchases),
    findPayments: guarded(readModel.findPayments),
    analytics: {
      ...analytics,
      tally: guarded(analytics.tally),
      dateSpan: guarded(analytics.dateSpan),
    },
  };
}
