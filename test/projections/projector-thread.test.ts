import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createProjector, type LiveProjector } from "../../src/projections/live/projector.js";
import type { ProjectorStatus } from "../../src/projections/live/projector-status.js";
import { createThreadedProjector } from "../../src/projector-thread/create-threaded-projector.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore, NewEvent } from "../../src/stores/event-store/event-store.js";
import type { ReadModelStore, SetAside } from "../../src/stores/read-model/read-model-store.js";
import { openHealingReadModel } from "../../src/stores/read-model/sqlite/healing-read-model.js";
import { cleanFold, storedModels } from "../support/clean-fold.js";
import { append, courses, stream, toNewEvent, user } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { temporaryFolder } from "../support/temporary-folder.js";

describe("the projector on a thread of its own", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let modelsPath: string;
  let eventStore: EventStore;
  let readModel: ReadModelStore;
  let projector: LiveProjector;
  let seen: ProjectorStatus[];
  let setAside: SetAside[];

  const create = (dataDir: string, onReplaced: () => unknown = () => undefined): LiveProjector =>
    createThreadedProjector({
      environment: { DATA_DIR: dataDir },
      now: () => new Date(),
      onSetAside: (each) => setAside.push(each),
      onReplaced: () => void onReplaced(),
    });

  beforeEach(async () => {
    folder = await temporaryFolder();
    modelsPath = join(folder.path, "read-model.db");
    eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    setAside = [];
    readModel = await openHealingReadModel({
      path: modelsPath,
      onSetAside: (each) => setAside.push(each),
      onReplaced: () => {
        projector.beginAnew();
      },
    });
    projector = create(folder.path, () => void readModel.checkpoint().catch(() => undefined));
    seen = [];
    projector.status$.subscribe((status) => seen.push(status));
  });

  afterEach(async () => {
    await projector.stop();
    await readModel.close();
    await eventStore.close();
    await folder.remove();
  });

  const isLiveAt = (eventCount: number) => (): boolean => {
    const status = projector.status();
    return status.state === "live" && !status.incomplete && status.eventCount === eventCount;
  };

  async function expectCleanFold(): Promise<void> {
    const { eventCount, ...expected } = await cleanFold(eventStore);
    expect(await readModel.checkpoint()).toMatchObject({ eventCount });
    expect(await storedModels(readModel, expected.ownership.keys())).toEqual(expected);
  }

  (process.platform === "linux" ? it : it.skip)("lets requests go first", async () => {
    const main = priorityOf(process.pid);
    const before = priorities();
    projector.start();
    await eventually("it is live", isLiveAt(0));
    // Not much later: on a single processor it would fall behind for as long as there are many.
    const isLower = (each: number): boolean => each > main && each <= main + 5;
    expect(priorities().filter(isLower).length - before.filter(isLower).length).toBe(1);
    expect(priorityOf(process.pid)).toBe(main);
  });

  it("folds what is there and what is appended, and says so", async () => {
    await append(eventStore, ...courses("u-1", 5));
    projector.start();
    await eventually("the log is folded", isLiveAt(5));
    for (let n = 2; n < 12; n++) await append(eventStore, ...courses(`u-${n}`, 3));
    await eventually("the rest is folded", isLiveAt(35));
    await expectCleanFold();
    // The lag is measured on its own, after the batch.
    await eventually("nothing is left", () => projector.status().lagEvents === 0);
    expect(projector.status()).toMatchObject({ deadLetters: 0, lastError: undefined });
  });

  it("folds what was appended just before it stops", async () => {
    projector.start();
    await eventually("it is live", isLiveAt(0));
    for (let n = 1; n <= 5; n++) await append(eventStore, ...courses(`u-${n}`, 2));
    await projector.stop();
    expect(projector.status().state).toBe("stopped");
    await expectCleanFold();
  });

  it("is incomplete until the thread has looked, so that nobody reads an empty read model", async () => {
    await append(eventStore, ...courses("u-1", 2));
    projector.start();
    expect(projector.status()).toMatchObject({ incomplete: true, eventCount: 0 });
    await eventually("the log is folded", isLiveAt(2));
    await projector.stop();
    const complete = seen.findIndex(({ incomplete }, index) => index > 0 && !incomplete);
    expect(seen[complete]).toMatchObject({ eventCount: 2, lagEvents: 0 });
  });

  it("goes on where another projector was", async () => {
    await append(eventStore, ...courses("u-1", 4));
    await createProjector({ eventStore, readModel }).runToHead();
    await append(eventStore, ...courses("u-2", 4));
    projector.start();
    await eventually("the rest is folded", isLiveAt(8));
    await expectCleanFold();
  });

  it("counts the users that it holds back", async () => {
    const [first] = courses("u-1", 1);
    await eventStore.append(stream("u-1"), [{ ...toNewEvent(first!), data: {} } as NewEvent], "no-stream");
    projector.start();
    await eventually("it is held back", () => projector.status().deadLetters === 1);
    expect(await readModel.deadLetter(stream("u-1"))).toBeDefined();
  });

  it("folds the log anew when the read model is set aside, and is incomplete from that moment on", async () => {
    await append(eventStore, ...courses("u-1", 5));
    projector.start();
    await eventually("the log is folded", isLiveAt(5));
    await readModel.setAside?.();
    expect(projector.status()).toMatchObject({ incomplete: true, eventCount: 0 });
    await eventually("the log is folded anew", isLiveAt(5));
    await expectCleanFold();
  });

  it("sets a file aside that it finds damaged, and says so", async () => {
    const dataDir = join(folder.path, "damaged");
    const log = await openEmbeddedEventStore({ path: join(dataDir, "events.db") });
    await append(log, ...courses("u-1", 5));
    await log.close();
    await writeFile(join(dataDir, "read-model.db"), "This is no database. ".repeat(1000));
    let replaced = 0;
    projector = create(dataDir, () => (replaced += 1));
    projector.start();
    await eventually("the log is folded", isLiveAt(5));
    expect(setAside).toHaveLength(1);
    expect(setAside[0]?.reason).toContain("not a database");
    expect(replaced).toBe(0);
  });

  it("folds the log anew when another process has set the read model aside, and says that it has", async () => {
    await append(eventStore, ...courses("u-1", 5));
    projector.start();
    await eventually("the log is folded", isLiveAt(5));
    for (const suffix of ["", "-wal", "-shm"]) await rm(modelsPath + suffix, { force: true });
    await eventually("the log is folded anew", async () => {
      return isLiveAt(5)() && (await readModel.checkpoint()).eventCount === 5;
    });
    await expectCleanFold();
  });

  it("says why it cannot run, and runs once it can", async () => {
    await append(eventStore, ...courses("u-1", 3));
    const elsewhere = join(folder.path, "elsewhere");
    await writeFile(elsewhere, "a file where a folder should be");
    projector = create(elsewhere);
    projector.start();
    await eventually("it waits", () => projector.status().state === "waiting");
    expect(projector.status()).toMatchObject({
      incomplete: true,
      lastError: { code: "event_store_unavailable" },
    });
    await rm(elsewhere);
    await eventually("it is live", isLiveAt(0));
  });

  it("leaves nothing in the write-ahead logs when everything is closed", async () => {
    await append(eventStore, ...courses("u-1", 5));
    projector.start();
    await eventually("the log is folded", isLiveAt(5));
    expect((await readModel.ownership(user("u-1")))?.revision).toBe(4);
    await projector.stop();
    await readModel.close();
    await eventStore.close();
    for (const name of ["events.db-wal", "read-model.db-wal"])
      expect(statSync(join(folder.path, name), { throwIfNoEntry: false })?.size ?? 0).toBe(0);
  });
});

/** The higher, the later a thread gets a processor: proc_pid_stat(5), field 19. */
const priorityOf = (thread: number | string): number =>
  Number(readFileSync(`/proc/self/task/${thread}/stat`, "utf8").split(") ").at(-1)?.split(" ")[16]);

const priorities = (): readonly number[] => readdirSync("/proc/self/task").map(priorityOf);
