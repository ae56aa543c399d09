import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import * as z from "zod";
import { eventDataSchemas, metadataSchema } from "../../src/events/purchase-events.js";
import { quickCheckOf } from "../../src/events/quick-check.js";

const money = { amountMinor: 2990, currency: "EUR" };
const sale = {
  ...{ purchaseId: "p-1", userId: "u-1", listPrice: money, discount: null, price: money },
  ...{ payment: { id: "pay_1", method: null }, orderId: "o-1", grantedBy: null, duplicateOf: null },
  ...{ flags: ["item_withdrawn"], purchasedAt: "2024-02-29T12:00:00.000Z" },
};
const about = { purchaseId: "p-1", userId: "u-1", item: { kind: "test", id: "t-1" } };
const instant = "2026-01-01T00:00:00.000Z";

/** A valid value of each schema of the log. */
const examples: Readonly<Record<string, readonly [z.ZodType, object]>> = {
  CoursePurchased: [eventDataSchemas.CoursePurchased, { ...sale, courseId: "c-1" }],
  TestPurchased: [
    eventDataSchemas.TestPurchased,
    { ...sale, testId: "t-1", discount: { code: "x", amountMinor: 0 }, flags: [] },
  ],
  PurchaseRefunded: [
    eventDataSchemas.PurchaseRefunded,
    {
      ...about,
      paymentId: "pay_1",
      refundId: "r-1",
      amount: money,
      reason: "fraud",
      reference: null,
      refundedAt: instant,
    },
  ],
  PurchaseRevoked: [
    eventDataSchemas.PurchaseRevoked,
    { ...about, reason: "refund", disputeId: null, note: "", revokedAt: instant },
  ],
  PurchaseReinstated: [
    eventDataSchemas.PurchaseReinstated,
    { ...about, purchasedAt: null, duplicateOf: null, reason: "correction", note: "", reinstatedAt: instant },
  ],
  PurchasePriced: [
    eventDataSchemas.PurchasePriced,
    { ...about, purchasedAt: instant, price: money, paidAt: null, reference: null },
  ],
  PurchaseDisputed: [
    eventDataSchemas.PurchaseDisputed,
    { ...about, disputeId: "d-1", status: "won", disputedAt: instant },
  ],
  metadata: [
    metadataSchema,
    {
      ...{ schemaVersion: 2, correlationId: "c", causationId: "c", actor: { id: "a", role: "user" } },
      ...{ source: "legacy-import", contentHash: "0f".repeat(32), idempotencyKey: "k", recordedAt: instant },
      evidence: { foundIn: "both", recordIds: ["1", "2"] },
    },
  ],
};

const odd = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, "", "x".repeat(300), "XYZ", "2023-02-29T12:00:00.000Z", instant),
  fc.constantFrom<unknown>(-1, 0, 0.5, NaN, 2 ** 53, [], {}, ["x"], true, "p 1", "p-1\n", "0f".repeat(32)),
  fc.string(),
  fc.anything(),
);

/** The paths of all fields, at any depth, and of one that is not there. */
function pathsOf(value: unknown): string[][] {
  if (typeof value !== "object" || value === null) return [];
  const own = Object.entries(value).flatMap(([key, inner]) => [
    [key],
    ...pathsOf(inner).map((path) => [key, ...path]),
  ]);
  return [...own, ["further"], ["__proto__"]];
}

function changed(value: unknown, [first = "", ...rest]: readonly string[], to: unknown): unknown {
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value)
    ? [...(value as unknown[])]
    : { ...(value as object) };
  const inner = (value as Record<string, unknown>)[first];
  Object.defineProperty(copy, first, {
    value: rest.length === 0 ? to : changed(inner, rest, to),
    ...{ enumerable: true, writable: true, configurable: true },
  });
  return copy;
}

describe.each(Object.entries(examples))("the quick check of %s", (_name, [schema, example]) => {
  const check = quickCheckOf(schema);

  it("knows a plain one", () => {
    expect(schema.safeParse(example).success).toBe(true);
    expect(check(example)).toBe(true);
  });

  it("passes what the schema takes and nothing else, whatever a field holds", () => {
    fc.assert(
      fc.property(fc.constantFrom(...pathsOf(example)), odd, (path, value) => {
        const other = changed(example, path, value);
        expect({ path, value, passes: check(other) }).toEqual({
          path,
          value,
          passes: schema.safeParse(other).success,
        });
      }),
      { numRuns: 2000 },
    );
  });

  it("passes nothing without a field that must be there, and nothing of another form", () => {
    for (const field of Object.keys(example)) {
      const { [field]: _, ...rest } = example as Record<string, unknown>;
      expect([field, check(rest)]).toEqual([field, schema.safeParse(rest).success]);
    }
    for (const value of [undefined, null, "x", 1, [], [example]]) expect(check(value)).toBe(false);
  });
});

it("leaves to the schema what it does not know", () => {
  for (const schema of [
    z.object({ a: z.string() }),
    z.union([z.string(), z.number()]),
    z.string().trim(),
    z.email(),
  ])
    expect([{ a: "x" }, "x", " x"].map(quickCheckOf(schema))).not.toContain(true);
  expect(quickCheckOf(z.number().max(3))(2)).toBe(false);
  expect(quickCheckOf(z.strictObject({ a: z.date() }))({ a: new Date() })).toBe(false);
});
