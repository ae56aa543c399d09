import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Observable } from "rxjs";
import { isLedgerError, LedgerError } from "../errors.js";
import { assertEncodable } from "../events/codec.js";
import { itemKey, streamOf, type PurchaseId, type StreamName } from "../events/identifiers.js";
import type { PurchaseEvent } from "../events/purchase-events.js";
import type { EventStore } from "../stores/event-store/event-store.js";
import type { PurchaseCommand } from "./commands.js";
import {
  decide,
  evolve,
  findAnswers,
  findRepeated,
  initialState,
  type Purchase,
  type PurchaseState,
} from "./decider.js";
import { appendAndClaim } from "./payments.js";
import { createPurchaseMemory, type PurchaseMemory, type Remembered } from "./purchase-memory.js";
import { createTurns } from "./turns.js";

export interface CommandOutcome {
  /** `recorded`: by this call. `repeated`: by an earlier call. `already_owned`: not recorded, another purchase stands. */
  readonly result: "recorded" | "repeated" | "already_owned";
  /** The first of {@link purchases}. */
  readonly purchase: Purchase;
  /** What the command made, changed or found: one, or the lines of an order. */
  readonly purchases: readonly Purchase[];
  /** Those of the purchases whose item the user owns now, by whichever purchase. */
  readonly owned: readonly PurchaseId[];
  /** The revision of the user's stream. */
  readonly revision: number;
  /** Whether its payments were claimed with it: no refund or dispute can have been waiting for them then. */
  readonly hasNewPayments: boolean;
}

/** Options of a call. */
export interface HandleOptions {
  /** Emits when the caller has disconnected, at once if it has already. A command that has not begun is then skipped. */
  readonly gone$?: Observable<unknown> | undefined;
  /** Called with the outcome at the end of the command's turn, also if its caller has disconnected or timed out by then. */
  readonly onOutcome?: ((outcome: CommandOutcome) => void) | undefined;
}

export interface PurchaseHandler {
  /**
   * Carries out one command: loads the user's state, decides, and appends with the expected revision.
   *
   * @throws LedgerError what {@link decide} refuses; `revision_conflict` when other writers won four times in a row;
   * `event_store_unavailable`, after which the same command may be sent again; what `assertMayRecord` throws.
   */
  handle(command: PurchaseCommand, options?: HandleOptions): Promise<CommandOutcome>;

  /**
   * Carries out many commands of one user with a single append: all of what is new is recorded, or nothing.
   *
   * @returns how many events were recorded
   */
  handleTogether(commands: readonly PurchaseCommand[]): Promise<number>;

  /** Drops what is remembered of streams, because the log was replaced. */
  forgetAll(): void;
}

export interface PurchaseHandlerOptions {
  readonly eventStore: EventStore;
  /** How many purchases the states kept in memory may hold together; by default as many as fit well into the heap. */
  readonly cachedPurchases?: number;
  /** How long a command may take, from its arrival on, in milliseconds; without a bound by default. */
  readonly timeoutMs?: number | undefined;
  /** Throws while nothing may be recorded. */
  readonly assertMayRecord?: () => void;
}

/** Re-reads and re-decisions after a conflict with another process. */
const conflictRetries = 3;

/**
 * How long to wait before a retry: not at all, then a random time of up to 80 ms and up to 320 ms. The other process may be
 * in a burst of commands of the same user, in which every retry loses. The last wait outlasts the burst.
 */
const standBackMs = (retries: number): number => (retries === 0 ? 0 : Math.random() * 20 * 4 ** retries);

/** A user's state after a command, how many events it took, and what {@link appendAndClaim} says of its payments. */
interface CarriedOut {
  readonly state: PurchaseState;
  readonly recorded: number;
  readonly hasNewPayments: boolean;
}

export function createPurchaseHandler(options: PurchaseHandlerOptions): PurchaseHandler {
  const { eventStore, cachedPurchases, timeoutMs, assertMayRecord } = options;
  const memory = createPurchaseMemory(eventStore, cachedPurchases);
  const takeTurn = createTurns({ timeoutMs });

  async function carryOut(
    stream: StreamName,
    commands: readonly [PurchaseCommand, ...PurchaseCommand[]],
  ): Promise<CarriedOut> {
    for (let retries = 0; ; retries++) {
      assertMayRecord?.();
      try {
        const attempt = retries === 0 ? decideOnMemory : decideOnRead;
        return await attempt({ eventStore, memory }, stream, commands);
      } catch (error) {
        if (!isLedgerError(error, "revision_conflict") || retries === conflictRetries) throw error;
        await sleep(standBackMs(retries));
      }
    }
  }

  return {
    handle(command, { gone$, onOutcome } = {}) {
      const stream = streamOf(command.userId);
      const work = async (): Promise<CommandOutcome> => {
        // The outcome is part of the turn: the next command changes the state.
        const outcome = outcomeOf(command, await carryOut(stream, [command]));
        onOutcome?.(outcome);
        return outcome;
      };
      return takeTurn(stream, work, gone$);
    },

    async handleTogether([first, ...others]) {
      if (first === undefined) return 0;
      if (others.some((command) => command.userId !== first.userId)) {
        throw new LedgerError("internal_error", "Commands handled together must be of one user.");
      }
      const stream = streamOf(first.userId);
      return (await takeTurn(stream, () => carryOut(stream, [first, ...others]))).recorded;
    },

    forgetAll: () => {
      memory.forgetAll();
    },
  };
}

