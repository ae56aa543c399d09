import { afterAll, afterEach, beforeAll, beforeEach, expect, it, jest } from "@jest/globals";
import { eventually } from "../support/eventually.js";
import { startMongodb, urlOf, type MongodbServer } from "../support/mongodb-server.js";
import { describeOwnMongodb } from "../support/mongodb.js";
import { startServerProcess, type RunningServer } from "../support/running-server.js";
import { temporaryFolder } from "../support/temporary-folder.js";

jest.setTimeout(60_000);

describeOwnMongodb("the end of the server, while MongoDB keeps its connections and answers nothing", () => {
  let mongodb: MongodbServer;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let ledger: RunningServer;

  beforeAll(async () => {
    mongodb = await startMongodb();
  });
  afterAll(() => mongodb.close());
  beforeEach(async () => {
    folder = await temporaryFolder();
    ledger = await startServerProcess(folder.path, { READMODEL_URL: urlOf(mongodb.url, "ending") });
    await eventually("it is ready", async () => (await readiness()).status === 200, 30_000);
  });
  afterEach(async () => {
    mongodb.goOn();
    ledger.child.kill("SIGKILL");
    await folder.remove();
  });

  const readiness = () => fetch(`${ledger.url}/readyz`);
  const read = () =>
    ledger.call("/api/profile/purchased-courses", { as: { role: "user", id: "u-1" } }).then(
      ({ status }) => status,
      () => "cut off",
    );

  it("comes by itself after SIGTERM, and ends the reads that are under way", async () => {
    expect(await read()).toBe(200);
    mongodb.pause();
    const reads = [read(), read()];
    // Only then is it certain that they wait: the server has looked at the store after they were sent.
    await eventually("it is seen", async () => (await readiness()).status === 503);
    reads.push(read());
    // With 1 where not everything was closed in the time that Docker leaves.
    expect([0, 1]).toContain(await ledger.stop());
    for (const status of await Promise.all(reads)) expect([503, "cut off"]).toContain(status);
  });
});
