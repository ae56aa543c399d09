import { describe, expect, it } from "@jest/globals";
import { openShop } from "../analytics/support/shop.js";
import { append, coursePurchased, courses, purchaseRevoked } from "../support/events.js";
import { appendUnreadable, projectAsOlderProgram } from "../support/older-program.js";
import { useBrowser } from "./support/browser.js";
import { damage } from "./support/damage.js";
import { useLedger } from "./support/ledger.js";
import { lookAt } from "./support/look-at.js";

const analyst = { role: "analyst", id: "ana" } as const;
const admin = { role: "admin", id: "ada" } as const;
const support = { role: "support", id: "sue" } as const;

const browser = useBrowser();
const path = "/console/projections";

/** Ten users with three courses each, one of them revoked; one who waits for a newer program, and one for ever. */
const ledger = useLedger({
  before: async (dataDir) => {
    const shop = await openShop(dataDir, []);
    for (let n = 0; n < 10; n++) await append(shop.eventStore, ...courses(`u-${n}`, 3));
    await append(shop.eventStore, purchaseRevoked("u-0", "p-0", "course", "c-0"));
    await append(
      shop.eventStore,
      coursePurchased("u-early", "p-0", "c-0"),
      coursePurchased("u-early", "p-1", "c-unheard"),
    );
    await projectAsOlderProgram(shop.eventStore, shop.readModel, "c-unheard");
    await append(shop.eventStore, coursePurchased("u-stuck", "p-0", "c-0"));
    await appendUnreadable(shop.eventStore, "u-stuck", 0);
    await shop.close();
  },
  environment: { SAMPLE_CPU_PERCENT: "50" },
});

const open = (as: Parameters<typeof browser.open>[0]["as"], at = path) =>
  browser.open({ server: ledger().server, path: at, ...(as === undefined ? {} : { as }) });

describe("the projections page", () => {
  it("is never greener than what is known, red when one document is damaged, and verify names the user", async () => {
    const page = await open(analyst);
    const sync = page.getByRole("region", { name: "Consistency" });
    // All that is stored is right, and two users wait.
    await sync.getByText("Users held back", { exact: true }).waitFor();
    await sync.getByText("2 users held back by an unreadable event").first().waitFor();
    expect(await sync.innerText()).toMatch(/an unreadable event · .+ \((just now|\d+ min ago)\)/);
    // 10 × 3 less the revoked one, and one each of the two who are held back.
    await sync.getByText("31", { exact: true }).nth(1).waitFor();
    expect(await sync.innerText()).toMatch(/Unmatched items\s+0\s/);

    damage(
      ledger(),
      `UPDATE ownership SET document = json_set(document, '$.purchasedCourses', json('["c-0"]')) WHERE user_id = 'u-4'`,
    );
    await sync.getByText("Differs from the log", { exact: true }).waitFor();
    await sync.getByText("1 user differs from the log").first().waitFor();
    await sync.getByText("u-4").waitFor();
    // An analyst may not open a user's page.
    expect(await sync.getByRole("link").count()).toBe(0);

    await page.getByRole("button", { name: "Verify now" }).click();
    const verify = page.getByRole("region", { name: "Verify" });
    await verify.getByText("1 of 12 users differ from the log.").waitFor();
    const row = verify.getByRole("row", { name: /u-4/ });
    expect(await row.innerText()).toMatch(/ownership[^]*wrong[^]*purchasedCourses/);
    await lookAt(page, "projections-drifted");
  });

  it("lists who is held back and why; a retry releases, or says why not", async () => {
    const page = await open(support);
    const panel = page.getByRole("region", { name: "Held back" });
    await panel.getByText("2 users").waitFor();
    expect(await panel.getByRole("row", { name: /u-stuck/ }).innerText()).toMatch(
      /courseId[^]*event_invalid/,
    );

    await panel.getByRole("button", { name: "Retry for u-stuck" }).click();
    const alert = panel.getByRole("alert");
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(/still held back[^]*courseId[^]*user_held_back[^]*[0-9a-f-]{36}/);
    await lookAt(page, "projections-held-back");

    await panel.getByRole("button", { name: "Retry for u-early" }).click();
    await panel.getByText("u-early is released").waitFor();
    await panel.getByText("1 user", { exact: true }).waitFor();
    await page.getByRole("row", { name: /Released u-early/ }).waitFor();
  });

  it("leads those who may to the user, and is green again after the repair", async () => {
    const page = await open(admin);
    const sync = page.getByRole("region", { name: "Consistency" });
    await sync.getByText("Differs from the log", { exact: true }).waitFor();
    const link = sync.getByRole("link", { name: "u-4" });
    expect(await link.getAttribute("href")).toBe("/console/users/u-4");
    const { status } = await ledger().server.call("/api/support/users/u-4/repairs", {
      as: support,
      body: { reason: "the test" },
    });
    expect(status).toBe(200);
    // The repair makes the verification before it old, whoever made it.
    await sync.getByText("Users held back", { exact: true }).waitFor();
    await page.getByText("Out of date: verify again").waitFor();
    await page.getByRole("button", { name: "Verify now" }).click();
    await page.getByText("All 12 users match the log.").waitFor();
    await page.getByRole("row", { name: /Verified \(clean\)/ }).waitFor();
    await lookAt(page, "projections");
  });

  it("draws the lag live, and shows it as a table", async () => {
    const page = await open(analyst);
    const lag = page.getByRole("region", { name: "Projector" });
    // All is well, so it is one line.
    expect(await lag.getByText("Head of the log").count()).toBe(0);
    await lag.getByRole("button", { name: "Projector" }).click();
    await lag.getByText("Live", { exact: true }).waitFor();
    await lag.locator("svg.recharts-surface").nth(1).waitFor();
    await lag.getByRole("button", { name: "Lag as a table" }).click();
    // The header, and one for each answer so far.
    await lag.getByRole("row").nth(3).waitFor();
    expect(await lag.getByRole("row").nth(1).innerText()).toMatch(/\b0\s+0$/);
    expect(await lag.innerText()).toMatch(/Head of the log\s+event 35 .*reached/);
  });

  it("shows support what it may see, and no button that the API would refuse", async () => {
    const page = await open(support);
    await page
      .getByRole("region", { name: "Consistency" })
      .getByText("Users held back", { exact: true })
      .waitFor();
    const generations = page.getByRole("region", { name: "Projections" });
    await generations.getByText(/History: generation 1/).waitFor();
    await generations.getByRole("button", { name: "Projections" }).click();
    await generations.getByText("History", { exact: true }).waitFor();
    expect(await page.getByRole("button", { name: /Rebuild|Verify|Roll back/ }).count()).toBe(0);
    expect(await page.getByRole("link", { name: "Analytics" }).count()).toBe(0);
  });

  it.each(["user", "service"] as const)("is not for the role %s", async (role) => {
    const page = await open({ role, id: "u-1" });
    await page.getByRole("heading", { name: "Not for this role" }).waitFor();
    expect(await page.getByRole("region", { name: "Consistency" }).count()).toBe(0);
  });
});
