import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { join } from "node:path";
import { binaryEvent, EventStoreDBClient, jsonEvent } from "@eventstore/db-client";
import type { Catalogue } from "../../src/catalogue/catalogue.js";
import { streamOfPayment } from "../../src/commands/content-hash.js";
import { createPurchaseHandler } from "../../src/commands/purchase-handler.js";
import { find } from "../../src/operations/find.js";
import { createSampler, type SamplerStatus } from "../../src/projections/check/sampler.js";
import { verify } from "../../src/projections/check/verify.js";
import { createProjector, type Projector } from "../../src/projections/live/projector.js";
import { projectionNames } from "../../src/projections/projections.js";
import { rebuildProjections } from "../../src/projections/rebuild/rebuild.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { openSqliteReadModel } from "../../src/stores/read-model/sqlite/sqlite-read-model.js";
import { freshPrefix, openOn, testServers, type EventStoreServer } from "../support/event-store-door.js";
import { purchaseCourse } from "../domain/commands.js";
import { courses, stream, toNewEvent, user } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const catalogue: Catalogue = {
  offer: () => Promise.resolve(undefined),
  offers: () => Promise.resolve([]),
  close: () => Promise.resolve(),
};

/** Whatever somebody does to one user's stream on the server, everybody else goes on. */
describe.each(testServers)("one user's stream on $name", ({ start }) => {
  let server: EventStoreServer;
  let client: EventStoreDBClient;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let prefix: string;
  let eventStore: EventStore;
  let readModel: ReadModelStore;
  let projector: Projector;

  beforeAll(async () => {
    server = await start();
    client = EventStoreDBClient.connectionString(server.url);
  });
  afterAll(async () => {
    await client.dispose();
    await server.close();
  });
  beforeEach(async () => {
    folder = await temporaryFolder();
    prefix = freshPrefix();
    eventStore = openOn(server.url, prefix);
    readModel = await openSqliteReadModel({ path: join(folder.path, "read-model.db") });
    projector = createProjector({ eventStore, readModel });
    await buy("bad", 3);
    await projector.runToHead();
  });
  afterEach(async () => {
    await projector.stop();
    await readModel.close();
    await eventStore.close();
    await folder.remove();
  });

  const buy = (userId: string, count: number, from = 0): Promise<unknown> =>
    eventStore.append(
      stream(userId),
      courses(userId, count, from).map(toNewEvent),
      from === 0 ? "no-stream" : from - 1,
    );
  const verified = (log = eventStore) =>
    verify({ eventStore: log, readModel, scratchFolder: folder.path }).result;
  const rebuilt = (log = eventStore) =>
    rebuildProjections({
      ...{ eventStore: log, readModel, projections: projectionNames, scratchFolder: folder.path },
      ...{ resume: false, acceptChanges: false },
    }).result;
  const sampled = async (log: EventStore): Promise<SamplerStatus> => {
    const sampler = createSampler({ eventStore: log, readModel, cpuPercent: 50 });
    sampler.start();
    await eventually("a walk is round", () => sampler.status().totals !== undefined);
    sampler.stop();
    return sampler.status();
  };
  const owned = async (userId: string) => (await readModel.ownership(user(userId)))?.purchasedCourses;
  const purchase = (userId: string) =>
    createPurchaseHandler({ eventStore }).handle(purchaseCourse(userId, `p-${userId}`, "c-new"));

  const found = async (text: string) =>
    (await find({ eventStore, readModel, catalogue, shopUsers: undefined }, { text, limit: 5 })).groups;

  const bad = (): string => prefix + stream("bad");
  const put = async (event: Parameters<EventStoreDBClient["appendToStream"]>[1]): Promise<void> => {
    await client.appendToStream(bad(), event, { expectedRevision: 2n });
  };

  it.each([
    ["an event without metadata", () => put(jsonEvent({ type: "CoursePurchased", data: { n: 1 } }))],
    ["a link", () => put(binaryEvent({ type: "$>", data: Buffer.from(`0@${bad()}`) }))],
    ["an event of the server's own kind", () => put(jsonEvent({ type: "$note", data: { n: 1 } }))],
    [
      "an event that is no JSON",
      () => put(binaryEvent({ type: "CoursePurchased", data: Buffer.from([255, 0]) })),
    ],
  ])("with %s holds back its user alone, and is kept as a dead letter", async (_what, spoil) => {
    await spoil();
    await buy("good", 2);
    await projector.runToHead();
    expect(projector.status()).toMatchObject({ deadLetters: 1, lastError: undefined });
    expect(await readModel.deadLetters()).toMatchObject([{ stream: stream("bad"), revision: 3 }]);
    expect(await owned("good")).toHaveLength(2);
    expect(await verified()).toMatchObject({ driftedUsers: 0, heldBackUsers: 1, heldBack: ["bad"] });
    expect(await rebuilt()).toMatchObject({ outcome: "swapped", parity: { heldBack: ["bad"] } });
    expect(await owned("bad")).toHaveLength(3);
    await expect(purchase("bad")).rejects.toMatchObject({
      code: "user_held_back",
      message: expect.stringContaining("Do not charge") as unknown,
    });
    expect(await purchase("good")).toMatchObject({ result: "recorded" });
  });

  /** Its events are hidden once they are a second old. */
  async function expire(): Promise<void> {
    await client.setStreamMetadata(bad(), { maxAge: 1 });
    await eventually("all have expired", async () => {
      let shown = 0;
      for await (const _ of client.readStream(bad())) shown += 1;
      return shown === 0;
    });
  }

  /** The log as a scavenge leaves it: what the server does not show of the stream is in no read of all, either. */
  const scavenged = (hidden: number): EventStore => ({
    ...eventStore,
    async *readAll(options) {
      for await (const batch of eventStore.readAll(options)) {
        const left = batch.filter((event) => event.stream !== stream("bad") || event.revision >= hidden);
        if (left.length > 0) yield left;
      }
    },
  });

  it.each([
    ["truncated by $tb", 2, () => client.setStreamMetadata(bad(), { truncateBefore: 2 })],
    ["truncated to its end by $tb", 3, () => client.setStreamMetadata(bad(), { truncateBefore: 3 })],
    ["cut by $maxCount", 2, () => client.setStreamMetadata(bad(), { maxCount: 1 })],
    ["left to expire by $maxAge", 3, expire],
    ["deleted", 3, () => client.deleteStream(bad())],
    ["ended for ever", 3, () => client.tombstoneStream(bad())],
  ])("that was %s holds back its user alone, who keeps what is known", async (_what, hidden, spoil) => {
    await spoil();
    await buy("good", 2);
    await projector.runToHead();
    expect(projector.status().lastError).toBeUndefined();
    expect(await owned("good")).toHaveLength(2);
    expect(await verified()).toMatchObject({ driftedUsers: 0, heldBackUsers: 1, heldBack: ["bad"] });
    const log = scavenged(hidden);
    for (const each of [eventStore, log])
      expect(await sampled(each)).toMatchObject({
        usersDrifted: 0,
        usersHeldBack: 1,
        heldBackUsers: ["bad"],
      });
    expect(await verified(log)).toMatchObject({ driftedUsers: 0, heldBackUsers: 1, heldBack: ["bad"] });
    expect(await rebuilt(log)).toMatchObject({
      outcome: "swapped",
      parity: { driftedUsers: 0, heldBack: ["bad"] },
    });
    expect(await owned("bad")).toHaveLength(3);
    expect(await verified(log)).toMatchObject({ driftedUsers: 0, heldBack: ["bad"] });
    await expect(purchase("bad")).rejects.toMatchObject({ code: "user_held_back" });
    expect(await purchase("good")).toMatchObject({ result: "recorded" });
    expect(await found("bad")).toMatchObject([
      { kind: "user", matches: [{ userId: "bad", hasEvents: true }] },
    ]);
  });

  it("of a payment that was deleted hides nothing of the payment that is found elsewhere", async () => {
    await purchase("good");
    await projector.runToHead();
    await client.deleteStream(prefix + streamOfPayment("pay-p-good"));
    expect(await found("pay-p-good")).toMatchObject([
      {
        kind: "payment",
        matches: [{ userId: "good", waitingBecause: expect.stringContaining("was deleted") as unknown }],
      },
    ]);
  });

  it("that was deleted before a first purchase says that it was recorded, and shows it once it is restored", async () => {
    await client.deleteStream(bad());
    const handler = createPurchaseHandler({ eventStore });
    const command = purchaseCourse("bad", "p-late", "c-late");
    await expect(handler.handle(command)).rejects.toMatchObject({
      code: "user_held_back",
      message: expect.stringContaining("was recorded") as unknown,
      details: { recorded: true, revision: 3 },
    });
    await projector.runToHead();
    await client.setStreamMetadata(bad(), {});
    expect(await handler.handle(command)).toMatchObject({ result: "repeated", revision: 3 });
    await projector.runToHead();
    expect(await owned("bad")).toContain("c-late");
  });
});
