import { useMongodb } from "../support/mongodb.js";
import { openReadModel } from "../support/open-read-model.js";
import { readModelContract } from "./read-model-contract.js";

const mongodb = useMongodb();

readModelContract("mongodb", async () => {
  const { url, drop } = await mongodb.newDatabase();
  return { open: () => openReadModel(url), cleanUp: drop, manyUsers: 120 };
});
