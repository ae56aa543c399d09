import { openMongodbReadModel } from "../../src/stores/read-model/mongodb/mongodb-read-model.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { openSqliteReadModel } from "../../src/stores/read-model/sqlite/sqlite-read-model.js";

export const prefix = "ledger_";

/** Opens the read models at a URL of MongoDB, or in a file. */
export async function openReadModel(where: string): Promise<ReadModelStore> {
  return where.startsWith("mongodb")
    ? openMongodbReadModel({ url: where, prefix })
    : openSqliteReadModel({ path: where });
}
