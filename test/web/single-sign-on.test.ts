import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import {
  clientId,
  clientSecret,
  startIdentityProvider,
  type TestProvider,
} from "../support/identity-provider.js";
import { startServerProcess, type RunningServer } from "../support/running-server.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { useBrowser } from "./support/browser.js";
import { lookAt } from "./support/look-at.js";
import { freePort } from "../support/free-port.js";

const browser = useBrowser();

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let provider: TestProvider;
let server: RunningServer;

beforeAll(async () => {
  folder = await temporaryFolder();
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const accounts = { sam: { sub: "sam", roles: ["support"] }, guest: { sub: "guest" } };
  provider = await startIdentityProvider({ publicUrl, accounts, pages: true });
  server = await startServerProcess(folder.path, {
    PORT: String(port),
    PUBLIC_URL: publicUrl,
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: clientId,
    OIDC_CLIENT_SECRET: clientSecret,
    OIDC_NAME: "Shop accounts",
  });
}, 60_000);
afterAll(async () => {
  await server.stop();
  await provider.close();
  await folder.remove();
});

const open = (path: string) => browser.open({ server, path, leavesTo: [provider.issuer] });
const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });

/** What a person does on the provider's own pages. */
async function signInAtProvider(page: Page, name: string): Promise<void> {
  await page.waitForURL(`${provider.issuer}/**`);
  await page.locator("input[name=login]").fill(name);
  await page.locator("input[name=password]").fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}

describe("single sign-on", () => {
  it("leads to the provider, and from there back to where somebody wanted to go; and out of both", async () => {
    const page = await open("/console/users?from=here");
    await heading(page, "Sign in").waitFor();
    await page.getByRole("link", { name: "Continue with Shop accounts" }).waitFor();
    await lookAt(page, "sign-in-single-sign-on");
    await page.getByRole("link", { name: "Continue with Shop accounts" }).click();
    await signInAtProvider(page, "sam");
    await page.getByRole("button", { name: /sam/ }).waitFor();
    expect(page.url()).toBe(`${server.url}/console/users?from=here`);
    const cookies = await page.context().cookies(server.url);
    const session = cookies.find(({ name }) => name === "ledger_session");
    expect(session).toMatchObject({ httpOnly: true, sameSite: "Strict" });
    expect(cookies.some(({ name }) => name === "ledger_sign_in")).toBe(false);
    expect(await page.evaluate(() => document.cookie)).toBe("");

    await page.getByRole("button", { name: /sam/ }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL(`${provider.issuer}/**`);
    await page.getByRole("button", { name: /yes/i }).click();
    await heading(page, "Sign in").waitFor();
    expect(page.url()).toBe(`${server.url}/sign-in`);
    await page.goto(`${server.url}/console/users`);
    await heading(page, "Sign in").waitFor();
  });

  it("says what a person without a role can do, and takes a token beside it", async () => {
    const page = await open("/sign-in");
    await page.getByRole("link", { name: "Continue with Shop accounts" }).click();
    await signInAtProvider(page, "guest");
    await page.getByText("Your account has no role here").waitFor();
    await lookAt(page, "sign-in-role-missing");
    await page.getByLabel("Token").fill(await server.tokenFor({ role: "support", id: "sue" }));
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: /sue/ }).waitFor();
  });

  it("says that somebody cancelled", async () => {
    const page = await open("/sign-in");
    await page.getByRole("link", { name: "Continue with Shop accounts" }).click();
    await page.waitForURL(`${provider.issuer}/**`);
    await page.getByRole("link", { name: "Cancel" }).click();
    await page.getByText("You did not sign in").waitFor();
  });

  it("says nothing of problems that it does not know", async () => {
    const page = await open("/sign-in?problem=constructor&reference=<b>x</b>");
    await page.getByRole("link", { name: "Continue with Shop accounts" }).waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
  });

  it("says that the provider is unavailable, and takes a token", async () => {
    await provider.close();
    // Its last answer counts for a minute; another server has had none.
    const other = await startServerProcess(folder.path, {
      PUBLIC_URL: server.url,
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: clientId,
      OIDC_CLIENT_SECRET: clientSecret,
    });
    try {
      const page = await browser.open({ server: other, path: "/sign-in" });
      await page.getByText("You cannot sign in with single sign-on right now").waitFor();
      await lookAt(page, "sign-in-provider-away");
      await page.getByLabel("Token").fill(await other.tokenFor({ role: "support", id: "sue" }));
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("button", { name: /sue/ }).waitFor();
    } finally {
      await other.stop();
    }
  });
});
