import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { PurchaseCommand } from "../../src/commands/commands.js";
import { decide, evolve, initialState, type PurchaseState } from "../../src/commands/decider.js";
import { isLedgerError } from "../../src/errors.js";
import { streamOf, type StreamName, type UserId } from "../../src/events/identifiers.js";
import type { PurchaseEvent } from "../../src/events/purchase-events.js";
import {
  paymentKey,
  type HistoryRecord,
  type OwnershipDocument,
  type PaymentDocument,
} from "../../src/stores/read-model/documents.js";
import { projections } from "../../src/projections/projections.js";
import type { LoadedModels, LoadRequest } from "../../src/stores/read-model/read-model-store.js";
import { modelsOf } from "../support/model-changes.js";
import { decodeBatch, foldBatch, loadRequestOf } from "../../src/projections/fold/fold-batch.js";
import type { Position, RecordedEvent } from "../../src/stores/event-store/event-store.js";
import { importPurchase, offer, purchaseCourse, purchaseTest, revokePurchase } from "./commands.js";

/** Few users, items and ids, so that commands meet; some ids that other languages trip over. */
const users = ["u-1", "u-2", "__proto__"];
const items = ["i-1", "i-2", "constructor"];
const ids = ["p-1", "p-2", "p-3", "p-4", "toString"];

const user = fc.constantFrom(...users);
const id = fc.constantFrom(...ids);
const anItem = fc.constantFrom(...items);
const key = fc.option(fc.constantFrom("k-1", "k-2"), { nil: undefined });
const hash = fc.constantFrom("a".repeat(64), "b".repeat(64));
const context = fc.record({ key, contentHash: hash }).map(({ key: idempotencyKey, contentHash }) => ({
  contentHash,
  ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
}));

const command: fc.Arbitrary<PurchaseCommand> = fc.oneof(
  fc
    .tuple(user, id, anItem, context, fc.boolean())
    .map(([u, p, i, c, free]) =>
      purchaseCourse(u, p, i, { context: c, offer: offer("course", i, { priceMinor: free ? 0 : 2999 }) }),
    ),
  fc.tuple(user, id, anItem, context).map(([u, p, i, c]) => purchaseTest(u, p, i, { context: c })),
  fc.tuple(user, id, context).map(([u, p, c]) => revokePurchase(u, p, { context: c })),
  fc
    .tuple(user, id, fc.constantFrom("course" as const, "test" as const), anItem)
    .map(([u, p, kind, i]) => importPurchase(u, p, kind, i, { purchasedAt: null })),
);
const commands = fc.array(command, { maxLength: 60 });

/** Carries the commands out, the refused ones left aside, and gives the log that they make. */
function logOf(all: readonly PurchaseCommand[]): RecordedEvent[] {
  const states = new Map<UserId, PurchaseState>();
  const log: RecordedEvent[] = [];
  for (const each of all) {
    const state = states.get(each.userId) ?? initialState();
    states.set(each.userId, state);
    for (const event of decided(state, each)) {
      evolve(state, event);
      log.push(recorded(event, state.revision, log.length + 1));
    }
  }
  return log;
}

function decided(state: PurchaseState, each: PurchaseCommand): readonly PurchaseEvent[] {
  try {
    return decide(state, each);
  } catch (error) {
    if (isLedgerError(error)) return [];
    throw error;
  }
}

const recorded = (
  { type, data, metadata }: PurchaseEvent,
  revision: number,
  position: number,
): RecordedEvent => ({
  id: `id-${position}`,
  stream: streamOf(data.userId),
  revision,
  position: String(position) as Position,
  type,
  data: JSON.parse(JSON.stringify(data)) as unknown,
  metadata: JSON.parse(JSON.stringify(metadata)) as unknown,
  created: "2026-01-02T03:04:05.700Z",
});

