import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createSampler, type Sampler } from "../../src/projections/check/sampler.js";
import type { UserModels } from "../../src/stores/read-model/read-model-store.js";
import { openShop, type OpenShop } from "../analytics/support/shop.js";
import { courses, user } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { damage } from "../web/support/damage.js";

describe("the sampler", () => {
  let shop: OpenShop;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let sampler: Sampler;
  beforeAll(async () => {
    folder = await temporaryFolder();
    const users = Array.from({ length: 50 }, (_, n) => courses(`u-${String(n).padStart(2, "0")}`, 2));
    shop = await openShop(folder.path, users);
    sampler = createSampler({ ...shop, cpuPercent: 50 });
  });
  afterAll(async () => {
    sampler.stop();
    await shop.close();
    await folder.remove();
  });
  const damaged = (sql: string) => damage({ dataDir: folder.path }, sql);

  it("shows no totals before a walk is round, and then those of all users", async () => {
    expect(sampler.status()).toMatchObject({ totals: undefined, lastCleanPassAt: undefined });
    sampler.start();
    await eventually("it is round", () => sampler.status().totals !== undefined);
    expect(sampler.status()).toMatchObject({
      usersDrifted: 0,
      totals: { users: 50, owned: { ownership: 100, history: 100 }, unmatchedItems: 0 },
    });
  });

  it("finds a wrong price, on which both projections agree, and sees that it was repaired", async () => {
    const price = `UPDATE history SET amount_minor = 1 WHERE user_id = 'u-07' AND purchase_id = 'p-0'`;
    damaged(price);
    await eventually("it is found", () => sampler.status().usersDrifted === 1);
    expect(sampler.status().driftedUsers).toEqual(["u-07"]);
    damaged(price.replace("= 1", "= 2999"));
    await eventually("it is seen to be right again", () => sampler.status().usersDrifted === 0);
  });

  it("finds a user of whom nothing is stored, and sees that it was repaired", async () => {
    const { models } = await shop.readModel.user(user("u-09"));
    for (const table of ["history", "history_revisions", "ownership", "payments", "payments_revisions"])
      damaged(`DELETE FROM ${table} WHERE user_id = 'u-09'`);
    expect((await shop.readModel.user(user("u-09"))).models).toEqual({});
    await eventually("it is found", () => sampler.status().driftedUsers.includes(user("u-09")));
    const { version } = await shop.readModel.user(user("u-09"));
    await shop.readModel.replaceUser(user("u-09"), models as UserModels, version, "hold back");
    await eventually("it is seen to be right again", () => sampler.status().usersDrifted === 0);
  });

  it("counts what is missing and what is too much user by user, never a difference of sums", async () => {
    damaged(`DELETE FROM history WHERE user_id = 'u-01' AND purchase_id = 'p-0'`);
    damaged(
      `UPDATE ownership SET document = json_remove(document, '$.purchasedCourses[0]', '$.purchasedCoursesAt[0]') WHERE user_id = 'u-02'`,
    );
    await eventually("it is counted", () => sampler.status().totals?.unmatchedItems === 2);
    expect(sampler.status().totals).toMatchObject({ owned: { ownership: 99, history: 99 } });
    expect(sampler.status().driftedUsers).toEqual(["u-01", "u-02"]);
  });

  it("says how far it is, and when it will be round at its pace", async () => {
    const slow = createSampler({ ...shop, cpuPercent: 0.01 });
    slow.start();
    await eventually("it has begun", () => slow.status().walk.users > 0);
    const { walk, totals } = slow.status();
    slow.stop();
    expect(walk).toMatchObject({ users: 20, share: 0.4 });
    expect(Date.parse(walk.endsAt ?? "")).toBeGreaterThan(Date.parse(walk.startedAt));
    expect(totals).toBeUndefined();
  });
});
