import { describe, expect, it } from "@jest/globals";
import { useBrowser } from "./support/browser.js";
import { useLedger } from "./support/ledger.js";
import { lookAt } from "./support/look-at.js";

const browser = useBrowser();
const ledger = useLedger();

const open = (path: string, options: Partial<Parameters<typeof browser.open>[0]> = {}) =>
  browser.open({ server: ledger().server, path, ...options });

describe("the sign-in page", () => {
  it("looks right", async () => {
    const page = await open("/sign-in");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await page.title()).toBe("Sign in · Purchase ledger");
    await lookAt(page, "sign-in");
  });

  it("says what is wrong with a token, in the problem's own words", async () => {
    const page = await open("/sign-in");
    await page.getByLabel("Token").fill("not-a-token");
    await page.getByRole("button", { name: "Sign in" }).click();
    const alert = page.getByRole("alert");
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(/Unauthenticated[^]*unauthenticated[^]*[0-9a-f-]{36}/);
    await lookAt(page, "sign-in-refused");
  });
});
