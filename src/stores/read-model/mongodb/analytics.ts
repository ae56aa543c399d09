import type { Filter } from "mongodb";
import type { HistoryRecord, OwnershipDocument } from "../documents.js";
import type { HistoryAnalytics, HistoryFilter } from "../history-analytics.js";
import type { Connection } from "./connection.js";
import { userKey, userKeysAfter, userOfKey, type Stored } from "./documents.js";
import type { LiveReads } from "./live-reads.js";
import { historyCollection } from "./models/history.js";
import { ownershipCollection } from "./models/ownership.js";
import { numberOf } from "./pointer.js";
import { countSpan, countTallies, type Count, type CountedRecord } from "./tallies.js";

const documentsAtOnce = 1000;

const countedFields = {
  _id: 0,
  kind: 1,
  itemId: 1,
  price: 1,
  purchasedAt: 1,
  revokedAt: 1,
  revokedReason: 1,
  details: 1,
};

/**
 * Counts records in this program, as the cursor delivers them. Sums of the server are not exact for large numbers, and not
 * every server can group by intervals. Records written while the cursor runs may or may not be counted.
 */
export function createAnalytics(connection: Connection, live: LiveReads): HistoryAnalytics {
  const { run, hold } = connection;

  /** Counts again if the generation was swapped in the meantime. */
  const count = <T>(start: () => Count<T>): Promise<T> =>
    hold(() =>
      live.whole((rows) =>
        run(async (collections) => {
          const generation = numberOf(rows, "history");
          const counted = start();
          const options = { projection: countedFields, batchSize: documentsAtOnce };
          for await (const record of collections.of("history").documents.find({ generation }, options))
            counted.add(record as unknown as CountedRecord);
          return counted.result();
        }),
      ),
    );

  return {
    ...createExports(connection, live),
    tally: (query) => count(() => countTallies(query)),
    dateSpan: () => count(countSpan),
  };
}

/** Reads the live models in batches. Each batch is read at another time. */
function createExports(
  { run }: Connection,
  live: LiveReads,
): Pick<HistoryAnalytics, "historyRecords" | "ownershipDocuments"> {
  return {
    async *historyRecords(filter) {
      for (let after: HistoryRecord | undefined; ;) {
        const last = after;
        const batch = await live.whole((rows) =>
          run((collections) =>
            collections
              .of("history")
              .documents.find(recordsFilter(numberOf(rows, "history"), filter, last), {
                sort: { userId: 1, purchasedRevision: 1 },
                limit: documentsAtOnce,
                batchSize: documentsAtOnce + 1,
              })
              .toArray(),
          ),
        );
        const records = batch.map((stored) => historyCollection.toDocument(stored));
        if (records.length > 0) yield records;
        after = records.at(-1);
        if (records.length < documentsAtOnce) return;
      }
    },

    async *ownershipDocuments(userId) {
      for (let after = userId; ;) {
        const last = after;
        const batch = await live.whole((rows) =>
          run((collections) => {
            const generation = numberOf(rows, "ownership");
            const _id = userId === undefined ? userKeysAfter(generation, last) : userKey(generation, userId);
            const page = {
              sort: { _id: 1 },
              limit: documentsAtOnce,
              batchSize: documentsAtOnce + 1,
            } as const;
            return collections.of("ownership").documents.find({ _id }, page).toArray();
          }),
        );
        if (batch.length > 0) yield batch.map(toOwnership);
        const lastId = batch.at(-1)?._id;
        if (lastId === undefined || batch.length < documentsAtOnce) return;
        after = userOfKey(lastId);
      }
    },
  };
}

function toOwnership(stored: Stored): OwnershipDocument {
  const document = ownershipCollection.toDocument(stored);
  ownershipCollection.assertWhole?.(document, userOfKey(stored._id));
  return document;
}

/** Each page continues after the key of the last record. */
function recordsFilter(
  generation: number,
  { userId, item, from, to }: HistoryFilter,
  after: HistoryRecord | undefined,
): Filter<Stored> {
  const range = {
    ...(from === undefined ? {} : { $gte: from }),
    ...(to === undefined ? {} : { $lt: to }),
  };
  const users = userId === undefined ? [] : [{ userId }];
  const next =
    after === undefined
      ? []
      : [
          // With the first condition the index is read from there. The second condition is exact.
          { userId: { $gte: after.userId } },
          {
            $or: [
              { userId: { $gt: after.userId } },
              { userId: after.userId, purchasedRevision: { $gt: after.purchasedRevision } },
            ],
          },
        ];
  const conditions = [
    { generation },
    ...users,
    ...(item === undefined ? [] : [{ kind: item.kind, itemId: item.id }]),
    ...(Object.keys(range).length === 0 ? [] : [soldWithin(range)]),
    ...next,
  ];
  return { $and: conditions };
}

/** If the date of the purchase is unknown, the date of the price evidence counts. */
const soldWithin = (range: object): Filter<Stored> => ({
  $or: [{ purchasedAt: range }, { purchasedAt: null, "details.priceEvidence.paidAt": range }],
});
