import { afterEach, beforeEach, expect, it, jest } from "@jest/globals";
import { startKillableDoor, type KillableDoor } from "../support/event-store-door.js";
import { eventually } from "../support/eventually.js";
import { startServerProcess, type RunningServer } from "../support/running-server.js";
import { temporaryFolder } from "../support/temporary-folder.js";

// The server is a process that compiles its sources first: on a busy machine that takes its time.
jest.setTimeout(120_000);

let door: KillableDoor;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let ledger: RunningServer;

beforeEach(async () => {
  door = await startKillableDoor();
  folder = await temporaryFolder();
  ledger = await startServerProcess(folder.path, {
    EVENTSTORE_URL: door.url,
    EVENTSTORE_TIMEOUT_MS: "3000",
  });
});
afterEach(async () => {
  door.goOn();
  await ledger.stop();
  await door.close();
  await folder.remove();
});

const readiness = () => ledger.call("/readyz", { as: { role: "admin", id: "ana" } });
const buy = (userId: string) =>
  ledger.call("/api/purchase", {
    as: { role: "service", id: "checkout" },
    body: { userId, courseId: "study-skills" },
  });
const owns = async (userId: string): Promise<unknown> =>
  (await ledger.call("/api/profile/purchased-courses", { as: { role: "user", id: userId } })).body.courses;
const isFolded = (userId: string): Promise<void> =>
  eventually(
    "it is folded",
    async () => ((await owns(userId)) as unknown[] | undefined)?.length === 1,
    30_000,
  );
const isReady = (ready: boolean): Promise<void> =>
  eventually(
    ready ? "it is ready" : "it is red",
    async () => (await readiness()).status === (ready ? 200 : 503),
    30_000,
  );

it("is red while the event store is frozen under it, again and again, and recovers by itself", async () => {
  await isReady(true);
  expect(await buy("u-0")).toMatchObject({ status: 201 });
  await isFolded("u-0");
  for (let n = 1; n <= 3; n += 1) {
    door.pause();
    await isReady(false);
    expect((await readiness()).body.reasons).toContain("event_store_unavailable");
    const refused = await Promise.all([buy(`u-${n}`), buy(`u-${n}`), buy("u-0")]);
    for (const { status, body } of refused)
      expect({ status, code: body.code }).toEqual({ status: 503, code: "event_store_unavailable" });
    // What was folded is served.
    expect(await owns("u-0")).toHaveLength(1);
    door.goOn();
    await isReady(true);
    // The request that got no answer may have been recorded: its repeat says so.
    expect([200, 201]).toContain((await buy(`u-${n}`)).status);
    await isFolded(`u-${n}`);
  }
  expect((await readiness()).body).toMatchObject({ status: "ready" });
});
