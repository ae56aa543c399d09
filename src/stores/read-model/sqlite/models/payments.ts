import { paymentKey, type PaymentDocument } from "../../documents.js";
import { parseOrText, type ModelTable } from "../model-table.js";
import { documentTable } from "./document-table.js";

const table = documentTable("payments", "paymentId");

/** A user's payments lie together; a payment of any user is found by the index. */
export const paymentsTable: ModelTable<PaymentDocument> = {
  ...table,
  schema: `${table.schema ?? ""}
    CREATE INDEX IF NOT EXISTS payments_by_key ON payments (generation, document_key);`,
  toRow: (payment) => [payment.userId, paymentKey(payment.paymentId), JSON.stringify(payment)],
  toDocument: ([, , document]) => parseOrText(document) as PaymentDocument,
};
