import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** First the one that has no windows: the tests take half of the processor time in it. */
const names = [
  "chromium-headless-shell",
  "chromium",
  "chromium-browser",
  "google-chrome-stable",
  "google-chrome",
];
const usual = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

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
  const folders = ["/usr/bin", ...path.split(delimiter)];
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, usual].find((file) => existsSync(file));
}
