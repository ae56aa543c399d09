import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { PurchaseCommand } from "../../src/commands/commands.js";
import { decide, evolve, initialState, type PurchaseState } from "../../src/commands/decider.js";
import type { DisputeStatus } from "../../src/events/purchase-events.js";
import { disputePurchase, purchaseCourse, refundPurchase, reinstatePurchase } from "../domain/commands.js";

const payment = { id: "pay-1", method: null };
const lines = [0, 1].map((n) =>
  purchaseCourse("u-1", `p-${n}`, `c-${n}`, { payment, orderId: "o-1" }),
) as readonly PurchaseCommand[];

/** What a bank says of a dispute, in its order. */
interface Dispute {
  readonly disputeId: string;
  /** The payment, or the purchase of the first line. */
  readonly of: "pay-1" | "p-0";
  readonly reports: readonly { readonly status: DisputeStatus; readonly revoke: boolean }[];
}

const revoke = fc.boolean();
const reports = fc.oneof(
  fc.tuple(revoke).map(([first]) => [{ status: "opened" as const, revoke: first }]),
  fc.tuple(revoke, fc.constantFrom("won", "lost"), revoke).map(([first, status, then]) => [
    { status: "opened" as const, revoke: first },
    { status: status, revoke: then },
  ]),
);
const disputes: fc.Arbitrary<readonly Dispute[]> = fc
  .array(fc.record({ of: fc.constantFrom("pay-1", "p-0"), reports }), { minLength: 1, maxLength: 3 })
  .map((all) => all.map((each, n): Dispute => ({ ...each, disputeId: `dp-${n}` })));

const messagesOf = ({ disputeId, of, reports: all }: Dispute): readonly PurchaseCommand[] =>
  all.map((report) => disputePurchase("u-1", of, report.status, { disputeId, revoke: report.revoke }));

/** The last word of a bank on a dispute says whether it takes access. */
const takesAccess = (reports: Dispute["reports"]): boolean =>
  reports.at(-1)?.status !== "won" && reports.at(-1)?.revoke === true;

const expectedOf = (all: readonly Dispute[]): readonly boolean[] => [
  !all.some((each) => takesAccess(each.reports)),
  !all.some((each) => each.of === "pay-1" && takesAccess(each.reports)),
];

function after(commands: readonly PurchaseCommand[]): PurchaseState {
  const state = initialState();
  for (const command of commands) for (const event of decide(state, command)) evolve(state, event);
  return state;
}
const standsIn = ({ owned }: PurchaseState): readonly boolean[] =>
  lines.map((_, n) => (owned.get(`course:c-${n}`) ?? []).length > 0);

/** Some disputes, and all of their reports in some order: that of each bank, or any. */
const arrivals = disputes.chain((all) => {
  const messages = all.flatMap(messagesOf);
  return fc
    .shuffledSubarray([...messages], { minLength: messages.length })
    .map((shuffled) => ({ all, shuffled }));
});

describe("several disputes of one payment, of which some leave access alone", () => {
  it("hold access exactly while one of them takes it, in whatever order they are reported", () =>
    fc.assert(
      fc.property(arrivals, ({ all, shuffled }) => {
        expect(standsIn(after([...lines, ...shuffled]))).toEqual(expectedOf(all));
      }),
      { numRuns: 2000 },
    ));

  it("hold it of a line that is recorded between them, too", () =>
    fc.assert(
      fc.property(arrivals, fc.nat(), ({ all, shuffled }, at) => {
        const ofPayment = all.filter(({ of }) => of === "pay-1");
        const sent = shuffled.filter((each) => "target" in each && "paymentId" in each.target);
        const place = at % (sent.length + 1);
        const [first, second] = lines;
        const commands = [first!, ...sent.slice(0, place), second!, ...sent.slice(place)];
        expect(standsIn(after(commands))).toEqual(expectedOf(ofPayment));
      }),
      { numRuns: 1000 },
    ));

  it("leave what a refund has taken", () =>
    fc.assert(
      fc.property(arrivals, fc.nat(), ({ shuffled }, at) => {
        const place = at % (shuffled.length + 1);
        const refund = refundPurchase("u-1", "p-0", "r-1", {
          ...{ amount: { amountMinor: 1, currency: "EUR" }, revoke: true },
        });
        const commands = [...lines, ...shuffled.slice(0, place), refund, ...shuffled.slice(place)];
        const isLostBefore = shuffled
          .slice(0, place)
          .some((each) => each.type === "DisputePurchase" && each.status === "lost");
        fc.pre(!isLostBefore);
        expect(standsIn(after(commands))[0]).toBe(false);
      }),
    ));

  const of = (disputeId: string, status: DisputeStatus, change: object = {}): PurchaseCommand =>
    disputePurchase("u-1", "pay-1", status, { disputeId, ...change });
  const part = { amount: { amountMinor: 2999, currency: "EUR" } };

  it("give back a line whose money one of them did not take, once the other is won", () => {
    const commands = [of("dp-1", "opened"), of("dp-2", "lost", part), of("dp-1", "won")];
    expect(standsIn(after([...lines, ...commands]))).toEqual([false, true]);
  });

  it("leave what support has given back while they are open, until the next report", () => {
    const given = [...lines, of("dp-1", "opened"), reinstatePurchase("u-1", "p-0")];
    expect(standsIn(after(given))).toEqual([true, false]);
    const other = [of("dp-2", "opened"), of("dp-2", "won")];
    expect(standsIn(after([...given, ...other]))).toEqual([true, false]);
    expect(standsIn(after([...given, of("dp-2", "lost", part)]))).toEqual([false, false]);
    expect(standsIn(after([...given, of("dp-1", "lost")]))).toEqual([false, false]);
  });
});
