import { afterEach, describe, expect, it } from "@jest/globals";
import Database from "libsql";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { openShop } from "../analytics/support/shop.js";
import { jobProcessOf } from "../support/children-of.js";
import { courses } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { useBrowser } from "./support/browser.js";
import { damage } from "./support/damage.js";
import { useLedger } from "./support/ledger.js";
import { lookAt } from "./support/look-at.js";

const analyst = { role: "analyst", id: "ana" } as const;
const browser = useBrowser();
const jobs = "/api/projections/all/rebuilds";

const ledger = useLedger({
  before: async (dataDir) => {
    const users = Array.from({ length: 40 }, (_, n) => courses(`u-${n}`, 100));
    await (await openShop(dataDir, users)).close();
  },
});

let paused: number | undefined;

/** Stops the clock of the running job, so that a test can look at it in peace. */
async function pauseJob(): Promise<void> {
  await eventually("its process is there", async () => {
    paused = await jobProcessOf(ledger().server.child);
    return paused !== undefined;
  });
  process.kill(paused!, "SIGSTOP");
}

function resumeJob(): void {
  if (paused !== undefined) process.kill(paused, "SIGCONT");
  paused = undefined;
}

const latest = async (): Promise<Record<string, unknown>> => {
  const { body } = await ledger().server.call(jobs, { as: analyst });
  return (body.rebuilds as Record<string, unknown>[])[0]!;
};

afterEach(async () => {
  resumeJob();
  await eventually("no rebuild runs", async () => {
    const { body } = await ledger().server.call(jobs, { as: analyst });
    return (body.rebuilds as { state: string }[]).every(({ state }) => state !== "running");
  });
});

const open = async (): Promise<{ page: Page; panel: Locator }> => {
  const page = await browser.open({ server: ledger().server, path: "/console/projections", as: analyst });
  return { page, panel: page.getByRole("region", { name: "Rebuild" }) };
};

/** Opens the dialog, gives a reason and starts. */
async function start(page: Page, panel: Locator, reason: string): Promise<void> {
  await panel.getByRole("button", { name: "Rebuild…" }).click();
  await page.getByLabel("Reason, for the audit log").fill(reason);
  await page.getByRole("button", { name: "Start the rebuild" }).click();
}

