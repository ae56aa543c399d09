import type { Filter } from "mongodb";
import { projectionNames } from "../documents.js";
import type { HistoryQuery, ReadModelStore } from "../read-model-store.js";
import { createAnalytics } from "./analytics.js";
import { openConnection, type ConnectionOptions } from "./connection.js";
import {
  fromAuditEntry,
  toAuditEntry,
  toDeadLetter,
  toHistoryRecord,
  toHistoryRevision,
  toOwnershipDocument,
  userKey,
  type Stored,
} from "./documents.js";
import { createGenerations } from "./generations.js";
import { createLiveReads } from "./live-reads.js";
import { createModelTarget } from "./model-target.js";
import { createPointers } from "./pointers.js";
import { createReplaceUser } from "./replace-user.js";
import { createUserReader } from "./stored-users.js";

/**
 * The read models in MongoDB: a server alone, a replica set or a sharded cluster. It needs no transaction; how it keeps
 * the port's promises without any is in `docs/adr/0012-mongodb-read-model.md`.
 *
 * The server may be away: each method then throws `read_model_unavailable`, and the next call tries again.
 *
 * @throws LedgerError `config_invalid` if the URL cannot be used
 */
export function openMongodbReadModel(options: ConnectionOptions): ReadModelStore {
  const connection = openConnection(options);
  const { run } = connection;
  const pointers = createPointers(connection);
  const live = createLiveReads(pointers);
  const generations = createGenerations(connection, pointers);

  return {
    kind: "mongodb",
    ...createModelTarget({ connection, pointers, role: "live", projections: projectionNames }),
    ...createUserReader(async (work) =>
      live.whole(
        (numbers, pointer) =>
          run((collections) =>
            work(collections, { ...numbers, historyCheckpoint: pointer.live.history?.eventCount ?? 0 }),
          ),
        // Not an older one: what its checkpoint has not passed yet would be taken for written ahead.
        await pointers.read(),
      ),
    ),

    async ownership(userId) {
      const found = await live.single(({ ownership: generation }) =>
        run(({ ownership }) => ownership.findOne({ _id: userKey(generation, userId) })),
      );
      return found === undefined ? undefined : toOwnershipDocument(found);
    },

    async historyRevision(userId) {
      const found = await live.single(({ history }) =>
        run(({ purchaseRevisions }) => purchaseRevisions.findOne({ _id: userKey(history, userId) })),
      );
      return toHistoryRevision(found);
    },

    async historyPage(query) {
      const page = await live.whole(({ history }) =>
        run(({ purchases }) =>
          purchases
            .find(pageFilter(history, query), {
              sort: { purchasedAt: -1, purchasedRevision: -1 },
              limit: query.limit,
            })
            .toArray(),
        ),
      );
      return page.map(toHistoryRecord);
    },

    deadLetter: (stream) =>
      run(async ({ deadLetters }) => {
        const found = await deadLetters.findOne({ _id: stream });
        return found === null ? undefined : toDeadLetter(found);
      }),
    deadLetters: () =>
      run(async ({ deadLetters }) =>
        (await deadLetters.find({}, { sort: { _id: 1 } }).toArray()).map(toDeadLetter),
      ),

    generations: generations.list,
    rebuild: generations.rebuild,
    rollBack: generations.rollBack,
    replaceUser: createReplaceUser(connection, pointers),
    analytics: createAnalytics(connection, live),

    record: (entry) =>
      run(async ({ audit }) => {
        await audit.insertOne(fromAuditEntry(entry));
      }),
    audit: (limit) =>
      run(async ({ audit }) =>
        (await audit.find({}, { sort: { at: -1, _id: -1 }, limit }).toArray()).map(toAuditEntry),
      ),

    close: connection.close,
  };
}

/** Dates are text and sort by time; null comes before all text, and so last of all. */
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
