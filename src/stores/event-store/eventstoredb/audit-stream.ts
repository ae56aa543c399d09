import type { AuditEntry, AuditLog, AuditPage, RecordedAuditEntry } from "../audit-log.js";
import type { Send } from "./batch-append.js";
import { silenceOf, withRetries, type TimeLeft } from "./patience.js";
import type { EventRead } from "./recorded-event.js";
import { readStreamPage, type Server } from "./server.js";

const eventType = "OperatorActed";
/** Entries read at once, at most. */
const pageSize = 1000;

/**
 * The audit log, in a stream of its own. `readAll` does not deliver it, because it is not the stream of a user.
 *
 * @param run runs a call and translates its errors to the ledger's errors
 */
export function createAuditStream(
  server: Server,
  send: Send,
  run: <T>(call: () => Promise<T>) => Promise<T>,
): AuditLog {
  const stream = `${server.prefix}audit`;

  /** Reads on past events of others: whoever gets fewer entries than the limit takes them for the oldest. */
  async function read({ limit, before }: AuditPage, timeLeft: TimeLeft) {
    const entries: RecordedAuditEntry[] = [];
    for (let from = before === undefined ? undefined : before - 1; from === undefined || from >= 0;) {
      const left = limit - entries.length;
      const page = { stream, from, direction: "backwards", limit: left } as const;
      const { events } = await readStreamPage(server, page, timeLeft);
      entries.push(...events.flatMap(toEntry));
      const oldest = events.at(-1);
      if (oldest === undefined || events.length < left || entries.length === limit) break;
      from = oldest.recorded.revision - 1;
    }
    return entries;
  }

  return {
    record: ({ id, ...data }) =>
      run(() =>
        withRetries(server.patience, async (timeLeft) => {
          // The server recognizes only ids that it has seen recently. A copy may repeat an old entry.
          const newest = await read({ limit: pageSize }, timeLeft);
          if (newest.some((entry) => entry.id === id)) return;
          const events = [{ id, type: eventType, data, metadata: "" }];
          await send({ stream, events, expected: "any" }, silenceOf(server.patience, timeLeft), timeLeft);
        }),
      ),
    entries: (page) => run(() => withRetries(server.patience, (timeLeft) => read(page, timeLeft))),
  };
}

/** Skips other events: everyone with access to the server can write to the stream. */
function toEntry({ recorded: { id, type, data, revision } }: EventRead): readonly RecordedAuditEntry[] {
  if (type !== eventType || typeof data !== "object" || data === null) return [];
  return [{ number: revision, id, ...(data as AuditEntry) }];
}
