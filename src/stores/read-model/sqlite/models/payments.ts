import type { PaymentDocument } from "../../documents.js";
import type { ModelTable } from "../model-table.js";
import { documentTable } from "./document-table.js";

const table = documentTable("payments", "paymentId");

/** A user's payments lie together; a payment of any user is found by the index. The key is JSON, see `paymentKey`. */
export const paymentsTable = {
  ...table,
  schema: `${table.schema ?? ""}
    CREATE INDEX IF NOT EXISTS payments_by_key ON payments (generation, document_key);`,
  columns: { ...table.columns, document_key: "value -> 'paymentId'" },
} as ModelTable<PaymentDocument>;
