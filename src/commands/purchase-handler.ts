import { setTimeout as sleep } from "node:timers/promises";
import { LRUCache } from "lru-cache";
import { isLedgerError, LedgerError } from "../errors.js";
import { assertEncodable, decodeEvent } from "../events/codec.js";
import { streamOf, type StreamName } from "../events/identifiers.js";
import type { PurchaseEvent } from "../events/purchase-events.js";
import type { EventStore, NewEvent } from "../stores/event-store/event-store.js";
import type { PurchaseCommand } from "./commands.js";
import { eventIdOf } from "./content-hash.js";
import {
  decide,
  evolve,
  findAnswer,
  findRepeated,
  initialState,
  type Purchase,
  type PurchaseState,
} from "./decider.js";

export interface CommandOutcome {
  /** `recorded`: the command was carried out now. `repeated`: it was before. `already_owned`: another purchase stands. */
  readonly result: "recorded" | "repeated" | "already_owned";
  readonly purchase: Purchase;
  /** The revision of the user's stream. */
  readonly revision: number;
}

export interface PurchaseHandler {
  /**
   * Carries out one command: loads the user's state, decides, and appends with the expected revision.
   *
   * @throws LedgerError what {@link decide} refuses; `revision_conflict` when other writers won four times in a row;
   * `event_store_unavailable`, after which the same command may be sent again.
   */
  handle(command: PurchaseCommand): Promise<CommandOutcome>;

  /**
   * Carries out many commands of one user with a single append: all of what is new is recorded, or nothing.
   *
   * @returns how many events were recorded
   */
  handleTogether(commands: readonly PurchaseCommand[]): Promise<number>;
}

export interface PurchaseHandlerOptions {
  readonly eventStore: EventStore;
  /** How many purchases the states kept in memory may hold together. */
  readonly cachedPurchases?: number;
}

/** Re-reads and re-decisions after a conflict with another process. */
const conflictRetries = 3;

/**
 * How long to stand back before a retry, at random up to 20, 80 and 320 ms. The other process may have a burst of
 * commands of the same user under way, each of which wins against a retry in its middle: the last wait outlasts it.
 */
const standBackMs = (retries: number): number => Math.random() * 20 * 4 ** retries;

/** A user's state after a command, and how many events it took. */
interface CarriedOut {
  readonly state: PurchaseState;
  readonly recorded: number;
}

export function createPurchaseHandler({
  eventStore,
  cachedPurchases = 200_000,
}: PurchaseHandlerOptions): PurchaseHandler {
  const states = new LRUCache<StreamName, PurchaseState>({
    maxSize: cachedPurchases,
    sizeCalculation: (state) => state.purchases.size + 1,
  });
  const inTurn = createTurns();

  const carryOut = <T>(
    commands: readonly PurchaseCommand[],
    stream: StreamName,
    conclude: (done: CarriedOut) => T,
  ) =>
    inTurn(stream, async () => {
      for (let retries = 0; ; retries++) {
        try {
          return conclude(await attempt(stream, commands));
        } catch (error) {
          if (!isLedgerError(error, "revision_conflict") || retries === conflictRetries) throw error;
          await sleep(standBackMs(retries));
        }
      }
    });

  /**
   * Decides on the remembered state first. A refusal, or nothing to record, counts only on a state that was just read:
   * another process may have revoked the purchase that the memory answers with.
   */
  async function attempt(stream: StreamName, commands: readonly PurchaseCommand[]): Promise<CarriedOut> {
    const remembered = states.get(stream);
    // Out of the memory until it is whole again, so that no failure on the way leaves it half-folded there.
    states.delete(stream);
    if (remembered !== undefined) {
      const before = remembered.revision;
      const events = recordableEvents(remembered, commands);
      if (events.length > 0) return record(stream, remembered, before, events);
      if (remembered.revision === before) return decideOnRead(stream, commands, remembered);
    }
    return decideOnRead(stream, commands, initialState());
  }

  async function decideOnRead(
    stream: StreamName,
    commands: readonly PurchaseCommand[],
    from: PurchaseState,
  ): Promise<CarriedOut> {
    const state = await catchUp(stream, from);
    const before = state.revision;
    try {
      const events = decideAll(state, commands);
      if (events.length > 0) return await record(stream, state, before, events);
      return { state, recorded: 0 };
    } finally {
      if (state.revision === before) states.set(stream, state);
    }
  }

  async function catchUp(stream: StreamName, state: PurchaseState): Promise<PurchaseState> {
    for await (const batch of eventStore.readStream(stream, { from: state.revision + 1 })) {
      for (const recorded of batch) evolve(state, decodeEvent(recorded));
    }
    return state;
  }

  /** Appends what was decided; `state` is ahead of the log until that succeeds, and is remembered only then. */
  async function record(
    stream: StreamName,
    state: PurchaseState,
    before: number,
    events: readonly PurchaseEvent[],
  ): Promise<CarriedOut> {
    events.forEach((event, index) => {
      assertEncodable(event, { stream, revision: before + 1 + index });
    });
    await eventStore.append(stream, events.map(toNewEvent), before === -1 ? "no-stream" : before);
    states.set(stream, state);
    return { state, recorded: events.length };
  }

  return {
    handle: (command) => carryOut([command], streamOf(command.userId), (done) => outcomeOf(command, done)),
    async handleTogether(commands) {
      const first = commands[0];
      if (first === undefined) return 0;
      if (commands.some((command) => command.userId !== first.userId)) {
        throw new LedgerError("internal_error", "Commands handled together must be of one user.");
      }
      return carryOut(commands, streamOf(first.userId), (done) => done.recorded);
    },
  };
}

/** Decides the commands one after the other, each on what the ones before it changed. */
function decideAll(state: PurchaseState, commands: readonly PurchaseCommand[]): readonly PurchaseEvent[] {
  return commands.flatMap((command) => {
    const events = decide(state, command);
    for (const event of events) evolve(state, event);
    return events;
  });
}

/** {@link decideAll}, with nothing in place of a refusal. */
function recordableEvents(
  state: PurchaseState,
  commands: readonly PurchaseCommand[],
): readonly PurchaseEvent[] {
  try {
    return decideAll(state, commands);
  } catch (error) {
    if (isLedgerError(error)) return [];
    throw error;
  }
}

function outcomeOf(command: PurchaseCommand, { state, recorded }: CarriedOut): CommandOutcome {
  const purchase = findAnswer(state, command);
  if (purchase === undefined)
    throw new LedgerError("internal_error", "A command was carried out but left no purchase.");
  if (recorded > 0) return { result: "recorded", purchase, revision: state.revision };
  const result = findRepeated(state, command) === undefined ? "already_owned" : "repeated";
  return { result, purchase, revision: state.revision };
}

function toNewEvent({ type, data, metadata }: PurchaseEvent): NewEvent {
  return { id: eventIdOf(type, data.userId, data.purchaseId), type, data, metadata };
}

/**
 * The commands of one stream take turns within this process, so that a burst of them does not spend its retries
 * on conflicts with itself.
 */
function createTurns(): <T>(stream: StreamName, run: () => Promise<T>) => Promise<T> {
  const last = new Map<StreamName, Promise<unknown>>();
  return async (stream, run) => {
    const turn = (last.get(stream) ?? Promise.resolve()).then(run, run);
    last.set(stream, turn);
    try {
      return await turn;
    } finally {
      if (last.get(stream) === turn) last.delete(stream);
    }
  };
}
