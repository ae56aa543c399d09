import { expect } from "@jest/globals";
import type { PurchaseCommand } from "../../src/commands/commands.js";
import {
  decide,
  evolve,
  findAnswers,
  findRepeated,
  initialState,
  type PurchaseState,
} from "../../src/commands/decider.js";
import { isLedgerError, type ErrorCode, type LedgerError } from "../../src/errors.js";
import { assertEncodable } from "../../src/events/codec.js";
import { streamOf } from "../../src/events/identifiers.js";
import type { PurchaseEvent } from "../../src/events/purchase-events.js";

/** Which purchase a command that records nothing is answered with, and why that one. */
export interface Answered {
  readonly by: string;
  readonly as: "repeated" | "already_owned";
}

export interface Decided {
  /** Exactly these events are decided, field by field. */
  then(...events: readonly PurchaseEvent[]): void;
  thenNothing(answered?: Answered): void;
  /** Refused; `details`, if given, are all that the caller is told. */
  thenRefused(code: ErrorCode, details?: Readonly<Record<string, unknown>>): void;
}

/** A decider specification that reads aloud: `given(…events).when(command).then(…events)`. */
export function given(...events: readonly PurchaseEvent[]): { when(command: PurchaseCommand): Decided } {
  return {
    when(command) {
      const state = stateAfter(...events);
      return {
        then: (...expected) => expect(decideUntouched(state, command)).toStrictEqual(expected),
        thenNothing(answered) {
          expect(decideUntouched(state, command)).toStrictEqual([]);
          if (answered !== undefined) expect(answerTo(state, command)).toStrictEqual(answered);
        },
        thenRefused(code, details) {
          const error = refusalOf(state, command);
          expect(error.code).toBe(code);
          if (details !== undefined) expect(error.details).toStrictEqual(details);
        },
      };
    },
  };
}

export const stateAfter = (...events: readonly PurchaseEvent[]): PurchaseState =>
  events.reduce(evolve, initialState());

/** Decides, and sees to what holds for every decision: the state is left alone, the events can be stored. */
export function decideUntouched(state: PurchaseState, command: PurchaseCommand): readonly PurchaseEvent[] {
  const before = structuredClone(state);
  try {
    const events = decide(state, command);
    events.forEach((event, index) => {
      assertEncodable(event, { stream: streamOf(command.userId), revision: state.revision + 1 + index });
      expect(JSON.parse(JSON.stringify(event))).toStrictEqual(event);
    });
    return events;
  } finally {
    expect(state).toStrictEqual(before);
  }
}

function refusalOf(state: PurchaseState, command: PurchaseCommand): LedgerError {
  try {
    decideUntouched(state, command);
  } catch (error) {
    if (isLedgerError(error)) return error;
    throw error;
  }
  throw new Error(`${command.type} was not refused.`);
}

function answerTo(state: PurchaseState, command: PurchaseCommand): Answered | undefined {
  const [answer] = findAnswers(state, command);
  if (answer === undefined) return undefined;
  return {
    by: answer.purchaseId,
    as: findRepeated(state, command).length === 0 ? "already_owned" : "repeated",
  };
}