/** The models in memory, folded batch by batch as the projector does it. */
function createModels() {
  const ownership = new Map<UserId, OwnershipDocument>();
  const history = new Map<string, HistoryRecord>();
  const historyRevisions = new Map<UserId, number>();
  const payments = new Map<UserId, { revision: number; documents: Map<string, PaymentDocument> }>();
  const key = (userId: string, purchaseId: string): string => `${userId}/${purchaseId}`;

  // What a store gives and takes is a copy: nothing may hang on to the folded objects.
  const load = ({ users, documents }: LoadRequest): LoadedModels["users"] =>
    new Map(
      users.map((userId) => {
        const keys = (documents.history ?? []).filter((each) => each.userId === userId);
        const records = keys.flatMap((each) => history.get(key(userId, each.key)) ?? []);
        const revision = historyRevisions.get(userId);
        const stored = revision === undefined ? undefined : { revision, documents: records };
        const paid = payments.get(userId);
        const wanted = (documents.payments ?? []).filter((each) => each.userId === userId);
        const models = {
          ...modelsOf(ownership.get(userId), stored),
          ...(paid === undefined
            ? {}
            : {
                payments: {
                  ...paid,
                  documents: wanted.flatMap((each) => paid.documents.get(each.key) ?? []),
                },
              }),
        };
        return [userId, structuredClone(models)];
      }),
    );

  return {
    ownership,
    history,
    historyRevisions,
    fold(batch: readonly RecordedEvent[]) {
      const decoded = decodeBatch(batch);
      const loaded = { users: load(loadRequestOf(decoded, projections)), heldBack: new Set<StreamName>() };
      const { users } = foldBatch(decoded, loaded, { projections, onInvalid: "throw" });
      for (const { userId, models } of structuredClone(users)) {
        for (const document of models.ownership?.documents ?? []) ownership.set(userId, document);
        for (const record of models.history?.documents ?? [])
          history.set(key(userId, record.purchaseId), record);
        if (models.history !== undefined) historyRevisions.set(userId, models.history.revision);
        if (models.payments === undefined) continue;
        const { documents = new Map<string, PaymentDocument>() } = payments.get(userId) ?? {};
        for (const payment of models.payments.documents)
          documents.set(paymentKey(payment.paymentId), payment);
        payments.set(userId, { revision: models.payments.revision, documents });
      }
    },
    all: () => ({ ownership, history, historyRevisions, payments }),
  };
}

describe("over random commands", () => {
  it("a user owns an item exactly when a purchase of it stands, and sees it once", () => {
    fc.assert(
      fc.property(commands, (all) => {
        const models = createModels();
        for (const event of logOf(all)) {
          models.fold([event]);
          const { userId } = event.data as { userId: UserId };
          const document = models.ownership.get(userId);
          const owned = [
            ...(document?.purchasedCourses ?? []).map((each) => `course:${each}`),
            ...(document?.purchasedTests ?? []).map((each) => `test:${each}`),
          ];
          const active = [...models.history.values()]
            .filter((record) => record.userId === userId && record.revokedAt === null)
            .map(({ kind, itemId }) => `${kind}:${itemId}`);
          expect(new Set(owned).size).toBe(owned.length);
          expect(owned.sort()).toEqual([...new Set(active)].sort());
          expect(document?.revision).toBe(event.revision);
          expect(models.historyRevisions.get(userId)).toBe(event.revision);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("folding in any batches, some of them delivered again, equals folding all at once", () => {
    const cuts = fc.array(
      fc.record({ size: fc.integer({ min: 1, max: 9 }), again: fc.integer({ min: 0, max: 6 }) }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(commands, cuts, (all, batches) => {
        const log = logOf(all);
        const whole = createModels();
        if (log.length > 0) whole.fold(log);
        const pieces = createModels();
        let done = 0;
        for (const { size, again } of batches) {
          const batch = log.slice(Math.max(0, done - again), done + size);
          if (batch.length > 0) pieces.fold(batch);
          done += size;
        }
        if (done < log.length) pieces.fold(log.slice(done));
        expect(pieces.all()).toEqual(whole.all());
      }),
      { numRuns: 150 },
    );
  });

  it("a state folded from a prefix and then the rest equals one folded from all, and decisions leave it alone", () => {
    fc.assert(
      fc.property(commands, command, fc.nat(), (all, next, cut) => {
        const events = logOf(all)
          .filter(({ stream }) => stream === streamOf(next.userId))
          .map((event) => event as unknown as PurchaseEvent);
        const at = cut % (events.length + 1);
        const whole = events.reduce(evolve, initialState());
        const inTwo = events.slice(at).reduce(evolve, events.slice(0, at).reduce(evolve, initialState()));
        expect(inTwo).toEqual(whole);
        decided(whole, next);
        expect(whole).toEqual(inTwo);
      }),
      { numRuns: 150 },
    );
  });

  it("carrying a command out twice records nothing the second time", () => {
    fc.assert(
      fc.property(commands, command, (all, next) => {
        const state = logOf(all)
          .filter(({ stream }) => stream === streamOf(next.userId))
          .map((event) => event as unknown as PurchaseEvent)
          .reduce(evolve, initialState());
        for (const event of decided(state, next)) evolve(state, event);
        expect(decided(state, next)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
