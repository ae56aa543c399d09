import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cp, mkdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { eventually } from "../support/eventually.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/*
 * What `npm start` and `npm test` do before they run anything, on real folders and processes.
 * Only npm, the compiler and the bundlers are stand-ins, which do what counts here (what they delete first, what they write last)
 * and note each run, so that the tests need no network and can interrupt them at a chosen moment.
 */

const npm = `
const fs = require("node:fs");
const { packages } = JSON.parse(fs.readFileSync("package-lock.json", "utf8"));
fs.appendFileSync(process.env.RUNS, "install\\n");
fs.rmSync("node_modules", { recursive: true, force: true });
const installed = {};
for (const [path, entry] of Object.entries(packages)) {
  if (path === "" || (entry.os && !entry.os.includes(process.platform))) continue;
  fs.mkdirSync(path + "/bin", { recursive: true });
  fs.writeFileSync(path + "/package.json", "{}");
  if (path.endsWith("typescript")) fs.writeFileSync(path + "/bin/tsc", process.env.COMPILER);
  if (path.endsWith("rolldown")) fs.writeFileSync(path + "/index.js", process.env.BUNDLER);
  if (path.endsWith("vite")) fs.writeFileSync(path + "/bin/vite.js", process.env.PAGES_BUNDLER);
  installed[path] = entry;
}
if (process.env.NPM_FAILS) process.exit(1);
const finish = () => fs.writeFileSync("node_modules/.package-lock.json", JSON.stringify({ packages: installed }));
setTimeout(finish, Number(process.env.NPM_TAKES_MS ?? 0));
`;

const compiler = `
const fs = require("node:fs");
fs.appendFileSync(process.env.RUNS, "check types\\n");
for (const file of fs.readdirSync("src", { recursive: true })) {
  if (!file.endsWith(".ts") || !fs.readFileSync("src/" + file, "utf8").includes("type error")) continue;
  console.log("src/" + file + ": a type error");
  process.exit(2);
}
`;

const bundler = `
const fs = require("node:fs");
const { dirname } = require("node:path");
exports.build = async ({ output }) => {
  if (output.preserveModules) return;
  fs.appendFileSync(process.env.RUNS, "build\\n");
  for (const file of fs.readdirSync("src", { recursive: true })) {
    if (!file.endsWith(".ts")) continue;
    const code = fs.readFileSync("src/" + file, "utf8");
    const stem = output.dir + "/" + file.slice(0, -3);
    fs.mkdirSync(dirname(stem), { recursive: true });
    for (const ending of [".js", ".js.map"]) fs.writeFileSync(stem + ending, ending === ".js" ? code : "");
    if (code.includes("no bundle")) throw new Error("src/" + file + ": no bundle");
  }
  return { output: [] };
};
`;

const pagesBundler = `
const fs = require("node:fs");
fs.appendFileSync(process.env.RUNS, "build pages\\n");
const outDir = process.argv[process.argv.indexOf("--outDir") + 1];
fs.mkdirSync(outDir + "/assets", { recursive: true });
const html = fs.readFileSync("web/index.html", "utf8");
fs.writeFileSync(outDir + "/assets/index-1.js", "");
if (html.includes("broken")) { console.log("web/index.html: broken"); process.exit(1); }
fs.writeFileSync(outDir + "/index.html", html);
`;

const ledgerSource = `console.log("ran", process.argv.slice(2).join(" ")); process.exitCode = 3;`;
const packages = {
  "": { name: "tiny" },
  "node_modules/typescript": { version: "1.0.0", integrity: "sha512-a" },
  "node_modules/rolldown": { version: "1.0.0", integrity: "sha512-e" },
  "node_modules/vite": { version: "1.0.0", integrity: "sha512-v" },
  "node_modules/native-here": {
    version: "1.0.0",
    optional: true,
    os: [process.platform],
    cpu: [process.arch],
  },
  "node_modules/native-elsewhere": {
    version: "1.0.0",
    optional: true,
    os: ["elsewhere"],
    cpu: [process.arch],
  },
};

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let project: string;

const inProject = (file: string): string => join(project, file);

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(inProject(file)), { recursive: true });
  await writeFile(inProject(file), text);
}

