import type { UserId } from "../events/identifiers.js";
import type { EventStore } from "../stores/event-store/event-store.js";
import type {
  Checkpoint,
  ModelReader,
  ModelTarget,
  StoredUser,
} from "../stores/read-model/read-model-store.js";
import type { Drift } from "./compare-user.js";
import type { ProjectionName } from "./documents.js";
import { examineUser } from "./examine-user.js";

export interface CompareOptions {
  readonly eventStore: EventStore;
  /** What readers see; it may go on being written. */
  readonly stored: ModelReader & Pick<ModelTarget, "checkpoint">;
  /** The same log, folded anew; nobody writes it meanwhile. */
  readonly expected: ModelReader;
  readonly projections: readonly ProjectionName[];
  readonly signal?: AbortSignal | undefined;
}

/** The users of one page, and what was found with them. */
export interface ComparedPage {
  readonly users: number;
  readonly behind: readonly UserId[];
  readonly drifted: readonly { readonly userId: UserId; readonly drifts: readonly Drift[] }[];
}

const pageSize = 500;

/**
 * Walks both in the order of user ids, page by page. A user whose models are the same to the letter is healthy; any
 * other is examined against the user's stream, so that what was folded in between is never taken for drift.
 */
export async function* compareModels(options: CompareOptions): AsyncIterable<ComparedPage> {
  const { stored, expected, signal } = options;
  for (let after: UserId | undefined; ;) {
    signal?.throwIfAborted();
    // Before the page: what is read after it can only be further.
    const checkpoint = await stored.checkpoint();
    const [storedPage, expectedPage] = [
      await stored.usersAfter(after, pageSize),
      await expected.usersAfter(after, pageSize),
    ];
    const end = endOfPage(storedPage, expectedPage);
    const pairs = pairUp(storedPage, expectedPage, end);
    yield await comparePage(pairs, checkpoint, options);
    if (end === undefined) return;
    after = end;
  }
}

interface Pair {
  readonly stored: StoredUser;
  readonly expected: StoredUser | undefined;
}

async function comparePage(
  pairs: readonly Pair[],
  checkpoint: Checkpoint,
  options: CompareOptions,
): Promise<ComparedPage> {
  const { eventStore, projections } = options;
  const behind: UserId[] = [];
  const drifted: { userId: UserId; drifts: readonly Drift[] }[] = [];
  for (const { stored, expected } of pairs) {
    if (stored.version === expected?.version) continue;
    const { userId } = stored;
    const examination = await examineUser({ eventStore, stored, projections, checkpoint });
    if (examination.drifts.length > 0) drifted.push({ userId, drifts: examination.drifts });
    else if (examination.behind) behind.push(userId);
  }
  return { users: pairs.length, behind, drifted };
}

/** Up to which id both pages are known whole; undefined when both are the last. */
function endOfPage(...pages: readonly (readonly StoredUser[])[]): UserId | undefined {
  const ends = pages.flatMap((page) => (page.length === pageSize ? (page.at(-1)?.userId ?? []) : []));
  return ends.length === 0 ? undefined : ends.reduce((least, id) => (compareIds(id, least) < 0 ? id : least));
}

function pairUp(
  stored: readonly StoredUser[],
  expected: readonly StoredUser[],
  end: UserId | undefined,
): readonly Pair[] {
  const within = ({ userId }: StoredUser): boolean => end === undefined || compareIds(userId, end) <= 0;
  const expectedById = new Map(expected.filter(within).map((user) => [user.userId, user]));
  const pairs: Pair[] = stored.filter(within).map((user) => {
    const pair = { stored: user, expected: expectedById.get(user.userId) };
    expectedById.delete(user.userId);
    return pair;
  });
  for (const user of expectedById.values()) pairs.push({ stored: nothingOf(user.userId), expected: user });
  return pairs;
}

const nothingOf = (userId: UserId): StoredUser => ({
  userId,
  ownership: undefined,
  historyRevision: undefined,
  history: [],
  version: "",
});

/** The order of the stores, which is that of the bytes; ids that somebody wrote by hand may hold anything. */
function compareIds(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
