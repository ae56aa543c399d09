import { describeMongodb, useMongodb } from "../support/mongodb.js";
import { readModelContract } from "./read-model-contract.js";

describeMongodb("in a MongoDB", () => {
  const mongodb = useMongodb();
  readModelContract("mongodb", async () => {
    const database = await mongodb.newDatabase();
    return { open: () => Promise.resolve(database.open()), cleanUp: database.drop };
  });
});
