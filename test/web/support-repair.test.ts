import { describe, expect, it } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { append, courses } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { newModels } from "../support/read-models.js";
import { useBrowser } from "./support/browser.js";
import { useLedger } from "./support/ledger.js";
import { lookAt } from "./support/look-at.js";
import { holdBack, sue, tellStory, withLog } from "./support/stories.js";

const browser = useBrowser();
const ledger = useLedger();

const open = (path: string): Promise<Page> => browser.open({ server: ledger().server, path, as: sue });
const get = async (path: string) => (await ledger().server.call(path, { as: sue })).body;

/** Does to the stored models what nobody should, while the server runs. */
async function damage(...sql: readonly string[]): Promise<void> {
  const models = await newModels(ledger().dataDir);
  await models.damage({ sql, mongodb: () => Promise.reject(new Error("The pages are tested on SQLite.")) });
}

describe("the consistency check", () => {
  it("shows how a user drifted, repairs it for a reason, and is in the audit log", async () => {
    await tellStory(ledger(), "u-drift");
    await damage(
      "UPDATE ownership SET document = json_set(document, '$.purchasedCourses[1]', 'stolen') WHERE user_id = 'u-drift'",
      "UPDATE history SET amount_minor = 1 WHERE user_id = 'u-drift' AND purchase_id = 'p-7'",
    );
    const page = await open("/console/users/u-drift");
    await page.getByText("✕ Differs from the log").waitFor();
    const table = page.getByRole("table", { name: "Differences" });
    expect(await table.getByRole("row").allInnerTexts()).toEqual([
      expect.stringMatching(/Field\s+Stored\s+Expected/),
      expect.stringMatching(/ownership\.purchasedCourses\.1\s+"stolen"\s+"physics-2024"/),
      expect.stringMatching(/history\.p-7\.price\.amountMinor\s+1\s+2999/),
    ]);
    await lookAt(page, "user-drifted");

    await page.getByRole("button", { name: "Repair this user…" }).click();
    const dialog = page.getByRole("dialog", { name: "Repair u-drift" });
    await dialog.getByRole("row", { name: /Courses owned\s+3\s+3/ }).waitFor();
    await dialog.getByText('"stolen"').waitFor();
    expect(await dialog.getByRole("button", { name: "Repair" }).isDisabled()).toBe(true);
    expect((await get("/api/audit")).entries).toEqual([]);
    await lookAt(page, "user-repair-dialog");
    await dialog.getByLabel("Reason").fill("ticket 4711");
    await dialog.getByRole("button", { name: "Repair" }).click();

    await page.getByText("Repaired: 2 fields").waitFor();
    await page.getByText("✓ Matches the log").waitFor();
    expect(await dialog.count()).toBe(0);
    const close = page.getByRole("button", { name: "Close" });
    await eventually("the result has the focus", () => close.evaluate((it) => it === document.activeElement));
    expect(await page.getByRole("button", { name: "Repair this user…" }).count()).toBe(0);
    await lookAt(page, "user-repaired");
    expect((await get("/api/support/users/u-drift/diff")).state).toBe("in_step");
    expect((await get("/api/audit")).entries).toMatchObject([
      { action: "repair", operator: "sue", reason: "ticket 4711", details: { user: "u-drift" } },
    ]);
  });

  it("sees what drifted while the page was open, and lets go of a repair by Escape", async () => {
    await tellStory(ledger(), "u-late");
    const page = await open("/console/users/u-late");
    await page.getByText("✓ Matches the log").waitFor();
    await damage("DELETE FROM ownership WHERE user_id = 'u-late'");
    await page.getByRole("button", { name: "Check again" }).click();
    await page.getByText("✕ Differs from the log").waitFor();
    const repair = page.getByRole("button", { name: "Repair this user…" });
    await repair.click();
    await page
      .getByRole("dialog")
      .getByRole("row", { name: /Courses owned\s+none\s+3/ })
      .waitFor();
    await page.keyboard.press("Escape");
    await eventually("the dialog is gone", async () => (await page.getByRole("dialog").count()) === 0);
    expect(await repair.evaluate((button) => button === document.activeElement)).toBe(true);
    expect((await get("/api/support/users/u-late/diff")).state).toBe("drifted");
  });
});

describe("a page whose parts fail", () => {
  it("shows what went wrong where it went wrong, and the rest as ever", async () => {
    await tellStory(ledger(), "u-part");
    const page = await open("/console/users");
    const body = {
      ...{ type: "about:blank", title: "The read model is not available", status: 503 },
      ...{ code: "read_model_unavailable", detail: "It is locked.", correlationId: "of-the-test" },
    };
    await page.route("**/diff", (route) =>
      route.fulfill({ status: 503, contentType: "application/problem+json", body: JSON.stringify(body) }),
    );
    await page.getByLabel(/^E-mail, name, or the ID/).fill("u-part");
    await page.keyboard.press("Enter");
    const alert = page.locator(".stored").getByRole("alert");
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(/Read model unavailable[^]*of-the-test/);
    await page.locator('[data-revision="6"]').waitFor();
    await page.locator(".owned .item").first().waitFor();
    await lookAt(page, "user-part-failed");
    await page.unrouteAll();
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("✓ Matches the log").waitFor();
  });

  it("is calm while it waits for the first answers", async () => {
    await tellStory(ledger(), "u-slow");
    const page = await open("/console/users");
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route("**/api/support/users/**", async (route) => {
      await held;
      await route.continue();
    });
    await page.getByLabel(/^E-mail, name, or the ID/).fill("u-slow");
    await page.keyboard.press("Enter");
    await page.getByText("Looking for the user…").waitFor();
    await lookAt(page, "user-loading");
    release();
    await page.locator('[data-revision="6"]').waitFor();
    await page.unrouteAll({ behavior: "wait" });
  });
});

