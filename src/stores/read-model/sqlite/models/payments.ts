import { paymentKey, type PaymentDocument } from "../../documents.js";
import { parseOrText, type ModelTable } from "../model-table.js";
import { documentTable } from "./document-table.js";

const table = documentTable("payments", "paymentId");

/** SQL for the rows of `payments_keys` that rows of payments have. */
const keysFrom = (rows: string): string =>
  `SELECT generation, document_key, user_id, document_key FROM ${rows}`;

/** A user's payments lie together; a payment of any user is found by its key. */
export const paymentsTable: ModelTable<PaymentDocument> = {
  ...table,
  schema: undefined,
  keys: { table: "payments_keys", from: keysFrom },
  toRow: (payment) => [payment.userId, paymentKey(payment.paymentId), JSON.stringify(payment)],
  toDocument: ([, , document]) => parseOrText(document) as PaymentDocument,
};
