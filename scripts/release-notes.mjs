/**
 * Prints the notes of one version from CHANGELOG.md: `node scripts/release-notes.mjs 1.2.3`. Ends with 1 if there are
 * none, so that nothing is released without them.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * @param {string} changelog the text of CHANGELOG.md
 * @param {string} version e.g. `1.2.3`
 * @returns {string | undefined} what stands below the heading `## [version]`, up to the next one
 */
export function releaseNotes(changelog, version) {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => text.startsWith(`[${version}]`));
  const notes = section?.slice(section.indexOf("\n")).trim();
  return notes || undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const version = process.argv[2] ?? "";
  const notes = releaseNotes(readFileSync(new URL("../CHANGELOG.md", import.meta.url), "utf8"), version);
  if (notes === undefined) {
    console.error(
      `CHANGELOG.md has no notes for version "${version}": add them below "## [${version}] - <date>".`,
    );
    process.exitCode = 1;
  } else {
    console.log(notes);
  }
}
