import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { PurchaseCommand } from "../../src/commands/commands.js";
import {
  decide,
  evolve,
  findAnswers,
  findRepeated,
  initialState,
  type PurchaseState,
} from "../../src/commands/decider.js";
import { isLedgerError } from "../../src/errors.js";
import { decodeEvent } from "../../src/events/codec.js";
import { streamOf, type ItemKind } from "../../src/events/identifiers.js";
import { decideUntouched } from "../support/specification.js";
import { importPurchase, offer, purchaseCourse, purchaseTest, revokePurchase } from "./commands.js";

/** What somebody with paper and pencil would write down: each thing recorded, in order. */
interface Entry {
  readonly what: "bought" | "revoked";
  readonly purchaseId: string;
  readonly item: string;
  readonly hash: string;
  readonly key: string | undefined;
}
type Paper = Map<string, Entry[]>;

/** One command, as far as the rules look at it. */
interface Wanted {
  readonly user: string;
  readonly verb: "buy" | "import" | "revoke";
  readonly purchaseId: string;
  readonly kind: ItemKind;
  readonly itemId: string;
  readonly hash: string;
  readonly key: string | undefined;
  readonly price: number;
  readonly withdrawn: boolean;
  readonly paid: boolean;
}

type Answer = { readonly result: string; readonly by: string } | { readonly refused: string };

/** The rules in their order, told by looking through the whole paper each time. */
function predict(paper: readonly Entry[], wanted: Wanted): Answer {
  const revoked = (id: string) =>
    paper.some(({ what, purchaseId }) => what === "revoked" && purchaseId === id);
  const boughtBy = (id: string) =>
    paper.find(({ what, purchaseId }) => what === "bought" && purchaseId === id);
  const item = `${wanted.kind} ${wanted.itemId}`;
  const keyed = wanted.key === undefined ? undefined : paper.find(({ key }) => key === wanted.key);
  if (keyed !== undefined) {
    return keyed.hash === wanted.hash
      ? { result: "repeated", by: keyed.purchaseId }
      : { refused: "purchase_id_reused" };
  }
  const same = boughtBy(wanted.purchaseId);
  if (wanted.verb === "revoke") {
    if (same === undefined) return { refused: "purchase_unknown" };
    return { result: revoked(wanted.purchaseId) ? "repeated" : "recorded", by: wanted.purchaseId };
  }
  if (same !== undefined) {
    const isRepeat = wanted.verb === "buy" ? same.hash === wanted.hash : same.item === item;
    return isRepeat ? { result: "repeated", by: same.purchaseId } : { refused: "purchase_id_reused" };
  }
  const owned = paper.find(
    (entry) => entry.what === "bought" && entry.item === item && !revoked(entry.purchaseId),
  );
  // Who names a payment has taken money: that is recorded, also for what is owned.
  const paysAgain = wanted.verb === "buy" && wanted.paid && (wanted.price > 0 || wanted.withdrawn);
  if (owned !== undefined && !paysAgain) return { result: "already_owned", by: owned.purchaseId };
  // An import never brings back what was revoked: the latest purchase of the item answers it.
  const known =
    wanted.verb === "import"
      ? paper.findLast((entry) => entry.what === "bought" && entry.item === item)
      : undefined;
  if (known !== undefined) return { result: "already_owned", by: known.purchaseId };
  if (wanted.verb === "buy") {
    if (wanted.withdrawn) return { refused: "item_unavailable" };
    if (wanted.price > 0 && !wanted.paid) return { refused: "payment_missing" };
  }
  return { result: "recorded", by: wanted.purchaseId };
}

function commandOf(wanted: Wanted): PurchaseCommand {
  const { user, verb, purchaseId, kind, itemId, hash: contentHash, key, price, withdrawn, paid } = wanted;
  const context = { contentHash, ...(key === undefined ? {} : { idempotencyKey: key }) };
  if (verb === "revoke") return revokePurchase(user, purchaseId, { context });
  if (verb === "import") return importPurchase(user, purchaseId, kind, itemId, { context });
  const change = {
    offer: offer(kind, itemId, { priceMinor: price, status: withdrawn ? "withdrawn" : "active" }),
    ...(paid ? {} : { payment: null }),
    context,
  };
  return kind === "course"
    ? purchaseCourse(user, purchaseId, itemId, change)
    : purchaseTest(user, purchaseId, itemId, change);
}