/** `npm run ledger -- a b`, as npm starts it. */
function start(
  environment: Readonly<Record<string, string>> = {},
  target: readonly string[] = ["ledger", "a", "b"],
) {
  const child = spawn(process.execPath, [inProject("scripts/run.mjs"), ...target], {
    env: {
      ...process.env,
      NODE_OPTIONS: "",
      npm_execpath: join(folder.path, "npm", "npm-cli.js"),
      RUNS: join(folder.path, "runs"),
      COMPILER: compiler,
      BUNDLER: bundler,
      PAGES_BUNDLER: pagesBundler,
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const ended = once(child, "close").then(([code]): Ended => ({ code: code as number, ...output }));
  return { child, output, ended };
}

const run = (environment?: Readonly<Record<string, string>>): Promise<Ended> => start(environment).ended;

/** What npm, the compiler and the bundlers did since the last time this was asked. */
async function takeRuns(): Promise<readonly string[]> {
  const file = join(folder.path, "runs");
  const text = existsSync(file) ? await readFile(file, "utf8") : "";
  await rm(file, { force: true });
  return text.split("\n").filter((line) => line !== "");
}

const everything = ["install", "check types", "build", "build pages"];
const ran = { code: 3, stdout: "ran a b\n", stderr: "" };

beforeEach(async () => {
  folder = await temporaryFolder();
  project = join(folder.path, "project");
  await cp(fileURLToPath(new URL("../../scripts", import.meta.url)), inProject("scripts"), {
    recursive: true,
  });
  await mkdir(join(folder.path, "npm"));
  await writeFile(join(folder.path, "npm", "npm-cli.js"), npm);
  const manifest = { type: "module", engines: { node: ">=20.19.0" }, dependencies: {} };
  await write("package.json", JSON.stringify(manifest));
  await write("package-lock.json", JSON.stringify({ packages }));
  await write("tsconfig.json", "{}");
  await write("tsconfig.build.json", "{}");
  await write("src/cli/ledger.ts", ledgerSource);
  await write("web/index.html", "<p>pages</p>");
});

afterEach(() => folder.remove());

describe("a fresh clone", () => {
  it("is installed and built, and the program's output and exit code are its own", async () => {
    const { code, stdout, stderr } = await run();
    expect({ code, stdout }).toEqual({ code: 3, stdout: ran.stdout });
    expect(stderr).toBe(
      "Installing dependencies (first run)…\nBuilding (first run)…\nBuilding the pages (first run)…\n",
    );
    expect(await takeRuns()).toEqual(everything);
  });

  it("has a command that can be run by its path", async () => {
    await run();
    expect((await stat(inProject("dist/cli/ledger.js"))).mode & 0o111).toBe(0o111);
  });

  it("is installed and built once when two commands start together", async () => {
    const slowly = { NPM_TAKES_MS: "500" };
    const both = await Promise.all([run(slowly), run(slowly)]);
    expect(both.map(({ code, stdout }) => ({ code, stdout }))).toEqual([
      { code: 3, stdout: ran.stdout },
      { code: 3, stdout: ran.stdout },
    ]);
    expect(both.map(({ stderr }) => stderr).join()).toContain("Waiting for another installation or build");
    expect(await takeRuns()).toEqual(everything);
  });

  it("is left alone by a Node.js that is too old", async () => {
    await write("package.json", JSON.stringify({ type: "module", engines: { node: ">=99.1.0" } }));
    const { code, stderr } = await run();
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `Node.js 99.1.0 or newer is needed; this is ${process.versions.node}.\n`,
    });
    expect(await takeRuns()).toEqual([]);
  });
});

describe("the second run", () => {
  beforeEach(async () => {
    await run();
    await takeRuns();
  });

  it("does nothing but run", async () => {
    expect(await run()).toEqual(ran);
    expect(await takeRuns()).toEqual([]);
  });

  it("takes an unchanged file with a new date for unchanged", async () => {
    await utimes(inProject("src/cli/ledger.ts"), new Date(), new Date());
    expect(await run()).toEqual(ran);
    expect(await takeRuns()).toEqual([]);
  });

  it("builds after a source changed, and runs the new one", async () => {
    await write("src/cli/ledger.ts", `console.log("changed");`);
    expect(await run()).toEqual({ code: 0, stdout: "changed\n", stderr: "Building (sources changed)…\n" });
    expect(await takeRuns()).toEqual(["check types", "build"]);
  });

  it("removes what a deleted source had become", async () => {
    await write("src/old/gone.ts", "");
    await run();
    expect(existsSync(inProject("dist/old/gone.js"))).toBe(true);
    await rm(inProject("src/old"), { recursive: true });
    await run();
    expect(existsSync(inProject("dist/old"))).toBe(false);
    expect(existsSync(inProject("dist/cli/ledger.js"))).toBe(true);
  });

  it("builds again what was deleted from dist", async () => {
    await rm(inProject("dist/cli/ledger.js"));
    expect(await run()).toMatchObject({ code: 3, stderr: "Building (dist/cli/ledger.js is missing)…\n" });
  });

  it("builds the pages alone after one of them changed, and replaces the old ones", async () => {
    await write("web/index.html", "<p>new pages</p>");
    expect(await run()).toEqual({ ...ran, stderr: "Building the pages (sources changed)…\n" });
    expect(await takeRuns()).toEqual(["build pages"]);
    expect(await readFile(inProject("dist/web/index.html"), "utf8")).toBe("<p>new pages</p>");
    expect(readdirSync(inProject("dist")).filter((name) => name.includes("web"))).toEqual(["web"]);
  });

  it("builds the pages again when some of them were deleted from dist", async () => {
    await rm(inProject("dist/web/assets/index-1.js"));
    expect((await run()).stderr).toBe("Building the pages (dist/web/assets/index-1.js is missing)…\n");
    await rm(inProject("dist/web"), { recursive: true });
    expect((await run()).stderr).toBe("Building the pages (first run)…\n");
    expect(await takeRuns()).toEqual(["build pages", "build pages"]);
  });

  it("installs after the lockfile changed", async () => {
    const changed = { ...packages, "node_modules/typescript": { version: "1.0.1", integrity: "sha512-b" } };
    await write("package-lock.json", JSON.stringify({ packages: changed }));
    const { stderr } = await run();
    expect(stderr).toContain("Installing dependencies (package-lock.json changed)…\n");
    expect((await takeRuns())[0]).toBe("install");
  });

  it("installs after a package was deleted", async () => {
    await rm(inProject("node_modules/native-here"), { recursive: true });
    expect((await run()).stderr).toBe("Installing dependencies (node_modules/native-here is missing)…\n");
  });
});

describe("node_modules that somebody else made", () => {
  const installed = (...names: readonly (keyof typeof packages)[]): string =>
    JSON.stringify({ packages: Object.fromEntries(names.map((name) => [name, packages[name]])) });

  beforeEach(async () => {
    await run();
    await takeRuns();
    await rm(inProject("node_modules/.install-stamp.json"));
  });

  it("are taken when they agree with the lockfile", async () => {
    expect(await run()).toEqual(ran);
    expect(await takeRuns()).toEqual([]);
  });

  it("are replaced when a package is left out, as by --omit=dev", async () => {
    await write("node_modules/.package-lock.json", installed("node_modules/native-here"));
    expect((await run()).stderr).toContain("(node_modules/typescript is missing)");
    expect(await takeRuns()).toEqual(["install"]);
  });

  it("are replaced when they are for another kind of machine", async () => {
    await write(
      "node_modules/.package-lock.json",
      installed("node_modules/typescript", "node_modules/rolldown", "node_modules/vite"),
    );
    expect((await run()).stderr).toContain("(node_modules/native-here is missing)");
    expect(await takeRuns()).toEqual(["install"]);
  });
});

describe("what is interrupted", () => {
  const endlessly = { NPM_TAKES_MS: "600000" };
  const lock = (): { child?: number } =>
    JSON.parse(readFileSync(inProject(".prepare.lock"), "utf8")) as { child?: number };
  const isInstalling = (): boolean => existsSync(inProject("node_modules/typescript/bin/tsc"));

  it("is done again after both the script and npm were killed", async () => {
    const first = start(endlessly);
    await eventually("npm is at work", isInstalling);
    process.kill(lock().child!, "SIGKILL");
    first.child.kill("SIGKILL");
    await first.ended;

    expect(await run()).toMatchObject({ code: 3, stdout: ran.stdout });
    expect(await takeRuns()).toEqual(["install", ...everything]);
  });

  it("is waited for while npm goes on after the script alone was killed", async () => {
    const first = start({ NPM_TAKES_MS: "1500" });
    await eventually("npm is at work", isInstalling);
    first.child.kill("SIGKILL");

    expect(await run()).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("Waiting for another"),
    });
    expect(await takeRuns()).toEqual(everything);
  });

  it.each(["SIGINT", "SIGTERM"] as const)("ends with npm on %s, and leaves no lock", async (signal) => {
    const first = start(endlessly);
    await eventually("npm is at work", isInstalling);
    const npmPid = lock().child!;
    first.child.kill(signal);

    expect((await first.ended).code).toBe(signal === "SIGINT" ? 130 : 143);
    expect(() => process.kill(npmPid, 0)).toThrow("ESRCH");
    expect(existsSync(inProject(".prepare.lock"))).toBe(false);
    expect(await run()).toMatchObject({ code: 3 });
  });
});

