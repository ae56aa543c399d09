import { describe, expect, it } from "@jest/globals";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { createProjector } from "../../src/projections/live/projector.js";
import { appendUnreadable } from "../support/older-program.js";
import { openReadModel } from "../support/open-read-model.js";
import { useBrowser } from "./support/browser.js";
import { useLedger } from "./support/ledger.js";
import { lookAt } from "./support/look-at.js";
import { bought, buy, catalogue, damage, imported, record, revoke, withLog } from "./support/shop.js";

const allCourses = catalogue.filter(({ kind }) => kind === "course").map(({ id }) => id);
const day = (number: number): string => new Date(Date.UTC(2026, 0, 1 + number, 9, 30)).toISOString();

const browser = useBrowser();
const ledger = useLedger({
  async before(dataDir) {
    await record(
      dataDir,
      imported("learner-1", "old-course"),
      imported("learner-1", "history-1"),
      bought("learner-1", "algebra-1", "2026-03-29T00:30:00.000Z"),
      bought("learner-1", "chemistry-2", "2026-04-01T18:05:00.000Z"),
      bought("learner-1", "physics-4", "2026-05-11T07:45:00.000Z"),
      bought("learner-1", "algebra-mock-1", "2026-05-12T07:45:00.000Z"),
    );
    await record(dataDir, ...allCourses.map((id, index) => bought("collector", id, day(index))));
    await record(dataDir, bought("drifted", "algebra-1", day(1)), bought("drifted", "algebra-2", day(2)));
    await record(dataDir, bought("unlucky", "algebra-1", day(1)));
    await withLog(dataDir, (log) => appendUnreadable(log, "unlucky", 0));
  },
});

const open = (path: string, id = "learner-1") =>
  browser.open({ server: ledger().server, path, as: { role: "user", id } });

const agreement = (page: Page, text: string | RegExp) => page.getByRole("status").getByText(text);

/** The texts of the table's rows, cell by cell. */
const rows = (page: Page): Promise<readonly (readonly string[])[]> =>
  page
    .locator("tbody tr")
    .evaluateAll((trs) =>
      trs.map((tr) =>
        [...tr.querySelectorAll<HTMLElement>(".cell-value")].map((cell) =>
          cell.innerText.replaceAll(/\s+/g, " "),
        ),
      ),
    );

