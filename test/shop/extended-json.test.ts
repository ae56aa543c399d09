import { describe, expect, it } from "@jest/globals";
import { BSON, Decimal128, Double, Int32, Long, ObjectId, UUID } from "mongodb";
import {
  readId,
  readInstant,
  readNumber,
  toExtendedJson,
  whyNoId,
} from "../../src/shop/documents/extended-json.js";

/** What the driver makes of a document that it gets. */
const received = (document: BSON.Document): BSON.Document =>
  BSON.deserialize(BSON.serialize(document), { enableUtf8Validation: false } as BSON.DeserializeOptions);
const read = (value: unknown): unknown =>
  (toExtendedJson(received({ value })) as { readonly value: unknown }).value;

describe("a document from the driver", () => {
  it.each([
    ["an ObjectId", new ObjectId("2f22765d04931a078909145c"), "2f22765d04931a078909145c"],
    ["a UUID", new UUID("6f1ed002-ab5f-4d3c-9f2a-0c9b1b4f8a11"), "6f1ed002-ab5f-4d3c-9f2a-0c9b1b4f8a11"],
    ["text", "c-1", "c-1"],
    ["a number", 7, "7"],
    ["a whole double", new Double(7), "7"],
    ["a 32-bit number", new Int32(-7), "-7"],
    ["a 64-bit number with all its digits", Long.fromString("9007199254740993"), "9007199254740993"],
    ["a subdocument", { _id: new ObjectId("2f22765d04931a078909145c") }, "2f22765d04931a078909145c"],
    ["a fraction", 7.5, undefined],
    ["nothing", null, undefined],
    ["a pattern", /x/, undefined],
  ])("has %s as the same id that an export has", (_, value, id) => {
    expect(readId(read(value))).toBe(id);
    const exported = JSON.parse(BSON.EJSON.stringify(received({ value }), { relaxed: false })) as {
      value: unknown;
    };
    expect(readId(exported.value)).toBe(id);
  });

  it("may have a field of any name", () => {
    const document = { value: { _bsontype: "ObjectId", $type: "x" } };
    expect(toExtendedJson(document)).toEqual(document);
  });

  it("has dates, also those before 1970, and amounts", () => {
    for (const iso of ["2025-07-01T10:20:30.456Z", "1969-12-31T23:59:59.999Z"])
      expect(readInstant(read(new Date(iso)))).toBe(iso);
    expect(readInstant(read(new Date(8.64e15)))).toBeUndefined();
    const amounts = [new Double(29.99), Decimal128.fromString("29.99"), 29.99, Long.fromNumber(30)];
    expect(amounts.map((amount) => readNumber(read(amount)))).toEqual([29.99, 29.99, 29.99, 30]);
  });

  it("is what mongoexport writes of it", () => {
    const document = received({
      _id: new ObjectId("2f22765d04931a078909145c"),
      list: [1, "a", null, true, { at: new Date("2025-07-01T10:20:30.000Z") }],
      ["__proto__"]: new Int32(5),
      double: 1.5,
      none: Number.NaN,
      uuid: new UUID("6f1ed002-ab5f-4d3c-9f2a-0c9b1b4f8a11"),
    });
    const exported: unknown = JSON.parse(BSON.EJSON.stringify(document, { relaxed: true }));
    expect(JSON.stringify(toExtendedJson(document))).toBe(JSON.stringify(exported));
  });
});

describe("a UUID", () => {
  const base64 = "bx7QAqtfTTyfKgybG0+KEQ==";
  it("is the same id in version 1 of Extended JSON", () => {
    const id = "6f1ed002-ab5f-4d3c-9f2a-0c9b1b4f8a11";
    expect(readId({ $binary: { base64, subType: "04" } })).toBe(id);
    expect(readId({ $binary: base64, $type: "04" })).toBe(id);
  });

  it("of the old binary subtype is named as what it is, since nobody knows the order of its bytes", () => {
    for (const value of [{ $binary: { base64, subType: "03" } }, { $binary: base64, $type: "03" }]) {
      expect(readId(value)).toBeUndefined();
      expect(whyNoId(value)).toContain("UUID of binary subtype 3");
    }
    expect(whyNoId({ $binary: { base64, subType: "00" } })).toBe(
      "is a binary of subtype 0, not a UUID (subtype 4)",
    );
  });
});
