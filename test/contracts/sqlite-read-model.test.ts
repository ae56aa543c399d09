import { join } from "node:path";
import { openSqliteReadModel } from "../../src/stores/read-model/sqlite/sqlite-read-model.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { readModelContract } from "./read-model-contract.js";

readModelContract("sqlite", async () => {
  const folder = await temporaryFolder();
  const path = join(folder.path, "read-model.db");
  return { open: () => openSqliteReadModel({ path }), cleanUp: folder.remove, manyUsers: 5001 };
});
