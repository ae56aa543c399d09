import { InvalidArgumentError } from "commander";
import { purchaseIdSchema, userIdSchema } from "../events/id-schemas.js";
import { idRule, type PurchaseId, type UserId } from "../events/identifiers.js";

/** Reads a user id of the command line. */
export function parseUser(text: string): UserId {
  const parsed = userIdSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(`A user ID has ${idRule}.`);
}

/** Reads a purchase id of the command line. */
export function parsePurchase(text: string): PurchaseId {
  const parsed = purchaseIdSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(`A purchase ID has ${idRule}.`);
}