describe("what fails", () => {
  it("says so when it is the installation, and is tried again by the next run", async () => {
    const { code, stdout, stderr } = await run({ NPM_FAILS: "yes" });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("Installing the dependencies failed: npm ci ended with code 1.");
    expect(stderr).toContain("run the command again");
    expect(existsSync(inProject(".prepare.lock"))).toBe(false);
    expect(await run()).toMatchObject({ code: 3 });
  });

  it("says so when it is the build, and runs nothing old instead", async () => {
    await run();
    await write("src/cli/ledger.ts", "a type error");
    const { code, stdout, stderr } = await run();
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("src/cli/ledger.ts: a type error");
    expect(stderr).toContain("The build failed: correct the errors above, then run the command again.");

    await write("src/cli/ledger.ts", ledgerSource);
    expect(await run()).toMatchObject({ code: 3, stdout: ran.stdout });
  });

  it("says so when the programs cannot be bundled, and leaves the old ones", async () => {
    await run();
    await write("src/cli/ledger.ts", "no bundle");
    const { code, stderr } = await run();
    expect(code).toBe(1);
    expect(stderr).toContain("src/cli/ledger.ts: no bundle");
    expect(stderr).toContain("The build failed: correct the errors above, then run the command again.");
    expect(await readFile(inProject("dist/cli/ledger.js"), "utf8")).toBe(ledgerSource);

    await write("src/cli/ledger.ts", ledgerSource);
    expect(await run()).toMatchObject({ code: 3, stdout: ran.stdout });
  });
});

