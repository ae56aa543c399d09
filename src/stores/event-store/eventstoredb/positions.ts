import { LedgerError } from "../../../errors.js";
import type { Position } from "../event-store.js";

/** A place in the server's log, of which this ledger's events are only a part. */
export interface ServerPosition {
  readonly commit: bigint;
  readonly prepare: bigint;
}

export const toPosition = ({ commit, prepare }: ServerPosition): Position =>
  `${commit}:${prepare}` as Position;

/** @throws LedgerError `request_invalid` if it is a position of some other store. */
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
