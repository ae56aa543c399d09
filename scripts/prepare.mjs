import { createHash, randomUUID } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  rmdirSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, sep } from "node:path";
import { runChild } from "./child-process.mjs";
import { withLock } from "./prepare-lock.mjs";

/** @typedef {{ version?: string, integrity?: string, link?: boolean, optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} LockedPackage */
/** @typedef {Record<string, LockedPackage>} LockedPackages */

const installedLockfile = "node_modules/.package-lock.json";
const installStamp = "node_modules/.install-stamp.json";
/** In each folder that a build writes: what it was made from, and what it wrote. */
const stampName = ".build-stamp.json";
const buildStamp = `dist/${stampName}`;
const compiler = "node_modules/typescript/bin/tsc";
/** The pages, and their stamp: moved into place together, so that neither is ever there without the other. */
const pages = "dist/web";
const programsBundler = "scripts/bundle.mjs";
const pagesBundler = "node_modules/vite/bin/vite.js";
/** Run directly, as the package's `bin`. */
const executables = ["cli/ledger.js"];

/**
 * Installs the dependencies and builds, each only if it is needed. Ends the process with a message when one fails.
 *
 * @param {string} root the project's folder
 * @param {{ build: boolean }} options `build`: whether `dist` is needed, too
 * @returns {Promise<{ installed: boolean, built: boolean }>}
 */
export async function prepare(root, { build }) {
  const isPrepared = () =>
    reasonToInstall(root) === undefined &&
    !(build && (reasonToBuild(root) ?? reasonToBuildPages(root)) !== undefined);
  if (isPrepared()) return { installed: false, built: false };

  return withLock(join(root, ".prepare.lock"), async (lock) => {
    // Asked again: whoever held the lock before may have done the work.
    const whyInstall = reasonToInstall(root);
    if (whyInstall !== undefined) await install(root, whyInstall, lock);
    const whyBuild = build ? reasonToBuild(root) : undefined;
    if (whyBuild !== undefined) await buildPrograms(root, whyBuild, lock);
    const whyPages = build ? reasonToBuildPages(root) : undefined;
    if (whyPages !== undefined) await bundlePages(root, whyPages, lock);
    return {
      installed: whyInstall !== undefined,
      built: whyBuild !== undefined || whyPages !== undefined,
    };
  });
}

/**
 * Compares the lockfile with the one that npm leaves in `node_modules` when an installation is complete: npm writes
 * it last and `npm ci` deletes it first, so it also vouches for an installation that somebody made by hand.
 *
 * @param {string} root
 * @returns {string | undefined} why the dependencies must be installed; `undefined` if they are there
 */
function reasonToInstall(root) {
  const wanted = readPackages(join(root, "package-lock.json"));
  if (wanted === undefined) return "package-lock.json is missing or unreadable";
  const installed = readPackages(join(root, installedLockfile));
  if (installed === undefined) return "first run";
  for (const [path, { version, integrity, link }] of Object.entries(installed)) {
    const entry = wanted[path];
    if (entry?.version !== version || entry?.integrity !== integrity || entry?.link !== link) {
      return "package-lock.json changed";
    }
    if (!existsSync(join(root, path, "package.json"))) return `${path} is missing`;
  }
  const isVouchedFor = readStamp(join(root, installStamp)) === installationId(root);
  const missing = Object.keys(wanted).find(
    (path) => isDependency(path) && installed[path] === undefined && !maybeAbsent(wanted[path], isVouchedFor),
  );
  return missing === undefined ? undefined : `${missing} is missing`;
}

/** Not the project itself (`""`), nor the target of a link. @param {string} path */
const isDependency = (path) => path.startsWith("node_modules/");

/**
 * Whether an installation is complete without a package: native builds for other machines are left out,
 * and what else is optional where npm itself decided so.
 *
 * @param {LockedPackage | undefined} entry
 * @param {boolean} isVouchedFor whether `npm ci` succeeded here, with this lockfile, on a machine like this
 */
function maybeAbsent(entry, isVouchedFor) {
  if (entry?.optional !== true) return false;
  if (isVouchedFor) return true;
  const isForThisMachine =
    entry.os?.includes(process.platform) === true &&
    entry.cpu?.includes(process.arch) === true &&
    entry.libc === undefined;
  return !isForThisMachine;
}

/**
 * @param {string} file
 * @returns {LockedPackages | undefined}
 */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages ?? undefined;
  } catch {
    // Missing or cut short: either way there is nothing to rely on.
    return undefined;
  }
}

