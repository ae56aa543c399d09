import { describe, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { useBrowser } from "./support/browser.js";
import { useLedger } from "./support/ledger.js";
import { lookAt } from "./support/look-at.js";
import { buy } from "./support/shop.js";
import { sue, tellStory } from "./support/stories.js";

const browser = useBrowser();
const ledger = useLedger();

const open = (path: string): Promise<Page> => browser.open({ server: ledger().server, path, as: sue });
const focused = (page: Page): Promise<string> =>
  page.evaluate(
    () => document.activeElement?.closest("[data-revision]")?.getAttribute("data-revision") ?? "",
  );

/** What the search answers where the shop's database is connected. */
const found = (userId: string, shop: string, person: object) => ({
  groups: [{ kind: "user", matches: [{ userId, ...person }], next: null }],
  shop,
});

describe("the head of a user's page", () => {
  it("says who it is, what was paid and refunded, and what to check", async () => {
    const { server } = ledger();
    await buy(server, "u-head", "algebra-1");
    await buy(server, "u-head", "geometry-1");
    const refund = { refundId: "r-1", paymentId: "pay-u-head-algebra-1" };
    const { status } = await server.call("/api/refunds", {
      as: { role: "service", id: "shop" },
      body: refund,
    });
    expect(status).toBeLessThan(300);

    const page = await open("/console/users");
    const person = { userName: "Bolor Bat", email: "bolor@example.org" };
    await page.route("**/api/support/search?*", (route) =>
      route.fulfill({ json: found("u-head", "searched", person) }),
    );
    await page.goto(`${server.url}/console/users/u-head`);
    await page.getByText("Bolor Bat").waitFor();
    await page.getByRole("button", { name: "Copy e-mail address" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("bolor@example.org");
    const toCheck = page.getByRole("link", { name: "1 purchase to check" });
    await toCheck.waitFor();
    const head = await page.locator(".page-head").innerText();
    expect(head.replaceAll(/\s+/g, " ")).toMatch(/Owned 2 Purchases 2 Paid €128\.99 Refunded €29\.99/);
    await toCheck.click();
    const purchases = page.getByRole("region", { name: "Purchases" });
    await purchases.getByRole("row", { name: /Algebra for beginners[^]*refunded, still owned/ }).waitFor();
    await purchases.getByText("Recording a refund moves no money").waitFor();
    await page.getByRole("button", { name: "Details of event 2" }).click();
    await page.locator(".event-details").getByText("Recording a refund moves no money").waitFor();
    await lookAt(page, "user-refunded");
  });

  it("says that the shop's database does not answer, and shows the rest", async () => {
    await tellStory(ledger(), "u-away");
    const page = await open("/console/users");
    await page.route("**/api/support/search?*", (route) =>
      route.fulfill({ json: found("u-away", "unavailable", { userName: null, email: null }) }),
    );
    await page.goto(`${ledger().server.url}/console/users/u-away`);
    await page.getByText("the shop’s database is not responding").waitFor();
    await page.getByText("7 events").waitFor();
  });
});

describe("the list of purchases", () => {
  it("has one line for each, however long the IDs are, and copies an ID whole", async () => {
    const userId = "01932f0e-7c1a-7b3e-9f00-1234567890ab";
    await buy(ledger().server, userId, "algebra-1");
    await buy(ledger().server, userId, "geometry-1");
    const page = await open(`/console/users/${userId}`);
    const rows = page.getByRole("region", { name: "Purchases" }).locator("tbody").getByRole("row");
    await rows.nth(1).waitFor();
    for (const width of [1280, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      const heights = await rows.evaluateAll((all) => all.map((row) => row.clientHeight));
      expect(heights).toHaveLength(2);
      expect(Math.max(...heights)).toBeLessThan(40);
    }
    const payment = `pay-${userId}-algebra-1`;
    await rows.filter({ hasText: payment }).getByRole("button", { name: "Copy payment ID" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(payment);
    await lookAt(page, "user-purchases");
  });
});

describe("the keyboard", () => {
  it("reaches the first event of a user in at most five tabs", async () => {
    await tellStory(ledger(), "u-tabs");
    const page = await open("/console/users/u-tabs");
    await page.locator('[data-revision="6"]').waitFor();
    await page.getByRole("main").focus();
    let tabs = 0;
    const skip = page.getByRole("link", { name: "Skip to the timeline" });
    while (!(await skip.evaluate((link) => link === document.activeElement)) && tabs < 20) {
      await page.keyboard.press("Tab");
      tabs += 1;
    }
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("6");
    expect(tabs + 1).toBeLessThanOrEqual(5);
  });

  it("lists its shortcuts on ?, but not while somebody types", async () => {
    const page = await open("/console/users");
    await page.locator("input:focus").waitFor();
    await page.keyboard.press("?");
    const dialog = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    expect(await dialog.count()).toBe(0);
    await page.getByRole("heading", { level: 1 }).click();
    await page.keyboard.press("?");
    await dialog.getByText("Ctrl", { exact: true }).waitFor();
    await lookAt(page, "shortcuts");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
  });
});
