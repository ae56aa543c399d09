import {
  catchError,
  EMPTY,
  exhaustMap,
  filter,
  firstValueFrom,
  merge,
  takeUntil,
  tap,
  timer,
  type Observable,
} from "rxjs";
import { LedgerError } from "../../errors.js";
import { streamOf, type UserId } from "../../events/identifiers.js";
import type { HistoryQueries } from "../../stores/read-model/live-queries.js";
import type { DeadLetter, DeadLetters } from "../../stores/read-model/read-model-store.js";

export interface ConsistentReadOptions {
  /** Emits when the projector in this process has moved. */
  readonly moved$: Observable<unknown>;
  readonly waitMs: number;
}

export interface ConsistentRead<T> {
  readonly minRevision: number | undefined;
  readonly read: () => Promise<T>;
  /** The revision that what was read is folded to; undefined for a user that the projection does not know. */
  readonly revisionOf: (found: T) => number | undefined;
  /** The event that the user waits behind, if any: waiting for a later one is useless. */
  readonly heldBack: () => Promise<DeadLetter | undefined>;
  readonly closed$: () => Observable<unknown>;
}

/** The projector may run in another process, whose progress is only seen by reading again. */
const pollMs = 50;

/**
 * Creates reads that wait until a projection has seen what the caller has.
 *
 * @throws LedgerError (the read does) `projection_behind`, if it has not after `waitMs`; at once if it cannot, because
 * an event up to there cannot be folded.
 */
export function createConsistentRead({ moved$, waitMs }: ConsistentReadOptions) {
  const wake$ = merge(moved$.pipe(catchError(() => EMPTY)), timer(pollMs, pollMs));

  return async <T>({ minRevision, read, revisionOf, heldBack, closed$ }: ConsistentRead<T>): Promise<T> => {
    const first = await read();
    if (minRevision === undefined) return first;
    const isReached = (found: Awaited<T>): boolean => (revisionOf(found) ?? -1) >= minRevision;
    if (isReached(first)) return first;
    const assertCanCome = async (found: Awaited<T>): Promise<void> => {
      const letter = await heldBack();
      if (letter !== undefined && letter.revision <= minRevision)
        throw waitsBehind(letter, minRevision, revisionOf(found));
    };
    await assertCanCome(first);
    let latest = first;
    const reached$ = wake$.pipe(
      // Wrapped, as what was read may be undefined, which must not look like the end of the wait.
      exhaustMap(async () => {
        const found = await read();
        if (!isReached(found)) await assertCanCome(found);
        return { found };
      }),
      tap(({ found }) => (latest = found)),
      filter(({ found }) => isReached(found)),
      takeUntil(merge(timer(waitMs), closed$())),
    );
    const reached = await firstValueFrom(reached$, { defaultValue: undefined });
    if (reached !== undefined) return reached.found;
    throw new LedgerError(
      "projection_behind",
      `The projection has not yet folded revision ${minRevision}. Try again in a moment.`,
      {
        details: { minRevision, revision: revisionOf(latest) ?? null },
      },
    );
  };
}

function waitsBehind(letter: DeadLetter, minRevision: number, revision: number | undefined): LedgerError {
  const { reason } = letter;
  return new LedgerError(
    "projection_behind",
    `Revision ${minRevision} waits behind event ${letter.revision}, which cannot be folded: ${reason}`,
    { details: { minRevision, revision: revision ?? null, heldBack: true, heldBackReason: reason } },
  );
}

export type ConsistentReader = ReturnType<typeof createConsistentRead>;

/** What {@link historyRevisionFirst} reads with. */
export interface HistoryReading {
  readonly readModel: Pick<HistoryQueries, "historyRevision"> & Pick<DeadLetters, "deadLetter">;
  readonly readConsistently: ConsistentReader;
}

/**
 * The revision that a user's history is folded to, for what is read after it: that is then at least as new as it says.
 *
 * @returns undefined for a user whom the projection does not know
 * @throws LedgerError `projection_behind` as {@link createConsistentRead} does
 */
export const historyRevisionFirst = (
  { readModel, readConsistently }: HistoryReading,
  userId: UserId,
  { minRevision, closed$ }: Pick<ConsistentRead<unknown>, "minRevision" | "closed$">,
): Promise<number | undefined> =>
  readConsistently({
    minRevision,
    read: () => readModel.historyRevision(userId),
    revisionOf: (found) => found,
    heldBack: () => readModel.deadLetter(streamOf(userId)),
    closed$,
  });
