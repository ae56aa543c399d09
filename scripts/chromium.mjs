import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const usual = ["/usr/bin/chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

/**
 * The browser that the tests of the pages run in; undefined if there is none. It is the machine's own, so that nothing
 * is downloaded.
 *
 * @returns {string | undefined} the path of its program
 */
export function findChromium() {
  const { CHROMIUM_PATH: chosen, PATH: path = "" } = process.env;
  // Whoever names one means that one, and learns from its failure.
  if (chosen) return chosen;
  const onPath = path.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return [...usual, ...onPath].find((file) => existsSync(file));
}
