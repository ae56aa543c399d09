/**
 * Bundles the programs of `src` into a folder: `node scripts/bundle.mjs <folder>`. A file that is found, read and compiled
 * costs more than what most modules do, so a command loads a few files instead of two hundred (ADR 26). The modules are
 * there as well, each by itself, for other programs to import.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
/** @type {{ dependencies: Readonly<Record<string, string>> }} */
const { dependencies } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
/** What every command loads, or the smallest ones do: all of it JavaScript that needs no file of its own. */
const bundled = ["zod", "commander", "dotenv", "big.js", "currency-codes"];

/** @type {import("esbuild").BuildOptions} */
const common = {
  absWorkingDir: root,
  outdir: process.argv[2] ?? "",
  outbase: "src",
  platform: "node",
  format: "esm",
  target: "node20.19",
  sourcemap: true,
  sourcesContent: false,
  logLevel: "warning",
};

await build({
  ...common,
  entryPoints: readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join("src", file)),
});

// Over the modules of the same names.
await build({
  ...common,
  allowOverwrite: true,
  entryPoints: [
    "src/main.ts",
    "src/cli/ledger.ts",
    "src/cli/demo.ts",
    "src/jobs/process/job-process.ts",
    "src/stores/event-store/eventstoredb-door/door-process.ts",
  ],
  // Directly in the folder: see src/program-files.ts.
  chunkNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  external: Object.keys(dependencies).filter((name) => !bundled.includes(name)),
  // For commander, which is CommonJS.
  banner: {
    js: 'const require = process.getBuiltinModule("module").createRequire(import.meta.url);',
  },
});
