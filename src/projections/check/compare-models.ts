import { compareIds, streamOf, type UserId } from "../../events/identifiers.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import type {
  Checkpoint,
  DeadLetters,
  ModelReader,
  ModelTarget,
  StoredUser,
} from "../../stores/read-model/read-model-store.js";
import type { Drift } from "./compare-user.js";
import type { Projection } from "../projection.js";
import { examineUser } from "./examine-user.js";

/** A user as the log says that its models should be. */
export interface ExpectedUser {
  readonly userId: UserId;
  /** Whether it is known that something in the user's stream cannot be read or folded. */
  readonly heldBack?: boolean;
  /** Whether the stored models are exactly these. If not, they may still be right: behind, or further. */
  isStoredAs(stored: StoredUser): boolean;
}

export interface CompareOptions {
  readonly eventStore: EventStore;
  /** What readers see; it may go on being written. */
  readonly stored: ModelReader & DeadLetters & Pick<ModelTarget, "checkpoint">;
  /** All users of the same log, in the order of their ids. */
  readonly expected: AsyncIterable<readonly ExpectedUser[]>;
  readonly projections: readonly Projection[];
  /** Called with each user whose stored models are not the expected ones, whichever of the two is right. */
  readonly onDifferent?: (userId: UserId) => Promise<void>;
  /** Called with what is stored of a user that has drifted. */
  readonly onDrifted?: (stored: StoredUser) => void;
  readonly signal?: AbortSignal | undefined;
}

/** The users of one page, and what was found with them. */
export interface ComparedPage {
  readonly users: number;
  readonly behind: readonly UserId[];
  /** Something in their streams cannot be read or folded; they may have drifted as well. A user may be there twice. */
  readonly heldBack: readonly UserId[];
  readonly drifted: readonly { readonly userId: UserId; readonly drifts: readonly Drift[] }[];
}

/** Small, so that the texts of a page are collected young and the heap stays small. */
const pageSize = 50;

/**
 * Walks both in the order of user ids, page by page. A user whose models are the same is healthy; any other is examined
 * against the user's stream, so that what was folded in between is never taken for drift.
 */
export async function* compareModels(options: CompareOptions): AsyncIterable<ComparedPage> {
  const { stored, signal } = options;
  const expected = createTaker(options.expected);
  for (let after: UserId | undefined; ;) {
    // A turn of the event loop: others are answered, and what the database package holds outside of the heap for each
    // reading is freed, which otherwise grows with the number of users that have to be examined.
    await new Promise(setImmediate);
    signal?.throwIfAborted();
    // Before the page: what is read after them can only be further.
    const checkpoint = await stored.checkpoint();
    const heldBackAt = new Map(
      (await stored.deadLetters()).map(({ stream, revision }) => [stream, revision]),
    );
    const storedPage = await stored.usersAfter(after, pageSize);
    const endOfStored = endOfPage(storedPage);
    const expectedPage = await expected.take(endOfStored);
    const end = endOfPage(expectedPage) ?? endOfStored;
    yield await comparePage(pairUp(storedPage, expectedPage, end), { checkpoint, heldBackAt }, options);
    if (end === undefined) return;
    after = end;
  }
}

/** Up to which id a page is known whole; undefined when it is the last one. */
const endOfPage = (page: readonly { readonly userId: UserId }[]): UserId | undefined =>
  page.length === pageSize ? page.at(-1)?.userId : undefined;

/** Takes users off a sequence of batches, up to an id, at most a page of them. */
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

/** What was known of the stored models before a page of them was read. */
interface ReadBefore {
  readonly checkpoint: Checkpoint;
  /** The events that users wait behind, by stream. A newer program may be able to read them: they wait all the same. */
  readonly heldBackAt: ReadonlyMap<string, number>;
}

async function comparePage(
  pairs: readonly Pair[],
  { checkpoint, heldBackAt }: ReadBefore,
  options: CompareOptions,
): Promise<ComparedPage> {
  const { eventStore, projections } = options;
  const behind: UserId[] = [];
  const heldBack: UserId[] = [];
  const drifted: { userId: UserId; drifts: readonly Drift[] }[] = [];
  for (const { stored, expected } of pairs) {
    const { userId } = stored;
    if (expected?.heldBack === true) heldBack.push(userId);
    if (expected?.isStoredAs(stored) === true) continue;
    // Where nothing was folded yet everybody is behind, and a million streams need not be read to find that out.
    if (checkpoint.position === undefined && isNothing(stored)) {
      behind.push(userId);
      continue;
    }
    await options.onDifferent?.(userId);
    const examination = await examineUser({
      ...{ eventStore, stored, projections, checkpoint },
      heldBackAt: heldBackAt.get(streamOf(userId)),
    });
    if (examination.incomplete) heldBack.push(userId);
    if (examination.drifts.length > 0) {
      drifted.push({ userId, drifts: examination.drifts });
      options.onDrifted?.(stored);
    } else if (examination.behind) behind.push(userId);
  }
  return { users: pairs.length, behind, heldBack, drifted };
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

const isNothing = ({ models }: StoredUser): boolean => Object.keys(models).length === 0;
