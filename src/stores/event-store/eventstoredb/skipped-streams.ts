import type { UserId } from "../../../events/identifiers.js";
import type { SkippedEntry, SkippedLog } from "../skipped-log.js";
import type { Send } from "./batch-append.js";
import { silenceOf, withRetries, type TimeLeft } from "./patience.js";
import { isAfter, type ServerPosition } from "./positions.js";
import type { EventRead } from "./recorded-event.js";
import { readStreamPage, searchAllPage, type Server } from "./server.js";

const eventType = "ImportSkipped";
/** Entries read at once, at most. */
const pageSize = 1000;
/** Half of what a server takes in one append by default. */
const maxAppended = 200;

/**
 * What imports have skipped, in one stream for each user. These are not the streams that `readAll` delivers.
 *
 * @param run runs a call and translates its errors to the ledger's errors
 */
export function createSkippedStreams(
  server: Server,
  send: Send,
  run: <T>(call: () => Promise<T>) => Promise<T>,
): SkippedLog {
  const { patience } = server;
  const prefix = `${server.prefix}import-skipped-`;

  const readUser = (userId: UserId): Promise<readonly SkippedEntry[]> =>
    withRetries(patience, async (timeLeft) => {
      const entries: SkippedEntry[] = [];
      for (let from = 0; ;) {
        const page = { stream: prefix + userId, from, direction: "forwards", limit: pageSize } as const;
        const { events } = await readStreamPage(server, page, timeLeft);
        entries.push(...events.flatMap(toEntry));
        if (events.length < pageSize) return entries;
        from += pageSize;
      }
    });

  async function append(userId: UserId, entries: readonly SkippedEntry[], timeLeft: TimeLeft): Promise<void> {
    const events = entries.map(({ id, ...data }) => ({ id, type: eventType, data, metadata: "" }));
    const stream = prefix + userId;
    await send({ stream, events, expected: "any" }, silenceOf(patience, timeLeft), timeLeft);
  }

  /** Looks for known ids first: the server recognizes only ids that it has seen recently. */
  async function record(userId: UserId, entries: readonly SkippedEntry[]): Promise<number> {
    const there = new Set((await readUser(userId)).map(({ id }) => id));
    const missing = entries.filter(({ id }) => !there.has(id));
    for (let done = 0; done < missing.length; done += maxAppended) {
      const next = missing.slice(done, done + maxAppended);
      await withRetries(patience, (timeLeft) => append(userId, next, timeLeft));
    }
    return missing.length;
  }

  return {
    record: (userId, entries) => run(() => record(userId, entries)),
    of: (userId) => run(() => readUser(userId)),
    async *all() {
      let after: ServerPosition | undefined;
      for (;;) {
        const page = { from: after, direction: "forwards", limit: pageSize + 1 } as const;
        // The answer begins with the event at `after` itself.
        const events = await run(() => searchAllPage({ ...server, usersPrefix: prefix }, page));
        const last = events.at(-1);
        const entries = events.filter(({ position }) => isAfter(position, after)).flatMap(toEntry);
        if (entries.length > 0) yield entries;
        if (last === undefined || events.length <= pageSize) return;
        after = last.position;
      }
    },
  };
}

/** Skips other events: everyone with access to the server can write to the stream. */
function toEntry({ recorded: { id, type, data } }: EventRead): readonly SkippedEntry[] {
  if (type !== eventType || typeof data !== "object" || data === null) return [];
  return [{ ...(data as Omit<SkippedEntry, "id">), id }];
}
