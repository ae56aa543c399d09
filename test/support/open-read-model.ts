import type { ProjectionName } from "../../src/stores/read-model/documents.js";
import { documentCollection } from "../../src/stores/read-model/mongodb/models/document-collection.js";
import { modelCollections } from "../../src/stores/read-model/mongodb/models/model-collections.js";
import { documentTable } from "../../src/stores/read-model/sqlite/models/document-table.js";
import { modelTables } from "../../src/stores/read-model/sqlite/models/model-tables.js";
import { openMongodbReadModel } from "../../src/stores/read-model/mongodb/mongodb-read-model.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { openHealingReadModel } from "../../src/stores/read-model/sqlite/healing-read-model.js";

export const prefix = "ledger_";

/**
 * Opens the read models at a URL of MongoDB, or in a file.
 *
 * @param further projections beside those of the ledger, whose documents have a field `item` for their key
 */
export async function openReadModel(
  where: string,
  ...further: readonly ProjectionName[]
): Promise<ReadModelStore> {
  const collections = further.map((name) => documentCollection(name, "item"));
  const tables = further.map((name) => documentTable(name, "item"));
  return where.startsWith("mongodb")
    ? openMongodbReadModel({ url: where, prefix, models: [...modelCollections, ...collections] })
    : openHealingReadModel({
        path: where,
        tables: [...modelTables, ...tables],
        onSetAside: ({ reason }) => {
          throw new Error(`No test has damaged it: ${reason}`);
        },
        onReplaced: () => undefined,
      });
}
