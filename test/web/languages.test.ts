import { describe, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import type { ItemId } from "../../src/events/identifiers.js";
import type { SourceProblem } from "../../src/shop/import/problems.js";
import { keepSkipped } from "../../src/shop/import/skipped.js";
import { useBrowser } from "./support/browser.js";
import { useLedger } from "./support/ledger.js";
import { lookAt } from "./support/look-at.js";
import { bought, imported, record, withLog } from "./support/shop.js";

const browser = useBrowser();
const ledger = useLedger({
  async before(dataDir) {
    await record(
      dataDir,
      imported("learner-1", "old-course"),
      imported("learner-1", "dated-course", "2025-01-01T12:00:00.000Z"),
      bought("learner-1", "algebra-1", "2026-03-29T00:30:00.000Z"),
      bought("learner-1", "chemistry-2", "2026-04-01T18:05:00.000Z"),
    );
  },
});

const learner = { role: "user", id: "learner-1" } as const;
const open = (path: string, options: Partial<Parameters<typeof browser.open>[0]> = {}) =>
  browser.open({ server: ledger().server, path, locale: "mn-MN", ...options });
const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });
const languageOf = (page: Page) => page.evaluate(() => document.documentElement.lang);

describe("the pages", () => {
  it("speak the browser's language, also where something goes wrong", async () => {
    const page = await open("/sign-in?problem=role_missing");
    await heading(page, "Нэвтрэх").waitFor();
    expect(await languageOf(page)).toBe("mn");
    expect(await page.title()).toBe("Нэвтрэх · Худалдан авалтын бүртгэл");
    await page.getByText("Таны бүртгэлд энд ямар ч эрх алга").waitFor();
    await page.getByLabel("Токен").fill("not-a-token");
    await page.getByRole("button", { name: "Нэвтрэх" }).click();
    await page.getByText("Нэвтрээгүй байна").waitFor();
    // What the API says is in English, and is announced as such.
    expect(await page.getByRole("alert").locator("p[lang=en]").innerText()).toMatch(/token/);
    await lookAt(page, "sign-in-mongolian");
  });

  it("show purchases with the plurals, dates and amounts of the language", async () => {
    const page = await open("/profile/coursehistory", { as: learner });
    await page.getByText("Та 4 сургалт эзэмшдэг, жагсаалттай таарч байна").waitFor();
    await page.locator("tbody tr").first().waitFor();
    const main = await page.getByRole("main").innerText();
    expect(main).toContain("Үнэгүй");
    expect(main).toContain("огноо тодорхойгүй, импортоор орсон");
    // Whether the browser knows the names of months or not.
    expect(await page.locator("tbody time").first().innerText()).toMatch(/^2026(?!.*M\d).*4.*1.* 20:05$/);
    // Nothing is left in English but what the shop calls its courses, and ids.
    const shop =
      /Chemistry in practice|Algebra for beginners|chemistry-2|algebra-1|old-course|dated-course|EUR/g;
    expect(main.replaceAll(shop, "")).not.toMatch(/[A-Za-z]{3,}/);
    await lookAt(page, "profile-mongolian");
  });

  it("count purchases and revenue for analysts, with nothing left in English", async () => {
    const path = "/console/analytics?from=2026-03-01&to=2026-04-30&by=week";
    const page = await open(path, { as: { role: "analyst", id: "otto" } });
    await heading(page, "Аналитик").waitFor();
    await page.getByRole("heading", { name: "Эрэлттэй бүтээгдэхүүн" }).waitFor();
    await page.getByRole("button", { name: "Худалдан авалтын явц: Хүснэгт" }).click();
    await page
      .getByRole("rowheader", { name: /Долоо хоног, эхлэл/ })
      .first()
      .waitFor();
    expect(await page.locator("main > [lang=en]").count()).toBe(0);
    const words = await page.getByRole("main").evaluate((main) => {
      for (const element of main.querySelectorAll("select, code")) element.remove();
      return (main as HTMLElement).innerText;
    });
    const shop = /Chemistry in practice|Algebra for beginners|EUR|CSV/g;
    expect(words.replaceAll(shop, "")).not.toMatch(/[A-Za-z]{3,}/);
    await page.reload();
    await page.locator("svg.recharts-surface .recharts-bar-rectangle").first().waitFor();
    await lookAt(page, "analytics-mongolian");
  });

  it("change the language in the menu, at once, and remember it", async () => {
    const page = await open("/profile/testhistory", { as: learner });
    await heading(page, "Тестийн түүх").waitFor();
    await page.getByRole("button", { name: /learner-1/ }).click();
    await page.getByLabel("English").check();
    await heading(page, "Test history").waitFor();
    expect(await languageOf(page)).toBe("en");
    await lookAt(page, "account-menu-languages");
    await page.reload();
    await heading(page, "Test history").waitFor();
    await page.getByRole("button", { name: /learner-1/ }).click();
    await page.getByLabel("монгол").check();
    await heading(page, "Тестийн түүх").waitFor();
    expect(await languageOf(page)).toBe("mn");
  });

  it.each([
    ["/console/projections", "Проекцууд"],
    ["/console/users", "Хэрэглэгчид"],
    ["/console/users/learner-1", "learner-1"],
    ["/console/search?q=algebra-1", "“algebra-1” хайлтын үр дүн"],
  ])("have nothing left in English for support: %s", async (path, title) => {
    const page = await open(path, { as: { role: "admin", id: "ada" } });
    await heading(page, title).waitFor();
    await page.locator(".loading").first().waitFor({ state: "detached" });
    const folded = page.locator("button[aria-expanded=false].folding-button");
    while ((await folded.count()) > 0) await folded.first().click();
    await page.locator(".loading").first().waitFor({ state: "detached" });
    const words = await page.getByRole("main").evaluate((main) => {
      const copy = main.cloneNode(true) as HTMLElement;
      // Ids, keys, and what the API says, which is announced as English.
      for (const element of copy.querySelectorAll(
        "[lang=en], code, kbd, a, select, .mono, .item-name, script",
      ))
        element.remove();
      return [...copy.querySelectorAll("*")].flatMap((element) =>
        [...element.childNodes]
          .filter(({ nodeType }) => nodeType === 3)
          .map(({ textContent }) => textContent ?? ""),
      );
    });
    const shop =
      /Chemistry in practice|Algebra for beginners|algebra-1|old-course|dated-course|learner-1|EUR|UTC|SQLite|sqlite|embedded|JSON|API|shop|service|operator|user|ops/g;
    expect(words.filter((each) => /[A-Za-z]{3,}/.test(each.replaceAll(shop, "")))).toEqual([]);
    // Not even as the name of a month that the browser does not know.
    expect(await page.getByRole("main").innerText()).not.toMatch(/\bM\d\d\b/);
    await lookAt(page, `mongolian-${path.split("/")[2]?.split("?")[0] ?? ""}`);
  });

  it("keep the pages and the search below the name of the ledger on a tablet", async () => {
    const page = await open("/console/users", { as: { role: "admin", id: "ada" } });
    await heading(page, "Хэрэглэгчид").waitFor();
    await page.setViewportSize({ width: 768, height: 900 });
    const middleOf = (selector: string) =>
      page.locator(selector).evaluate((element) => {
        const { top, bottom } = element.getBoundingClientRect();
        return Math.round((top + bottom) / 2);
      });
    const [name, account, pages, search] = [
      await middleOf(".brand"),
      await middleOf(".account-button"),
      await middleOf(".shell-header nav"),
      await middleOf(".search-field"),
    ];
    expect({ account, search }).toEqual({ account: name, search: pages });
    expect(pages).toBeGreaterThan(name);
  });

  it("fit what an import left out on a tablet", async () => {
    const message = "Only a record has this course; the arrays are trusted.";
    async function* leftOut(): AsyncGenerator<SourceProblem> {
      const about = { file: "purchases.json", line: 1248, userId: "learner-1", recordId: "record-1404" };
      const raw = '{"_id":"record-1404","user":"66f1c0de5a01b2c3d4e5f606","purchasedAt":"13/25/2024"}';
      yield {
        kind: "not_imported",
        message,
        ...about,
        raw,
        item: { kind: "course", id: "biology-4" as ItemId },
      };
    }
    const at = "2026-01-01T00:00:00.000Z";
    await withLog(ledger().dataDir, async (log) => {
      await keepSkipped(leftOut(), log.skipped, at);
    });
    const page = await open("/console/users/learner-1", { as: { role: "admin", id: "ada" } });
    await page.getByText("purchases.json:1248").waitFor();
    await page.setViewportSize({ width: 768, height: 900 });
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(sideways).toBe(0);
  });

  it("are in English for a language that they do not have", async () => {
    const page = await open("/sign-in", { locale: "de-DE" });
    await heading(page, "Sign in").waitFor();
    expect(await languageOf(page)).toBe("en");
  });
});
