import * as z from "zod";
import { idPattern, idRule } from "./identifiers.js";

// Apart from the identifiers themselves, so that a short command need not load zod.

const idSchema = z.string({ error: "must be a string" }).regex(idPattern, { error: `must be ${idRule}` });

export const userIdSchema = idSchema.brand<"UserId">();
export const itemIdSchema = idSchema.brand<"ItemId">();
export const purchaseIdSchema = idSchema.brand<"PurchaseId">();
