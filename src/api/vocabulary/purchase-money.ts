import * as z from "zod";
import { keptOf, type Purchase } from "../../commands/decider.js";
import { itemIdSchema, purchaseIdSchema } from "../../events/id-schemas.js";
import { itemKinds, type PurchaseId } from "../../events/identifiers.js";
import { toMajorUnits } from "../../events/money.js";
import { instantSchema } from "../../events/purchase-events.js";

/** A purchase as those see it who move its money or its access. Amounts are in major units; null where no price is known. */
export const purchaseMoneySchema = z.strictObject({
  purchaseId: purchaseIdSchema,
  itemType: z.enum(itemKinds),
  itemId: itemIdSchema,
  paid: z.number().nullable(),
  refunded: z.number().nullable(),
  kept: z.number().nullable(),
  currency: z.string().nullable(),
  revokedAt: instantSchema.nullable().describe("Null while the purchase stands."),
  owned: z.boolean().describe("Whether the user owns the item now, by this purchase or another one."),
});

export function toPurchaseMoney(purchase: Purchase, owned: readonly PurchaseId[]) {
  const { purchaseId, item, price, revoked } = purchase;
  const kept = keptOf(purchase);
  const major = (amountMinor: number): number | null =>
    price === null ? null : toMajorUnits({ amountMinor, currency: price.currency });
  return {
    ...{ purchaseId, itemType: item.kind, itemId: item.id, paid: major(price?.amountMinor ?? 0) },
    ...{
      refunded: major((price?.amountMinor ?? 0) - kept),
      kept: major(kept),
      currency: price?.currency ?? null,
    },
    ...{ revokedAt: revoked?.at ?? null, owned: owned.includes(purchaseId) },
  };
}
