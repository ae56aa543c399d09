import type {
  Analytics,
  HistoryQueries,
  OwnershipQueries,
} from "../../stores/read-model/read-model-store.js";

type Queries = OwnershipQueries & HistoryQueries & Analytics;

/**
 * The queries of the read model, refused while `assertFolded` throws: what is folded from the beginning of the log alone
 * would say that users own less than they do.
 */
export function createFoldedReads(readModel: Queries, assertFolded: () => void): Queries {
  const guarded =
    <Values extends readonly unknown[], Result>(read: (...values: Values) => Promise<Result>) =>
    async (...values: Values): Promise<Result> => {
      assertFolded();
      return read(...values);
    };
  const { analytics } = readModel;
  return {
    ownership: guarded(readModel.ownership),
    historyRevision: guarded(readModel.historyRevision),
    historyPage: guarded(readModel.historyPage),
    analytics: {
      ...analytics,
      tally: guarded(analytics.tally),
      dateSpan: guarded(analytics.dateSpan),
    },
  };
}