class Carry implements fc.Command<Paper, Map<string, PurchaseState>> {
  constructor(private readonly wanted: Wanted) {}

  check(): boolean {
    return true;
  }

  run(paper: Paper, states: Map<string, PurchaseState>): void {
    const entries = paper.get(this.wanted.user) ?? [];
    const state = states.get(this.wanted.user) ?? initialState();
    paper.set(this.wanted.user, entries);
    states.set(this.wanted.user, state);
    const command = commandOf(this.wanted);
    const expected = predict(entries, this.wanted);
    expect(answerOf(state, command)).toEqual(expected);
    if ("result" in expected && expected.result === "recorded") entries.push(this.entry(entries));
    expect(state.revision).toBe(entries.length - 1);
  }

  private entry(entries: readonly Entry[]): Entry {
    const { verb, purchaseId, kind, itemId, hash, key } = this.wanted;
    if (verb !== "revoke") return { what: "bought", purchaseId, item: `${kind} ${itemId}`, hash, key };
    const { item } = entries.find((entry) => entry.purchaseId === purchaseId)!;
    return { what: "revoked", purchaseId, item, hash, key };
  }

  toString(): string {
    return JSON.stringify(this.wanted);
  }
}

function answerOf(state: PurchaseState, command: PurchaseCommand): Answer {
  try {
    const repeated = findRepeated(state, command).length > 0;
    const events = decideUntouched(state, command);
    for (const event of events) {
      const stored = { ...event, stream: streamOf(command.userId), revision: state.revision + 1 };
      const { type, data, metadata } = decodeEvent(JSON.parse(JSON.stringify(stored)) as typeof stored);
      expect({ type, data, metadata }).toStrictEqual(event);
      evolve(state, event);
    }
    const result = events.length > 0 ? "recorded" : repeated ? "repeated" : "already_owned";
    return { result, by: findAnswers(state, command)[0]?.purchaseId ?? "nothing" };
  } catch (error) {
    if (isLedgerError(error)) return { refused: error.code };
    throw error;
  }
}

describe("the decider", () => {
  // Few of each, so that commands meet; some that JavaScript has in every object.
  const wanted: fc.Arbitrary<Wanted> = fc.record({
    user: fc.constantFrom("u-1", "__proto__"),
    verb: fc.constantFrom("buy", "buy", "buy", "import", "revoke", "revoke"),
    purchaseId: fc.constantFrom("p-1", "p-2", "p-3", "constructor"),
    kind: fc.constantFrom("course", "test"),
    itemId: fc.constantFrom("x-1", "__proto__"),
    hash: fc.constantFrom("a".repeat(64), "b".repeat(64)),
    key: fc.constantFrom(undefined, undefined, undefined, "k-1", "__proto__"),
    price: fc.constantFrom(0, 2999, 1999),
    withdrawn: fc.constantFrom(false, false, false, true),
    paid: fc.constantFrom(true, true, true, false),
  });

  it("does what the rules on paper say, whatever came before", () => {
    fc.assert(
      fc.property(
        fc.commands([wanted.map((each) => new Carry(each))], { maxCommands: 50, size: "+1" }),
        (all) => {
          fc.modelRun(() => ({ model: new Map(), real: new Map() }), all);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("decides the same from the same", () => {
    fc.assert(
      fc.property(wanted, (each) => {
        const first = answerOf(initialState(), commandOf(each));
        expect(answerOf(initialState(), commandOf(each))).toEqual(first);
        if ("result" in first) {
          expect(decide(initialState(), commandOf(each))).toEqual(decide(initialState(), commandOf(each)));
        }
      }),
    );
  });
});
