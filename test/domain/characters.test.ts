import { describe, expect, it } from "@jest/globals";
import { decide, evolve, initialState } from "../../src/commands/decider.js";
import { assertEncodable } from "../../src/events/codec.js";
import { characterCount, firstCharacters } from "../../src/events/characters.js";
import { parseText } from "../../src/operations/find.js";
import { disputePurchase, purchaseCourse } from "./commands.js";
import { stream } from "../support/events.js";

/** A receipt: one character of two UTF-16 units. */
const receipt = "\u{1f9fe}";

describe("characters", () => {
  it("are code points, and none is cut in half", () => {
    expect(characterCount(`a${receipt}é`)).toBe(3);
    expect(firstCharacters(`a${receipt}é`, 2)).toBe(`a${receipt}`);
  });

  it.each([128, 127])("of a dispute's id fill that of its refund: %i of them", (length) => {
    const state = initialState();
    const change = { disputeId: receipt.repeat(length) };
    for (const command of [
      purchaseCourse("u-1", "p-1", "c-1"),
      disputePurchase("u-1", "p-1", "lost", change),
    ]) {
      for (const event of decide(state, command)) {
        assertEncodable(event, { stream: stream("u-1"), revision: state.revision + 1 });
        evolve(state, event);
      }
    }
    const refundId = [...state.purchases.values()][0]!.refunds[0]!.refundId;
    expect([characterCount(refundId), /\p{Cs}/u.test(refundId)]).toEqual([128, false]);
  });

  it("of what somebody looks for are counted so", () => {
    expect(parseText(receipt.repeat(256))).toBe(receipt.repeat(256));
    expect(() => parseText(receipt.repeat(257))).toThrow(
      expect.objectContaining({ code: "request_invalid" }),
    );
  });
});
