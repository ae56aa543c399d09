import { useMongodb } from "../support/mongodb.js";
import { openReadModel } from "../support/open-read-model.js";
import { lookUpsContract } from "./look-ups-contract.js";

const mongodb = useMongodb();

lookUpsContract("mongodb", async () => {
  const { url, drop } = await mongodb.newDatabase();
  return { open: () => openReadModel(url), cleanUp: drop };
});
