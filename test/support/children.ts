import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { programEnvironment } from "./program.js";

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** Starts a TypeScript file of this folder in a process of its own. */
export function startChild(file: string, ...values: readonly string[]): Child {
  const path = fileURLToPath(new URL(`./${file}`, import.meta.url));
  return spawn(process.execPath, ["--import", "tsx", path, ...values], {
    stdio: ["ignore", "pipe", "pipe"],
    env: programEnvironment(),
  });
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
