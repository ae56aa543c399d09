import { describe, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { append, courses } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { appendUnreadable } from "../support/older-program.js";
import { useBrowser } from "./support/browser.js";
import { useLedger } from "./support/ledger.js";
import { lookAt } from "./support/look-at.js";
import { buy } from "./support/shop.js";
import { holdBack, sue, tellStory, untilFolded, withLog } from "./support/stories.js";

const browser = useBrowser();
const ledger = useLedger();

const open = (path: string): Promise<Page> => browser.open({ server: ledger().server, path, as: sue });

const told = (page: Page): Promise<readonly string[]> => page.locator(".event-said").allInnerTexts();
const address = (page: Page): string => page.url().slice(ledger().server.url.length);

/** What is owned at the moment that the page shows, with `+` and `−` for what its event changed. */
async function owned(page: Page): Promise<readonly string[]> {
  return page.locator(".owned .item").evaluateAll((items) =>
    items.map((item) => {
      const change = item.querySelector(".item-change")?.textContent.charAt(0) ?? "";
      return `${change}${item.querySelector("del, .item-title, code")?.textContent ?? ""}`;
    }),
  );
}
const untilOwned = (page: Page, items: readonly string[]) =>
  eventually(
    `it shows ${items.join(", ")}`,
    async () => JSON.stringify(await owned(page)) === JSON.stringify(items),
  );

/** What was owned stands beside what happened where there is room, and below it where there is none. */
const untilBeside = (page: Page, isBeside: boolean): Promise<void> =>
  eventually(`it is ${isBeside ? "beside" : "below"}`, async () => {
    const happened = await page.locator(".timeline").boundingBox();
    const owned = await page.locator(".owned").boundingBox();
    return isBeside ? owned!.x > happened!.x + happened!.width : owned!.y > happened!.y + happened!.height;
  });

// The shop of the tests does not sell physics-2024 and english-b1: those have no title.
const chemistry = "Chemistry for beginners";
const algebra = "Algebra for beginners";
const englishExam = "Mock exam: English for beginners";
const algebraExam = "Mock exam: Algebra for beginners";
const inTheEnd = [chemistry, "physics-2024", algebra, englishExam, algebraExam];

describe("the timeline of a user", () => {
  it("describes each event, when and by whom, with all details one click away", async () => {
    await tellStory(ledger(), "u-told");
    const page = await open("/console/users/u-told");
    await page.getByText("bought course “Chemistry for beginners”").waitFor();
    expect(await told(page)).toEqual([
      "Bought course “Chemistry for beginners” for €29.99",
      "Revoked course english-b1 (refund)",
      "Bought course physics-2024 for €29.99",
      "Bought test “Mock exam: English for beginners” for €29.99",
      "Bought course english-b1 for €29.99",
      "Imported test “Mock exam: Algebra for beginners”, date unknown",
      "Imported course “Algebra for beginners”, bought 6 May 2019",
    ]);
    const first = page.locator('[data-revision="0"]');
    // Berlin, which is where the browser is.
    expect(await first.locator(".event-meta").innerText()).toContain("1 Mar 2026, 10:30:00");
    expect(await first.locator(".event-meta").innerText()).toContain("olga (operator) via the import");
    await first.locator(".event-choose").focus();
    expect(await first.locator(".event-meta").innerText()).not.toMatch(/\d{4}-\d{2}-\d{2}/);
    await lookAt(page, "user");
    const inOwned = page.getByRole("region", { name: "Owned now" });
    await inOwned.getByRole("button", { name: "Chemistry for beginners" }).click();
    await inOwned.getByText("chemistry-1", { exact: true }).waitFor();
    await inOwned.getByRole("button", { name: "Copy item ID" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("chemistry-1");

    await page.getByRole("button", { name: "Details of event 0" }).click();
    const details = await first.locator(".event-details").innerText();
    const evidence = "found in the user’s array and a purchase record:\n5cd0a1, 5cd0a2";
    for (const part of ["correlation-1", "old-1", "CoursePurchased", evidence, '"schemaVersion": 2'])
      expect(details).toContain(part);
    await first.getByRole("button", { name: "Copy as JSON (event 0)" }).click();
    await first.getByText("Copied", { exact: true }).waitFor();
    const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText())) as object;
    const { body } = await ledger().server.call("/api/support/users/u-told/events?limit=1", { as: sue });
    expect(copied).toEqual((body.events as readonly object[])[0]);
    await lookAt(page, "user-details");
  });

  it("filters by kind and by day, says so in the address, and finds its way back", async () => {
    await tellStory(ledger(), "u-filter");
    const page = await open("/console/users/u-filter");
    await eventually("all are there", async () => (await told(page)).length === 7);
    const asked: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/events?"))
        asked.push(decodeURIComponent(request.url().split("?")[1] ?? ""));
    });
    await page.getByLabel("Type").selectOption("Revoked");
    await eventually("one is left", async () => (await told(page)).length === 1);
    expect(await told(page)).toEqual(["Revoked course english-b1 (refund)"]);
    expect(asked).toEqual(["type=PurchaseRevoked&limit=50&order=newest"]);
    await page.getByLabel("Type").selectOption("Course bought");
    await page.getByLabel("From", { exact: true }).fill("2026-03-08");
    await page.getByLabel("To", { exact: true }).fill("2026-04-02");
    await eventually("two are left", async () => (await told(page)).length === 2);
    expect(await told(page)).toEqual([
      "Bought course physics-2024 for €29.99",
      "Bought course english-b1 for €29.99",
    ]);
    // Whole days in Berlin; summer time began between them.
    expect(asked.at(-1)).toBe(
      "type=CoursePurchased&from=2026-03-07T23:00:00.000Z&to=2026-04-02T22:00:00.000Z&limit=50&order=newest",
    );
    expect(address(page)).toBe("/console/users/u-filter?kind=course&from=2026-03-08&to=2026-04-02");
    await lookAt(page, "user-filtered");
    await page.reload();
    await eventually("two are there again", async () => (await told(page)).length === 2);
    await page.getByLabel("To", { exact: true }).fill("2026-03-08");
    await page.getByLabel("Type").selectOption("Test bought");
    await page.getByLabel("From", { exact: true }).fill("2026-03-09");
    await page.getByText("No matching events").waitFor();
    await page.getByRole("button", { name: "Show all events" }).click();
    await eventually("all are there", async () => (await told(page)).length === 7);
    expect(address(page)).toBe("/console/users/u-filter");
  });

  it("of a long stream loads what is looked at, and keeps the page small", async () => {
    await withLog(ledger(), (log) => append(log, ...courses("u-long", 1001)));
    const asked: string[] = [];
    const page = await open("/console/users");
    page.on("request", (request) => {
      if (request.url().includes("/events?")) asked.push(request.url().split("?")[1] ?? "");
    });
    await page.getByLabel(/^E-mail, name, or the ID/).fill("u-long");
    await page.keyboard.press("Enter");
    await page.locator('[data-revision="1000"]').waitFor();
    await page.locator('[data-revision="951"]').waitFor();
    expect(await page.locator(".event").count()).toBe(50);
    expect(asked).toEqual(["limit=1&order=newest", "limit=200&after=999", "limit=200&after=799"]);

    await page.getByRole("button", { name: "Older" }).click();
    await page.locator('[data-revision="950"]').waitFor();
    expect(await page.locator(".event").count()).toBe(50);
    await page.getByRole("button", { name: "Newer" }).click();
    await page.locator('[data-revision="1000"]').waitFor();

    await page.getByLabel("Event", { exact: true }).fill("300");
    await page.locator('[data-revision="300"].is-chosen').waitFor();
    await page.getByRole("heading", { name: "301 courses" }).waitFor();
    expect(await page.locator(".event").count()).toBe(50);
    expect(await page.locator(".owned .item").count()).toBe(30);
    expect(asked).toEqual([
      "limit=1&order=newest",
      "limit=200&after=999",
      "limit=200&after=799",
      "limit=200&after=199",
    ]);
    await lookAt(page, "user-long");

    await page.goto(`${ledger().server.url}/console/users/u-long?kind=revoked`);
    await page.getByText("No matching events").waitFor();
  });

  it("shows an event that cannot be read, why, and what waits behind it", async () => {
    await holdBack(ledger(), "u-held");
    const page = await open("/console/users/u-held");
    const bad = page.locator('[data-revision="2"]');
    await bad.getByText("This event cannot be read").waitFor();
    expect(await bad.innerText()).toMatch(/event_invalid/);
    expect(await page.locator('[data-revision="3"]').innerText()).toContain("waiting behind another event");
    expect(await page.locator('[data-revision="1"]').innerText()).not.toContain("waits");
    await page.getByText("Events are held back").waitFor();
    await page.getByText("2 events behind").waitFor();
    await page.getByText("Some events are left out").waitFor();
    await untilOwned(page, ["c-1", "c-0"]);
    await page.getByRole("button", { name: "Details of event 2" }).click();
    await page.getByText('"courseId": 7').waitFor();
    await lookAt(page, "user-held-back");
  });
});

