import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  intervals,
  listBuckets,
  mostBuckets,
  type Bucket,
  type Interval,
} from "../../src/analytics/buckets.js";
import { openTimeZone } from "../../src/analytics/time-zone.js";

function buckets(interval: Interval, name: string, from: string, to: string): readonly Bucket[] {
  const zone = openTimeZone(name);
  if (zone === undefined) throw new Error(`${name} is a zone`);
  return listBuckets({ from: Date.parse(from), to: Date.parse(to), interval, zone });
}
const starts = (...query: Parameters<typeof buckets>): readonly string[] =>
  buckets(...query).map(({ start }) => start);
const hours = (...query: Parameters<typeof buckets>): readonly number[] =>
  buckets(...query).map(({ from, to }) => (to - from) / 3_600_000);

describe("buckets", () => {
  it("are days of 23 and 25 hours where the clocks change", () => {
    expect(hours("day", "Europe/Berlin", "2026-03-28T00:00+01:00", "2026-03-31T00:00+02:00")).toEqual([
      24, 23, 24,
    ]);
    expect(hours("day", "Europe/Berlin", "2026-10-24T12:00Z", "2026-10-26T12:00Z")).toEqual([24, 25, 24]);
    expect(hours("day", "America/New_York", "2026-03-08T12:00Z", "2026-03-08T13:00Z")).toEqual([23]);
    expect(hours("day", "America/New_York", "2026-11-01T12:00Z", "2026-11-01T13:00Z")).toEqual([25]);
    expect(hours("day", "Australia/Lord_Howe", "2026-04-05T03:00Z", "2026-04-05T04:00Z")).toEqual([24.5]);
    expect(hours("week", "Europe/Berlin", "2026-03-25T12:00Z", "2026-03-25T13:00Z")).toEqual([167]);
  });

  it("touch the range, and nothing beyond it", () => {
    expect(starts("day", "UTC", "2026-01-01T00:00Z", "2026-01-03T00:00Z")).toEqual([
      "2026-01-01",
      "2026-01-02",
    ]);
    expect(starts("day", "UTC", "2026-01-01T23:59:59.999Z", "2026-01-02T00:00:00.001Z")).toEqual([
      "2026-01-01",
      "2026-01-02",
    ]);
    expect(starts("day", "UTC", "2026-01-01T00:00Z", "2026-01-01T00:00Z")).toEqual([]);
    expect(starts("day", "Asia/Kathmandu", "2026-01-01T18:14:59Z", "2026-01-01T18:15:01Z")).toEqual([
      "2026-01-01",
      "2026-01-02",
    ]);
  });

  it("are ISO weeks, from Monday, over the end of a year and before 1970", () => {
    expect(starts("week", "UTC", "2025-12-28T12:00Z", "2026-01-06T00:00Z")).toEqual([
      "2025-12-22",
      "2025-12-29",
      "2026-01-05",
    ]);
    expect(starts("week", "UTC", "1969-12-24T00:00Z", "1970-01-06T00:00Z")).toEqual([
      "1969-12-22",
      "1969-12-29",
      "1970-01-05",
    ]);
  });

  it("are months, whatever their length", () => {
    expect(starts("month", "Asia/Ulaanbaatar", "2024-01-31T15:59Z", "2024-02-29T16:01Z")).toEqual([
      "2024-01-01",
      "2024-02-01",
      "2024-03-01",
    ]);
    expect(hours("month", "UTC", "2024-02-10T00:00Z", "2024-02-11T00:00Z")).toEqual([29 * 24]);
  });

  it("leave out a date that a place has skipped", () => {
    expect(starts("day", "Pacific/Apia", "2011-12-29T12:00Z", "2011-12-31T12:00Z")).toEqual([
      "2011-12-29",
      "2011-12-31",
      "2012-01-01",
    ]);
  });

  it(`are ${mostBuckets} at the most`, () => {
    const from = "2000-01-01T00:00Z";
    const day = (days: number): string => new Date(Date.parse(from) + days * 86_400_000).toISOString();
    expect(buckets("day", "UTC", from, day(mostBuckets))).toHaveLength(mostBuckets);
    expect(() => buckets("day", "UTC", from, day(mostBuckets + 1))).toThrow(
      expect.objectContaining({ code: "request_invalid" }),
    );
  });

  it("follow each other without a gap and cover the range, everywhere", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("UTC", "Europe/Berlin", "America/Sao_Paulo", "Asia/Kathmandu", "America/St_Johns"),
        fc.constantFrom(...intervals),
        fc.integer({ min: Date.parse("1985-01-01"), max: Date.parse("2040-01-01") }),
        fc.integer({ min: 1, max: 200 * 86_400_000 }),
        (name, interval, from, length) => {
          const zone = openTimeZone(name);
          if (zone === undefined) throw new Error(name);
          const found = listBuckets({ from, to: from + length, interval, zone });
          expect(found[0]?.from).toBeLessThanOrEqual(from);
          expect(found.at(-1)?.from).toBeLessThan(from + length);
          expect(found.at(-1)?.to).toBeGreaterThanOrEqual(from + length);
          expect(found.slice(1).map((bucket) => bucket.from)).toEqual(
            found.slice(0, -1).map((bucket) => bucket.to),
          );
          expect(found.every((bucket) => bucket.to > bucket.from)).toBe(true);
        },
      ),
    );
  });
});
