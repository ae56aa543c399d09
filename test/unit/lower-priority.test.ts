import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { constants, getPriority, setPriority } from "node:os";
import { lowerPriority } from "../../src/lower-priority.js";

describe("the priority of a process beside a server", () => {
  let child: ChildProcess;
  beforeEach(() => {
    child = spawn(process.execPath, ["-e", "setInterval(() => undefined, 60_000)"], { stdio: "ignore" });
  });
  afterEach(() => {
    child.kill();
  });

  it("is below the server's, also if that was started with `nice`", () => {
    const pid = child.pid!;
    const own = Math.max(getPriority(), 4);
    setPriority(pid, own);
    lowerPriority(pid);
    const { PRIORITY_BELOW_NORMAL, PRIORITY_LOW } = constants.priority;
    expect(getPriority(pid)).toBe(Math.min(own + PRIORITY_BELOW_NORMAL, PRIORITY_LOW));
    for (let time = 0; time < 2; time++) lowerPriority(pid);
    expect(getPriority(pid)).toBe(PRIORITY_LOW);
  });

  (process.platform === "linux" ? it : it.skip)("is the lowest where memory runs out", () => {
    const pid = child.pid!;
    lowerPriority(pid);
    expect(readFileSync(`/proc/${pid}/oom_score_adj`, "utf8")).toBe("1000\n");
  });
});
