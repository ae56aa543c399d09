import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { EventStoreDBClient } from "@eventstore/db-client";
import { freshPrefix, openOn, testServers, type EventStoreServer } from "../support/event-store-door.js";
import { append, courses, stream } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { runLedger } from "../support/run-ledger.js";
import { startServerProcess, type RunningServer } from "../support/running-server.js";
import { temporaryFolder } from "../support/temporary-folder.js";

// Every command is a process that compiles its sources first: on a busy machine that takes its time.
jest.setTimeout(240_000);

/** One notion of health: everything that shows it shows a user whose purchases are refused. */
describe.each(testServers)("a user's stream that was cut on $name", ({ start }) => {
  let server: EventStoreServer;
  let client: EventStoreDBClient;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let ledger: RunningServer;
  let prefix: string;
  let environment: Record<string, string>;

  beforeEach(async () => {
    server = await start();
    client = EventStoreDBClient.connectionString(server.url);
    folder = await temporaryFolder();
    prefix = freshPrefix();
    environment = { EVENTSTORE_URL: server.url, EVENTSTORE_PREFIX: prefix, SAMPLE_CPU_PERCENT: "50" };
    const eventStore = openOn(server.url, prefix);
    for (const userId of ["bad", "good"]) await append(eventStore, ...courses(userId, 2));
    await eventStore.close();
    ledger = await startServerProcess(folder.path, environment);
  });
  afterEach(async () => {
    await ledger.stop();
    await client.dispose();
    await server.close();
    await folder.remove();
  });

  const buy = (userId: string) =>
    ledger.call("/api/purchase", {
      as: { role: "service", id: "checkout" },
      body: { userId, courseId: "study-skills" },
    });
  const get = (path: string) => ledger.call(path, { as: { role: "admin", id: "ana" } });
  const sampler = async () => (await get("/api/status")).body.sampler;
  const gauge = async () =>
    /^ledger_sampler_users_held_back (\S+)$/m.exec(await (await fetch(`${ledger.url}/metrics`)).text())?.[1];
  const status = () => runLedger(["status", "--json"], { DATA_DIR: folder.path, ...environment });
  const consistency = async () => (await get("/api/projections/consistency")).body;
  const becomes = (what: string, state: string) =>
    eventually(what, async () => (await consistency()).state === state);

  it("turns every signal but readiness red, and green again when it can be read again", async () => {
    await becomes("all is proven", "proven");
    expect(await status()).toMatchObject({ code: 0 });

    await client.deleteStream(prefix + stream("bad"));
    await becomes("it is seen", "held_back");
    expect(await buy("bad")).toMatchObject({ status: 409, body: { code: "user_held_back", recorded: true } });
    expect((await consistency()).findings).toMatchObject([
      { state: "held_back", source: "cut_streams", count: 1 },
      { state: "unproven", source: "verification" },
    ]);
    expect(await sampler()).toMatchObject({ usersDrifted: 0, usersHeldBack: 1, heldBackUsers: ["bad"] });
    expect(await gauge()).toBe("1");
    const red = await status();
    expect(red.code).toBe(1);
    expect(JSON.parse(red.stdout)).toMatchObject({
      state: "held_back",
      findings: [
        { source: "cut_streams", count: 1, message: expect.stringContaining(": bad.") as unknown },
        { source: "verification", state: "unproven" },
      ],
    });
    // One user's stream stops nobody else.
    expect(await buy("good")).toMatchObject({ status: 201 });
    expect(await fetch(`${ledger.url}/readyz`)).toMatchObject({ status: 200 });
    const verified = await runLedger(["verify"], { DATA_DIR: folder.path, ...environment });
    expect(verified.stdout).toContain("bad");

    await client.setStreamMetadata(prefix + stream("bad"), {});
    await becomes("it is seen to be whole again", "proven");
    // The refusal said that it was recorded.
    expect(await buy("bad")).toMatchObject({ status: 200 });
    expect(await sampler()).toMatchObject({ usersDrifted: 0, usersHeldBack: 0, heldBackUsers: [] });
    expect(await gauge()).toBe("0");
    expect(await status()).toMatchObject({ code: 0, stderr: "" });
  });
});
