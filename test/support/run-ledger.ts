import { spawn } from "node:child_process";
import { once } from "node:events";
import { ledgerProgram, programEnvironment } from "./program.js";

export interface LedgerRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the `ledger` command in a process of its own, without a terminal, and waits for its end. */
export async function runLedger(
  values: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<LedgerRun> {
  const child = spawn(process.execPath, [...ledgerProgram, ...values], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...programEnvironment(), ...environment },
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, ...output };
}
