import { LedgerError } from "../../../errors.js";
import type { Position } from "../event-store.js";

/** A place in the server's log. The events of this ledger may be only a part of that log. */
export interface ServerPosition {
  readonly commit: bigint;
  readonly prepare: bigint;
}

export const toPosition = ({ commit, prepare }: ServerPosition): Position =>
  `${commit}:${prepare}` as Position;

/** The position in a message of the server. */
export const fromMessage = (message: {
  getCommitPosition(): string;
  getPreparePosition(): string;
}): ServerPosition => ({
  commit: BigInt(message.getCommitPosition()),
  prepare: BigInt(message.getPreparePosition()),
});

/** @throws LedgerError `request_invalid` if it is not a position of this kind of store. */
export function toServerPosition(position: Position): ServerPosition {
  const [, commit, prepare] = /^(\d{1,20}):(\d{1,20})$/.exec(position) ?? [];
  if (commit !== undefined && prepare !== undefined)
    return { commit: BigInt(commit), prepare: BigInt(prepare) };
  throw new LedgerError(
    "request_invalid",
    `${JSON.stringify(position)} is not a position of this event store.`,
  );
}

export function compareServerPositions(a: ServerPosition, b: ServerPosition): number {
  return Number(a.commit === b.commit ? a.prepare - b.prepare : a.commit - b.commit);
}

export const isSamePosition = (a: ServerPosition, b: ServerPosition): boolean =>
  compareServerPositions(a, b) === 0;

/** Every position is after undefined, the beginning of the log. */
export const isAfter = (position: ServerPosition, than: ServerPosition | undefined): boolean =>
  than === undefined || compareServerPositions(position, than) > 0;
