import { compareIds, type UserId } from "../../events/identifiers.js";
import type { StoredUser } from "../../stores/read-model/read-model-store.js";
import {
  examineUsers,
  readBefore,
  type ComparedPage,
  type ExamineUsersOptions,
  type ReadBefore,
} from "./examine-users.js";

/** A user as the log says that its models should be. */
export interface ExpectedUser {
  readonly userId: UserId;
  /** Whether something in the user's stream is known to be unreadable, or impossible to fold. */
  readonly heldBack?: boolean;
  /** Whether the stored models are exactly these. If not, they may still be correct: behind or ahead. */
  isStoredAs(stored: StoredUser): boolean;
}

export interface CompareOptions extends ExamineUsersOptions {
  /** All users of the same log, in the order of their ids. */
  readonly expected: AsyncIterable<readonly ExpectedUser[]>;
  readonly signal?: AbortSignal | undefined;
}

/** Small, so that the texts of a page are collected young and the heap stays small. */
const pageSize = 50;

/**
 * Walks both in the order of user ids, page by page. A user whose models are equal is healthy. Any other user is compared
 * with the user's stream, so that events folded in the meantime are not mistaken for drift.
 */
export async function* compareModels(options: CompareOptions): AsyncIterable<ComparedPage> {
  const { stored, signal } = options;
  const expected = createTaker(options.expected);
  for (let after: UserId | undefined; ;) {
    // A turn of the event loop: others are answered, and what the database package holds outside of the heap for each
    // reading is freed, which otherwise grows with the number of users that have to be examined.
    await new Promise(setImmediate);
    signal?.throwIfAborted();
    const before = await readBefore(stored);
    const storedPage = await stored.usersAfter(after, pageSize);
    const endOfStored = endOfPage(storedPage);
    const expectedPage = await expected.take(endOfStored);
    const end = endOfPage(expectedPage) ?? endOfStored;
    yield await comparePage(pairUp(storedPage, expectedPage, end), before, options);
    if (end === undefined) return;
    after = end;
  }
}

/** The id up to which a page is complete; undefined if it is the last page. */
const endOfPage = (page: readonly { readonly userId: UserId }[]): UserId | undefined =>
  page.length === pageSize ? page.at(-1)?.userId : undefined;

/** Takes users from a sequence of batches, up to an id, at most one page. */
function createTaker(batches: AsyncIterable<readonly ExpectedUser[]>) {
  const iterator = batches[Symbol.asyncIterator]();
  let waiting: ExpectedUser[] = [];
  return {
    async take(end: UserId | undefined): Promise<readonly ExpectedUser[]> {
      const taken: ExpectedUser[] = [];
      while (taken.length < pageSize) {
        if (waiting.length === 0) {
          const next = await iterator.next();
          if (next.done === true) break;
          waiting = [...next.value];
        }
        const beyond = waiting.findIndex(({ userId }) => end !== undefined && compareIds(userId, end) > 0);
        const known = beyond === -1 ? waiting.length : beyond;
        taken.push(...waiting.splice(0, Math.min(known, pageSize - taken.length)));
        if (beyond !== -1 && taken.length < pageSize) break;
      }
      return taken;
    },
  };
}

interface Pair {
  readonly stored: StoredUser;
  readonly expected: ExpectedUser | undefined;
}

async function comparePage(
  pairs: readonly Pair[],
  before: ReadBefore,
  options: CompareOptions,
): Promise<ComparedPage> {
  const different = pairs.filter(({ stored, expected }) => expected?.isStoredAs(stored) !== true);
  const found = await examineUsers(
    different.map(({ stored }) => stored),
    before,
    options,
  );
  const unreadable = pairs.filter(({ expected }) => expected?.heldBack === true);
  const heldBack = [...unreadable.map(({ stored }) => stored.userId), ...found.heldBack];
  return { ...found, users: pairs.length, heldBack };
}

function pairUp(
  stored: readonly StoredUser[],
  expected: readonly ExpectedUser[],
  end: UserId | undefined,
): readonly Pair[] {
  const within = ({ userId }: StoredUser): boolean => end === undefined || compareIds(userId, end) <= 0;
  const expectedById = new Map(expected.map((user) => [user.userId, user]));
  const pairs: Pair[] = stored.filter(within).map((user) => {
    const pair = { stored: user, expected: expectedById.get(user.userId) };
    expectedById.delete(user.userId);
    return pair;
  });
  for (const user of expectedById.values()) pairs.push({ stored: nothingOf(user.userId), expected: user });
  return pairs;
}

const nothingOf = (userId: UserId): StoredUser => ({ userId, models: {}, version: "" });
