import type { Filter } from "mongodb";
import type { HistoryQueries, HistoryQuery, OwnershipQueries } from "../live-queries.js";
import type { Connection } from "./connection.js";
import { toRevision, userKey, type Stored } from "./documents.js";
import type { LiveReads } from "./live-reads.js";
import { historyCollection } from "./models/history.js";
import { ownershipCollection } from "./models/ownership.js";
import { numberOf } from "./pointer.js";

export const createOwnershipQueries = ({ read }: Connection, live: LiveReads): OwnershipQueries => ({
  async ownership(userId) {
    const found = await live.single((rows) =>
      read((collections) =>
        collections.of("ownership").documents.findOne({ _id: userKey(numberOf(rows, "ownership"), userId) }),
      ),
    );
    if (found === undefined) return undefined;
    const document = ownershipCollection.toDocument(found);
    ownershipCollection.assertWhole?.(document, userId);
    return document;
  },
});

export const createHistoryQueries = ({ read }: Connection, live: LiveReads): HistoryQueries => ({
  async historyRevision(userId) {
    const found = await live.single((rows) =>
      read(async (collections) => {
        const key = { _id: userKey(numberOf(rows, "history"), userId) };
        return (await collections.of("history").revisions?.findOne(key)) ?? null;
      }),
    );
    return toRevision(found);
  },

  async historyPage(query) {
    const sort = { purchasedAt: -1, purchasedRevision: -1 } as const;
    const page = await live.whole((rows) =>
      read((collections) =>
        collections
          .of("history")
          .documents.find(pageFilter(numberOf(rows, "history"), query), { sort, limit: query.limit })
          .toArray(),
      ),
    );
    return page.map((stored) => historyCollection.toDocument(stored));
  },
});

/** Dates are text that sorts by time. MongoDB sorts null before text, so null is last in descending order. */
function pageFilter(generation: number, { userId, kind, after }: HistoryQuery): Filter<Stored> {
  const next =
    after === undefined
      ? {}
      : after.purchasedAt === null
        ? { purchasedAt: null, purchasedRevision: { $lt: after.purchasedRevision } }
        : {
            $or: [
              { purchasedAt: { $lt: after.purchasedAt } },
              { purchasedAt: after.purchasedAt, purchasedRevision: { $lt: after.purchasedRevision } },
              { purchasedAt: null },
            ],
          };
  return { generation, userId, ...(kind === undefined ? {} : { kind }), ...next };
}