interface Parts {
  readonly eventStore: EventStore;
  readonly memory: PurchaseMemory;
}

/**
 * Decides on the remembered state first. If that results in a refusal or in nothing to record, the stream is read and the
 * command decided again: another process may have revoked the remembered purchase, or the log may have been replaced.
 */
async function decideOnMemory(
  parts: Parts,
  stream: StreamName,
  commands: readonly PurchaseCommand[],
): Promise<CarriedOut> {
  const remembered = parts.memory.take(stream) ?? assumedNew(commands);
  if (remembered === undefined) return decideOnRead(parts, stream, commands);
  const before = remembered.state.revision;
  const events = recordableEvents(remembered.state, commands);
  if (events.length > 0) return record(parts, stream, { state: remembered.state, before, events });
  // A refusal may have left the state half-changed.
  const isWhole = remembered.state.revision === before;
  return decideOnRead(parts, stream, commands, isWhole ? remembered : undefined);
}

/**
 * Most users who are not remembered are new, and the append proves it without a read. An import, however, is often repeated
 * for users who are not new.
 */
const assumedNew = (commands: readonly PurchaseCommand[]): Remembered | undefined =>
  commands.some(({ type }) => type === "ImportPurchase")
    ? undefined
    : { state: initialState(), lastEventId: undefined };

async function decideOnRead(
  parts: Parts,
  stream: StreamName,
  commands: readonly PurchaseCommand[],
  remembered?: Remembered,
): Promise<CarriedOut> {
  const read = await parts.memory.catchUp(stream, remembered);
  const { state } = read;
  const before = state.revision;
  try {
    const events = decideAll(state, commands);
    if (events.length > 0) return await record(parts, stream, { state, before, events });
    return { state, recorded: 0, hasNewPayments: false };
  } finally {
    if (state.revision === before) parts.memory.keep(stream, read);
  }
}

interface Decided {
  readonly state: PurchaseState;
  /** The revision of the log that was decided on. */
  readonly before: number;
  readonly events: readonly PurchaseEvent[];
}

/**
 * Appends the decided events. `state` already contains them, and is remembered only once they are appended. Their ids are
 * drawn here, so that no store can take them for what another process has recorded: see ADR 11.
 */
async function record(
  { eventStore, memory }: Parts,
  stream: StreamName,
  { state, before, events: decided }: Decided,
): Promise<CarriedOut> {
  const events = decided.map((event, index) => {
    assertEncodable(event, { stream, revision: before + 1 + index });
    return { id: randomUUID(), ...event };
  });
  const expected = before === -1 ? "no-stream" : before;
  const hasNewPayments = await appendAndClaim(eventStore, { stream, events, expected });
  memory.keep(stream, { state, lastEventId: events.at(-1)?.id });
  return { state, recorded: events.length, hasNewPayments };
}

/** Decides the commands in order, each on the state that the previous ones left. */
function decideAll(state: PurchaseState, commands: readonly PurchaseCommand[]): readonly PurchaseEvent[] {
  return commands.flatMap((command) => {
    const events = decide(state, command);
    for (const event of events) evolve(state, event);
    return events;
  });
}

/** {@link decideAll}, but no events if a command is refused. */
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

function outcomeOf(
  command: PurchaseCommand,
  { state, recorded, hasNewPayments }: CarriedOut,
): CommandOutcome {
  const purchases = findAnswers(state, command);
  const [purchase] = purchases;
  if (purchase === undefined)
    throw new LedgerError("internal_error", "A command was carried out but left no purchase.");
  const unrecorded = (): CommandOutcome["result"] =>
    findRepeated(state, command).length > 0 ? "repeated" : "already_owned";
  return {
    result: recorded > 0 ? "recorded" : unrecorded(),
    purchase,
    purchases,
    owned: purchases
      .filter(({ item }) => (state.owned.get(itemKey(item)) ?? []).length > 0)
      .map(({ purchaseId }) => purchaseId),
    revision: state.revision,
    hasNewPayments,
  };
}
