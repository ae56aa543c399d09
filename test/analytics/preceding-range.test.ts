import { describe, expect, it } from "@jest/globals";
import { precedingRange } from "../../src/analytics/preceding-range.js";
import { openTimeZone } from "../../src/analytics/time-zone.js";

describe("the range before", () => {
  const before = (from: string | undefined, to: string | undefined, tz = "UTC") => {
    const zone = openTimeZone(tz);
    if (zone === undefined) throw new Error(tz);
    const range = precedingRange({ from, to }, zone);
    return range === undefined ? undefined : [range.from, range.to];
  };

  it.each([
    ["a month", "2026-03-01T00:00:00.000Z", "2026-04-01T00:00:00.000Z", "2026-02-01T00:00:00.000Z"],
    ["a quarter", "2026-04-01T00:00:00.000Z", "2026-07-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z"],
    ["a year", "2025-01-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z", "2024-01-01T00:00:00.000Z"],
    ["some days", "2026-03-03T00:00:00.000Z", "2026-03-10T00:00:00.000Z", "2026-02-24T00:00:00.000Z"],
    ["some hours", "2026-03-03T06:00:00.000Z", "2026-03-03T18:00:00.000Z", "2026-03-02T18:00:00.000Z"],
  ])("is as long as it: %s", (_, from, to, expected) => {
    expect(before(from, to)).toEqual([expected, from]);
  });

  it("begins at midnight where the reader is, although the clocks were changed meanwhile", () => {
    expect(before("2026-03-31T22:00:00.000Z", "2026-04-30T22:00:00.000Z", "Europe/Berlin")).toEqual([
      "2026-02-28T23:00:00.000Z",
      "2026-03-31T22:00:00.000Z",
    ]);
    expect(before("2026-03-29T22:00:00.000Z", "2026-03-30T22:00:00.000Z", "Europe/Berlin")?.[0]).toBe(
      "2026-03-28T23:00:00.000Z",
    );
  });

  it("is none without two ends, for nothing, and before the year 0", () => {
    expect(before(undefined, "2026-01-01T00:00:00.000Z")).toBeUndefined();
    expect(before("2026-01-01T00:00:00.000Z", undefined)).toBeUndefined();
    expect(before("2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z")).toBeUndefined();
    expect(before("0000-01-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z")).toBeUndefined();
  });
});
