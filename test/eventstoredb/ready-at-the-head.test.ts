import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { join } from "node:path";
import { binaryEvent, EventStoreDBClient, jsonEvent } from "@eventstore/db-client";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import { freshPrefix, openOn, testServers, type EventStoreServer } from "../support/event-store-door.js";
import { append, courses, stream } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { startServerProcess, type RunningServer } from "../support/running-server.js";
import { temporaryFolder } from "../support/temporary-folder.js";

// Each start is a process that compiles its sources first: on a busy machine that takes its time.
jest.setTimeout(240_000);

/** As many events as the server's projector takes at once. */
const batch = 1000;

interface LogUnderTest {
  readonly name: string;
  /** Undefined for the file. */
  readonly start?: () => Promise<EventStoreServer>;
}
const logs: readonly LogUnderTest[] = [{ name: "a file" }, ...testServers];

/** Nobody buys anything there: behind a load balancer nobody can before the server is ready. */
describe.each(logs)("the whole server at the head of a log on $name", ({ start: startLog }) => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let server: EventStoreServer | undefined;
  let prefix: string;
  let ledger: RunningServer | undefined;

  beforeEach(async () => {
    folder = await temporaryFolder();
    server = await startLog?.();
    prefix = freshPrefix();
  });
  afterEach(async () => {
    await stop();
    await server?.close();
    await folder.remove();
  });

  const openLog = async (): Promise<EventStore> =>
    server === undefined
      ? openEmbeddedEventStore({ path: join(folder.path, "events.db") })
      : openOn(server.url, prefix);

  /** Of ten users. */
  async function appendBatch(from: number): Promise<void> {
    const log = await openLog();
    const each = batch / 10;
    for (let n = 0; n < 10; n += 1) {
      const added = courses(`u-${n}`, each, from * each);
      await append(log, ...added);
    }
    await log.close();
  }

  async function start(): Promise<void> {
    const environment: Record<string, string> =
      server === undefined ? {} : { EVENTSTORE_URL: server.url, EVENTSTORE_PREFIX: prefix };
    ledger = await startServerProcess(folder.path, environment);
  }
  async function stop(): Promise<void> {
    await ledger?.stop();
    ledger = undefined;
  }

  const projector = async () =>
    (await ledger?.call("/api/status", { as: { role: "admin", id: "ana" } }))?.body.projector as Readonly<
      Record<string, unknown>
    >;

  async function expectReady(events?: number): Promise<void> {
    await eventually(
      `the server is ready, and ${events ?? "all"} events are folded`,
      async () => {
        const { eventCount, lagEvents, lagSeconds } = await projector();
        const isInStep = lagEvents === 0 && lagSeconds === 0 && eventCount === (events ?? eventCount);
        return isInStep && (await fetch(`${ledger?.url ?? ""}/readyz`)).status === 200;
      },
      60_000,
    );
    expect(await projector()).toMatchObject({ state: "live", lagEvents: 0, incomplete: false });
  }

  it("is ready and in step after exactly as many events as are folded at once", async () => {
    await appendBatch(0);
    await start();
    await expectReady(batch);
    // Added while it runs, and then while it does not.
    await appendBatch(1);
    await expectReady(2 * batch);
    await stop();
    await appendBatch(2);
    await start();
    await expectReady(3 * batch);
    await stop();
    await start();
    await expectReady(3 * batch);
  });

  // The file holds nothing else.
  const onServer = startLog === undefined ? it.skip : it;

  onServer("is ready and in step where the last record of its streams is none of its events", async () => {
    const { url } = server ?? { url: "" };
    const client = EventStoreDBClient.connectionString(url);
    const log = await openLog();
    for (const name of ["link", "other", "ended"]) await append(log, ...courses(name, 1));
    await log.close();
    await start();
    await expectReady(3);
    const of = (name: string): string => prefix + stream(name);
    const spoil: readonly (() => Promise<unknown>)[] = [
      () =>
        client.appendToStream(of("link"), binaryEvent({ type: "$>", data: Buffer.from(`0@${of("link")}`) })),
      () => client.appendToStream(of("other"), jsonEvent({ type: "$note", data: { n: 1 } })),
      () => client.tombstoneStream(of("ended")),
    ];
    for (const put of spoil) {
      await stop();
      await put();
      await start();
      await expectReady();
    }
    await client.dispose();
  });
});
