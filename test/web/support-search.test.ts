import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { append, coursePurchased, courses } from "../support/events.js";
import { useBrowser } from "./support/browser.js";
import { useLedger } from "./support/ledger.js";
import { lookAt } from "./support/look-at.js";
import { buy } from "./support/shop.js";
import { sue, tellStory, untilFolded, withLog } from "./support/stories.js";

const browser = useBrowser();
const ledger = useLedger();

const open = (path: string): Promise<Page> => browser.open({ server: ledger().server, path, as: sue });

async function search(page: Page, text: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
}

describe("searching by anything", () => {
  beforeAll(async () => {
    await tellStory(ledger(), "learner-1");
    await withLog(ledger(), async (log) => {
      await append(log, ...courses("buyer", 12), coursePurchased("buyer", "p-last", "chemistry-1"));
      for (let n = 100; n < 130; n++) await append(log, coursePurchased(`many-${n}`, "p", "history-1"));
    });
    await untilFolded(ledger(), "many-129");
  });

  it("finds a payment from every page by the keyboard, and marks the purchase on the user's page", async () => {
    const page = await open("/console/projections");
    await page.getByRole("heading", { name: "Projections", level: 1 }).waitFor();
    await search(page, "pay-p-last");
    const group = page.getByRole("region", { name: "Payment" });
    await group.getByRole("row", { name: /buyer[^]*€29\.99[^]*pay-p-last/ }).waitFor();
    await lookAt(page, "search-payment");
    await group.getByRole("link", { name: "buyer" }).press("Enter");
    await page.getByRole("heading", { name: "buyer", level: 1 }).waitFor();
    await page.locator("tr.is-found", { hasText: "pay-p-last" }).waitFor();
    await lookAt(page, "search-marked-purchase");
  });

  it("shows all buyers of an item, page by page, and what else has the text for its ID", async () => {
    const page = await open("/console/search?q=history-1");
    const buyers = page.getByRole("region", { name: "Buyers of this item" });
    await buyers.getByRole("link", { name: "many-119" }).waitFor();
    expect(await buyers.getByRole("link").count()).toBe(20);
    await buyers.getByRole("button", { name: "Show more" }).click();
    await buyers.getByRole("link", { name: "many-129" }).waitFor();
    expect(await buyers.getByRole("link").count()).toBe(30);
    await search(page, "p-3");
    await page.getByRole("region", { name: "Purchases" }).getByRole("link", { name: "learner-1" }).waitFor();
    await lookAt(page, "search-purchases");
  });

  it("shows that a refund and a dispute wait for the purchase of their payment", async () => {
    const report = (path: string, body: object) =>
      ledger().server.call(path, { as: { role: "service", id: "checkout" }, body });
    const about = { paymentId: "pay-unheard" };
    await report("/api/disputes", { ...about, disputeId: "dp-1", status: "opened" });
    const page = await open("/console/search?q=pay-unheard");
    const group = page.getByRole("region", { name: "Payment" });
    await group.getByRole("row", { name: /Dispute waiting for its purchase[^]*pay-unheard/ }).waitFor();
    await report("/api/refunds", { ...about, refundId: "re-1" });
    await page.reload();
    await group.getByText("Refund waiting for its purchase, Dispute waiting for its purchase").waitFor();
    await lookAt(page, "search-waiting");
  });

  it("shows that a refund of more than was paid is not applied, and what to do about it", async () => {
    const { server } = ledger();
    const body = { paymentId: "pay-less-algebra-1", refundId: "re-30", amount: 30, currency: "EUR" };
    const as = { role: "service", id: "checkout" } as const;
    expect(await server.call("/api/refunds", { as, body })).toMatchObject({ status: 202 });
    await buy(server, "less", "algebra-1");
    const page = await open("/console/search?q=pay-less-algebra-1");
    const group = page.getByRole("region", { name: "Payment" });
    await group.getByRole("row", { name: /Algebra for beginners[^]*refund not applied/ }).waitFor();
    await group.getByRole("link", { name: "less" }).click();
    const waiting = page.getByRole("region", { name: "Waiting refunds and disputes" });
    const row = waiting.getByRole("row", { name: /refund[^]*re-30[^]*€30\.00[^]*pay-less-algebra-1/ });
    await row.getByText("of what was paid, 29.99 EUR is left").waitFor();
    await row.getByText("Compare the payment at the payment provider").waitFor();
    await lookAt(page, "user-waiting");
  });

  it("leads to a user at once", async () => {
    const page = await open("/console/search?q=%20learner-1%20");
    await page.getByRole("heading", { name: "learner-1", level: 1 }).waitFor();
    await page.waitForURL(`${ledger().server.url}/console/users/learner-1`);
  });

  it("says that there is nothing, and what is wrong with a text", async () => {
    const page = await open("/console/search");
    await page.getByText("Nothing to search for").waitFor();
    await search(page, "Learner-1");
    await page.getByText("Nothing found").waitFor();
    await lookAt(page, "search-nothing");
    await page.goto(`${ledger().server.url}/console/search?q=${"x".repeat(257)}`);
    await page.getByRole("alert").getByText("request_invalid").waitFor();
    await lookAt(page, "search-refused");
  });
});