/**
 * @param {string} root
 * @param {string} why
 * @param {import("./prepare-lock.mjs").Lock} lock
 */
async function install(root, why, lock) {
  say(`Installing dependencies (${why})…`);
  // First, so that an installation that is interrupted never looks complete.
  rmSync(join(root, installedLockfile), { force: true });
  const args = ["ci", "--ignore-scripts", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const code = await runNpm(root, args, lock);
  if (code === 0) writeWhole(join(root, installStamp), stampText(installationId(root)));
  const problem = code === 0 ? reasonToInstall(root) : `npm ci ended with code ${code}`;
  if (problem === undefined) return;
  fail(lock, `Installing the dependencies failed: ${problem}. npm's own words are above.`, [
    "Check that the npm registry can be reached (npm ping) and that package-lock.json is as it was committed,",
    "then run the command again.",
  ]);
}

/**
 * @param {string} root
 * @param {readonly string[]} args
 * @param {import("./prepare-lock.mjs").Lock} lock
 */
function runNpm(root, args, lock) {
  /** @type {import("./child-process.mjs").ChildOptions} */
  const options = { cwd: root, stdio: ["ignore", 2, 2], onSpawn: lock.setChild };
  const running = process.env.npm_execpath ?? "";
  if (/npm-cli\.c?js$/.test(running)) return runChild([running, ...args], options);
  return runChild(args, options, "npm").catch((/** @type {Error} */ error) => {
    say(`npm cannot be started: ${error.message}`);
    return 127;
  });
}

/** Names the lockfile's content and the kind of machine that native packages are for. @param {string} root */
function installationId(root) {
  const lockfile = readFileSync(join(root, "package-lock.json"));
  return `${createHash("sha256").update(lockfile).digest("hex")} ${process.platform}-${process.arch}`;
}

/**
 * @param {string} root
 * @returns {string | undefined} why `dist` must be built; `undefined` if it is up to date
 */
const reasonToBuild = (root) => reasonToMake(root, "dist", hashOfInputs(root));

/**
 * The same for the pages, which are built apart: a change of the server leaves them as they are, and the other way round.
 *
 * @param {string} root
 */
const reasonToBuildPages = (root) => reasonToMake(root, pages, hashOfPages(root));

/**
 * Compares the content, not the dates, of everything that a build reads with what it read last time.
 *
 * @param {string} root
 * @param {string} folder what the build writes, with its stamp
 * @param {string} inputs
 */
function reasonToMake(root, folder, inputs) {
  const stamp = join(root, folder, stampName);
  const madeFrom = readStamp(stamp);
  if (madeFrom === undefined) return "first run";
  if (madeFrom !== inputs) return "sources changed";
  const missing = readWritten(stamp).find((file) => !existsSync(join(root, folder, file)));
  return missing === undefined ? undefined : `${folder}/${missing} is missing`;
}

/**
 * @param {string} madeFrom the identity of what a step was made from
 * @param {readonly string[]} [written] the files that it left, relative to the stamp's folder
 */
const stampText = (madeFrom, written) => `${JSON.stringify({ madeFrom, written })}\n`;

/**
 * @param {string} file
 * @returns {string | undefined}
 */
function readStamp(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).madeFrom;
  } catch {
    // Missing or cut short: the step is not known to be complete.
    return undefined;
  }
}

/**
 * Checks the types, bundles the programs beside those that are there, and then puts them in their place.
 *
 * @param {string} root
 * @param {string} why
 * @param {import("./prepare-lock.mjs").Lock} lock
 */
async function buildPrograms(root, why, lock) {
  say(`Building (${why})…`);
  // Before anything reads them: what is edited meanwhile is built next time.
  const inputs = hashOfInputs(root);
  const next = join(root, "dist/.next");
  rmSync(next, { recursive: true, force: true });
  /** @type {import("./child-process.mjs").ChildOptions} */
  const options = { cwd: root, stdio: ["ignore", 2, 2], onSpawn: lock.setChild };
  const code =
    (await runChild([join(root, compiler), "--project", "tsconfig.build.json"], options)) ||
    (await runChild([join(root, programsBundler), next], options));
  if (code !== 0) {
    fail(lock, "The build failed: correct the errors above, then run the command again.", [
      "After a change of package-lock.json or a broken installation, `npm ci --ignore-scripts` may help.",
    ]);
  }
  // First, so that a build that is interrupted here never looks complete.
  rmSync(join(root, buildStamp), { force: true });
  const written = filesIn(next);
  for (const file of executables) chmodSync(join(next, file), 0o755);
  replacePrograms(join(root, "dist"), next, written);
  writeWhole(join(root, buildStamp), stampText(inputs, written));
}

