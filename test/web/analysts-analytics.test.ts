import { describe, expect, it } from "@jest/globals";
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import type { PurchaseEvent } from "../../src/events/purchase-events.js";
import { parseCsv } from "../analytics/support/parse-csv.js";
import { openShop } from "../analytics/support/shop.js";
import { coursePurchased, purchaseRevoked, testPurchased } from "../support/events.js";
import { useBrowser } from "./support/browser.js";
import { useLedger } from "./support/ledger.js";
import { lookAt } from "./support/look-at.js";

const analyst = { role: "analyst", id: "ana" } as const;
const browser = useBrowser();

const priced = (event: PurchaseEvent, amountMinor: number, currency: string): PurchaseEvent =>
  ({
    ...event,
    data: { ...event.data, listPrice: { amountMinor, currency }, price: { amountMinor, currency } },
  }) as PurchaseEvent;

/** As the shop's old systems had them: nobody knows the price. */
const imported = (event: PurchaseEvent): PurchaseEvent =>
  ({ ...event, data: { ...event.data, listPrice: null, price: null, payment: null } }) as PurchaseEvent;

/** One purchase long ago, one at the beginning of computers' time, one without a date, and some in the first days of 2026, one of them near midnight. */
const sold: readonly (readonly PurchaseEvent[])[] = [
  [
    coursePurchased("u-1", "p-1", "algebra-1", "2026-01-31T23:30:00.000Z"),
    priced(coursePurchased("u-1", "p-2", "c-yen", "2026-02-02T12:00:00.000Z"), 1500, "JPY"),
    priced(testPurchased("u-1", "p-3", "t-dinar", "2026-02-02T12:00:00.000Z"), 12345, "KWD"),
    priced(testPurchased("u-1", "p-4", "t-free", "2026-02-03T12:00:00.000Z"), 0, "EUR"),
    purchaseRevoked("u-1", "p-1", "course", "algebra-1"),
  ],
  [
    imported(coursePurchased("u-2", "p-1", "algebra-1", "2026-02-04T12:00:00.000Z")),
    imported(coursePurchased("u-2", "p-2", "c-undated", null)),
    priced(coursePurchased("u-2", "p-3", "-2", "2026-02-04T12:00:00.000Z"), 99, "EUR"),
  ],
  [
    coursePurchased("u-3", "p-1", "c-first", "1990-01-02T00:00:00.000Z"),
    coursePurchased("u-3", "p-2", "c-epoch", "1970-01-01T00:00:00.000Z"),
  ],
];

const ledger = useLedger({
  before: async (dataDir) => {
    await (await openShop(dataDir, sold)).close();
  },
});

const february = "/console/analytics?from=2026-02-01&to=2026-02-28&by=day";

const open = async (
  path = february,
  as: { role: "analyst" | "support"; id: string } = analyst,
): Promise<Page> => browser.open({ server: ledger().server, path, as });

const region = (page: Page, name: string) => page.getByRole("region", { name, exact: true });

async function csvOf(page: Page, figure: string) {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: `${figure} as CSV` }).click(),
  ]);
  const text = await readFile(await download.path(), "utf8");
  // Without it Excel takes UTF-8 for an older encoding.
  expect(text.startsWith("\uFEFF")).toBe(true);
  return { name: download.suggestedFilename(), rows: parseCsv(text.slice(1)) };
}

const headline = async (page: Page): Promise<string> =>
  (await page.locator(".headline").innerText()).replaceAll(/\s+/g, " ");

