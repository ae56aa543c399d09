import { afterAll, afterEach, beforeAll, expect, jest } from "@jest/globals";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { findChromium } from "../../../scripts/chromium.mjs";
import type { Role } from "../../../src/events/purchase-events.js";
import type { RunningServer } from "../../support/running-server.js";

/** Nobody in a test asks anybody outside, nor does the browser by itself. */
const quietly = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface OpenPageOptions {
  readonly server: Pick<RunningServer, "url" | "tokenFor">;
  /** Where it begins. */
  readonly path: string;
  /** Who is signed in; nobody if left out. */
  readonly as?: { readonly role: Role; readonly id: string };
  /** How long the session holds; an hour if left out. */
  readonly sessionSeconds?: number;
  /** What its viewer prefers; British English if left out. */
  readonly locale?: string;
  /** Other origins that the page may lead to. */
  readonly leavesTo?: readonly string[];
}

export interface TestBrowser {
  /** Opens a page in a profile of its own, which is closed after the test. */
  open(options: OpenPageOptions): Promise<Page>;
}

/**
 * A real Chromium for the tests of a file. Whatever a page writes to the console as an error, throws, or asks of another
 * host fails its test; an answer that the API refuses does not, as tests do that on purpose.
 */
export function useBrowser(): TestBrowser {
  // A test looks at a page many times over, and a machine may be busy.
  jest.setTimeout(90_000);
  let browser: Browser;
  const contexts: BrowserContext[] = [];
  const troubles: string[] = [];
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: findChromium() ?? "chromium", args: quietly });
  });
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    expect(troubles.splice(0)).toEqual([]);
  });
  afterAll(() => browser.close());

  return {
    async open({ server, path, as, sessionSeconds = 3600, locale = "en-GB", leavesTo = [] }) {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 900 },
        locale,
        timezoneId: "Europe/Berlin",
        permissions: ["clipboard-read", "clipboard-write"],
      });
      contexts.push(context);
      context.setDefaultTimeout(30_000);
      if (as !== undefined) {
        const value = await server.tokenFor(as, sessionSeconds);
        const cookie = { name: "ledger_session", value, url: server.url, httpOnly: true, sameSite: "Strict" };
        await context.addCookies([{ ...cookie, sameSite: "Strict" as const }]);
      }
      const page = await context.newPage();
      page.on("pageerror", (error) => troubles.push(`threw: ${error.stack ?? error.message}`));
      page.on("console", (message) => {
        const isRefusal = message.text().startsWith("Failed to load resource");
        if (message.type() === "error" && !isRefusal) troubles.push(`console: ${message.text()}`);
      });
      page.on("request", (request) => {
        const { origin, protocol } = new URL(request.url());
        if (protocol.startsWith("http") && ![server.url, ...leavesTo].includes(origin))
          troubles.push(`asked another host: ${request.url()}`);
      });
      await page.goto(server.url + path);
      return page;
    },
  };
}
