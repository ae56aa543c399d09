import { describe, expect, it } from "@jest/globals";
import { ObjectId } from "mongodb";
import { planAccount } from "../../src/shop/adopt/plan-account.js";
import type { ShopAccount } from "../../src/shop/mongodb/shop-accounts.js";
import { user } from "../support/events.js";

describe("a user whose array holds subdocuments", () => {
  const nothing = { models: { ownership: undefined, history: [] }, revision: 0, stopped: undefined };
  const account = (raw: unknown): ShopAccount => ({
    userId: user("u-1"),
    users: [{ rawId: "u-1", arrays: { course: [{ raw, id: undefined }], test: [] } }],
    records: [],
  });

  it("is left alone, with the reason: bare ids beside them would break the shop's own pages", () => {
    const raw = { _id: new ObjectId(), course: new ObjectId(), purchasedAt: new Date() };
    const plan = planAccount(nothing as never, account(raw));
    expect(plan).toMatchObject({ change: undefined, left: [] });
    expect(plan.problem).toContain("holds subdocuments");
    expect(planAccount(nothing as never, account(new ObjectId())).problem).toBeUndefined();
  });
});
