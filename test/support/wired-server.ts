import type { EventStore } from "../../src/stores/event-store/event-store.js";
import { openEventStoreDb } from "../../src/stores/event-store/eventstoredb/eventstoredb-event-store.js";
import { eventStoreUrl, freshPrefix, leaderOf, openOn } from "./event-store-door.js";
import { startWire, type UnreliableWire } from "./unreliable-wire.js";

/** One ledger on a server: seen through a wire that fails, and directly. */
export interface WiredServer {
  readonly wire: UnreliableWire;
  /** Its appends and reads go through the wire. */
  readonly store: EventStore;
  /** The same ledger, directly. */
  readonly direct: EventStore;
  /** Another one through the wire. */
  open(timeoutMs?: number): EventStore;
  close(): Promise<void>;
}

/** Short enough for a test to see it pass, long enough for a busy machine to answer in. */
const attemptMs = 1000;

export async function wireTo(url: string, timeoutMs = 15_000): Promise<WiredServer> {
  const parsed = eventStoreUrl(url);
  const host = await leaderOf(parsed);
  const wire = await startWire({ host: host.address, port: host.port });
  const prefix = freshPrefix();
  const opened: EventStore[] = [];
  const keep = (store: EventStore): EventStore => {
    opened.push(store);
    return store;
  };
  const open = (within = timeoutMs): EventStore =>
    keep(
      openEventStoreDb({
        url: {
          ...parsed,
          discover: false,
          hosts: [{ address: "127.0.0.1", port: wire.port }],
          options: { ...parsed.options, defaultDeadline: attemptMs },
        },
        prefix,
        timeoutMs: within,
      }),
    );
  return {
    wire,
    store: open(),
    direct: keep(openOn(url, prefix)),
    open,
    async close() {
      wire.pass();
      for (const store of opened) await store.close();
      await wire.close();
    },
  };
}
