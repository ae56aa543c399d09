import { spawn } from "node:child_process";
import { constants } from "node:os";

/** @typedef {{ cwd: string, env?: NodeJS.ProcessEnv, stdio?: import("node:child_process").StdioOptions, onSpawn?: (pid: number) => void }} ChildOptions */

/** @type {readonly NodeJS.Signals[]} */
const passedOn = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs `node` with the given arguments, or another command, to its end, and passes signals on to it:
 * while it runs, this process outlives them, so that it can clean up and report.
 *
 * @param {readonly string[]} args
 * @param {ChildOptions} options
 * @param {string} command
 * @returns {Promise<number>} the exit code; as a shell reports it, 128 + n, where signal n ended the child
 */
export function runChild(args, options, command = process.execPath) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: options.stdio ?? "inherit",
    });
    if (child.pid !== undefined) options.onSpawn?.(child.pid);
    const stopPassing = passSignals((signal) => child.kill(signal));
    child.on("error", (error) => {
      stopPassing();
      reject(error);
    });
    child.on("close", (code, signal) => {
      stopPassing();
      resolve(signal === null ? (code ?? 1) : signalExitCode(signal));
    });
  });
}

/**
 * @param {NodeJS.Signals} signal
 * @returns {number}
 */
export const signalExitCode = (signal) => 128 + constants.signals[signal];

/** @param {(signal: NodeJS.Signals) => void} send */
function passSignals(send) {
  /** @param {NodeJS.Signals} signal */
  const onSignal = (signal) => {
    // A terminal sends Ctrl-C to the child itself; twice would skip its clean-up.
    if (signal === "SIGINT" && process.stdin.isTTY) return;
    send(signal);
  };
  for (const signal of passedOn) process.on(signal, onSignal);
  return () => {
    for (const signal of passedOn) process.off(signal, onSignal);
  };
}
