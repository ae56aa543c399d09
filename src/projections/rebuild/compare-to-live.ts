import type { UserId } from "../../events/identifiers.js";
import type { Rebuild, StoredUser } from "../../stores/read-model/read-model-store.js";
import {
  examineUsers,
  readBefore,
  type ComparedPage,
  type ExamineUsersOptions,
} from "../check/examine-users.js";

export interface CompareToLiveOptions extends ExamineUsersOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Few, so that memory stays small. */
const examinedAtOnce = 50;

/**
 * Compares the new models of a rebuild with the live ones, inside the store. Only users that differ are read and compared
 * with their streams, so that events folded in the meantime are not mistaken for drift.
 */
export async function* compareToLive(
  rebuild: Pick<Rebuild, "compareToLive">,
  options: CompareToLiveOptions,
): AsyncIterable<ComparedPage> {
  const { stored, signal } = options;
  for (let after: UserId | undefined; ;) {
    const { users, different, end } = await rebuild.compareToLive(after);
    for (let first = 0; first < different.length; first += examinedAtOnce) {
      signal?.throwIfAborted();
      const before = await readBefore(stored);
      const page: StoredUser[] = [];
      for (const userId of different.slice(first, first + examinedAtOnce))
        page.push(await stored.user(userId));
      yield { ...(await examineUsers(page, before, options)), users: 0 };
    }
    yield { users, behind: [], heldBack: [], drifted: [] };
    signal?.throwIfAborted();
    if (end === undefined) return;
    after = end;
  }
}
