import { describe, expect, it } from "@jest/globals";
import { decodeEvent } from "../../src/events/codec.js";
import { formatMoney, minorDigits, toMajorUnits, toMinorUnits } from "../../src/events/money.js";
import { coursePurchased, stream } from "../support/events.js";

/**
 * The minor-unit digits of every currency that the ledger ever took, by digits. Events keep minor units only, so a
 * currency whose digits change, or that is forgotten (as ISO 4217 forgets one that is replaced by the euro), would
 * change what old purchases cost. Codes may be added here, never taken away or moved.
 */
const digitsOfRecord: Readonly<Record<number, string>> = {
  0: `BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XAG XAU XBA XBB XBC XBD XDR
    XOF XPD XPF XPT XSU XTS XUA XXX`,
  2: `AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP
    BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR
    FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW
    KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN
    NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD
    SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS
    VED VES WST XCD YER ZAR ZMW ZWG`,
  3: "BHD IQD JOD KWD LYD OMR TND",
  4: "CLF UYW",
};

const ofRecord = Object.entries(digitsOfRecord).flatMap(([digits, codes]) =>
  codes.split(/\s+/).map((code) => [code, Number(digits)] as const),
);

describe("currencies", () => {
  it("keep the digits that old events were written with", () => {
    expect(ofRecord.map(([code]) => [code, minorDigits(code)])).toEqual(ofRecord);
  });

  it.each(["eur", "Eur", " EUR", "EURO", "EU", "", "XYZ", "u\u017fd", "__proto__", "constructor"])(
    "are none at %j",
    (code) => {
      expect(minorDigits(code)).toBeUndefined();
      expect(toMinorUnits(1, code)).toBeUndefined();
    },
  );

  it("that are none make an event invalid: an amount in nobody knows what is no amount", () => {
    const event = coursePurchased("u-1", "p-1", "c-1");
    const stored = {
      ...event,
      stream: stream("u-1"),
      revision: 7,
      data: { ...event.data, price: { amountMinor: 2999, currency: "XYZ" } },
    };
    expect(() => decodeEvent(stored)).toThrow(
      expect.objectContaining({
        code: "event_invalid",
        problems: expect.arrayContaining([
          expect.objectContaining({ path: "data.price.currency" }),
        ]) as unknown,
      }),
    );
  });

  it("are written without exponents and without a digit of drift", () => {
    for (const [currency, digits] of ofRecord) {
      for (const amountMinor of [0, 1, 9, 10, 99, 100, 101, 12345, 999999, 1e12 - 1, 1e12]) {
        const padded = String(amountMinor).padStart(digits + 1, "0");
        const text = digits === 0 ? padded : `${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
        expect(formatMoney({ amountMinor, currency })).toBe(`${text} ${currency}`);
        expect(JSON.stringify(toMajorUnits({ amountMinor, currency }))).toBe(String(Number(text)));
        expect(JSON.stringify(toMajorUnits({ amountMinor, currency }))).not.toContain("e");
        expect(toMinorUnits(Number(text), currency)).toBe(amountMinor);
      }
    }
  });
});