describe("a rebuild, in the console", () => {
  it("is started after a confirmation, watched, found again after a reload, and swapped in", async () => {
    const { page, panel } = await open();
    await panel.getByText("None since this server started").waitFor();
    await panel.getByRole("button", { name: "Rebuild…" }).click();
    const dialog = page.getByRole("dialog", { name: "Rebuild projections" });
    await dialog.waitFor();
    await lookAt(page, "rebuild-dialog");
    expect(await dialog.getByRole("button", { name: "Start the rebuild" }).isDisabled()).toBe(true);
    await dialog.getByLabel("Reason, for the audit log").fill("spring cleaning");
    await dialog.getByRole("button", { name: "Start the rebuild" }).click();
    await eventually("it has folded something", async () => (await latest()).progress !== null);
    await pauseJob();
    expect((await latest()).state).toBe("running");

    await page.reload();
    const bar = panel.getByRole("progressbar", { name: "Rebuild of all projections: progress" });
    await bar.waitFor();
    expect(await panel.innerText()).toMatch(/Rebuild of all projections: (reading|folding|comparing)/);
    expect(await panel.innerText()).toMatch(/\d+ (of [\d,]+ )?(events|users)/);
    expect(await panel.getByRole("button", { name: "Rebuild…" }).isDisabled()).toBe(true);
    await lookAt(page, "rebuild-running");

    resumeJob();
    await panel.getByText("swapped in").waitFor();
    expect(await panel.innerText()).toMatch(/4,000 events folded, 40 users compared, no difference/);
    await page.getByRole("row", { name: /Rebuilt ownership, history[^]*ana[^]*spring cleaning/ }).waitFor();
    await lookAt(page, "rebuild-swapped");
  });

  it("shows who was faster instead of a second one", async () => {
    const { page, panel } = await open();
    await panel.getByRole("button", { name: "Rebuild…" }).click();
    // There is one from the test before.
    await page.getByText("The previous generation is deleted").waitFor();
    await page.getByLabel("Reason, for the audit log").fill("me too");
    await ledger().server.call(jobs, { as: { role: "admin", id: "ada" }, body: { reason: "first" } });
    await pauseJob();
    await page.getByRole("button", { name: "Start the rebuild" }).click();
    await panel.getByText("Another rebuild is already running").waitFor();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await panel.getByText(/by ada/).waitFor();
  });

  it("is cancelled, and the next one may go on with what it left or begin anew", async () => {
    const { page, panel } = await open();
    await panel.getByRole("button", { name: "Rebuild…" }).waitFor();
    await start(page, panel, "to be cancelled");
    await eventually("it has folded something", async () => (await latest()).progress !== null);
    await pauseJob();
    await panel.getByRole("button", { name: "Cancel" }).click();
    await panel.getByRole("button", { name: "Cancelling…" }).waitFor();
    resumeJob();
    await panel.getByText("The live projections are unchanged.").waitFor();
    expect((await latest()).state).toBe("cancelled");
    await panel.getByRole("button", { name: "Rebuild…" }).click();
    await page.getByLabel(/Start from the beginning/).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  it("that would change too much waits until somebody accepts it", async () => {
    // Only what readers see: the rebuild before was cancelled, and this one goes on with what that has left.
    damage(
      ledger(),
      `UPDATE history SET amount_minor = 4711 WHERE generation =
         (SELECT number FROM generations WHERE projection = 'history' AND role = 'live')`,
    );
    const { page, panel } = await open();
    await start(page, panel, "prices were wrong");
    await panel.getByText("Not swapped in: your decision is needed").waitFor();
    expect(await panel.innerText()).toMatch(/the models of 40 of 40 users[^]*would change/);
    expect(await panel.innerText()).toMatch(/Wrong\s+would change\s+4,000/i);
    await lookAt(page, "rebuild-not-accepted");
    await panel.getByRole("button", { name: "Accept the changes…" }).click();
    await page.getByLabel("Why this is right, for the audit log").fill("checked by hand");
    await lookAt(page, "rebuild-accept-dialog");
    await page.getByRole("button", { name: "Accept and swap" }).click();
    await panel.getByText("swapped in").first().waitFor();
    await page.getByRole("row", { name: /Rebuilt ownership, history[^]*checked by hand/ }).waitFor();
  });

  it("is rolled back after a confirmation", async () => {
    const { page, panel } = await open();
    const history = page.getByRole("article", { name: "History" });
    await page.getByRole("button", { name: "Projections" }).click();
    const generations = async (): Promise<readonly string[]> =>
      [...(await history.innerText()).matchAll(/generation (\d+)/g)].map(([, number]) => number!);
    await history
      .getByText(/^generation/)
      .nth(1)
      .waitFor();
    const [live, previous] = await generations();
    await panel.getByRole("button", { name: "Roll back…" }).click();
    await page.getByRole("radio", { name: /History/ }).check();
    await page.getByLabel("Reason, for the audit log").fill("the old one was right");
    await lookAt(page, "rebuild-roll-back-dialog");
    await page.getByRole("button", { name: "Roll back", exact: true }).click();
    await page.getByRole("row", { name: /Rolled back history[^]*the old one was right/ }).waitFor();
    await eventually("they have changed places", async () => {
      const [nowLive, nowPrevious] = await generations();
      return nowLive === previous && nowPrevious === live;
    });
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  it("names the users whose streams are damaged, and who are kept as they are", async () => {
    const log = new Database(join(ledger().dataDir, "events.db"), {});
    log.exec(
      `DROP TRIGGER events_are_never_changed;
       UPDATE events SET data = replace(data, '"amountMinor":2999', '"amountMinor":1999')
       WHERE stream = 'purchases-u-7' AND revision = 1`,
    );
    log.close();
    const { page, panel } = await open();
    await start(page, panel, "after the damage");
    await panel.getByText("1 user kept as they are").waitFor();
    expect(await panel.innerText()).toContain("u-7");
  });
});

describe("a verification, in the console", () => {
  it("is found again after a reload, and can be cancelled", async () => {
    const { page } = await open();
    const panel = page.getByRole("region", { name: "Verify" });
    await panel.getByRole("button", { name: "Verify now" }).click();
    await pauseJob();
    await page.reload();
    await panel.getByRole("progressbar", { name: "Verification: progress" }).waitFor();
    expect(await panel.getByRole("button", { name: "Verify now" }).isDisabled()).toBe(true);
    await panel.getByRole("button", { name: "Cancel" }).click();
    await panel.getByRole("button", { name: "Cancelling…" }).waitFor();
    resumeJob();
    await panel.getByText("Cancelled. Nothing was changed.").waitFor();
  });
});
