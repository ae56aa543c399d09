import { LedgerError } from "../../../errors.js";
import type { HistoryAnalytics, InstantRange } from "../history-analytics.js";
import type { Connections } from "./connections.js";
import { prepareCounter, spanSql, tallySql, toTallies, type Counter, type TallyRow } from "./counter.js";
import { createExports } from "./history-exports.js";

export interface Analytics extends HistoryAnalytics {
  /** Waits for the counts in progress. */
  close(): Promise<void>;
}

/**
 * Instants are text that sorts by time, and these sort before and after all of them. There is no index on dates,
 * because it would slow down the projection of every purchase: a count reads the whole history.
 */
const beforeAll = "";
const afterAll = "~";

export function createAnalytics(connections: Connections): Analytics {
  const { count, close } = createTurns(connections);
  return {
    ...createExports(connections),
    close,

    tally: ({ cuts, byItem = false, kind = "", itemId = "", ...range }) =>
      count(async ({ writer, setQuery, setIntervals, clear, tallies }) => {
        const { lower, upper } = boundsOf(range);
        clear.forEach((statement) => statement.run());
        setQuery.run(lower, upper, byItem ? 1 : 0, kind, itemId);
        setIntervals.run(JSON.stringify([lower, ...cuts]));
        await writer.exec(tallySql);
        return toTallies(JSON.parse(String(tallies.get()?.[0])) as readonly TallyRow[]);
      }),

    dateSpan: () =>
      count(async ({ writer, clear, span }) => {
        clear.forEach((statement) => statement.run());
        await writer.exec(spanSql);
        const [first = null, last = null] = span.get() ?? [];
        return first === null || last === null ? undefined : { first: String(first), last: String(last) };
      }),
  };
}

/** Runs one count at a time, because they share the temporary tables of one connection. The first count opens it. */
function createTurns({ openCounter }: Connections) {
  let counter: Promise<Counter> | undefined;
  let counting: Promise<unknown> = Promise.resolve();
  let closed = false;
  return {
    count<T>(work: (counter: Counter) => Promise<T>): Promise<T> {
      if (closed)
        return Promise.reject(new LedgerError("read_model_unavailable", "The read model is closed."));
      const turn = counting.then(async () => {
        counter ??= openCounter().then(prepareCounter);
        try {
          return await work(await counter);
        } catch (error) {
          // What could not be opened may be tried again.
          await counter.catch(() => (counter = undefined));
          throw error;
        }
      });
      counting = turn.catch(() => undefined);
      return turn;
    },
    async close(): Promise<void> {
      closed = true;
      await counting;
      (await counter)?.writer.close();
    },
  };
}

const boundsOf = ({ from, to }: InstantRange): { lower: string; upper: string } => ({
  lower: from ?? beforeAll,
  upper: to ?? afterAll,
});
