import { describe, expect, it } from "@jest/globals";
import { openShop } from "../analytics/support/shop.js";
import { coursePurchased } from "../support/events.js";
import { useBrowser } from "./support/browser.js";
import { damageLog } from "./support/damage.js";
import { useLedger } from "./support/ledger.js";
import { lookAt } from "./support/look-at.js";

const browser = useBrowser();
const ledger = useLedger({
  before: async (dataDir) => {
    const shop = await openShop(dataDir, [
      [coursePurchased("u-1", "p-1", "algebra-1", "2026-01-31T23:30:00.000Z")],
      [coursePurchased("u-2", "p-1", "algebra-1", "2026-02-02T12:00:00.000Z")],
    ]);
    await shop.close();
  },
});

describe("closing a month on the analytics page", () => {
  it("pins its figures, proves later that they are unchanged, and offers the next month", async () => {
    const { server } = ledger();
    const as = { role: "analyst", id: "ana" } as const;
    const page = await browser.open({ server, path: "/console/analytics?tz=Europe/Berlin", as });
    const panel = page.getByRole("region", { name: "Closed months", exact: true });
    await panel.getByText("No months closed").waitFor();
    await panel.getByRole("button", { name: "Close a month…" }).click();
    const dialog = page.getByRole("dialog");
    const months = dialog.getByLabel("Month");
    // A year back from the month that is not over yet.
    expect(await months.getByRole("option").count()).toBe(12);
    await server.call("/api/analytics/closings", { as, body: { month: "2026-01", tz: "Europe/Berlin" } });
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await panel.getByText("January 2026 is closed").waitFor();

    await panel.getByRole("button", { name: "Close a month…" }).click();
    await dialog.getByRole("heading", { name: "Close February 2026" }).waitFor();
    await dialog.getByRole("button", { name: "Close the month" }).click();
    await panel.getByText("February 2026 is closed").waitFor();
    const february = panel.getByRole("row", { name: /February 2026 Europe\/Berlin/ });
    expect((await february.innerText()).replaceAll(/\s+/g, " ")).toMatch(
      /2 .*€59\.98 €0\.00 €59\.98 .* by ana/,
    );

    await panel.getByRole("button", { name: "Verify January 2026" }).click();
    await panel.getByText("January 2026 is unchanged").waitFor();
    await panel.getByRole("button", { name: "Copy hash of January 2026" }).click();
    const hash = await page.evaluate(() => navigator.clipboard.readText());
    await panel.locator("code", { hasText: hash }).waitFor();
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    await lookAt(page, "closed-months");

    await page.getByRole("link", { name: "Projections" }).click();
    const audit = page.getByRole("table", { name: "Audit log" });
    await audit.getByRole("row", { name: /^Month closed February 2026/ }).waitFor();
  });

  it("says that a month has changed since it was closed, and what differs", async () => {
    const { server, dataDir } = ledger();
    const as = { role: "analyst", id: "ana" } as const;
    damageLog(
      { dataDir },
      `UPDATE events SET data = replace(data, '"amountMinor":2999', '"amountMinor":1999')
       WHERE stream = 'purchases-u-1'`,
    );
    const page = await browser.open({ server, path: "/console/analytics?tz=Europe/Berlin", as });
    const panel = page.getByRole("region", { name: "Closed months", exact: true });
    await panel.getByRole("button", { name: "Verify February 2026" }).click();
    await panel.getByText("February 2026 has changed since it was closed").waitFor();
    await panel.getByText("Verify it, and restore it from a backup.").waitFor();
    const differences = panel.getByRole("table", { name: "What has changed" });
    const gross = differences.getByRole("row", { name: /Dated in the month, EUR: gross/ });
    expect((await gross.innerText()).replaceAll(/\s+/g, " ")).toMatch(/59\.98 49\.98/);
    await lookAt(page, "closed-months-changed");
  });
});