/**
 * @param {string} dist
 * @param {string} next the folder that is moved there
 * @param {readonly string[]} written the files in it
 */
function replacePrograms(dist, next, written) {
  for (const file of written) {
    mkdirSync(dirname(join(dist, file)), { recursive: true });
    renameSync(join(next, file), join(dist, file));
  }
  rmSync(next, { recursive: true });
  // What an earlier build left could still be imported, and would hide that something is missing.
  const isOld = (/** @type {string} */ file) => !written.includes(file) && !/^(web|\.)/.test(file);
  for (const file of filesIn(dist).filter(isOld)) {
    rmSync(join(dist, file));
    removeEmptyFolders(dirname(join(dist, file)), dist);
  }
}

/**
 * Builds the pages beside those that are there, and then puts them in their place: a server that is running never finds
 * half of them, and a build that fails or is interrupted leaves the old ones, which the next start knows to be old.
 *
 * @param {string} root
 * @param {string} why
 * @param {import("./prepare-lock.mjs").Lock} lock
 */
async function bundlePages(root, why, lock) {
  say(`Building the pages (${why})…`);
  const inputs = hashOfPages(root);
  const next = join(root, "dist/.web-next");
  const old = join(root, "dist/.web-old");
  for (const folder of [next, old]) rmSync(folder, { recursive: true, force: true });
  const args = ["build", "web", "--outDir", next, "--emptyOutDir", "--logLevel", "warn"];
  const code = await runChild([join(root, pagesBundler), ...args], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    onSpawn: lock.setChild,
  });
  if (code !== 0) {
    fail(lock, "The build of the pages failed: correct the errors above, then run the command again.", [
      "After a change of package-lock.json or a broken installation, `npm ci --ignore-scripts` may help.",
    ]);
  }
  const written = filesIn(next);
  writeWhole(join(next, stampName), stampText(inputs, written));
  if (existsSync(join(root, pages))) renameSync(join(root, pages), old);
  renameSync(next, join(root, pages));
  rmSync(old, { recursive: true, force: true });
}

/**
 * @param {string} stamp
 * @returns {readonly string[]} the files that the step left, relative to the stamp's folder
 */
function readWritten(stamp) {
  return JSON.parse(readFileSync(stamp, "utf8")).written ?? [];
}

/** @param {string} root */
const hashOfInputs = (root) =>
  hashOf(
    root,
    ["package.json", "package-lock.json", "tsconfig.json", "tsconfig.build.json", programsBundler],
    "src",
  );

/** Not package.json, of which the pages' build takes nothing: versions are the lockfile's. @param {string} root */
const hashOfPages = (root) => hashOf(root, ["package-lock.json", "tsconfig.json"], "web");

/**
 * @param {string} root
 * @param {readonly string[]} settings
 * @param {string} sources a folder
 */
function hashOf(root, settings, sources) {
  const hash = createHash("sha256");
  for (const file of [...settings, ...filesIn(join(root, sources)).map((name) => join(sources, name))]) {
    const content = readFileSync(join(root, file));
    hash.update(`${file.replaceAll(sep, "/")}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/**
 * @param {string} folder
 * @param {string} upTo
 */
function removeEmptyFolders(folder, upTo) {
  for (let each = folder; each !== upTo && readdirSync(each).length === 0; each = dirname(each))
    rmdirSync(each);
}

/**
 * @param {string} folder
 * @returns {string[]} all files below it, relative to it, sorted
 */
function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/**
 * Writes a file whole or not at all.
 *
 * @param {string} file
 * @param {string} text
 */
function writeWhole(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, text);
  renameSync(draft, file);
}

/**
 * @param {import("./prepare-lock.mjs").Lock} lock
 * @param {string} message
 * @param {readonly string[]} advice
 * @returns {never}
 */
function fail(lock, message, advice) {
  // Ends the process by itself if a signal interrupted the step: then there is nothing to explain.
  lock.release();
  say([message, ...advice].join("\n"));
  process.exit(1);
}

/** @param {string} message */
const say = (message) => process.stderr.write(`${message}\n`);
