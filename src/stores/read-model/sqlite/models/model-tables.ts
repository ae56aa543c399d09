import type { ModelTable } from "../model-table.js";
import { historyTable } from "./history.js";
import { ownershipTable } from "./ownership.js";
import { paymentsTable } from "./payments.js";

/** The tables of the ledger's projections. Add new projections here. */
export const modelTables: readonly ModelTable[] = [ownershipTable, historyTable, paymentsTable];
