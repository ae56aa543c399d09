import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { runChecks } from "./check.mjs";
import { runChild } from "./child-process.mjs";
import { findChromium } from "./chromium.mjs";
import { buildFerretdb, findMongodb } from "./ferretdb.mjs";
import { prepare } from "./prepare.mjs";

/** Programs of the build, run in this process, so that signals and exit codes need no passing on. */
/** @type {Readonly<Record<string, string>>} */
const programs = {
  start: "dist/main.js",
  ledger: "dist/cli/ledger.js",
  demo: "dist/cli/demo.js",
};

/** Development tools: the arguments of `node`. */
/** @type {Readonly<Record<string, readonly string[]>>} */
const tools = {
  typecheck: ["scripts/typecheck.mjs"],
  lint: ["node_modules/eslint/bin/eslint.js", "--max-warnings=0", "."],
  format: ["node_modules/prettier/bin/prettier.cjs", "--write", "--log-level=warn", "."],
  "format:check": ["node_modules/prettier/bin/prettier.cjs", "--check", "--log-level=warn", "."],
  boundaries: [
    "node_modules/dependency-cruiser/bin/dependency-cruise.mjs",
    "--config=.dependency-cruiser.cjs",
    "src",
    "test",
    "bench",
    "web",
    "scripts/generate-api.ts",
  ],
  unused: ["node_modules/knip/bin/knip.js", "--no-progress"],
  "generate:api": ["--import=tsx", "scripts/generate-api.ts"],
  bench: ["--import=tsx", "bench/run.ts"],
};

/** Of `node`, once everything is built. */
const pictures = ["--import=tsx", "test/web/pictures/take-pictures.ts"];
const blackBox = ["--import=tsx", "test/black-box/run.ts"];

const checks = ["typecheck", "lint", "format:check", "boundaries", "unused"];

const jest = "node_modules/jest/bin/jest.js";
// Jest loads ES modules through vm.Module, which Node.js calls experimental. In NODE_OPTIONS it reaches jest's workers.
const jestNodeOptions = "--experimental-vm-modules --disable-warning=ExperimentalWarning";

const waysToMongodb =
  "Set MONGODB_TEST_URL, put mongod on the PATH, or install Go and run `npm run build:mongodb`.";
const skipped = `Skipped: the tests of the MongoDB read models, as there is no MongoDB. ${waysToMongodb}`;

const noChromium = "There is no Chromium. Install it (apt-get install chromium), or set CHROMIUM_PATH.";
const skippedPages = `Skipped: the tests of the pages. ${noChromium}`;

/**
 * Prepares what a target stands on, and runs it. Sets the exit code.
 *
 * @param {string} root the project's folder
 * @param {string | undefined} target
 * @param {readonly string[]} args
 */
export async function runTarget(root, target, args) {
  const program = programs[target ?? ""];
  const tool = tools[target ?? ""];
  if (program !== undefined) {
    await prepare(root, { build: true });
    await runProgram(root, program, args);
  } else if (tool !== undefined) {
    await prepare(root, { build: false });
    process.exitCode = await runChild([...tool, ...args], { cwd: root });
  } else if (target === "pictures") {
    await prepare(root, { build: true });
    if (findChromium() === undefined) throw new Error(noChromium);
    const env = { ...process.env, TEST_BUILT_PROGRAMS: "1" };
    process.exitCode = await runChild([...pictures, ...args], { cwd: root, env });
  } else if (target === "test:black-box") {
    await prepare(root, { build: true });
    const env = { ...process.env, TEST_BUILT_PROGRAMS: "1" };
    process.exitCode = await runChild([...blackBox, ...args], { cwd: root, env });
  } else if (target === "check") {
    await prepare(root, { build: false });
    process.exitCode = await runChecks(
      root,
      checks.map((name) => ({ name, command: tools[name] ?? [] })),
    );
  } else if (target === "test") {
    await prepare(root, { build: true });
    if (findMongodb(root) === undefined) console.error(skipped);
    if (findChromium() === undefined) console.error(skippedPages);
    process.exitCode = await runJest(root, args, { built: true });
  } else if (target === "test:mongodb") {
    await prepare(root, { build: true });
    if (!hasMongodb(root)) return;
    process.exitCode = await runJest(root, ["--selectProjects", "mongodb", "--", ...args], {
      built: true,
      allOnMongodb: true,
    });
  } else if (target === "build:mongodb") {
    hasMongodb(root);
  } else if (target === "jest") {
    // Without the build, for work on one test while other sources do not compile.
    await prepare(root, { build: false });
    process.exitCode = await runJest(root, args, { built: false });
  } else if (target === "test:eventstoredb") {
    await prepare(root, { build: true });
    process.exitCode = await runEventStoreDbTests(root, args);
  } else if (target === "build") {
    const { built } = await prepare(root, { build: true });
    if (!built) console.error("dist is up to date.");
  } else {
    const others = [
      ...["check", "test", "test:black-box", "test:eventstoredb", "test:mongodb", "jest", "build"],
      ...["build:mongodb", "pictures"],
    ];
    const names = [...Object.keys(programs), ...Object.keys(tools), ...others];
    console.error(`Usage: node scripts/run.mjs <target> [arguments]\nTargets: ${names.join(", ")}`);
    process.exitCode = 2;
  }
}

