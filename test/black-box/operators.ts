import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { LedgerRun } from "../support/run-ledger.js";
import type { Findings } from "./findings.js";
import type { Installation } from "./installation.js";
import type { Random } from "./random.js";

/** The months in which the story takes place, in the order in which they are closed. */
export const months = Array.from({ length: 10 }, (_, n) => `2025-${String(n + 1).padStart(2, "0")}`);

export interface Operators {
  /** Waits for the command that runs. @returns how often there was which exit code */
  end(): Promise<ReadonlyMap<string, number>>;
  /** What the backups had, by folder. */
  readonly backups: readonly string[];
  readonly closed: readonly string[];
}

export interface OperatorsOptions {
  readonly random: Random;
  readonly findings: Findings;
  /** What is killed and paused beside the commands. */
  readonly disturbed: "nothing" | "servers" | "servers and stores";
  /** Where months begin. */
  readonly timeZone: string;
}

interface Command {
  readonly values: readonly string[];
  /** Exit codes that are right whatever happens beside it, where nothing is killed or paused. */
  readonly codes: readonly number[];
  readonly onSuccess?: () => void;
}

const storeUnusable = 3;

/** Runs one command of the ledger after the other beside the sales. None of them may find anything wrong. */
export function operate(
  { run, folder, shopUrl }: Pick<Installation, "run" | "folder" | "shopUrl">,
  { random, findings, disturbed, timeZone }: OperatorsOptions,
): Operators {
  const counts = new Map<string, number>();
  const backups: string[] = [];
  const closed: string[] = [];
  let isEnded = false;

  function command(): Command {
    const backup = join(folder, `backup-${backups.length}`);
    const month = random.chance(0.5) ? months[closed.length] : random.pick([undefined, ...closed]);
    return random.pick<Command>([
      // Behind is no error while sales go on.
      { values: ["verify"], codes: [0, 5] },
      { values: ["repair"], codes: [0] },
      { values: ["rebuild", "--reason", "black box"], codes: [0] },
      { values: ["rebuild", "--rollback", "--yes"], codes: [0, 2] },
      { values: ["export", random.pick(["events", "ownership", "history"])], codes: [0] },
      { values: ["find", random.pick(["learner-1", "payment-1", "order-1", "nobody"])], codes: [0, 4] },
      { values: ["status"], codes: [0, 5] },
      { values: ["figures", "--by", "month"], codes: [0] },
      ...(shopUrl === undefined ? [] : [{ values: ["adopt", "--repair"], codes: [0] }]),
      { values: ["backup", backup], codes: [0], onSuccess: () => backups.push(backup) },
      {
        values: month === undefined ? ["close"] : ["close", month, "--time-zone", timeZone],
        codes: [0],
        onSuccess: () => month !== undefined && !closed.includes(month) && closed.push(month),
      },
    ]);
  }

  /** Whether a store that is unavailable explains it, or a server that was paused while it held the lock of the log. */
  const mayFail = ({ code, stderr }: LedgerRun): boolean =>
    code === storeUnusable &&
    (disturbed === "servers and stores" ||
      (disturbed === "servers" && stderr.includes("is locked by another process")));

  async function work(): Promise<void> {
    while (!isEnded) {
      const { values, codes, onSuccess } = command();
      const result = await run(values);
      const key = `${values[0]} ${result.code}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      const isRight = codes.includes(result.code ?? -1);
      if (isRight && result.code === 0) onSuccess?.();
      if (!isRight && !mayFail(result)) findings.add("a command failed", { values, ...shortened(result) });
      await sleep(200);
    }
  }

  const working = work();
  return {
    ...{ backups, closed },
    async end() {
      isEnded = true;
      await working;
      return counts;
    },
  };
}

/** The end says what was wrong. */
export const shortened = ({ code, stdout, stderr }: LedgerRun) => ({
  code,
  stdout: stdout.slice(-1500),
  stderr: stderr.slice(-1500),
});
