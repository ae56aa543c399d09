import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "@jest/globals";
import type { ModelsOfTest } from "../support/read-models.js";
import { aUser, startApi, type RunningApi } from "../api/support/start-api.js";
import { cleanFold, storedModels } from "../support/clean-fold.js";
import { courses, append } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { isWrite, openDoor, type Door } from "../support/mongodb-door.js";
import { startMongodb, urlOf, type MongodbServer } from "../support/mongodb-server.js";
import { describeOwnMongodb } from "../support/mongodb.js";
import { openReadModel } from "../support/open-read-model.js";

/** Short, so that a test is told soon what a reader would be told after seconds. */
const impatient = "&serverSelectionTimeoutMS=300&socketTimeoutMS=1500&connectTimeoutMS=1000";
const learner = aUser("u-1");
const support = { role: "support", id: "s-1" } as const;

describeOwnMongodb("while MongoDB is unavailable", () => {
  let server: MongodbServer;
  let door: Door;
  let api: RunningApi;
  let databases = 0;

  beforeAll(async () => {
    server = await startMongodb();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    databases += 1;
    door = await openDoor(urlOf(server.url, `faults_${databases}`));
  });
  afterEach(async () => {
    await api.close();
    await door.close();
  });

  const start = async (): Promise<void> => {
    const where = door.url + impatient;
    const notHere = (): Promise<never> => Promise.reject(new Error("Not in this test."));
    const models: ModelsOfTest = {
      where,
      open: () => openReadModel(where),
      damage: notHere,
      stored: notHere,
      storedGenerations: notHere,
      remove: () => Promise.resolve(),
    };
    api = await startApi({ models });
  };
  const buy = (courseId: string) =>
    api.call("/api/public/purchase-free", {
      as: learner,
      body: { itemType: "course", itemId: courseId, amount: 0 },
    });
  const isLive = (): Promise<void> =>
    eventually(
      "the projector is live at the head",
      async () => {
        const { state, eventCount } = api.projector.status();
        return state === "live" && eventCount === (await api.eventStore.head()).eventCount;
      },
      60_000,
    );
  const isWaiting = (): Promise<void> =>
    eventually("the projector waits", () => api.projector.status().state === "waiting", 60_000);

  async function expectWhole(): Promise<void> {
    await isLive();
    const { eventCount, ...expected } = await cleanFold(api.eventStore);
    expect(await api.readModel.checkpoint()).toMatchObject({ eventCount });
    expect(await storedModels(api.readModel, expected.ownership.keys())).toEqual(expected);
    expect((await api.call("/api/profile/purchase-history", { as: learner })).status).toBe(200);
  }

  /** Purchases go on, reads say when to come again, and those who run it are told why. */
  async function expectOnlyReadsToFail(courseId: string): Promise<void> {
    expect((await buy(courseId)).status).toBe(201);
    for (const path of ["/api/profile/purchase-history", "/api/profile/purchased-courses"]) {
      const answer = await api.call(path, { as: learner });
      expect(answer).toMatchObject({ status: 503, body: { code: "read_model_unavailable" } });
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    await isWaiting();
    expect((await api.call("/api/status", { as: support })).body).toMatchObject({
      projector: {
        state: "waiting",
        lastError: { code: "read_model_unavailable", message: expect.stringContaining("MongoDB") as unknown },
      },
    });
    expect((await api.call("/readyz")).status).toBe(503);
  }

  it("at the start, the ledger starts, and catches up by itself", async () => {
    await server.kill();
    await start();
    await expectOnlyReadsToFail("c-free");
    await server.restart();
    await expectWhole();
  }, 120_000);

  it("killed in the middle of a batch, it goes on where it was", async () => {
    await start();
    await buy("c-free");
    await isLive();
    let killed: Promise<void> | undefined;
    door.onCommand = (command) => {
      if (command.insert !== "ledger_purchases") return "pass";
      door.onCommand = () => "pass";
      killed = server.kill();
      return "cut before";
    };
    await append(api.eventStore, ...courses("u-2", 30));
    await isWaiting();
    await killed;
    await expectOnlyReadsToFail("both");
    await server.restart();
    await expectWhole();
  }, 120_000);

  it("without an answer for some seconds, it is waited for", async () => {
    await start();
    await buy("c-free");
    await isLive();
    server.pause();
    try {
      await expectOnlyReadsToFail("both");
    } finally {
      server.goOn();
    }
    await expectWhole();
  }, 120_000);

  it("as its primary steps down, another one is waited for", async () => {
    await start();
    await buy("c-free");
    await isLive();
    const steppedDown = { ok: 0, code: 10_107, codeName: "NotWritablePrimary", errmsg: "not primary" };
    door.onCommand = (command) =>
      "hello" in command || "ismaster" in command ? "pass" : { reply: steppedDown };
    await expectOnlyReadsToFail("both");
    // The driver asks for the new primary for a while, and then says what it has found: none, or nobody.
    expect(api.projector.status().lastError?.message).toMatch(
      /has no primary at the moment|cannot be reached/,
    );
    door.onCommand = () => "pass";
    await expectWhole();
  }, 120_000);

  it("when most of its members do not confirm a write in time, it is written again, once", async () => {
    await start();
    await buy("c-free");
    await isLive();
    const unconfirmed = {
      writeConcernError: {
        code: 64,
        codeName: "WriteConcernTimeout",
        errmsg: "waiting for replication timed out",
        errInfo: { wtimeout: true },
      },
    };
    door.onCommand = (command) => (isWrite(command) ? { add: unconfirmed } : "pass");
    expect((await buy("both")).status).toBe(201);
    await append(api.eventStore, ...courses("u-2", 30));
    await isWaiting();
    expect(api.projector.status().lastError?.message).toContain("could not confirm a write");
    expect((await api.call("/api/profile/purchase-history", { as: learner })).status).toBe(200);
    door.onCommand = () => "pass";
    await expectWhole();
  }, 120_000);

  it("with a full disk, it is read as before, and written once there is room", async () => {
    await start();
    await buy("c-free");
    await isLive();
    const full = { ok: 0, code: 14_031, codeName: "OutOfDiskSpace", errmsg: "No space left on device" };
    door.onCommand = (command) => (isWrite(command) ? { reply: full } : "pass");
    expect((await buy("both")).status).toBe(201);
    await isWaiting();
    expect(api.projector.status().lastError?.message).toContain("its disk is full");
    const owned = await api.call("/api/profile/purchased-courses", { as: learner });
    expect(owned).toMatchObject({ status: 200, body: { courses: ["c-free"] } });
    door.onCommand = () => "pass";
    await expectWhole();
  }, 120_000);

  it("with a password in its address, it never shows the password", async () => {
    const where = door.url.replace("mongodb://", "mongodb://ledger:a-secret-word@") + impatient;
    await server.kill();
    const readModel = await openReadModel(where);
    const error: unknown = await readModel.checkpoint().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "read_model_unavailable" });
    const told = (thrown: unknown): string =>
      thrown instanceof Error
        ? `${thrown.message} ${thrown.stack ?? ""} ${told(thrown.cause)}`
        : String(thrown);
    expect(told(error)).toContain("127.0.0.1");
    expect(told(error)).not.toContain("a-secret-word");
    await readModel.close();
    await expect(openReadModel(`${where}&w=lots&readPreference=none`)).rejects.toMatchObject({
      code: "config_invalid",
      message: expect.not.stringContaining("a-secret-word") as unknown,
    });
    await server.restart();
    await start();
  }, 60_000);
});
