/**
 * Bundles the programs of `src` into a folder: `node scripts/bundle.mjs <folder>`. A file that is found, read and compiled
 * costs more than what most modules do, so a command loads a few files instead of two hundred; and they are CommonJS, which
 * Node.js loads faster than ES modules (ADR 26). The modules are there as well, each by itself, for other programs to import.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

const root = fileURLToPath(new URL("..", import.meta.url));
/** @type {{ dependencies: Readonly<Record<string, string>> }} */
const { dependencies } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
const bundled = [
  // What every command loads, or the smallest ones do; of the SQLite package all but its native part.
  ...["zod", "commander", "dotenv", "big.js", "currency-codes", "libsql", "rxjs"],
  // ES modules, which not every version of Node.js lets CommonJS load.
  ...["jose", "openid-client", "temporal-polyfill", "tinyqueue", "uuid"],
];
const external = Object.keys(dependencies).filter((name) => !bundled.includes(name));

/** @param {string} path of a file in `src` */
const entry = (path) => /** @type {const} */ ([path.replace(/\.ts$/, ""), join(root, "src", path)]);

/** @param {readonly string[]} paths of files in `src`; whatever they import goes into their chunk, too */
const isOneOf = (...paths) => {
  const files = new Set(paths.map((path) => join(root, "src", path)));
  return (/** @type {string} */ id) => files.has(id);
};

/** @type {import("rolldown").InputOptions} */
const common = {
  cwd: root,
  platform: "node",
  tsconfig: false,
  transform: { target: "node20.19" },
  // The one that is not a file's own location is used by the sources only.
  checks: { emptyImportMeta: false },
};

const folder = process.argv[2] ?? "";

/** @type {import("rolldown").OutputOptions} */
const output = {
  dir: folder,
  format: "cjs",
  sourcemap: true,
  entryFileNames: "[name].js",
};

await build({
  ...common,
  input: Object.fromEntries(
    readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map(entry),
  ),
  external: (id) => !id.startsWith(".") && !id.startsWith(root),
  output: { ...output, preserveModules: true, preserveModulesRoot: "src" },
});

const programs = [
  "main.ts",
  "cli/ledger.ts",
  "cli/demo.ts",
  "jobs/process/job-process.ts",
  "projector-thread/projector-thread.ts",
  "stores/event-store/eventstoredb-door/door-process.ts",
];

// Over the modules of the same names.
const { output: chunks } = await build({
  ...common,
  input: Object.fromEntries(programs.map(entry)),
  external: [...external.map((name) => new RegExp(`^${name}(/|$)`)), /^@libsql\//],
  resolve: {
    alias: {
      "@neon-rs/load": join(root, "scripts/native-target.mjs"),
      // As modules, of which what nobody uses is left out.
      rxjs: join(root, "node_modules/rxjs/dist/esm/index.js"),
    },
  },
  output: {
    ...output,
    // Directly in the folder: see src/program-files.ts.
    chunkFileNames: "[name]-[hash].js",
    // A chunk for each set of modules that the same programs use would be thirty of them for a short command. None of these
    // holds a program itself: it would start with every other program that loads the chunk.
    codeSplitting: {
      groups: [
        { name: "base", test: isOneOf("errors.ts", "environment.ts", "version.ts"), priority: 3 },
        {
          name: "command-line",
          test: isOneOf("cli/create-program.ts", "cli/failure.ts", "cli/run-to-end.ts", "closed-output.ts"),
          priority: 2,
        },
        {
          name: "stores",
          test: isOneOf(
            ...["compose.ts", "open-catalogue.ts", "config.ts", "cli/opened-ledger.ts"],
            // Small, and with the stores in most commands.
            ...["cli/terminal.ts", "log/measure-lag.ts", "log/assert-same-log.ts"],
            ...["health/consistency.ts", "health/last-verification.ts"],
          ),
          priority: 1,
        },
      ],
    },
  },
});

const isProgram = isOneOf(...programs, "server-program.ts", "cli/ledger-program.ts");
for (const { fileName, moduleIds } of chunks.filter((each) => each.type === "chunk"))
  if (
    moduleIds.some(isProgram) &&
    chunks.some((each) => each.type === "chunk" && each.imports.includes(fileName))
  )
    throw new Error(`${fileName} holds a program, and other programs load it: they would start it.`);

// The project's own says that its files are ES modules.
writeFileSync(join(folder, "package.json"), `${JSON.stringify({ type: "commonjs" })}\n`);