/**
 * @param {string} root
 * @param {string} program
 * @param {readonly string[]} args
 */
async function runProgram(root, program, args) {
  const file = join(root, program);
  process.setSourceMapsEnabled(true);
  mergeDoubledInterrupts();
  process.argv = [process.argv[0] ?? process.execPath, file, ...args];
  await import(pathToFileURL(file).href);
}

/**
 * One Ctrl-C under npm arrives twice, from the terminal and passed on by npm. The programs take a second one for
 * impatience and stop at once, so the two are made one. Signals are emitted through `process.emit`.
 */
function mergeDoubledInterrupts() {
  const emit = process.emit.bind(process);
  let lastAt = -Infinity;
  /** @param {any[]} event */
  const emitOnce = (...event) => {
    if (event[0] === "SIGINT") {
      const isDouble = performance.now() - lastAt < 300;
      lastAt = performance.now();
      if (isDouble) return true;
    }
    return Reflect.apply(emit, process, event);
  };
  process.emit = /** @type {typeof process.emit} */ (emitOnce);
}

/**
 * Sees to it that the tests have a MongoDB, if need be by building one. Says why not, and sets the exit code.
 *
 * @param {string} root
 */
function hasMongodb(root) {
  const trouble = findMongodb(root) === undefined ? buildFerretdb(root) : undefined;
  if (trouble === undefined) return true;
  console.error(`There is no MongoDB to test with: ${trouble}. ${waysToMongodb}`);
  process.exitCode = 1;
  return false;
}

/**
 * @param {string} root
 * @param {readonly string[]} args
 * @param {{ built: boolean, allOnMongodb?: boolean }} options `built`: whether tests that start a program start that of
 * the build; `allOnMongodb`: whether the MongoDB project has more than the adapter's own suites
 */
function runJest(root, args, { built, allOnMongodb = false }) {
  const NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ""} ${jestNodeOptions}`.trim();
  const TEST_BUILT_PROGRAMS = built ? "1" : "";
  const TEST_ALL_ON_MONGODB = allOnMongodb ? "1" : "";
  const env = { ...process.env, NODE_OPTIONS, TEST_BUILT_PROGRAMS, TEST_ALL_ON_MONGODB };
  return runChild([jest, ...args], { cwd: root, env });
}

/**
 * The tests of the log on EventStoreDB, against the door as always and against a real server as well.
 *
 * @param {string} root
 * @param {readonly string[]} args
 */
async function runEventStoreDbTests(root, args) {
  if (!process.env.EVENTSTOREDB_TEST_URL) {
    console.error(
      "npm run test:eventstoredb needs a running EventStoreDB or KurrentDB: set EVENTSTOREDB_TEST_URL to its connection " +
        "string, e.g. esdb://127.0.0.1:2113?tls=false after `docker compose --profile eventstoredb up eventstoredb`.\n" +
        "The tests write streams that begin with `test-`, and leave them there: use a server that may be thrown away.",
    );
    return 2;
  }
  return runJest(root, ["test/contracts/eventstoredb", "test/eventstoredb", ...args], { built: true });
}
