import { expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { openShop } from "../analytics/support/shop.js";
import { append, courses } from "../support/events.js";
import { useBrowser } from "./support/browser.js";
import { useLedger } from "./support/ledger.js";
import { lookAt } from "./support/look-at.js";

const ada = { role: "admin", id: "ada" } as const;

const browser = useBrowser();
/** A user of more purchases, and an audit log of more entries, than one request returns. */
const ledger = useLedger({
  before: async (dataDir) => {
    const shop = await openShop(dataDir, []);
    await append(shop.eventStore, ...courses("u-many", 1003));
    for (let n = 1; n <= 130; n++)
      await shop.eventStore.audit.record({
        ...{ id: randomUUID(), at: new Date(n * 60_000).toISOString() },
        ...{ action: "verify", operator: "ana", reason: `check ${n}`, details: { clean: true } },
      });
    await shop.close();
  },
});

const open = (path: string) => browser.open({ server: ledger().server, path, as: ada });

it("the audit log shows all its entries, a page at a time", async () => {
  const page = await open("/console/projections");
  const rows = page.getByRole("table", { name: "Audit log" }).locator("tbody").getByRole("row");
  const more = page.getByRole("region", { name: "Audit log" }).getByRole("button", { name: "Show more" });
  await rows.filter({ hasText: "check 130" }).waitFor();
  await more.click();
  await rows.filter({ hasText: "check 31" }).waitFor();
  expect(await rows.count()).toBe(100);
  await more.click();
  await rows.filter({ hasText: /check 1\D/ }).waitFor();
  expect(await rows.count()).toBe(130);
  expect(await more.count()).toBe(0);
});

it("the list of a user's purchases says that it has only the newest", async () => {
  const page = await open("/console/users/u-many");
  const purchases = page.getByRole("region", { name: "Purchases" });
  await purchases.getByText("Only the newest 1,000 of 1,003 purchases are listed.").waitFor();
  await lookAt(page, "many-purchases");
  await purchases.getByRole("button", { name: "Show the newest 1,000" }).click();
  await purchases.locator("tbody").getByRole("row").nth(999).waitFor();
  expect(await purchases.locator("tbody").getByRole("row").count()).toBe(1000);
});
