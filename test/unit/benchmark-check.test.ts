import { describe, expect, it } from "@jest/globals";
import type { Aim, Outcome } from "../../bench/benchmark.js";
import { notHeld } from "../../bench/report.js";

const measured = (
  what: string,
  aim: Aim,
  ours: readonly number[],
  reference?: readonly number[],
): Outcome => ({
  ...{ what, unit: "events/s", ours, aim },
  reference: reference === undefined ? undefined : { name: "by hand", values: reference },
});

describe("what `npm run bench -- --check` fails for", () => {
  it("is nothing where every aim is just reached", () => {
    const results = {
      rates: [measured("rate", { ratioAtLeast: 0.8 }, [80], [100])],
      times: [measured("time", { ratioAtMost: 3 }, [300], [100])],
      memory: [measured("memory", { valueBelow: 200 }, [199])],
    };
    expect(notHeld(results)).toEqual([]);
  });

  it("is every aim that is just missed, in any benchmark", () => {
    const results = {
      rates: [
        measured("rate", { ratioAtLeast: 0.8 }, [79], [100]),
        measured("fast", { ratioAtLeast: 0.8 }, [90], [100]),
      ],
      times: [measured("time", { ratioAtMost: 3 }, [301], [100])],
      memory: [measured("memory", { valueBelow: 200 }, [200])],
    };
    expect(notHeld(results)).toEqual(["rate", "time", "memory"]);
  });

  it("judges the ratios of the rounds, not that of the medians", () => {
    const rounds = [measured("rate", { ratioAtLeast: 0.8 }, [50, 90, 10], [100, 100, 10])];
    expect(notHeld({ rounds })).toEqual([]);
    const slow = [measured("rate", { ratioAtLeast: 0.8 }, [50, 70, 10], [100, 100, 10])];
    expect(notHeld({ slow })).toEqual(["rate"]);
  });

  it("includes what was not measured at all", () => {
    const results = {
      none: [measured("rate", { ratioAtLeast: 0.8 }, [], []), measured("memory", { valueBelow: 200 }, [])],
    };
    expect(notHeld(results)).toEqual(["rate", "memory"]);
  });
});
