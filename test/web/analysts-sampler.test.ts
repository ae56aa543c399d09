import { describe, expect, it } from "@jest/globals";
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

describe("the headline, while the first walk is under way", () => {
  const ledger = useLedger({ before: fill, environment: { SAMPLE_CPU_PERCENT: "0.01" } });

  it("says how far it is and when it will be round, and shows no part of a walk as a total", async () => {
    const page = await browser.open({ server: ledger().server, path: "/console/projections", as: analyst });
    const sync = page.getByRole("region", { name: "Consistency" });
    await sync.getByText("Not verified", { exact: true }).waitFor();
    await sync.getByText("What this is based on").click();
    await sync.getByText(/Background check: \d+%, \d+ users, full round about/).waitFor();
    expect(await sync.getByText("Unmatched items").count()).toBe(0);
    await lookAt(page, "projections-counting");
  });
});

describe("the headline, where nobody samples", () => {
  const ledger = useLedger({ before: fill, environment: { SAMPLE_CPU_PERCENT: "0" } });

  it("says so, and shows no number that nobody has counted", async () => {
    const page = await browser.open({ server: ledger().server, path: "/console/projections", as: analyst });
    const sync = page.getByRole("region", { name: "Consistency" });
    await sync.getByText("Not verified", { exact: true }).waitFor();
    await sync.getByText("What this is based on").click();
    await sync.getByText("The background check is off").waitFor();
    expect(await sync.getByText("Unmatched items").count()).toBe(0);
    await lookAt(page, "projections-not-sampled");
  });
});
