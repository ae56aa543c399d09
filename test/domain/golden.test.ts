import { describe, expect, it } from "@jest/globals";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { paymentEventIdOf } from "../../src/commands/content-hash.js";
import { assertEncodable, decodeEvent, type StoredEvent } from "../../src/events/codec.js";
import { decodePaymentEvent, paymentEventSchemas } from "../../src/events/payment-events.js";
import { currentSchemaVersion, eventTypes } from "../../src/events/purchase-events.js";

/** Events as each version of the program has stored them. What is in a log stays there: these files are never edited. */
const manifests: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  1: {
    "course-copied.json": "ea0765889fae60d12768bd79abe8b58595f37f4e1fda9e69dda9f3d7fb3b80fd",
    "course-imported-undated.json": "08491d693acc8e9bb9c9ed3a2a1e0e3f87e22d374fcd23b3dc2b49aeff06fb10",
    "course-purchased-free-with-key.json": "e9dd45964b344b81f50b006e3f3c0ff7af7d79583348458af181890eb543745e",
    "course-purchased.json": "ee9afd29f236e5c2077572db741ff55a27ddde98164b62bbc33526ba26e1592c",
    "purchase-revoked.json": "fab567442a808da1659ce99020513602b626e78846e513a23082f8acba58b24b",
    "test-imported.json": "c6b361243c753566df8fe90a53d0aa6cdf3c93f26e61935588d35a8c14cbd154",
    "test-purchased.json": "ba0a444ba97e0efdb141302b627d3d9c08e4bf4e3836b082ddf48662ca2579d5",
  },
  2: {
    "course-given.json": "8a1b7d101f33bfd7b631c097e36bf03647fd2047005bffc43f26d2f7b462a95e",
    "course-purchased-twice.json": "591dfab95cb6cf12162d5ac80a2c29b138a074aa3f70deb9321fd156b4d819df",
    "course-purchased.json": "29e21cefcf82c6f3bbc876b93c4c89cf0437b699c5e76460eca21f31644e33b3",
    "course-stated.json": "8913f57c5bc702b5ba92552524a4f2508fd8b699b48cfbf716d0ff2e31802f4b",
    "dispute-lost-in-part.json": "f66d82fa48dd15ff6dbc7af591cc4e7eae15ccfd61d28a92981975987afb02fe",
    "payment-disputed.json": "60c4dc5afd76c840da48773e47ce2af065f879a32c18ff05719d4ce6e9ae9423",
    "payment-refunded.json": "68732c97300497745e0870555921a387e1a96d4ea41c6fe2f6d2c7c8b693da7f",
    "purchase-disputed.json": "091635c6991f4b69715affce493009ce8c3286102713d5543510839fcef6224d",
    "purchase-disputed-in-part.json": "8c400304ff1676422c69b4dd44a7d98e74bfe87927cf7dcbc8823f3f7b47d640",
    "purchase-priced.json": "44b4c3b3b575631742c3fac3d0bcefbab97b448bbec3ecfb1ab4e3a4f0c43c03",
    "purchase-priced-payment.json": "b8b6eb857b7e3181197ff14bceab86f5dcc69f5e6ce9faa3c8a61a799f287cf7",
    "purchase-refunded.json": "8ee7d1a2f45df8fffb0899e396c1f7660c5d6e77fbde43ed30b8dff105f3e851",
    "purchase-reinstated.json": "ab1bd98675afb48019ed02b0cf2d3bf174be0b4382137068ba7d99d1ef1f9abb",
    "purchase-revoked.json": "6d5e3131375e61d32d32c075c38a12b09b03e999bc838333b1b99092c870e67e",
    "test-imported.json": "98cbd86742ee34e198048aad0a18d3f48fbe8884d7aff5ba81fd6b600ef65162",
    "test-purchased-twice.json": "401dac91839d504ecb61488ee07ea15e7b5a4d8dade4754ba5d645e52669d79a",
    "test-stated.json": "3237ccb292914685ef99a131627caa59a392a2c219b216dbed14b111b00212bb",
    "test-purchased.json": "53ec97927e07cc8532945453e97b77d2907dc47624aa84dd94552678770cd6a0",
  },
};

