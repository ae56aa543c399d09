import { describeMongodb, useMongodb } from "../support/mongodb.js";
import { analyticsContract } from "./analytics-contract.js";

describeMongodb("in a MongoDB", () => {
  const mongodb = useMongodb();
  analyticsContract("mongodb", async () => {
    const database = await mongodb.newDatabase();
    return { open: () => Promise.resolve(database.open()), cleanUp: database.drop };
  });
});
