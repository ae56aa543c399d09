import type { OldAuditLog, DeadLetters, ReadModelStore } from "../read-model-store.js";
import { createAnalytics } from "./analytics.js";
import { openConnection, type Connection, type ConnectionOptions } from "./connection.js";
import { toAuditEntry, toDeadLetter } from "./documents.js";
import { createGenerations } from "./generations.js";
import { createHistoryQueries, createOwnershipQueries } from "./live-queries.js";
import { createLiveReads } from "./live-reads.js";
import { createLookUps } from "./look-ups.js";
import { createModelTarget } from "./model-target.js";
import { modelCollections } from "./models/model-collections.js";
import { createSetAside } from "./set-aside.js";
import { createPointers } from "./pointers.js";
import { createReplaceUser } from "./replace-user.js";
import { createUserReader } from "./stored-users.js";

/**
 * The read models in MongoDB: a single server, a replica set or a sharded cluster. It does without transactions, as
 * explained in `docs/adr/0012-mongodb-read-model.md`.
 *
 * While the server cannot be reached, each method throws `read_model_unavailable`. The next call tries again.
 *
 * @throws LedgerError `config_invalid` if the URL cannot be used
 */
export function openMongodbReadModel(options: ConnectionOptions): ReadModelStore {
  const connection = openConnection(options);
  const { models = modelCollections } = options;
  const pointers = createPointers(connection);
  const live = createLiveReads(pointers);
  const projections = models.map(({ projection }) => projection);
  return {
    kind: "mongodb",
    ...createModelTarget({ connection, pointers, role: "live", projections }),
    ...createUserReader(async (work) =>
      live.whole(
        (rows) => connection.run((collections) => work(collections, rows)),
        // With an older checkpoint, documents of finished batches would seem to be written ahead.
        await live.now(),
      ),
    ),
    ...createOwnershipQueries(connection, live),
    ...createHistoryQueries(connection, live),
    ...createLookUps(connection, live),
    ...createDeadLetters(connection),
    ...createGenerations(connection, pointers, models),
    ...createOldAuditLog(connection),
    replaceUser: createReplaceUser(connection, pointers),
    analytics: createAnalytics(connection, live),
    setAside: createSetAside(connection, pointers, projections),
    close: connection.close,
  };
}

const createDeadLetters = ({ run }: Connection): DeadLetters => ({
  deadLetter: (stream) =>
    run(async ({ deadLetters }) => {
      const found = await deadLetters.findOne({ _id: stream });
      return found === null ? undefined : toDeadLetter(found);
    }),
  deadLetters: () =>
    run(async ({ deadLetters }) =>
      (await deadLetters.find({}, { sort: { _id: 1 } }).toArray()).map(toDeadLetter),
    ),
});

const createOldAuditLog = ({ run }: Connection): OldAuditLog => ({
  oldAudit: () =>
    run(async ({ audit }) => (await audit.find({}, { sort: { at: 1, _id: 1 } }).toArray()).map(toAuditEntry)),
});
