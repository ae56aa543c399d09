/**
 * The one entry of every npm script: `node scripts/run.mjs <target> [arguments]`.
 *
 * It makes sure that what the target stands on is there (dependencies, and the build where the target runs it), so
 * that `npm start` alone works on a fresh clone, and then runs the target. Plain JavaScript without dependencies,
 * because it runs before anything is installed. Its own output goes to standard error: standard output belongs to
 * the target.
 *
 * package.json calls it with `exec`, so that no shell stands between npm and it: a SIGTERM to `npm start` would end
 * that shell and leave the server running. Where there is no such shell (Windows), call it directly.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

checkNodeVersion();
// Loaded only now: an older Node.js would stumble over their syntax before it could say what is wrong.
const { runTarget } = await import("./targets.mjs");
await runTarget(root, process.argv[2], process.argv.slice(3));

function checkNodeVersion() {
  const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const required = engines.node.replace(">=", "");
  if (isOlder(process.versions.node, required)) {
    console.error(`Node.js ${required} or newer is needed; this is ${process.versions.node}.`);
    process.exit(1);
  }
}

/**
 * @param {string} version
 * @param {string} required
 */
function isOlder(version, required) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [requiredMajor = 0, requiredMinor = 0] = required.split(".").map(Number);
  return major < requiredMajor || (major === requiredMajor && minor < requiredMinor);
}
