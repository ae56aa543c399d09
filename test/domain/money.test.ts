import { describe, expect, it } from "@jest/globals";
import currencyCodes from "currency-codes";
import fc from "fast-check";
import { formatMoney, minorDigits, toMajorUnits, toMinorUnits } from "../../src/events/money.js";

describe("money", () => {
  it.each([
    [29.99, "EUR", 2999],
    [0, "EUR", 0],
    [-0, "EUR", 0],
    [0.1 + 0.2, "EUR", undefined],
    [0.3, "EUR", 30],
    [1.005, "EUR", undefined],
    [19.9, "EUR", 1990],
    [4.35, "EUR", 435],
    [49900, "MNT", 4990000],
    [100, "JPY", 100],
    [100.5, "JPY", undefined],
    [1.234, "BHD", 1234],
    [1.2345, "BHD", undefined],
    [1234567890123.45, "EUR", 123456789012345],
    [90071992547409.94, "EUR", undefined],
    [1e21, "EUR", undefined],
    [5e-324, "EUR", undefined],
    [-1, "EUR", undefined],
    [Number.NaN, "EUR", undefined],
    [Number.POSITIVE_INFINITY, "EUR", undefined],
    [1, "XXQ", undefined],
  ])("%d %s is %p in minor units", (major, currency, minor) => {
    expect(toMinorUnits(major, currency)).toBe(minor);
  });

  it("goes from minor to major units and back without a loss, in every currency", () => {
    const currency = fc.constantFrom(...currencyCodes.codes());
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), currency, (amountMinor, code) => {
        expect(toMinorUnits(toMajorUnits({ amountMinor, currency: code }), code)).toBe(amountMinor);
      }),
    );
  });

  it("is written with all its decimals", () => {
    expect(formatMoney({ amountMinor: 2900, currency: "EUR" })).toBe("29.00 EUR");
    expect(formatMoney({ amountMinor: 5, currency: "BHD" })).toBe("0.005 BHD");
    expect(formatMoney({ amountMinor: 1500, currency: "JPY" })).toBe("1500 JPY");
  });

  it("knows the digits of ISO 4217", () => {
    expect([
      minorDigits("JPY"),
      minorDigits("EUR"),
      minorDigits("IQD"),
      minorDigits("eur "),
      minorDigits(""),
    ]).toEqual([0, 2, 3, undefined, undefined]);
  });
});
