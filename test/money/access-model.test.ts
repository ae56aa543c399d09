import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { PurchaseCommand } from "../../src/commands/commands.js";
import { decide, evolve, initialState, type PurchaseState } from "../../src/commands/decider.js";
import { isLedgerError } from "../../src/errors.js";
import type { DisputeStatus } from "../../src/events/purchase-events.js";
import {
  disputePurchase,
  purchaseCourse,
  refundPurchase,
  reinstatePurchase,
  revokePurchase,
} from "../domain/commands.js";

/** What is said about the access of one purchase. */
type Said =
  | { readonly what: "taken"; readonly by: "refund" | "support"; readonly n: number }
  | { readonly what: "given back" }
  | {
      readonly what: "dispute";
      readonly id: string;
      readonly of: string;
      readonly status: DisputeStatus;
      readonly revoke: boolean;
    };

/** The rule in the fewest words: access is there unless it was taken for good, or the last word of some dispute takes it. */
class Access {
  #isTaken = false;
  readonly #refunds = new Set<number>();
  readonly #disputes = new Map<string, { readonly status: DisputeStatus; readonly takes: boolean }>();

  hear(said: Said): void {
    if (said.what === "taken") this.#take(said);
    else if (said.what === "given back") this.#giveBack();
    else this.#hearOfDispute(said);
  }

  /** A refund that is repeated takes nothing. */
  #take({ by, n }: Said & { readonly what: "taken" }): void {
    if (by === "refund" && this.#refunds.has(n)) return;
    if (by === "refund") this.#refunds.add(n);
    this.#isTaken = true;
  }

  /** Only what is said afterwards takes access again. */
  #giveBack(): void {
    if (this.stands()) return;
    this.#isTaken = false;
    for (const [id, { status }] of this.#disputes) this.#disputes.set(id, { status, takes: false });
  }

  /** The first outcome of a dispute stands. */
  #hearOfDispute({ id, status, revoke }: Said & { readonly what: "dispute" }): void {
    const known = this.#disputes.get(id)?.status;
    if (known !== undefined && (known !== "opened" || status === "opened")) return;
    this.#disputes.set(id, { status, takes: revoke && status !== "won" });
  }

  stands(): boolean {
    return !this.#isTaken && ![...this.#disputes.values()].some(({ takes }) => takes);
  }
}

const said: fc.Arbitrary<Said> = fc.oneof(
  fc.record({
    ...{ what: fc.constant("taken" as const), by: fc.constantFrom("refund", "support") },
    n: fc.nat(3),
  }),
  fc.constant({ what: "given back" as const }),
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ what: fc.constant("dispute" as const), id: fc.constantFrom("d-1", "d-2", "d-3") },
      ...{ of: fc.constantFrom("p-1", "pay-1"), status: fc.constantFrom("opened", "won", "lost") },
      revoke: fc.boolean(),
    }),
  },
);

function commandOf(each: Said): PurchaseCommand {
  if (each.what === "given back") return reinstatePurchase("u-1", "p-1");
  if (each.what === "dispute")
    return disputePurchase("u-1", each.of, each.status, { disputeId: each.id, revoke: each.revoke });
  if (each.by === "support") return revokePurchase("u-1", "p-1");
  const amount = { amountMinor: 1, currency: "EUR" };
  return refundPurchase("u-1", "pay-1", `r-${each.n}`, { amount, revoke: true });
}

/** @returns false if it was refused: the dispute was decided the other way, or a lost one left nothing to refund */
function isTaken(state: PurchaseState, command: PurchaseCommand): boolean {
  try {
    for (const event of decide(state, command)) evolve(state, event);
    return true;
  } catch (error) {
    if (isLedgerError(error, "dispute_decided", "refund_exceeds_payment")) return false;
    throw error;
  }
}

describe("the access of a purchase", () => {
  it("is there exactly while nothing holds it: refunds, support and disputes in any order", () =>
    fc.assert(
      fc.property(fc.array(said, { maxLength: 14, size: "max" }), (all) => {
        const state = initialState();
        const access = new Access();
        const payment = { id: "pay-1", method: null };
        isTaken(state, purchaseCourse("u-1", "p-1", "c-1", { payment }));
        for (const each of all) {
          if (isTaken(state, commandOf(each))) access.hear(each);
          const owned = state.owned.get("course:c-1") ?? [];
          expect(owned).toEqual(access.stands() ? ["p-1"] : []);
        }
      }),
      { numRuns: 1500 },
    ));
});
