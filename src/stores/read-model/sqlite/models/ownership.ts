import { LedgerError } from "../../../../errors.js";
import type { OwnershipDocument } from "../../documents.js";
import { parseOrText, type ModelTable } from "../model-table.js";

export const ownershipTable: ModelTable<OwnershipDocument> = {
  projection: "ownership",
  schema: undefined,
  table: "ownership",
  primaryKey: ["user_id"],
  keyColumn: undefined,
  revisions: undefined,
  columns: ["user_id", "document"],
  onConflict: "DO UPDATE SET document = excluded.document",
  toRow: (document) => [document.userId, JSON.stringify(document)],
  toDocument: ([, document]) => parseOrText(document) as OwnershipDocument,
  assertWhole(document: unknown, userId) {
    if (typeof document === "object" && document !== null) return;
    const message = `The ownership document of user ${userId} is damaged. Run \`ledger repair --user ${userId}\` to rewrite it.`;
    throw new LedgerError("read_model_unavailable", message);
  },
};
