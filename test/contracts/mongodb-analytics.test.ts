import { useMongodb } from "../support/mongodb.js";
import { openReadModel } from "../support/open-read-model.js";
import { analyticsContract } from "./analytics-contract.js";

const mongodb = useMongodb();

analyticsContract("mongodb", async () => {
  const { url, drop } = await mongodb.newDatabase();
  return { open: () => openReadModel(url), cleanUp: drop };
});
