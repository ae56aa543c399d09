import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { isEventStoreUrl, parseEventStoreUrl, type EventStoreUrl } from "../../src/event-store-url.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import { startEventStoreDbDoor } from "../../src/stores/event-store/eventstoredb-door/door.js";
import { openEventStoreDb } from "../../src/stores/event-store/eventstoredb/eventstoredb-event-store.js";
import { temporaryFolder } from "./temporary-folder.js";

/** A real server to run against, in place of the door; unset: the door. */
export const realServerUrl = process.env.EVENTSTOREDB_TEST_URL;

export interface EventStoreServer {
  readonly url: string;
  close(): Promise<void>;
}

/** A door on a log of its own, in this process. */
export async function startDoor(): Promise<EventStoreServer> {
  const folder = await temporaryFolder();
  const failures: unknown[] = [];
  const door = await startEventStoreDbDoor({
    path: join(folder.path, "events.db"),
    port: 0,
    onFailure: (error) => failures.push(error),
  });
  return {
    url: door.url,
    async close() {
      await door.close();
      await folder.remove();
      if (failures.length > 0) throw new AggregateError(failures, "The door did not foresee something.");
    },
  };
}

/** No other test has it, on a server that keeps what the tests wrote. */
export const freshPrefix = (): string => `test-${randomUUID()}.`;

export function eventStoreUrl(text: string): EventStoreUrl {
  const parsed = parseEventStoreUrl(text);
  if (isEventStoreUrl(parsed)) return parsed;
  throw new Error(`Not a connection string: ${JSON.stringify(parsed)}`);
}

/** The adapter on a server. */
export const openOn = (url: string, prefix: string, timeoutMs = 10_000): EventStore =>
  openEventStoreDb({ url: eventStoreUrl(url), prefix, timeoutMs });
