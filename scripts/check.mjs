import { spawn } from "node:child_process";

/** @typedef {{ name: string, command: readonly string[] }} Check */

/**
 * Runs all checks at once and reports each, so that one failure does not hide the next.
 *
 * @param {string} root
 * @param {readonly Check[]} checks
 * @returns {Promise<number>} the exit code: 0 if all passed
 */
export async function runChecks(root, checks) {
  const passed = await Promise.all(checks.map((check) => runCheck(root, check)));
  const failures = passed.filter((ok) => !ok).length;
  console.log(failures === 0 ? "All checks passed." : `${failures} of ${checks.length} checks failed.`);
  return failures === 0 ? 0 : 1;
}

/**
 * @param {string} root
 * @param {Check} check
 * @returns {Promise<boolean>}
 */
function runCheck(root, { name, command }) {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const color = process.stdout.isTTY ? { FORCE_COLOR: "1" } : {};
    const child = spawn(process.execPath, command, {
      cwd: root,
      env: { ...process.env, ...color },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const collect = (/** @type {Buffer} */ chunk) => (output += chunk.toString());
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("error", reject);
    child.on("close", (code) => {
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      console.log(`${code === 0 ? "passed" : "FAILED"}  ${name} (${seconds} s)`);
      if (code !== 0) console.log(indent(output));
      resolve(code === 0);
    });
  });
}

/** @param {string} text */
const indent = (text) => text.trimEnd().replace(/^(?=.)/gm, "  ");