describe("the history of a user", () => {
  it("shows what was bought when, newest first, unknown dates last, and agrees with ownership", async () => {
    const page = await open("/profile/coursehistory");
    await agreement(page, "This list matches the 5 courses you own").waitFor();
    await page.locator("tbody tr").first().waitFor();
    expect(await rows(page)).toEqual([
      ["Physics exam preparation physics-4", "11 May 2026, 09:45", "€39.00", "Owned"],
      ["Chemistry in practice chemistry-2", "1 Apr 2026, 20:05", "Free", "Owned"],
      ["Algebra for beginners algebra-1", "29 Mar 2026, 01:30", "€29.99", "Owned"],
      ["History for beginners history-1", "date unknown, imported", "price unknown", "Owned"],
      ["old-course no longer in the catalogue", "date unknown, imported", "price unknown", "Owned"],
    ]);
    const time = page.locator("tbody time").first();
    expect(await time.getAttribute("datetime")).toBe("2026-05-11T07:45:00.000Z");
    expect(await time.getAttribute("title")).toBe("2026-05-11 07:45 UTC");
    const figures = await page.locator(".figures").innerText();
    expect(figures.replaceAll(/\s+/g, " ")).toBe(
      "Courses owned 5 Purchases 5 Revoked 0 Paid, EUR €68.99 Price unknown 2",
    );
    await lookAt(page, "course-history");
  });

  it("has tests on a page of their own", async () => {
    const page = await open("/profile/coursehistory");
    await page.getByRole("link", { name: "Tests" }).click();
    await agreement(page, "This list matches the 1 test you own").waitFor();
    expect(await page.title()).toBe("Test history · Purchase ledger");
    expect(await rows(page)).toEqual([
      ["Mock exam: Algebra for beginners algebra-mock-1", "12 May 2026, 09:45", "€29.99", "Owned"],
    ]);
    await lookAt(page, "test-history");
  });

  it("says that there is nothing, where there is nothing", async () => {
    const page = await open("/profile/testhistory", "newcomer");
    await page.getByText("No tests yet").waitFor();
    await lookAt(page, "test-history-empty");
  });

  it("shows a purchase that is made elsewhere in the open page, and marks what is revoked", async () => {
    const page = await open("/profile/coursehistory", "buyer");
    await page.getByText("No courses yet").waitFor();
    const { purchaseId } = await buy(ledger().server, "buyer", "biology-1");
    await agreement(page, "This list matches the 1 course you own").waitFor();
    expect((await rows(page)).map(([title]) => title)).toEqual(["Biology for beginners biology-1"]);
    await buy(ledger().server, "buyer", "english-3");
    await agreement(page, "This list matches the 2 courses you own").waitFor();

    await revoke(ledger().server, "buyer", purchaseId);
    await agreement(page, "This list matches the 1 course you own").waitFor();
    await page.getByText("Revoked", { exact: true }).last().waitFor();
    const [english, biology] = await rows(page);
    expect(english?.[3]).toBe("Owned");
    expect(biology?.[3]).toMatch(/^Revoked \d+ \w+ \d{4}, \d\d:\d\d, refunded$/);
    await lookAt(page, "course-history-revoked");
  });

  it("goes on over pages, and back", async () => {
    const page = await open("/profile/coursehistory", "collector");
    await agreement(page, "This list matches the 32 courses you own").waitFor();
    const first = await rows(page);
    expect(first).toHaveLength(20);
    await page.getByRole("link", { name: "Older" }).click();
    await page.getByText("12 Jan 2026").waitFor();
    const second = await rows(page);
    expect(second).toHaveLength(12);
    expect(new Set([...first, ...second].map(([title]) => title)).size).toBe(32);
    await lookAt(page, "course-history-page-2");
    await page.getByRole("link", { name: "Newer" }).click();
    await page.getByText("1 Feb 2026").waitFor();
    await page.goBack();
    await page.getByText("12 Jan 2026").waitFor();
    await page.reload();
    await page.getByText("12 Jan 2026").waitFor();
  });
});

describe("a page whose cursor is refused", () => {
  it("is the first one, as for a cursor of another user", async () => {
    const page = await open("/profile/coursehistory", "collector");
    await page.getByRole("link", { name: "Older" }).click();
    await page.getByText("12 Jan 2026").waitFor();
    const { pathname, search } = new URL(page.url());
    const other = await open(`${pathname}${search}`, "learner-1");
    await agreement(other, "This list matches the 5 courses you own").waitFor();
    await other.getByText("Physics exam preparation").waitFor();
    expect(await rows(other)).toHaveLength(5);
    expect(new URL(other.url()).search).toBe("");
  });
});

describe("a history that is not what ownership says", () => {
  it("says which courses, and is well again when they agree", async () => {
    const page = await open("/profile/coursehistory", "drifted");
    await agreement(page, "This list matches the 2 courses you own").waitFor();
    const second = (id: string) =>
      `UPDATE ownership SET document = json_set(document, '$.purchasedCourses[1]', '${id}') WHERE user_id = 'drifted'`;
    damage(ledger().dataDir, second("art-9"));
    await page.reload();
    await agreement(page, "This list does not match what you own").waitFor();
    const text = await page.getByRole("status").last().innerText();
    expect(text).toContain("Listed, not owned: algebra-2");
    expect(text).toContain("Owned, not listed: art-9");
    await lookAt(page, "course-history-drifted");
    damage(ledger().dataDir, second("algebra-2"));
    await agreement(page, "This list matches the 2 courses you own").waitFor();
  });

  it("says that it may be old, when events wait behind one that cannot be read", async () => {
    const page = await open("/profile/coursehistory", "unlucky");
    await page.getByText("This may be out of date").waitFor();
    expect(await rows(page)).toHaveLength(1);
    await lookAt(page, "course-history-held-back");
  });
});

