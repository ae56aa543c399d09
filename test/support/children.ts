import { spawn, spawnSync, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { renameSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { programEnvironment } from "./program.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** Starts a TypeScript file of this folder in a process of its own. */
export function startChild(file: string, ...values: readonly string[]): Child {
  return spawn(process.execPath, [bundleOf(file), ...values], {
    stdio: ["ignore", "pipe", "pipe"],
    env: programEnvironment(),
  });
}

const bundles = new Map<string, string>();

/** Bundled, a child starts in half the time that it takes with a loader of TypeScript. */
function bundleOf(file: string): string {
  const known = bundles.get(file);
  if (known !== undefined) return known;
  const results = join(root, "test-results");
  const bundle = join(results, file.replace(/\.ts$/, ".mjs"));
  const unfinished = `${bundle}.${process.pid}`;
  // Its API does not work within jest, whose tests have an Uint8Array of their own.
  const { status, stderr } = spawnSync(
    join(root, "node_modules/esbuild/bin/esbuild"),
    [
      join(root, "test/support", file),
      ...["--bundle", "--packages=external", "--platform=node", "--format=esm", "--target=node20"],
      ...["--log-level=warning", `--outfile=${unfinished}`],
    ],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`${file} was not bundled: ${stderr}`);
  // Other workers may be starting it.
  renameSync(unfinished, bundle);
  bundles.set(file, bundle);
  return bundle;
}

/**
 * Reads what the child prints, line by line, until it ends or `onLine` asks for it to be killed (SIGKILL: no chance
 * to tidy up).
 *
 * @returns whether it was killed
 * @throws Error if it ended by itself with a failure
 */
export async function runChild(child: Child, onLine: (line: string) => "go on" | "kill"): Promise<boolean> {
  const exited = once(child, "exit");
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  let killed = false;
  for await (const line of createInterface({ input: child.stdout })) {
    if (!killed && onLine(line) === "kill") {
      killed = true;
      child.kill("SIGKILL");
    }
  }
  const [code] = (await exited) as [number | null];
  if (!killed && code !== 0) throw new Error(`The child ended with ${String(code)}: ${errors}`);
  return killed;
}
