import { describe, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { useBrowser } from "./support/browser.js";
import { useLedger } from "./support/ledger.js";
import { lookAt } from "./support/look-at.js";
import { startLocally } from "./support/npm-start.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const browser = useBrowser();
const ledger = useLedger();

const learner = { role: "user", id: "learner-1" } as const;
const support = { role: "support", id: "sam" } as const;

const open = (path: string, options: Partial<Parameters<typeof browser.open>[0]> = {}) =>
  browser.open({ server: ledger().server, path, ...options });

const pathOf = (page: Page): string => {
  const { pathname, search, hash } = new URL(page.url());
  return pathname + search + hash;
};

async function signIn(page: Page, token: string): Promise<void> {
  await page.getByLabel("Token").fill(token);
  await page.getByRole("button", { name: "Sign in" }).click();
}

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });

describe("the sign-in page", () => {
  it("looks right", async () => {
    const page = await open("/sign-in");
    await heading(page, "Sign in").waitFor();
    expect(await page.title()).toBe("Sign in · Purchase ledger");
    await lookAt(page, "sign-in");
  });

  it("leads to the first page of the token's role, and keeps the token out of the page's reach", async () => {
    const page = await open("/");
    await heading(page, "Sign in").waitFor();
    await signIn(page, await ledger().server.tokenFor(learner));
    await page.waitForURL("**/profile/coursehistory");
    await heading(page, "Course history").waitFor();
    expect(await page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length])).toEqual([
      "",
      0,
      0,
    ]);
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ name: "ledger_session", httpOnly: true, sameSite: "Strict" });
  });

  it("leads back to where somebody wanted to go, with everything in the address", async () => {
    const page = await open("/profile/testhistory?userId=learner-1");
    await heading(page, "Sign in").waitFor();
    await signIn(page, await ledger().server.tokenFor(support));
    await heading(page, "Test history").waitFor();
    expect(pathOf(page)).toBe("/profile/testhistory?userId=learner-1");
  });

  it("never leads to another site", async () => {
    for (const next of [
      "//example.org/x",
      "/.//example.org",
      "https://example.org/",
      "/\\example.org",
      "javascript:alert(1)",
    ]) {
      const page = await open(`/sign-in?next=${encodeURIComponent(next)}`);
      await signIn(page, await ledger().server.tokenFor(learner));
      await heading(page, "Course history").waitFor();
      expect(pathOf(page)).toBe("/profile/coursehistory");
    }
  });

  it("says what is wrong with a token, in the problem's own words, and copies the correlation id", async () => {
    const page = await open("/sign-in");
    await signIn(page, "not-a-token");
    const alert = page.getByRole("alert");
    await alert.waitFor();
    const text = await alert.innerText();
    expect(text).toMatch(/Not signed in[^]*unauthenticated[^]*[0-9a-f-]{36}/);
    await alert.getByRole("button", { name: "Copy correlation ID" }).click();
    await alert.getByText("Copied").waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(/^[0-9a-f-]{36}$/);
    expect(text).toContain(copied);
    await lookAt(page, "sign-in-refused");
  });

  it("can be used by keyboard alone", async () => {
    const page = await open("/sign-in");
    await heading(page, "Sign in").waitFor();
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").innerText()).toBe("Skip to the content");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.insertText(await ledger().server.tokenFor(learner));
    await page.keyboard.press("Enter");
    await heading(page, "Course history").waitFor();
  });
});

describe("an answer from before the sign-in", () => {
  it("does not sign its viewer out again", async () => {
    const page = await open("/livez");
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    let isHeld = false;
    await page.route("**/api/session", async (route) => {
      if (route.request().method() !== "GET" || isHeld) return route.fallback();
      isHeld = true;
      const answer = await route.fetch();
      await released;
      return route.fulfill({ response: answer });
    });
    const asked = page.waitForRequest("**/api/session");
    await page.goto(`${ledger().server.url}/sign-in`);
    const early = await asked;

    await signIn(page, await ledger().server.tokenFor(learner));
    await heading(page, "Course history").waitFor();
    release();
    await early.response();
    await page.getByRole("link", { name: "Tests", exact: true }).first().click();
    await heading(page, "Test history").waitFor();
    expect(pathOf(page)).toBe("/profile/testhistory");
  });
});

describe("the link of npm start", () => {
  it("signs in once, and leaves no code behind", async () => {
    const folder = await temporaryFolder();
    const local = await startLocally(folder.path);
    try {
      const { pathname, hash } = new URL(local.signInLink);
      const page = await browser.open({ server: local, path: pathname + hash });
      await page.getByRole("button", { name: /admin/ }).waitFor();
      expect(page.url()).not.toContain("code");
      await page.goBack();
      expect(page.url()).not.toContain("code");

      const again = await browser.open({ server: local, path: pathname + hash });
      const alert = again.getByRole("alert");
      await alert.waitFor();
      expect(await alert.innerText()).toContain("This link was used before");
      expect(pathOf(again)).toBe("/sign-in");
    } finally {
      await local.stop();
      await folder.remove();
    }
  });
});

describe("a session", () => {
  it("that expires leads to the sign-in page, and from there back", async () => {
    const page = await open("/profile/testhistory", { as: learner, sessionSeconds: 2 });
    await page.getByText("Your session has expired").waitFor();
    expect(pathOf(page)).toBe("/sign-in?next=%2Fprofile%2Ftesthistory&expired=1");
    await lookAt(page, "session-expired");
    await signIn(page, await ledger().server.tokenFor(learner));
    await heading(page, "Test history").waitFor();
  });

  it("ends with signing out, also for the API", async () => {
    const page = await open("/profile/coursehistory", { as: learner });
    await page.getByRole("button", { name: /learner-1/ }).click();
    await lookAt(page, "account-menu");
    await page.getByRole("button", { name: "Sign out" }).click();
    await heading(page, "Sign in").waitFor();
    expect(await page.getByText("expired").count()).toBe(0);
    expect(await page.context().cookies()).toEqual([]);
    await page.goto(`${ledger().server.url}/profile/coursehistory`);
    await heading(page, "Sign in").waitFor();
  });

  it("of another role learns whose page it is", async () => {
    const page = await open("/profile/coursehistory", { as: { role: "analyst", id: "otto" } });
    await heading(page, "Not for this role").waitFor();
    expect(await page.getByRole("main").innerText()).toContain("otto");
    await lookAt(page, "wrong-role");
  });

  it("keeps a chosen theme and the way to show times", async () => {
    const page = await open("/profile/coursehistory", { as: learner });
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.emulateMedia({ colorScheme: "light" });
    const light = await background();
    await page.getByRole("button", { name: /learner-1/ }).click();
    await page.getByLabel("Dark").check();
    expect(await background()).not.toBe(light);
    await page.getByLabel("UTC").check();
    expect(await page.getByText("Signed in until").innerText()).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/);
    const dark = await background();
    await page.reload();
    await heading(page, "Course history").waitFor();
    expect(await background()).toBe(dark);
  });
});

describe("an address without a page", () => {
  it("says so", async () => {
    const page = await open("/console/nothing/here", { as: support });
    await heading(page, "Page not found").waitFor();
    await lookAt(page, "not-found");
  });
});
