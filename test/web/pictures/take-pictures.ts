/**
 * Takes the pictures of the README from a server with a made shop: `npm run pictures`. With `--all <folder>` it takes every
 * page instead, whole, at five widths and in both themes, to look at.
 */
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium, type Browser, type Page } from "playwright-core";
import { findChromium } from "../../../scripts/chromium.mjs";
import type { Role } from "../../../src/events/purchase-events.js";
import { startServerProcess, type RunningServer } from "../../support/running-server.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { madeUsers, makeShop } from "./made-shop.js";

interface Subject {
  readonly name: string;
  readonly path: string;
  readonly role: Role;
  /** Whose page it is, if a user signs in. */
  readonly id?: string;
  /** Whether the README shows it. */
  readonly inReadme?: boolean;
  /** What is done to the page before. */
  readonly before?: (page: Page) => Promise<void>;
}

const userPage = (userId: string): string => `/console/users/${userId}`;
const { everything, paidForAnother, chargedTwice, refunded, disputed, lostCourse } = madeUsers;

const subjects: readonly Subject[] = [
  { name: "support-user", path: userPage(everything), role: "support", inReadme: true },
  { name: "projections", path: "/console/projections", role: "admin", inReadme: true },
  { name: "analytics", path: "/console/analytics?range=12-months", role: "admin", inReadme: true },
  { name: "users", path: "/console/users", role: "support" },
  { name: "search-payment", path: "/console/search?q=pi_ord7710", role: "support" },
  { name: "search-nothing", path: "/console/search?q=pi_unknown", role: "support" },
  { name: "paid-for-another", path: userPage(paidForAnother), role: "support" },
  { name: "charged-twice", path: userPage(chargedTwice), role: "support" },
  { name: "refunded", path: userPage(refunded), role: "support" },
  { name: "disputed", path: userPage(disputed), role: "support" },
  { name: "lost-course", path: userPage(lostCourse), role: "support" },
  { name: "unknown-user", path: userPage("nobody"), role: "support" },
  { name: "analytics-7-days", path: "/console/analytics?range=7-days", role: "analyst" },
  { name: "course-history", path: "/profile/coursehistory", role: "user", id: everything },
  { name: "test-history", path: "/profile/testhistory", role: "user", id: everything },
  { name: "sign-in", path: "/sign-in", role: "user" },
];

const readmeSize = { width: 1280, height: 800 };
const widths = [375, 768, 1024, 1280, 1440];
const themes = ["light", "dark"] as const;

const { values: options } = parseArgs({ options: { all: { type: "string" }, only: { type: "string" } } });
const folder = resolve(options.all ?? fileURLToPath(new URL("../../../docs/images/", import.meta.url)));

async function openPage(
  browser: Browser,
  server: RunningServer,
  { path, role, id = "sue" }: Subject,
): Promise<Page> {
  const context = await browser.newContext({
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    viewport: readmeSize,
  });
  if (path !== "/sign-in") {
    const value = await server.tokenFor({ role, id });
    await context.addCookies([
      { name: "ledger_session", value, url: server.url, httpOnly: true, sameSite: "Strict" },
    ]);
  }
  const page = await context.newPage();
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(server.url + path);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await untilLoaded(page);
  return page;
}

/** Nothing loads any more: no skeleton, and no request for a moment. A page that watches something always has one open. */
async function untilLoaded(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle", { timeout: 3000 }).catch(() => undefined);
  await page.locator('[aria-busy="true"]').first().waitFor({ state: "detached" });
}

async function take(page: Page, { name }: Subject): Promise<void> {
  const isWhole = options.all !== undefined;
  for (const width of isWhole ? widths : [readmeSize.width])
    for (const colorScheme of themes) {
      await page.setViewportSize({ ...readmeSize, width });
      await page.emulateMedia({ colorScheme });
      const sideways = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (sideways > 0) throw new Error(`${name} is ${sideways} pixels too wide at ${width}.`);
      const suffix = isWhole ? `-${width}-${colorScheme}` : colorScheme === "dark" ? "-dark" : "";
      await page.screenshot({ path: join(folder, `${name}${suffix}.png`), fullPage: isWhole });
    }
}

async function takePictures(): Promise<void> {
  const data = await temporaryFolder();
  await mkdir(folder, { recursive: true });
  const settings = await makeShop({ dataDir: data.path, today: new Date() });
  const server = await startServerProcess(data.path, settings);
  const browser = await chromium.launch({
    executablePath: findChromium() ?? "chromium",
    args: ["--no-sandbox"],
  });
  try {
    for (const subject of subjects) {
      if (options.all === undefined && subject.inReadme !== true) continue;
      if (options.only !== undefined && subject.name !== options.only) continue;
      const page = await openPage(browser, server, subject);
      await take(page, subject);
      await page.context().close();
    }
  } finally {
    await browser.close();
    await server.stop();
    await data.remove();
  }
  console.error(`The pictures are in ${folder}.`);
}

await takePictures();
