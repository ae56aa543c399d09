import { describe, expect, it } from "@jest/globals";
import type { Locator, Page } from "playwright-core";
import { eventually } from "../support/eventually.js";
import { useBrowser } from "./support/browser.js";
import { useLedger } from "./support/ledger.js";
import { lookAt } from "./support/look-at.js";
import { buy, revoke } from "./support/shop.js";
import { sue, untilFolded } from "./support/stories.js";

const browser = useBrowser();
const ledger = useLedger();

const open = (path: string): Promise<Page> => browser.open({ server: ledger().server, path, as: sue });
const get = async (path: string) => (await ledger().server.call(path, { as: sue })).body;
const hasFocus = (element: Locator): Promise<boolean> =>
  element.evaluate((it) => it === document.activeElement);

describe("granting an item", () => {
  it("asks which and why, costs nothing, and names who gave it", async () => {
    await buy(ledger().server, "u-other", "physics-1");
    await buy(ledger().server, "u-grant", "algebra-1");
    const page = await open("/console/users/u-grant");
    await page.getByRole("button", { name: "Grant an item…" }).click();
    const dialog = page.getByRole("dialog", { name: "Grant an item to u-grant" });
    await dialog.getByText("costs the user nothing, and is recorded under your name").waitFor();
    await dialog.getByLabel("Item ID").fill(" physics-1 ");
    await page.keyboard.press("Tab");
    await dialog.getByLabel("Reason").selectOption("goodwill");
    await dialog.getByText("Physics for beginners").waitFor();
    await lookAt(page, "user-grant-dialog");
    await dialog.getByRole("button", { name: "Grant", exact: true }).click();

    await page.getByText("Granted: course physics-1, event #1").waitFor();
    await eventually("the result has the focus", () => hasFocus(page.getByRole("button", { name: "Close" })));
    const purchases = page.getByRole("region", { name: "Purchases" });
    await purchases.getByRole("row", { name: /Physics for beginners[^]*given by sue/ }).waitFor();
    await page.locator('[data-revision="1"]').waitFor();
    await page.getByText("Checked up to event #1.").waitFor();
    await lookAt(page, "user-granted");
    expect((await get("/api/support/users/u-grant/events")).events).toMatchObject([
      {},
      {
        data: {
          price: { amountMinor: 0 },
          payment: null,
          grantedBy: { reason: "goodwill", by: "sue" },
        },
      },
    ]);
    expect((await get("/api/audit")).entries).toMatchObject([
      { action: "grant", operator: "sue", reason: "goodwill", details: { user: "u-grant", revision: 1 } },
    ]);
  });

  it("links a gift to the user who gave it, and a grant to nobody", async () => {
    const line = { itemType: "course", itemId: "algebra-1", amount: 29.99 };
    // As long as the shop's IDs are: the name is cut, and still a link of its own.
    const giver = "66f1c0de5a01b2c3d4e5f604";
    const order = { orderId: "o-gift", userId: "u-gift", giftFrom: giver, lines: [line] };
    const payment = { amount: 29.99, currency: "EUR", paymentId: "pay-gift", paymentMethod: "card" };
    const { status } = await ledger().server.call("/api/orders", {
      as: { role: "service", id: "checkout" },
      body: { ...order, ...payment },
    });
    expect(status).toBe(201);
    const page = await open("/console/users/u-gift");
    const purchases = page.getByRole("region", { name: "Purchases" });
    const link = purchases.getByRole("row", { name: `given by ${giver}` }).getByRole("link");
    expect(await link.getAttribute("href")).toBe(`/console/users/${giver}`);
    await lookAt(page, "user-gift");
    await page.goto(page.url().replace("u-gift", "u-grant"));
    await purchases.getByRole("row", { name: /given by sue/ }).waitFor();
    expect(await purchases.getByRole("link").count()).toBe(0);
  });

  it("records nothing for what is owned or unknown, and says so in the dialog", async () => {
    await buy(ledger().server, "u-owns", "algebra-1");
    const page = await open("/console/users/u-owns");
    await page.getByRole("button", { name: "Grant an item…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Item ID").fill("algebra-1");
    await dialog.getByLabel("Reason").selectOption("gift");
    const grant = dialog.getByRole("button", { name: "Grant", exact: true });
    await grant.click();
    await dialog.getByText("u-owns already owns this item").waitFor();
    await lookAt(page, "user-grant-owned");

    await dialog.getByLabel("Item ID").fill("alchemy-1");
    expect(await dialog.getByText("already owns this item").count()).toBe(0);
    await page.keyboard.press("Tab");
    await dialog.getByText("Title unknown: this course has not been bought yet").waitFor();
    await grant.click();
    await dialog.getByRole("alert").getByText("item_unknown").waitFor();
    await lookAt(page, "user-grant-refused");
    expect((await get("/api/support/users/u-owns/events")).events).toHaveLength(1);
  });

  it("makes the first event of a user whom the ledger does not know, by the keyboard alone", async () => {
    const page = await open("/console/users/u-first");
    const grant = page.getByRole("button", { name: "Grant an item…" });
    await grant.focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Grant an item to u-first" });
    await dialog.getByText("The ledger does not know this user yet").waitFor();
    await lookAt(page, "unknown-user-grant");
    await page.keyboard.press("Escape");
    await eventually("the button has the focus again", () => hasFocus(grant));
    await page.keyboard.press("Enter");
    await dialog.getByLabel("Kind").focus();
    await page.keyboard.type("Test");
    await page.keyboard.press("Tab");
    await page.keyboard.type("algebra-mock-1");
    await page.keyboard.press("Tab");
    await page.keyboard.type("Gift");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");

    await page.getByText("Granted: test algebra-mock-1, event #0").waitFor();
    await eventually("the result has the focus", () => hasFocus(page.getByRole("button", { name: "Close" })));
    await page.locator('[data-revision="0"]').waitFor();
    await untilFolded(ledger(), "u-first");
    const { tests } = await get("/api/support/users/u-first/state");
    expect(tests).toMatchObject([{ testId: "algebra-mock-1" }]);
  });
});

describe("reinstating a purchase", () => {
  it("shows what comes back, keeps the note, and updates the page", async () => {
    const { server } = ledger();
    const { purchaseId } = await buy(server, "u-back", "algebra-1");
    await buy(server, "u-back", "physics-1");
    await revoke(server, "u-back", purchaseId);
    const page = await open("/console/users/u-back");
    const purchases = page.getByRole("region", { name: "Purchases" });
    await purchases.getByRole("button", { name: "Revoke physics-1…" }).waitFor();
    await purchases.getByRole("button", { name: "Reinstate algebra-1…" }).click();
    const dialog = page.getByRole("dialog", { name: "Reinstate a purchase" });
    await dialog.getByText("It moves no money", { exact: false }).waitFor();
    await dialog.getByText("+ course added").waitFor();
    await dialog.getByLabel("Note").fill("the wrong user");
    await lookAt(page, "user-reinstate-dialog");
    await dialog.getByRole("button", { name: "Reinstate", exact: true }).click();

    await page.getByText("Reinstated: course algebra-1").waitFor();
    await eventually("the result has the focus", () => hasFocus(page.getByRole("button", { name: "Close" })));
    await purchases.getByRole("button", { name: "Revoke algebra-1…" }).waitFor();
    await page.locator('[data-revision="3"]').getByText("the wrong user").waitFor();
    const { courses } = await get("/api/support/users/u-back/state");
    expect(courses).toMatchObject([{ courseId: "physics-1" }, { courseId: "algebra-1" }]);
    expect((await get("/api/audit")).entries).toContainEqual(
      expect.objectContaining({ action: "reinstate", operator: "sue", reason: "the wrong user" }),
    );
  });
});
