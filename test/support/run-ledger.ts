import { spawn } from "node:child_process";
import { once } from "node:events";
import { ledgerProgram, programEnvironment } from "./program.js";

export interface LedgerRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Kills it with SIGKILL after this time, unless it has ended. */
  readonly killAfterMs?: number;
}

/** Runs the `ledger` command in a process of its own, without a terminal, and waits for its end. */
export async function runLedger(
  values: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  { killAfterMs }: RunOptions = {},
): Promise<LedgerRun> {
  const child = spawn(process.execPath, [...ledgerProgram, ...values], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...programEnvironment(), ...environment },
    ...(killAfterMs === undefined ? {} : { timeout: killAfterMs, killSignal: "SIGKILL" }),
  });
  const output = { stdout: "", stderr: "" };
  // With an encoding, a character that two chunks share stays whole.
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (output.stdout += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (output.stderr += chunk));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, ...output };
}
