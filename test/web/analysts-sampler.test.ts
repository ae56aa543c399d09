import { describe, it } from "@jest/globals";
import { openShop } from "../analytics/support/shop.js";
import { courses } from "../support/events.js";
import { useBrowser } from "./support/browser.js";
import { useLedger } from "./support/ledger.js";
import { lookAt } from "./support/look-at.js";

const analyst = { role: "analyst", id: "ana" } as const;
const browser = useBrowser();

const fill = async (dataDir: string): Promise<void> => {
  const users = Array.from({ length: 300 }, (_, n) => courses(`u-${n}`, 1));
  await (await openShop(dataDir, users)).close();
};

describe("the panel of the two totals, while the first walk is under way", () => {
  const ledger = useLedger({ before: fill, environment: { SAMPLE_USERS_PER_SECOND: "1" } });

  it("says that it still counts, and how far it is", async () => {
    const page = await browser.open({ server: ledger().server, path: "/console/projections", as: analyst });
    const sync = page.getByRole("region", { name: "Ownership and history" });
    await sync.getByText("Still counting").waitFor();
    await sync.getByText("Users counted so far").waitFor();
    await sync.getByText("not all of them yet").waitFor();
    await lookAt(page, "projections-counting");
  });
});

describe("the panel of the two totals, where nobody samples", () => {
  const ledger = useLedger({ before: fill, environment: { SAMPLE_USERS_PER_SECOND: "0" } });

  it("says so, and shows no number that nobody has counted", async () => {
    const page = await browser.open({ server: ledger().server, path: "/console/projections", as: analyst });
    const sync = page.getByRole("region", { name: "Ownership and history" });
    await sync.getByText("Not sampled").waitFor();
    await sync.getByText("Discrepancy").waitFor({ state: "detached" });
    await lookAt(page, "projections-not-sampled");
  });
});
