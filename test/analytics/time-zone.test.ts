import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { isReversed, parseTime } from "../../src/analytics/date-range.js";
import { openTimeZone, parseDay, type TimeZone } from "../../src/analytics/time-zone.js";
import { isWithin } from "../../src/stores/read-model/history-analytics.js";

const zone = (name: string): TimeZone => {
  const opened = openTimeZone(name);
  if (opened === undefined) throw new Error(`${name} is a zone`);
  return opened;
};
const startOf = (name: string, day: string): string =>
  new Date(zone(name).startOf(parseDay(day)!)).toISOString();
const dayAt = (name: string, instant: string): string => zone(name).dayAt(Date.parse(instant)).toString();

describe("a local day", () => {
  it.each([
    ["UTC", "2026-01-31", "2026-01-31T00:00:00.000Z"],
    // Summer time begins and ends: the day before, the day itself, the day after.
    ["Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00.000Z"],
    ["Europe/Berlin", "2026-03-30", "2026-03-29T22:00:00.000Z"],
    ["Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00.000Z"],
    ["Europe/Berlin", "2026-10-26", "2026-10-25T23:00:00.000Z"],
    ["America/New_York", "2026-03-08", "2026-03-08T05:00:00.000Z"],
    ["America/New_York", "2026-03-09", "2026-03-09T04:00:00.000Z"],
    ["America/New_York", "2026-11-01", "2026-11-01T04:00:00.000Z"],
    ["America/New_York", "2026-11-02", "2026-11-02T05:00:00.000Z"],
    ["Asia/Kathmandu", "2026-01-31", "2026-01-30T18:15:00.000Z"],
    ["Asia/Ulaanbaatar", "2026-01-31", "2026-01-30T16:00:00.000Z"],
    ["Pacific/Kiritimati", "2026-01-31", "2026-01-30T10:00:00.000Z"],
    ["Pacific/Pago_Pago", "2026-01-31", "2026-01-31T11:00:00.000Z"],
    // Midnight was skipped: the clocks went from 23:59:59 to 01:00:00.
    ["America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00.000Z"],
    ["Asia/Beirut", "2022-03-27", "2022-03-26T22:00:00.000Z"],
    // Midnight came twice: the clocks went from 00:59:59 to 00:00:00.
    ["America/Havana", "2024-11-03", "2024-11-03T04:00:00.000Z"],
    // Not a multiple of a quarter of an hour from UTC.
    ["Africa/Monrovia", "1970-01-02", "1970-01-02T00:44:30.000Z"],
    ["UTC", "0020-02-29", "0020-02-29T00:00:00.000Z"],
  ])("in %s, %s, begins at %s", (name, day, instant) => {
    expect(startOf(name, day)).toBe(instant);
    expect(dayAt(name, instant)).toBe(day);
    expect(dayAt(name, new Date(Date.parse(instant) - 1).toISOString())).not.toBe(day);
  });

  it("that a place has skipped begins where the next one does", () => {
    expect(startOf("Pacific/Apia", "2011-12-30")).toBe("2011-12-30T10:00:00.000Z");
    expect(startOf("Pacific/Apia", "2011-12-31")).toBe("2011-12-30T10:00:00.000Z");
    expect(dayAt("Pacific/Apia", "2011-12-30T09:59:59.999Z")).toBe("2011-12-29");
  });

  it("begins after the one before it, and holds the instants that it should, wherever and whenever", () => {
    const zones = [
      "Europe/Berlin",
      "America/New_York",
      "America/Sao_Paulo",
      "Asia/Kathmandu",
      "Asia/Ulaanbaatar",
      "Australia/Lord_Howe",
      "Africa/Casablanca",
      "Asia/Tehran",
      "Pacific/Chatham",
    ].map(zone);
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.parse("1980-01-01"), max: Date.parse("2060-01-01") }),
        (place, instant) => {
          const day = place.dayAt(instant);
          expect(place.startOf(day)).toBeLessThanOrEqual(instant);
          expect(place.startOf(day.add({ days: 1 }))).toBeGreaterThan(instant);
        },
      ),
    );
  });
});

describe("a time zone", () => {
  it.each(["", "Berlin/Europe", "+05:45", "-01:00", "UTC+1", "Europe/Berlin ", "../../etc/passwd"])(
    "is not %j",
    (name) => {
      expect(openTimeZone(name)).toBeUndefined();
    },
  );
});

describe("an end of a range", () => {
  const berlin = zone("Europe/Berlin");

  it.each([
    ["2026-03-30", "2026-03-29T22:00:00.000Z"],
    ["2026-01-31T12:00Z", "2026-01-31T12:00:00.000Z"],
    ["2026-01-31T12:00:30.5+08:00", "2026-01-31T04:00:30.500Z"],
    ["2024-02-29", "2024-02-28T23:00:00.000Z"],
  ])("%s is %s in Berlin", (text, instant) => {
    expect(parseTime(text, berlin)).toBe(instant);
  });

  it.each([
    "",
    "yesterday",
    "2026",
    "2026-01",
    "2026-02-30",
    "2026-13-01",
    "2025-02-29",
    "2026-02-30T00:00:00Z",
    "2026-01-31T12:00:00",
    "2026-01-31T25:00:00Z",
    "2026-01-31T12:00:00 02:00",
    "31.01.2026",
    "1767225600000",
    "0000-01-01",
    "+010000-01-01T00:00:00Z",
  ])("is not %j", (text) => {
    expect(parseTime(text, berlin)).toBeUndefined();
  });

  it("is half-open, and no date is never within", () => {
    const range = { from: "2026-01-01T00:00:00.000Z", to: "2026-01-02T00:00:00.000Z" };
    expect(isWithin(range, range.from)).toBe(true);
    expect(isWithin(range, range.to)).toBe(false);
    expect(isWithin({}, range.to)).toBe(true);
    expect(isWithin({}, null)).toBe(false);
    expect([isReversed(range), isReversed({ from: range.to, to: range.from }), isReversed({})]).toEqual([
      false,
      true,
      false,
    ]);
  });
});
