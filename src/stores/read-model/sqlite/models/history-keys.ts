import type { PurchaseKey } from "../../look-ups.js";

/** The order; nothing if the details are damaged. */
const orderId = "iif(json_valid(details), details ->> '$.orderId', NULL)";

/** The key in `history_keys`. */
export const historyKey = (by: PurchaseKey, id: string): string => `${by}:${id}`;

/** SQL for the rows of `history_keys` that rows of the history have, for each kind of key. It is part of a migration. */
export const historyKeysFrom = (rows: string): readonly string[] =>
  (
    [
      ["'purchase'", "purchase_id"],
      ["kind", "item_id"],
      ["'correlation'", "correlation_id"],
      ["'correlation'", "changed_by"],
      ["'order'", orderId],
    ] as const
  ).map(
    ([by, id]) =>
      `SELECT generation, ${by} || ':' || ${id}, user_id, purchased_revision FROM ${rows} WHERE ${id} IS NOT NULL`,
  );

/** The condition that a record has a key, because stored keys may be out of date; `?1` is the id. */
export const historyConditions: Readonly<Record<PurchaseKey, string>> = {
  purchase: "purchase_id = ?1",
  order: `${orderId} = ?1`,
  correlation: "?1 IN (correlation_id, changed_by)",
  course: "kind = 'course' AND item_id = ?1",
  test: "kind = 'test' AND item_id = ?1",
};