describe("travel", () => {
  it("goes by slider and keys, shows what each event changed, and is in the address", async () => {
    await tellStory(ledger(), "u-travel");
    const page = await open("/console/users/u-travel");
    await page.getByRole("heading", { name: "Owned now" }).waitFor();
    await untilOwned(page, [`+${chemistry}`, ...inTheEnd.slice(1)]);
    const slider = page.getByLabel("Event", { exact: true });
    await slider.focus();
    await page.keyboard.press("ArrowLeft");
    await page.getByRole("heading", { name: "Owned after event #5" }).waitFor();
    await untilOwned(page, ["−english-b1", "physics-2024", algebra, englishExam, algebraExam]);
    expect(address(page)).toBe("/console/users/u-travel?at=5");
    expect(await slider.getAttribute("aria-valuetext")).toBe(
      "Event 5 of 6: Revoked course english-b1 (refund)",
    );
    await lookAt(page, "user-travel");
    await untilBeside(page, true);
    await page.setViewportSize({ width: 700, height: 900 });
    await untilBeside(page, false);
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.keyboard.press("Home");
    await page.getByRole("heading", { name: "Owned after event #0" }).waitFor();
    await untilOwned(page, [`+${algebra}`]);
    await page.keyboard.press("End");
    await page.getByRole("heading", { name: "Owned now" }).waitFor();
    expect(address(page)).toBe("/console/users/u-travel");

    await page.locator('[data-revision="6"] .event-choose').focus();
    for (const key of ["ArrowDown", "ArrowLeft", "ArrowDown", "ArrowUp"]) await page.keyboard.press(key);
    await page.getByRole("heading", { name: "Owned after event #4" }).waitFor();
    await untilOwned(page, ["+physics-2024", "english-b1", algebra, englishExam, algebraExam]);
    expect(await page.evaluate(() => document.activeElement?.closest("li")?.dataset.revision)).toBe("4");
    await page.keyboard.press("Home");
    await page.getByRole("heading", { name: "Owned after event #0" }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.closest("li")?.dataset.revision)).toBe("0");
    await page.locator('[data-revision="3"] .event-choose').click();
    await page.getByRole("heading", { name: "Owned after event #3" }).waitFor();
    await untilOwned(page, ["english-b1", algebra, `+${englishExam}`, algebraExam]);
  });

  it("works without a mouse", async () => {
    await tellStory(ledger(), "u-keys");
    const page = await open("/console/users");
    const tabTo = async (selector: string): Promise<number> => {
      for (let presses = 1; presses < 60; presses++) {
        await page.keyboard.press("Tab");
        if (await page.evaluate((it) => document.activeElement?.matches(it) ?? false, selector))
          return presses;
      }
      throw new Error(`Nobody gets to ${selector} with Tab.`);
    };
    await page.locator("input:focus").waitFor();
    await page.keyboard.type("u-keys");
    await page.keyboard.press("Enter");
    await page.locator('[data-revision="6"]').waitFor();
    await tabTo("input[type=range]");
    await page.keyboard.press("ArrowLeft");
    await page.getByRole("heading", { name: "Owned after event #5" }).waitFor();
    await tabTo("[data-revision='5'] .event-choose");
    await page.keyboard.press("ArrowDown");
    await page.getByRole("heading", { name: "Owned after event #4" }).waitFor();
    // One row is on the way of the Tab key, not fifty.
    expect(await tabTo("[data-revision='4'] .event-more")).toBe(1);
    await page.keyboard.press("Enter");
    await page.locator('[data-revision="4"] .event-details').waitFor();
    await tabTo("[data-revision='4'] .detail-actions button:last-child");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByLabel("physics-2024").waitFor();
    await page.keyboard.press("Escape");
    await eventually("the dialog is gone", async () => (await page.getByRole("dialog").count()) === 0);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Revoke this purchase…");
  });

  it("begins where a link leads: a revision, or an instant", async () => {
    await tellStory(ledger(), "u-link");
    const page = await open("/console/users/u-link?at=2");
    await page.getByRole("heading", { name: "Owned after event #2" }).waitFor();
    await page.locator('[data-revision="2"].is-chosen').waitFor();
    await untilOwned(page, ["+english-b1", algebra, algebraExam]);
    await page.getByRole("button", { name: "Copy link to this moment" }).click();
    await page.getByText("Copied", { exact: true }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());

    const { url } = ledger().server;
    await page.goto(`${url}/console/users/u-link?at=2026-03-15T00:00:00Z`);
    await page.getByRole("heading", { name: "Owned after event #3" }).waitFor();
    await page.locator('[data-revision="3"].is-chosen').waitFor();
    await page.getByText("as it was on 15 Mar 2026").waitFor();
    // A + that somebody typed into the address is meant as one.
    await page.goto(`${url}/console/users/u-link?at=2026-03-08T18:00:00+08:00`);
    await page.getByRole("heading", { name: "Owned after event #3" }).waitFor();
    await page.goto(`${url}/console/users/u-link?at=2020-01-01T00:00:00Z`);
    await page.getByRole("heading", { name: "Owned before the first event" }).waitFor();
    await page.getByText("Nothing", { exact: true }).waitFor();
    await page.getByLabel("Go to").fill("2026-04-02T22:15:00");
    await page.getByRole("button", { name: "Go", exact: true }).click();
    await page.getByRole("heading", { name: "Owned after event #4" }).waitFor();
    expect(address(page)).toBe("/console/users/u-link?at=2026-04-02T20%3A15%3A00.000Z");
    // A revision that is still to come is the present, for now.
    await page.goto(`${url}/console/users/u-link?at=7`);
    await page.getByRole("heading", { name: "Owned after event #6" }).waitFor();
    await untilOwned(page, [`+${chemistry}`, ...inTheEnd.slice(1)]);
    await page.getByText("live", { exact: true }).waitFor();
    await withLog(ledger(), (log) => append(log, ...courses("u-link", 1, 200)));
    await untilOwned(page, ["+c-200", ...inTheEnd]);

    await page.goto(`${url}/console/users/u-link?at=yesterday`);
    const alert = page.getByRole("alert");
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(/request_invalid/);
    await page.getByRole("button", { name: "Now", exact: true }).click();
    await untilOwned(page, ["+c-200", ...inTheEnd]);
  });
});

