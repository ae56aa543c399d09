import * as z from "zod";
import type { UserAccount } from "../../analytics/user-account.js";
import { countSchema } from "./fields.js";

/** A user's purchases in numbers. */
export const accountFields = {
  owned: countSchema.describe("Items in ownership."),
  purchases: countSchema.describe("Records of the history, revoked ones included."),
  revoked: countSchema,
  unknownPrices: countSchema.describe("Purchases with an unknown price; they are in no sum."),
  money: z
    .array(
      z.strictObject({
        currency: z.string().describe("ISO 4217."),
        paidMinor: z.int().min(0).describe("In minor units, like the others."),
        refundedMinor: z.int().min(0),
        keptMinor: z.int().describe("Paid and not refunded."),
      }),
    )
    .describe("By currency. A revocation is not a refund: it changes access and moves no money."),
  agreement: z
    .enum(["agree", "differ", "moving"])
    .describe(
      "Whether both projections have the same items; moving: they are folded to different revisions.",
    ),
  notOwned: z.array(z.string()).describe("Ids in the history that ownership lacks."),
  notListed: z.array(z.string()).describe("Ids that are owned but not in the history."),
};

/** In {@link accountFields}. */
export const accountToJson = (account: UserAccount) => ({
  ...account,
  money: [...account.money],
  notOwned: [...account.notOwned],
  notListed: [...account.notListed],
});
