import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { Writable } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { createProgress, type Progress } from "../../src/cli/progress.js";

const toLineStart = "\u001b[1G";

/** A stream that keeps what was written to it. */
function recorder(isTTY: boolean) {
  let text = "";
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  return {
    stream: Object.assign(stream, { isTTY, columns: 80 }),
    /** What a person reads, without the control sequences. */
    lines: () =>
      stripVTControlCharacters(text.replaceAll(toLineStart, "\n"))
        .split("\n")
        .filter((line) => line.trim() !== ""),
  };
}

describe("progress", () => {
  let now = 0;
  beforeEach(() => {
    now = 0;
    jest.useFakeTimers();
    jest.spyOn(performance, "now").mockImplementation(() => now);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  const advance = (progress: Progress, steps: readonly (readonly [number, number | undefined])[]): void => {
    for (const [value, total] of steps) {
      now += 11_000;
      jest.advanceTimersByTime(11_000);
      progress.update(value, total);
    }
  };

  it("shows a bar with the seconds that are left, which fits 80 columns and ends at 100 %", () => {
    const { stream, lines } = recorder(true);
    const progress = createProgress({ label: "Comparing events" }, stream);
    advance(progress, [
      [0, 1_000_000],
      [0, 1_000_000],
      [500_000, 1_000_000],
      [900_000, 1_000_000],
    ]);
    progress.finish();
    expect(lines().at(-1)).toMatch(/^Comparing events █{20} 100 % \| 1000000 of 1000000$/);
    expect(lines().some((line) => / \| \d+ s left$/.test(line))).toBe(true);
    for (const line of lines()) {
      expect(line).not.toMatch(/NULL|INF|NaN|LL|NF/);
      expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  it("claims no share of a total that is not known", () => {
    const { stream, lines } = recorder(true);
    const progress = createProgress({ label: "Comparing users" }, stream);
    advance(progress, [
      [5, undefined],
      [7, undefined],
    ]);
    progress.finish();
    expect(lines()).toContain("Comparing users: 7");
    expect(lines().at(-1)).toBe("Comparing users: done");
    expect(lines().join()).not.toContain("%");
  });

  it("leaves the bar where it was when the work fails, and draws nothing for short work", () => {
    const { stream, lines } = recorder(true);
    const failing = createProgress({ label: "Reading" }, stream);
    advance(failing, [
      [1, 10],
      [4, 10],
    ]);
    failing.stop();
    expect(lines().at(-1)).toContain(" 40 % | 4 of 10");

    const short = recorder(true);
    const progress = createProgress({ label: "Reading" }, short.stream);
    progress.update(10, 10);
    progress.finish();
    progress.stop();
    expect(short.lines()).toEqual([]);
  });

  it("writes a line now and then where there is no terminal, the last one with the total", () => {
    const { stream, lines } = recorder(false);
    const progress = createProgress({ label: "Importing", format: (users) => `${users} users` }, stream);
    progress.update(1, 10);
    advance(progress, [
      [4, 10],
      [9, 10],
    ]);
    progress.finish();
    expect(lines()).toEqual([
      "Importing: 4 users of 10 users",
      "Importing: 9 users of 10 users",
      "Importing: 10 users of 10 users",
    ]);
  });
});
