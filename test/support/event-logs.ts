import { join } from "node:path";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import { freshPrefix, openOn, testServers } from "./event-store-door.js";
import { temporaryFolder } from "./temporary-folder.js";

/** An empty log that a test opens on every event store. */
export interface EventLog {
  readonly store: EventStore;
  close(): Promise<void>;
}

/** Every event store that tests can use, for `describe.each`. */
export const eventLogs: readonly { readonly name: string; open(): Promise<EventLog> }[] = [
  {
    name: "embedded",
    async open() {
      const folder = await temporaryFolder();
      const store = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
      return {
        store,
        async close() {
          await store.close();
          await folder.remove();
        },
      };
    },
  },
  ...testServers.map(({ name, start }) => ({
    name: `EventStoreDB, on ${name}`,
    async open() {
      const server = await start();
      const store = openOn(server.url, freshPrefix());
      return {
        store,
        async close() {
          await store.close();
          await server.close();
        },
      };
    },
  })),
];
