import type { ModelCollection } from "../model-collection.js";
import { historyCollection } from "./history.js";
import { ownershipCollection } from "./ownership.js";
import { paymentsCollection } from "./payments.js";

/** The collections of the ledger's projections. Add new projections here. */
export const modelCollections: readonly ModelCollection[] = [
  ownershipCollection,
  historyCollection,
  paymentsCollection,
];
