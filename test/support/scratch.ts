import { join } from "node:path";
import type { Scratch } from "../../src/projections/verify.js";
import { openSqliteReadModel } from "../../src/stores/read-model/sqlite/sqlite-read-model.js";
import { temporaryFolder } from "./temporary-folder.js";

/** A read model to verify against, in a folder of its own. */
export async function openScratch(): Promise<Scratch> {
  const folder = await temporaryFolder();
  const models = await openSqliteReadModel({ path: join(folder.path, "scratch.db") });
  return {
    models,
    async remove() {
      await models.close();
      await folder.remove();
    },
  };
}