describe("the analytics page", () => {
  it("counts in the viewer's time zone, or in a chosen one: an hour before midnight is another day", async () => {
    const page = await open();
    // 00:30 of 1 February in Berlin, where the browser is.
    await page.locator(".headline").waitFor();
    expect(await headline(page)).toMatch(
      /^Purchases 6 from 0 Courses 4 from 0 Tests 2 from 0 Revoked 1 1 refund from 0 Net, EUR €30\.98 from €0\.00/,
    );
    await page.getByLabel("Time zone").selectOption("UTC");
    await page.locator(".headline", { hasText: /Purchases\s*5/ }).waitFor();
    // Half an hour before, it was January in London: the period before has it.
    expect(await headline(page)).toMatch(
      /^Purchases 5 \+400% from 1 Courses 3 \+200% from 1 Tests 2 from 0 Revoked 1 1 refund from 0 Net, EUR €0\.99 −97% from €29\.99/,
    );
    expect(new URL(page.url()).searchParams.get("tz")).toBe("UTC");
    await page.getByLabel("From", { exact: true }).fill("2026-01-31");
    await page.locator(".headline", { hasText: /Purchases\s*6/ }).waitFor();
    expect(page.url()).toContain("from=2026-01-31");
  });

  it("draws, and says the same as a table and as CSV", async () => {
    const page = await open();
    const figure = region(page, "Purchases over time");
    await figure.locator("svg.recharts-surface .recharts-bar-rectangle").first().waitFor();
    await region(page, "Revenue over time").locator("svg .recharts-bar-rectangle").first().waitFor();
    const overTime = region(page, "Revenue over time");
    await overTime.locator("svg .recharts-line-curve").waitFor();
    expect(await overTime.locator("svg.recharts-surface").first().textContent()).toContain("€0€10€20€30");
    await lookAt(page, "analytics");

    // By keyboard: into the drawing, and along it.
    await figure.locator("svg.recharts-surface").focus();
    await page.keyboard.press("ArrowRight");
    await figure.getByText("Mon, 2 Feb 2026").waitFor();
    expect(await figure.locator(".chart-tooltip").innerText()).toMatch(
      /Courses\s+1\s+Tests\s+1\s+Revoked\s+0/,
    );

    await figure.getByRole("button", { name: "Purchases over time as a table" }).click();
    const row = figure.getByRole("row", { name: /Mon, 2 Feb 2026/ });
    expect(await row.innerText()).toMatch(/1\s+1\s+0$/);
    const { name, rows } = await csvOf(page, "Purchases over time");
    expect(name).toBe("purchases-by-day-2026-02-01-to-2026-02-28.csv");
    expect(rows).toHaveLength(29);
    expect(rows.slice(0, 5)).toEqual([
      ["start", "courses", "tests", "revoked"],
      ["2026-02-01", "1", "0", "0"],
      ["2026-02-02", "1", "1", "0"],
      ["2026-02-03", "0", "1", "1"],
      ["2026-02-04", "2", "0", "0"],
    ]);
    await lookAt(page, "analytics-table");
  });

  it("keeps currencies apart, with the decimals of each", async () => {
    const page = await open();
    const revenue = region(page, "Revenue by currency");
    await revenue.getByRole("row", { name: /EUR/ }).waitFor();
    expect(await revenue.getByRole("row", { name: /EUR/ }).innerText()).toMatch(
      /€30\.98[^]*€0\.00[^]*€30\.98/,
    );
    expect(await revenue.getByRole("row", { name: /JPY/ }).innerText()).toMatch(/JP¥1,500[^]*JP¥0/);
    expect(await revenue.getByRole("row", { name: /KWD/ }).innerText()).toMatch(
      /KWD\s12\.345[^]*KWD\s0\.000/,
    );
    expect((await csvOf(page, "Revenue by currency")).rows).toEqual([
      ["currency", "gross", "discounts", "refunds", "net", "paid_purchases"],
      ["EUR", "30.98", "0.00", "0.00", "30.98", "2"],
      ["JPY", "1500", "0", "0", "1500", "1"],
      ["KWD", "12.345", "0.000", "0.000", "12.345", "1"],
    ]);
    await page.getByRole("radio", { name: "KWD", exact: true }).check();
    await page.waitForURL(/currency=KWD/);
    const overTime = await csvOf(page, "Revenue over time");
    expect(overTime.name).toBe("revenue-kwd-by-day-2026-02-01-to-2026-02-28.csv");
    expect(overTime.rows[2]).toEqual(["2026-02-02", "12.345", "0.000", "0.000", "12.345"]);
  });

  it("separates free, paid and unknown prices, the top items, and the undated ones", async () => {
    const page = await open();
    expect((await csvOf(page, "Free vs. paid")).rows).toEqual([
      ["price", "purchases", "share"],
      ["paid", "4", "0.6667"],
      ["free", "1", "0.1667"],
      ["unknown", "1", "0.1667"],
    ]);
    const { rows } = await csvOf(page, "Top items");
    expect(rows[0]).toEqual([
      "title",
      "kind",
      "item_id",
      "purchases",
      "revoked",
      "undated",
      "net_eur",
      "net_jpy",
      "net_kwd",
    ]);
    expect(rows).toContainEqual([
      "Algebra for beginners",
      "course",
      "algebra-1",
      "2",
      "1",
      "0",
      "29.99",
      "",
      "",
    ]);
    expect(rows).toContainEqual(["", "course", "'-2", "1", "0", "0", "0.99", "", ""]);
    await region(page, "Top items").getByText("Algebra for beginners").waitFor();
    await region(page, "Top items").getByRole("radio", { name: "Tests" }).check();
    await page.waitForURL(/items=test/);
    await region(page, "Top items").getByText("t-dinar").waitFor();
    await region(page, "Top items").getByText("Algebra for beginners").waitFor({ state: "detached" });
    await region(page, "Top items").getByRole("radio", { name: "All" }).check();
    await region(page, "Top items").getByRole("radio", { name: "Net EUR" }).check();
    await page.waitForURL(/rank=EUR/);
    await region(page, "Top items").getByText("t-dinar").waitFor({ state: "detached" });
    const ranked = await region(page, "Top items").locator(".bars").innerText();
    expect(ranked.replaceAll(/\s+/g, " ")).toMatch(
      /^Algebra for beginners course €29\.99 [^€]*-2 course €0\.99/,
    );
    expect((await csvOf(page, "Top items")).name).toBe("top-items-all-by-eur-2026-02-01-to-2026-02-28.csv");
    expect(await region(page, "Date unknown").innerText()).toMatch(/Total\s+1\s+Courses\s+1\s+Tests\s+0/);
  });

  it("goes by presets, days, weeks and months, and copies a link that always shows the same", async () => {
    const page = await open("/console/analytics");
    await page.getByRole("radio", { name: "All time" }).check();
    await page.waitForURL(/range=all/);
    await page.locator(".headline", { hasText: /Purchases\s*8/ }).waitFor();
    await page.getByRole("radio", { name: "By week" }).check();
    await page.waitForURL(/by=week/);
    await page
      .getByText(/is too many to draw/)
      .first()
      .waitFor();
    const outside = region(page, "Outside the charts");
    expect(await outside.innerText()).toMatch(/Courses\s+1\s+Tests\s+0\s+Revoked\s+0\s+Refunds\s+0/);
    await page.getByRole("radio", { name: "By day" }).check();
    await page.getByText(/more than 10,000 days, the most that can be counted/).waitFor();
    await lookAt(page, "analytics-too-many");
    await page.getByRole("button", { name: "By month", exact: true }).click();
    await region(page, "Purchases over time").locator(".recharts-bar-rectangle").first().waitFor();

    await page.getByRole("radio", { name: "This year" }).check();
    await page.waitForURL(/range=year/);
    await outside.waitFor({ state: "detached" });
    await page.getByRole("button", { name: /Copy link/ }).click();
    await page.getByText("Copied").waitFor();
    const copied = new URL(await page.evaluate(() => navigator.clipboard.readText()));
    expect(Object.fromEntries(copied.searchParams)).toMatchObject({
      from: expect.stringMatching(/^\d{4}-01-01$/) as unknown,
      to: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/) as unknown,
      tz: "Europe/Berlin",
      by: "month",
    });
  });

  it("says so where there is nothing, and where the range or the time zone is not valid", async () => {
    const page = await open("/console/analytics?from=2001-01-01&to=2001-01-31");
    await page.getByText("No purchases or revocations in this range").waitFor();
    await lookAt(page, "analytics-empty");
    await page.getByLabel("To", { exact: true }).fill("2000-12-31");
    await page.getByText("The end date is before the start date.").waitFor();
    await lookAt(page, "analytics-reversed");
    const elsewhere = await open(`${february}&tz=Mars/Olympus`);
    await elsewhere.getByText("Unknown time zone: Mars/Olympus").waitFor();
    await elsewhere.getByText("Using Europe/Berlin instead.").waitFor();
  });

  it("is not for support", async () => {
    const page = await open(february, { role: "support", id: "sue" });
    await page.getByRole("heading", { name: "Not for this role" }).waitFor();
  });
});