describe("the live view", () => {
  it("shows new purchases by itself, and announces them politely", async () => {
    await tellStory(ledger(), "u-live");
    const page = await open("/console/users/u-live");
    await page.getByText("live", { exact: true }).waitFor();
    await buy(ledger().server, "u-live", "chemistry-2");
    const row = page.locator('[data-revision="7"]');
    await row.getByText("got course “Chemistry in practice” for free").waitFor();
    await page
      .locator('[data-announces="events"]', { hasText: "New event 7: got course “Chemistry in practice”" })
      .waitFor({
        state: "attached",
      });
    await untilOwned(page, ["+Chemistry in practice", ...inTheEnd]);
    await page.getByText("Checked up to event #7.").waitFor();
    await page.getByText("8 events").waitFor();
    await lookAt(page, "user-live");
  });

  it("says that it is interrupted, tries again, and misses nothing", async () => {
    await tellStory(ledger(), "u-cut");
    const page = await open("/console/users");
    await page.route("**/events/live*", (route) => route.abort());
    await page.getByLabel(/^E-mail, name, or the ID/).fill("u-cut");
    await page.keyboard.press("Enter");
    await page.getByText("live view interrupted, reconnecting").waitFor();
    await withLog(ledger(), (log) => append(log, ...courses("u-cut", 2, 100)));
    expect(await page.locator('[data-revision="8"]').count()).toBe(0);
    await page.unrouteAll();
    await page.getByText("live", { exact: true }).waitFor();
    await page.locator('[data-revision="8"]').getByText("bought course c-101").waitFor();
    await untilOwned(page, ["+c-101", "c-100", ...inTheEnd]);
  });

  it("shows by itself that events wait behind one that cannot be read", async () => {
    await withLog(ledger(), (log) => append(log, ...courses("u-live-held", 2)));
    await untilFolded(ledger(), "u-live-held");
    const page = await open("/console/users/u-live-held");
    await page.getByText("live", { exact: true }).waitFor();
    await page.getByText("✓ Matches the log").waitFor();
    await withLog(ledger(), async (log) => {
      await appendUnreadable(log, "u-live-held", 1);
      await append(log, ...courses("u-live-held", 1, 3));
    });
    await page.locator('[data-revision="2"]').getByText("cannot be read", { exact: true }).waitFor();
    await page.getByText("Events are held back").waitFor();
    await page.locator('[data-revision="3"]').getByText("waiting behind another event").waitFor();
  });

  it("stays at the chosen revision, and says that there is news", async () => {
    await tellStory(ledger(), "u-live-travel");
    const page = await open("/console/users/u-live-travel?at=3");
    await page.getByText("live", { exact: true }).waitFor();
    await withLog(ledger(), (log) => append(log, ...courses("u-live-travel", 1, 100)));
    await page.getByRole("button", { name: "Now 1 new" }).waitFor();
    await untilFolded(ledger(), "u-live-travel");
    expect(await page.getByRole("heading", { name: "Owned after event #3" }).isVisible()).toBe(true);
    await page.getByRole("button", { name: "Now 1 new" }).click();
    await untilOwned(page, ["+c-100", ...inTheEnd]);
  });
});
