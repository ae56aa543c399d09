import type { OwnershipDocument } from "../../documents.js";
import { parseOrText } from "../../../sqlite/values.js";
import type { ModelTable } from "../model-table.js";
import { ownershipDamaged } from "../../refusals.js";

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
    throw ownershipDamaged(userId);
  },
};