describe("pages that cannot be built", () => {
  it("say so, and leave the old ones, until they can", async () => {
    await run();
    await write("web/index.html", "broken");
    const { code, stdout, stderr } = await run();
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("web/index.html: broken");
    expect(stderr).toContain("The build of the pages failed");
    expect(await readFile(inProject("dist/web/index.html"), "utf8")).toBe("<p>pages</p>");

    await write("web/index.html", "<p>mended</p>");
    expect(await run()).toMatchObject({ code: 3, stdout: ran.stdout });
    expect(await readFile(inProject("dist/web/index.html"), "utf8")).toBe("<p>mended</p>");
  });
});

describe("package-lock.json", () => {
  const lockfile = readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8");
  const locked = (
    JSON.parse(lockfile) as {
      packages: Readonly<Record<string, { optionalDependencies?: Readonly<Record<string, string>> }>>;
    }
  ).packages;

  it("holds the native packages of all machines, without which npm ci refuses it", () => {
    const wanted = Object.values(locked).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));
    const missing = wanted.filter(
      (name) => !Object.keys(locked).some((path) => path.endsWith(`node_modules/${name}`)),
    );
    expect(missing).toEqual([]);
  });

  it("names packages by version and integrity only, so that any registry can serve them", () => {
    expect(lockfile).not.toContain('"resolved"');
  });
});
