import { expect } from "@jest/globals";
import axe from "axe-core";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";

/** Kept by the workflow on GitHub. */
const folder = fileURLToPath(new URL("../../../test-results/screenshots/", import.meta.url));

/** Where nobody looks at them, the tests are a minute faster without. */
const takesPictures = process.env.SCREENSHOTS !== "0";

/** The narrowest and a wide screen, or those of `LOOK_AT_WIDTHS`, e.g. `375,768,1440`. */
const sizes = (process.env.LOOK_AT_WIDTHS ?? "320,1920")
  .split(",")
  .map((width) => ({ width: Number(width), height: Number(width) < 700 ? 720 : 1080 }));
const themes = ["light", "dark"] as const;

/** WCAG 2.2 up to AA, and what axe's makers hold for good practice. */
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/**
 * Looks at a page as it is, at each of the widths, in both themes: nothing may stick out, axe finds nothing, and a screenshot
 * is kept unless `SCREENSHOTS` is 0. The page is then as wide as before.
 *
 * @param name of the screenshots: `<name>-320-dark.png`
 */
export async function lookAt(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  await mkdir(folder, { recursive: true });
  for (const size of sizes) {
    await page.setViewportSize(size);
    for (const colorScheme of themes) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      // What stands still while the page scrolls stands in the picture where the page was scrolled to.
      await page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }));
      await untilStill(page);
      const at = `${name}-${size.width}-${colorScheme}`;
      if (takesPictures) await page.screenshot({ path: join(folder, `${at}.png`), fullPage: true });
      expect({ at, violations: await violationsOn(page) }).toEqual({ at, violations: [] });
      expect({ at, sticksOut: await sticksOut(page) }).toEqual({ at, sticksOut: [] });
    }
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (before !== null) await page.setViewportSize(before);
}

/** A colour on its way to another has a contrast that nobody reads it by. What turns without end is not waited for. */
async function untilStill(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter((each) => each.effect?.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}

/** Every violation in a line or two: which rule, where, and why. */
async function violationsOn(page: Page): Promise<readonly string[]> {
  // Once a page, and not by a script element, which the page's Content-Security-Policy refuses.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  return page.evaluate(async (values) => {
    const found = await window.axe.run(document, { runOnly: { type: "tag", values } });
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary = "" }) => `${id}: ${html}: ${failureSummary}`),
    );
  }, rules);
}

declare global {
  interface Window {
    readonly axe: typeof axe;
  }
}

/** What makes the page scroll sideways: nobody reads a line by scrolling (WCAG 1.4.10). */
function sticksOut(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    return [...document.querySelectorAll("body *")]
      .filter((element) => element.getBoundingClientRect().right > clientWidth + 0.5)
      .map((element) => element.outerHTML.slice(0, 150));
  });
}
