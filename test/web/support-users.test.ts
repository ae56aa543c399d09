import { describe, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import type { ItemId } from "../../src/events/identifiers.js";
import type { Role } from "../../src/events/purchase-events.js";
import type { SourceProblem } from "../../src/shop/import/problems.js";
import { keepSkipped } from "../../src/shop/import/skipped.js";
import { append, courses } from "../support/events.js";
import { useBrowser } from "./support/browser.js";
import { useLedger } from "./support/ledger.js";
import { lookAt } from "./support/look-at.js";
import { sue, tellStory, untilFolded, withLog } from "./support/stories.js";

const browser = useBrowser();
const ledger = useLedger();

const open = (path: string, as: { readonly role: Role; readonly id: string } = sue): Promise<Page> =>
  browser.open({ server: ledger().server, path, as });

describe("looking up users", () => {
  it("finds one by id, and remembers it in this browser for the person who looked", async () => {
    await tellStory(ledger(), "learner-1");
    const page = await open("/console/users");
    await page.getByText("No recent users").waitFor();
    await lookAt(page, "users-empty");
    await page.getByLabel(/^E-mail, name, or the ID/).fill(" learner-1 ");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "learner-1", exact: true }).waitFor();
    expect(page.url()).toBe(`${ledger().server.url}/console/users/learner-1`);
    await page.getByText("7 events").waitFor();

    await page.getByRole("link", { name: "Users", exact: true }).click();
    await page.getByRole("link", { name: "learner-1" }).waitFor();
    await page.reload();
    await page.getByRole("link", { name: "learner-1" }).waitFor();
    await lookAt(page, "users");
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual(["ledger.recent-users.sue"]);
    await page.getByRole("button", { name: "Forget learner-1" }).click();
    await page.getByText("No recent users").waitFor();
  });

  it("opens a user from every page: Ctrl+K, the ID, Enter", async () => {
    await tellStory(ledger(), "learner-2");
    const page = await open("/console/projections");
    await page.getByRole("heading", { name: "Projections", level: 1 }).waitFor();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("learner-2");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "learner-2" }).waitFor();
    const purchases = page.getByRole("region", { name: "Purchases" });
    await purchases
      .getByRole("row", { name: /Chemistry for beginners[^]*€29\.99[^]*pay-p-7[^]*owned/ })
      .waitFor();
    await purchases.getByRole("row", { name: /english-b1[^]*revoked: refund/ }).waitFor();
    await lookAt(page, "user-purchases");
  });

  it("finds one by a payment, and offers the page of an id that has nothing yet", async () => {
    await tellStory(ledger(), "learner-3");
    const page = await open("/console/users");
    const field = page.getByLabel(/^E-mail, name, or the ID/);
    await field.fill("   ");
    await page.keyboard.press("Enter");
    expect(await field.evaluate((input: HTMLInputElement) => input.validity.patternMismatch)).toBe(true);
    expect(page.url()).toBe(`${ledger().server.url}/console/users`);
    await field.fill("pay-p-7");
    await page.keyboard.press("Enter");
    await page.getByRole("region", { name: "Payment" }).getByRole("link", { name: "learner-3" }).waitFor();

    await page.goto(`${ledger().server.url}/console/users`);
    await field.fill("nobody-yet");
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "Open the page of the user nobody-yet" }).click();
    await page.getByText("No user with this ID").waitFor();
  });

  it("shows what imports left out, also of a user who owns nothing", async () => {
    async function* leftOut(): AsyncGenerator<SourceProblem> {
      const message = "Only a record has this course; the arrays are trusted.";
      const about = {
        file: "purchases.json",
        line: 7,
        userId: "learner-9",
        recordId: "r-1",
        raw: '{"_id":"r-1"}',
      };
      yield { kind: "not_imported", message, ...about, item: { kind: "course", id: "algebra-1" as ItemId } };
    }
    await withLog(ledger(), (log) => keepSkipped(leftOut(), log.skipped, "2026-01-01T00:00:00.000Z"));
    const page = await open("/console/search?q=learner-9");
    await page.getByRole("link", { name: "learner-9" }).click();
    const panel = page.getByRole("region", { name: "Not imported" });
    await panel
      .getByRole("row", { name: /Algebra for beginners[^]*Not in the trusted source[^]*r-1/ })
      .waitFor();
    await lookAt(page, "user-skipped");
  });

  it("says that the ledger knows no user with the id, and does not remember the id", async () => {
    const page = await open("/console/users/nobody");
    await page.getByText("No user with this ID").waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
    await lookAt(page, "user-unknown");
    await page.getByRole("link", { name: "Recent users" }).click();
    await page.getByText("No recent users").waitFor();
  });

  it("shows a problem with its code and correlation id", async () => {
    const page = await open("/console/users/no%20id");
    const alert = page.getByRole("alert");
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(/request_invalid[^]*[0-9a-f-]{36}/);
    await lookAt(page, "user-problem");
  });
});

describe("a visitor without the role", () => {
  it.each(["analyst", "user", "service"] as const)(
    "a %s sees no such page, and no way to it",
    async (role) => {
      const page = await open("/console/users/learner-1", { role, id: "somebody" });
      await page.getByRole("heading", { name: "Not for this role" }).waitFor();
      expect(await page.getByRole("link", { name: "Users", exact: true }).count()).toBe(0);
      expect(await page.getByText("Timeline").count()).toBe(0);
    },
  );

  it("an expired session leads to the sign-in page, and back to the same moment", async () => {
    await withLog(ledger(), (log) => append(log, ...courses("u-expired", 5)));
    await untilFolded(ledger(), "u-expired");
    const page = await open("/console/users/u-expired?at=3");
    await page.getByRole("heading", { name: "Owned after event #3" }).waitFor();
    // What an expired one comes to: the API knows nobody.
    await page.context().clearCookies();
    await page.getByRole("button", { name: "Previous event" }).click();
    await page.getByText("Your session has expired").waitFor();
    await lookAt(page, "sign-in-expired");
    await page.getByLabel("Token").fill(await ledger().server.tokenFor(sue));
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Owned after event #2" }).waitFor();
    expect(page.url()).toBe(`${ledger().server.url}/console/users/u-expired?at=2`);
  });
});
