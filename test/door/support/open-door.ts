import { EventStoreDBClient, binaryEvent, jsonEvent, type EventData } from "@eventstore/db-client";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import {
  startEventStoreDbDoor,
  type DoorOptions,
} from "../../../src/stores/event-store/eventstoredb-door/door.js";
import { openEmbeddedEventStore } from "../../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../../src/stores/event-store/event-store.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

export interface DoorTest {
  readonly path: string;
  client: EventStoreDBClient;
  url: string;
  /** The ledger's own store on the same file; closed with the rest. */
  openLedgerStore(): Promise<EventStore>;
  /** Closes the door and opens it again on the same file. */
  restart(): Promise<void>;
  /** Closes the door under the client's feet. */
  closeDoor(): Promise<void>;
  /** @throws AggregateError what the door did not foresee */
  cleanUp(): Promise<void>;
}

/** A door on an empty log in a temporary folder, and the official client in front of it. */
export async function openDoor(options: Partial<DoorOptions> = {}): Promise<DoorTest> {
  const folder = await temporaryFolder();
  const path = join(folder.path, "events.db");
  const failures: unknown[] = [];
  const stores: EventStore[] = [];
  const start = () =>
    startEventStoreDbDoor({ path, port: 0, onFailure: (error) => failures.push(error), ...options });
  let door = await start();
  const test: DoorTest = {
    path,
    url: door.url,
    client: EventStoreDBClient.connectionString(door.url),
    async openLedgerStore() {
      const store = await openEmbeddedEventStore({ path });
      stores.push(store);
      return store;
    },
    async restart() {
      await test.client.dispose();
      await test.closeDoor();
      door = await start();
      test.url = door.url;
      test.client = EventStoreDBClient.connectionString(door.url);
    },
    closeDoor: () => door.close(),
    async cleanUp() {
      await test.client.dispose();
      await test.closeDoor();
      for (const store of stores) await store.close();
      await folder.remove();
      if (failures.length > 0) throw new AggregateError(failures, "The door did not foresee something.");
    },
  };
  return test;
}

/** Events of JSON, numbered from `from`. */
export const events = (count: number, { from = 0, type = "Something" } = {}): EventData[] =>
  Array.from({ length: count }, (_, index) => jsonEvent({ type, data: { n: from + index } }));

export const event = (n = 0, type = "Something"): EventData => jsonEvent({ type, data: { n } });

export const binary = (bytes: Uint8Array, metadata?: Uint8Array): EventData =>
  binaryEvent({ id: randomUUID(), type: "Bytes", data: bytes, ...(metadata && { metadata }) });

/** What is read, as much of it as most tests look at. */
export interface Read {
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly data: unknown;
  readonly position: number;
}

interface Resolved {
  readonly event?:
    | {
        readonly streamId: string;
        readonly revision: bigint;
        readonly type: string;
        readonly data: unknown;
        readonly position?: { readonly commit: bigint } | undefined;
      }
    | undefined;
}

export const toRead = ({ event: read }: Resolved): Read => ({
  stream: read!.streamId,
  revision: Number(read!.revision),
  type: read!.type,
  data: read!.data,
  position: Number(read!.position?.commit),
});

export async function readAllOf(resolved: AsyncIterable<Resolved>): Promise<Read[]> {
  const all: Read[] = [];
  for await (const one of resolved) all.push(toRead(one));
  return all;
}

/** Only what clients appended: a log begins with an event of the system. */
export const ofClients = (read: readonly Read[]): Read[] =>
  read.filter(({ stream, type }) => !stream.startsWith("$") && !type.startsWith("$"));

export const revisions = async (resolved: AsyncIterable<Resolved>): Promise<number[]> =>
  (await readAllOf(resolved)).map(({ revision }) => revision);

/** Has the client append with the call for one append; by default it takes that for many. Insecure, it sends no credentials. */
export const oneCall = { credentials: { username: "anybody", password: "anything" } } as const;