/** Those of the streams of payments, as version 2 has stored them. */
const paymentManifest: Readonly<Record<string, string>> = {
  "dispute-received-whole.json": "41c79ee2701c009015d54018b31bd81aaa760ba3601349ab65460ecbe87dbec4",
  "dispute-received.json": "17efe0bd267e19d2ecd7bade605b8245e1e7a962b58d3cc0accf2d480ffe45bd",
  "older-payments-claimed.json": "14a5e4402901f8c26d4257903c3c4001609a7dc72688ff33a84a893b5b63ff7f",
  "payment-claimed.json": "d7c78ef3928f0a70e0e7ba17944f9058f6dceb091da6e95cd283e79706549d1e",
  "refund-received-whole.json": "12ed177837e2bf873f9f76d453d3f4b008dc59829c84425219d18724fec91b7f",
  "refund-received.json": "0c79dcd7070be0d673ad80d29623f4efc5cadbfb67e02ce206c56f9498ebbdb3",
};

const folderOf = (version: number): URL => new URL(`../golden/v${version}/`, import.meta.url);
const filesOf = (version: number): string[] => readdirSync(folderOf(version)).sort();
const textOf = (version: number, file: string): string =>
  readFileSync(new URL(file, folderOf(version)), "utf8");
const storedIn = (version: number, file: string): StoredEvent =>
  JSON.parse(textOf(version, file)) as StoredEvent;
const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

describe("the golden events of each schema version", () => {
  it.each([1, 2])("are all there, and none was edited: version %i", (version) =>
    expect(Object.fromEntries(filesOf(version).map((file) => [file, hashOf(textOf(version, file))]))).toEqual(
      manifests[version],
    ),
  );

  it("have every type of event of today among them", () =>
    expect(
      new Set(filesOf(currentSchemaVersion).map((file) => storedIn(currentSchemaVersion, file).type)),
    ).toEqual(new Set(eventTypes)));

  it.each(filesOf(2))("decode to exactly what they are: version 2, %s", (file) => {
    const stored = storedIn(2, file);
    expect(decodeEvent(stored)).toStrictEqual(storedIn(2, file));
    expect(() => {
      assertEncodable(decodeEvent(stored), stored);
    }).not.toThrow();
  });

  it.each(filesOf(1))("say in today's form what they said: version 1, %s", (file) => {
    const stored = storedIn(1, file);
    const { data, metadata, ...place } = decodeEvent(stored);
    const { data: said, metadata: by, ...samePlace } = storedIn(1, file);
    const added =
      stored.type === "PurchaseRevoked"
        ? { disputeId: null }
        : {
            ...{ listPrice: (said as { price: unknown }).price, discount: null, orderId: null },
            ...{ grantedBy: null, duplicateOf: null, flags: [] },
          };
    expect(place).toStrictEqual(samePlace);
    expect(data).toStrictEqual({ ...(said as object), ...added });
    expect(metadata).toStrictEqual({ ...(by as object), schemaVersion: 2 });
  });
});

describe("the golden events of payments", () => {
  const folder = new URL("../golden/v2-payments/", import.meta.url);
  const files = readdirSync(folder).sort();
  const read = (file: string): string => readFileSync(new URL(file, folder), "utf8");
  const parsed = (file: string): StoredEvent & { readonly id: string } =>
    JSON.parse(read(file)) as StoredEvent & { readonly id: string };

  it("are all there, and none was edited; every type is among them", () => {
    expect(Object.fromEntries(files.map((file) => [file, hashOf(read(file))]))).toEqual(paymentManifest);
    const types = new Set(files.map((file) => parsed(file).type));
    expect(types).toEqual(new Set(Object.keys(paymentEventSchemas)));
  });

  it.each(files)("decode to exactly what they are, under the id that they always have: %s", (file) => {
    const { type, data, metadata } = parsed(file);
    const event = decodePaymentEvent(parsed(file));
    expect(event).toStrictEqual({ type, data, metadata });
    expect(paymentEventIdOf(event)).toBe(parsed(file).id);
  });
});
