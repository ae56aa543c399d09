import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { exitCodes } from "../../src/cli/exit-codes.js";
import { runToEnd } from "../../src/cli/run-to-end.js";

describe("a program that runs to its end", () => {
  const printed = jest.spyOn(console, "error").mockImplementation(() => undefined);
  const exitCode = process.exitCode;

  afterEach(() => {
    process.exitCode = exitCode;
    printed.mockClear();
  });

  it("leaves the exit code to the program", async () => {
    await runToEnd(() => Promise.resolve());
    process.emit("beforeExit", 0);
    expect(process.exitCode).toBe(exitCode);
    expect(printed).not.toHaveBeenCalled();
  });

  it("fails if Node.js has nothing left to wait for and the program still waits", async () => {
    let finish!: () => void;
    const unfinished = new Promise<void>((resolve) => (finish = resolve));
    const running = runToEnd(() => unfinished);
    process.emit("beforeExit", 0);
    expect(process.exitCode).toBe(exitCodes.internal_error);
    expect(printed).toHaveBeenCalledWith(expect.stringContaining("before its work was done"));
    finish();
    await running;
  });
});
