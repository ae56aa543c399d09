import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Locator, Page } from "playwright-core";
import type { Item } from "../../src/events/identifiers.js";
import { keepSkipped } from "../../src/shop/import/skipped.js";
import type { SourceProblem } from "../../src/shop/import/problems.js";
import { useBrowser } from "./support/browser.js";
import { useLedger } from "./support/ledger.js";
import { sue, untilFolded, withLog } from "./support/stories.js";

const browser = useBrowser();
const ledger = useLedger();

/** What users give when they write in. */
const userId = "walker";
const payment = "pay-2";

/** A support agent at the start page. Counts clicks; sending a search is one. */
async function start() {
  const page = await browser.open({ server: ledger().server, path: "/", as: sue });
  await page.getByRole("heading", { name: "Users", level: 1 }).waitFor();
  let clicks = 0;
  return {
    page,
    async search(text: string): Promise<void> {
      clicks += 1;
      await page.keyboard.press("Control+k");
      await page.keyboard.type(text);
      await page.keyboard.press("Enter");
    },
    async click(target: Locator): Promise<void> {
      clicks += 1;
      await target.click();
    },
    /** At most three clicks, and all of it on the user's page. */
    arrived(): void {
      expect(clicks).toBeLessThanOrEqual(3);
      expect(new URL(page.url()).pathname).toBe(`/console/users/${userId}`);
    },
  };
}

const purchase = (page: Page, paymentId: string): Locator =>
  page.getByRole("region", { name: "Purchases" }).getByRole("row", { name: paymentId });

beforeAll(async () => {
  const { server } = ledger();
  for (const [index, itemId] of ["algebra-1", "english-1", "english-1"].entries()) {
    const { body } = await server.call("/api/orders", {
      as: { role: "service", id: "checkout" },
      body: {
        ...{ orderId: `order-${index}`, userId, paymentId: `pay-${index}`, paymentMethod: "card" },
        ...{ paidAt: "2026-03-01T10:00:00Z", amount: itemId === "algebra-1" ? 29.99 : 12.5, currency: "EUR" },
        lines: [{ itemType: "course", itemId, amount: itemId === "algebra-1" ? 29.99 : 12.5 }],
      },
    });
    expect(body).toMatchObject({ orderId: `order-${index}` });
  }
  await withLog(ledger(), (log) => keepSkipped(leftOut(), log.skipped, "2026-01-01T00:00:00.000Z"));
  await untilFolded(ledger(), userId);
});

async function* leftOut(): AsyncGenerator<SourceProblem> {
  await Promise.resolve();
  const item = { kind: "course", id: "physics-2019" } as Item;
  yield {
    ...{ kind: "not_imported", userId, item, file: "purchases.json", line: 7 },
    ...{ message: "Only the records have it.", raw: '{"course":"physics-2019"}' },
  };
}

describe("what people write in about is three clicks away, on one page", () => {
  it("I paid and do not see it", async () => {
    const { page, search, click, arrived } = await start();
    await search(payment);
    await click(page.getByRole("link", { name: userId }));
    await page.locator("tr.is-found", { hasText: payment }).getByText("owned", { exact: true }).waitFor();
    await page.getByText("Matches the log").waitFor();
    arrived();
  });

  it("I was charged twice", async () => {
    const { page, search, click, arrived } = await start();
    await search(userId);
    const second = purchase(page, payment);
    await second.getByText("paid twice").waitFor();
    await click(second.getByRole("button", { name: /^Revoke/ }));
    await page.getByRole("dialog").getByText("It moves no money.").waitFor();
    arrived();
  });

  it("I want my money back", async () => {
    const { page, search, click, arrived } = await start();
    await search("order-0");
    await click(page.getByRole("link", { name: userId }));
    await click(purchase(page, "pay-0").getByRole("button", { name: /^Revoke/ }));
    await page.getByRole("dialog").getByText("Pay refunds out at the payment provider.").waitFor();
    arrived();
  });

  it("someone else used my account", async () => {
    const { page, search, click, arrived } = await start();
    await search(userId);
    await click(page.getByRole("button", { name: "Details of event 1" }));
    const details = page.locator(".event-details");
    for (const fact of ["Who", "Through", "Correlation ID", "Recorded"])
      await details.getByText(fact, { exact: true }).waitFor();
    arrived();
  });

  it("my old course is gone", async () => {
    const { page, search, arrived } = await start();
    await search(userId);
    const panel = page.getByRole("region", { name: "Not imported" });
    await panel.getByRole("row", { name: /physics-2019[^]*purchases\.json/ }).waitFor();
    arrived();
  });
});

describe("the keyboard", () => {
  it("opens the search and the shortcuts on each page", async () => {
    const { server } = ledger();
    const page = await browser.open({ server, path: "/", as: sue });
    for (const path of ["users", "search?q=pay-2", `users/${userId}`, "projections"]) {
      await page.goto(`${server.url}/console/${path}`);
      await page.getByRole("heading", { level: 1 }).click();
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+k");
      await page.locator('header input[type="search"]:focus').waitFor();
    }
  });
});