describe("support", () => {
  const support = { role: "support", id: "sam" } as const;

  it("reads the histories of the user that it names", async () => {
    const page = await browser.open({ server: ledger().server, path: "/profile/coursehistory", as: support });
    await page.getByLabel("User ID").fill("learner-1");
    await lookAt(page, "course-history-of-whom");
    await page.getByRole("button", { name: "Show" }).click();
    await agreement(page, "This list matches the 5 courses learner-1 owns").waitFor();
    await page.getByRole("link", { name: "Tests" }).click();
    await agreement(page, "This list matches the 1 test learner-1 owns").waitFor();
    expect(new URL(page.url()).search).toBe("?userId=learner-1");
    await lookAt(page, "test-history-for-support");
  });

  it("learns from the API what is no valid user id", async () => {
    const path = `/profile/coursehistory?userId=${encodeURIComponent("no id")}`;
    const page = await browser.open({ server: ledger().server, path, as: support });
    await page.getByText("Invalid request").waitFor();
    await lookAt(page, "course-history-problem");
  });
});

describe("a user who names another user", () => {
  it("is refused by the API", async () => {
    const page = await open("/profile/coursehistory?userId=collector");
    await page.getByText("Not allowed", { exact: true }).waitFor();
    expect(await page.locator("tbody tr").count()).toBe(0);
  });
});

describe("a page whose code cannot be loaded, as a newer build has replaced it", () => {
  it("says so, and comes when it is loaded again", async () => {
    const page = await open("/profile/coursehistory");
    await page.getByRole("link", { name: "Purchase ledger" }).click();
    await page.route("**/assets/history-page*.js", (route) => route.abort());
    await page.goto(`${ledger().server.url}/profile/coursehistory`);
    await page.getByRole("heading", { name: "This page could not be shown" }).waitFor();
    await lookAt(page, "page-not-loaded");
    await page.unroute("**/assets/history-page*.js");
    await page.getByRole("button", { name: "Try again" }).click();
    await agreement(page, "This list matches the 5 courses you own").waitFor();
  });
});

describe("projections that are behind", () => {
  const late = useLedger({
    /** The projections have seen more than the log holds, as after a restore of an old backup: nothing is folded. */
    async before(dataDir) {
      await record(
        dataDir,
        bought("learner-1", "algebra-1", day(1)),
        bought("learner-1", "algebra-2", day(2)),
      );
      const readModel = await openReadModel(join(dataDir, "read-model.db"));
      await withLog(dataDir, (log) => createProjector({ eventStore: log, readModel }).runToHead());
      await readModel.close();
      for (const end of ["", "-wal", "-shm"]) await rm(join(dataDir, `events.db${end}`), { force: true });
      await record(dataDir, bought("learner-1", "algebra-3", day(3)));
    },
  });

  it("are named, beside what is known", async () => {
    const as = { role: "user", id: "learner-1" } as const;
    const page = await browser.open({ server: late().server, path: "/profile/coursehistory", as });
    await page.getByText("Catching up: recent purchases may not be listed yet").waitFor();
    expect(await rows(page)).toHaveLength(2);
    await lookAt(page, "course-history-behind");
  });

  it("and the rest are kept on the page, with the reason, when the ledger is gone", async () => {
    const as = { role: "user", id: "learner-1" } as const;
    const page = await browser.open({ server: late().server, path: "/profile/coursehistory", as });
    await page.locator("tbody tr").first().waitFor();
    await late().server.stop();
    await page.getByText("The ledger cannot be reached").waitFor();
    expect(await rows(page)).toHaveLength(2);
    await lookAt(page, "course-history-unreachable");
  });
});