describe("revoking a purchase", () => {
  it("asks which and why, shows before and after, and updates the page", async () => {
    await tellStory(ledger(), "u-revoke");
    const page = await open("/console/users/u-revoke");
    await page.getByRole("button", { name: "Revoke a purchase…" }).click();
    const dialog = page.getByRole("dialog", { name: "Revoke a purchase" });
    // All that stand: english-b1 was revoked before.
    await dialog.getByLabel("chemistry-1").waitFor();
    expect(await dialog.getByRole("radio").count()).toBe(5);
    expect(await dialog.getByLabel("english-b1").count()).toBe(0);
    await dialog.getByLabel("physics-2024").check();
    await dialog.getByLabel("Reason").selectOption("chargeback");
    await dialog.getByLabel("Note").fill("the bank said so");
    await dialog.getByText("It moves no money", { exact: false }).waitFor();
    await dialog.getByText("− course removed").waitFor();
    await lookAt(page, "user-revoke-dialog");
    await dialog.getByRole("button", { name: "Revoke", exact: true }).click();

    await page.getByText("Revoked: course physics-2024, event #7").waitFor();
    await page.getByText("Owned before: 3 courses and 2 tests. Owned now: 2 courses and 2 tests.").waitFor();
    await page
      .locator('[data-revision="7"]')
      .getByText("revoked course physics-2024 (chargeback: the bank said so)")
      .waitFor();
    await page.locator(".owned .item.is-removed", { hasText: "physics-2024" }).waitFor();
    await page.getByText("Checked up to event #7.").waitFor();
    await lookAt(page, "user-revoked");
    const { courses: left } = await get("/api/support/users/u-revoke/state");
    expect(left).toMatchObject([{ courseId: "algebra-1" }, { courseId: "chemistry-1" }]);
  });

  it("begins at the event of a purchase; one that is revoked is not offered again", async () => {
    await tellStory(ledger(), "u-row");
    const page = await open("/console/users/u-row");
    await page.getByRole("button", { name: "Details of event 3" }).click();
    await page.getByRole("button", { name: "Revoke this purchase…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("− test removed").waitFor();
    expect(await dialog.getByLabel("english-mock-1").isChecked()).toBe(true);
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Details of event 2" }).click();
    await page.locator('[data-revision="2"]').getByRole("button", { name: "Revoke this purchase…" }).click();
    await dialog.getByText("This purchase is already revoked").waitFor();
    expect((await get("/api/support/users/u-row/events")).events).toHaveLength(7);
  });

  it("is refused for a user who is held back, and says why in the dialog", async () => {
    await holdBack(ledger(), "u-held");
    const page = await open("/console/users/u-held");
    await page.setViewportSize({ width: 320, height: 720 });
    await page.getByRole("button", { name: "Revoke a purchase…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("c-1").check();
    await dialog.getByLabel("Reason").selectOption("refund");
    await dialog.getByRole("button", { name: "Revoke", exact: true }).click();
    const refusal = dialog.getByRole("alert");
    await refusal.getByText("user_held_back").waitFor();
    const { height } = page.viewportSize()!;
    await eventually("it is in sight", async () => {
      const box = await refusal.boundingBox();
      return box !== null && box.y >= 0 && box.y + box.height <= height;
    });
    await lookAt(page, "user-revoke-refused");
  });
});

describe("the export of a user's events", () => {
  it("is a file with a line for each event, of all pages", async () => {
    await withLog(ledger(), (log) => append(log, ...courses("u-export", 450)));
    const page = await open("/console/users/u-export");
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export events" }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe("u-export-events.jsonl");
    const path = join(ledger().dataDir, "export.jsonl");
    await file.saveAs(path);
    const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
    expect(lines).toHaveLength(450);
    const events = lines.map(
      (line) => JSON.parse(line) as { userId: string; revision: number; data: unknown },
    );
    expect(events.map(({ revision }) => revision)).toEqual(Array.from({ length: 450 }, (_, n) => n));
    expect(events[449]).toMatchObject({ userId: "u-export", data: { courseId: "c-449" } });
    await page.getByText("450 events saved").waitFor();
  });

  it("can be cancelled on its way", async () => {
    await withLog(ledger(), (log) => append(log, ...courses("u-cancel", 250)));
    const page = await open("/console/users/u-cancel");
    await page.locator('[data-revision="249"]').waitFor();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route("**/events?limit=200&after=199", async (route) => {
      await held;
      await route.continue().catch(() => undefined);
    });
    let saved = 0;
    page.on("download", () => saved++);
    await page.getByRole("button", { name: "Export events" }).click();
    await page.getByText("200 of 250").waitFor();
    await lookAt(page, "user-exporting");
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Export events" }).waitFor();
    release();
    await page.unrouteAll({ behavior: "wait" });
    expect(saved).toBe(0);
  });
});
