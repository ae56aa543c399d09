import {
  ANY,
  BACKWARDS,
  END,
  jsonEvent,
  StreamNotFoundError,
  type EventStoreDBClient,
  type ResolvedEvent,
} from "@eventstore/db-client";
import type { AuditEntry, AuditLog, RecordedAuditEntry } from "../audit-log.js";

const eventType = "OperatorActed";

export interface AuditStreamOptions {
  readonly client: EventStoreDBClient;
  /** Its name on the server, prefix included. It is no user's stream: `readAll` does not deliver it. */
  readonly stream: string;
  /** Runs a call of the adapter's: with its deadlines, its retries and its errors. */
  readonly run: <T>(call: () => Promise<T>) => Promise<T>;
}

/** The audit log in a stream of its own. */
export function createAuditStream({ client, stream, run }: AuditStreamOptions): AuditLog {
  async function read({ limit, before }: { limit: number; before?: number | undefined }) {
    if (before !== undefined && before <= 0) return [];
    const fromRevision = before === undefined ? END : BigInt(before - 1);
    const entries: RecordedAuditEntry[] = [];
    try {
      const found = client.readStream(stream, { direction: BACKWARDS, fromRevision, maxCount: limit });
      for await (const resolved of found) entries.push(...toEntry(resolved));
    } catch (error) {
      if (!(error instanceof StreamNotFoundError)) throw error;
    }
    return entries;
  }

  return {
    record: ({ id, ...data }) =>
      run(async () => {
        // The server recognizes an id that it has seen lately; one from a copy made long ago is looked for.
        const newest = await read({ limit: 1000 });
        if (newest.some((entry) => entry.id === id)) return;
        await client.appendToStream(stream, jsonEvent({ id, type: eventType, data }), {
          expectedRevision: ANY,
        });
      }),
    entries: (page) => run(() => read(page)),
  };
}

/** Anybody with access to the server may have put something else there. */
function toEntry({ event }: ResolvedEvent): readonly RecordedAuditEntry[] {
  if (event?.type !== eventType || !event.isJson) return [];
  return [{ number: Number(event.revision), id: event.id, ...(event.data as unknown as AuditEntry) }];
}
