import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { readConfig } from "../../src/config.js";
import { openEventStore } from "../../src/compose.js";
import { collect } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { runLedger } from "../support/run-ledger.js";
import { startServerProcess, type RunningServer } from "../support/running-server.js";
import { mainProgram, programEnvironment } from "../support/program.js";
import { mayMount, smallDisk, type SmallDisk } from "../support/small-disk.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { freePort } from "../support/free-port.js";

// A file system of a few megabytes can only be made by who may mount one.
(mayMount ? describe : describe.skip)("a full disk", () => {
  const shop = { role: "service", id: "shop" } as const;
  let disk: SmallDisk;
  let server: RunningServer;

  beforeEach(async () => {
    disk = await smallDisk(64);
    server = await startServerProcess(disk.path);
  });
  afterEach(async () => {
    await server.stop();
    await disk.remove();
  });

  let purchases = 0;
  const buy = () => {
    purchases += 1;
    const body = { userId: `u-${purchases}`, courseId: "study-skills" };
    return server.call("/api/purchase", { as: shop, body });
  };
  const readiness = async () => {
    const response = await fetch(`${server.url}/readyz`);
    return { status: response.status, body: (await response.json()) as Readonly<Record<string, unknown>> };
  };

  it("is named while it lasts, loses nothing, and is over without a restart", async () => {
    await eventually("it is ready", async () => (await readiness()).status === 200);
    const acknowledged: string[] = [];
    const refusals: Awaited<ReturnType<typeof buy>>[] = [];
    const buyOne = async (): Promise<void> => {
      const answer = await buy();
      if (answer.status === 201) acknowledged.push(String(answer.body.purchaseId));
      else refusals.push(answer);
    };
    for (let n = 0; n < 5; n++) await buyOne();
    expect(acknowledged).toHaveLength(5);
    await disk.fill();
    // What the write-ahead log has room for still succeeds.
    while (refusals.length < 5) await buyOne();
    for (const { status, body } of refusals)
      expect([status, body.code, body.cause]).toEqual([503, "event_store_unavailable", "disk_full"]);
    expect(refusals[0]?.body.detail).toMatch(/Nothing was recorded, because the disk is full/);
    expect(await readiness()).toMatchObject({
      status: 503,
      body: { reasons: expect.arrayContaining(["event_store_unavailable"]), causes: ["disk_full"] },
    });
    const status = await server.call("/api/status", { as: { role: "admin", id: "boss" } });
    expect(status.body.health).toMatchObject({
      ready: false,
      checks: expect.arrayContaining([
        expect.objectContaining({
          ...{ name: "appends", ok: false, cause: "disk_full" },
          message: expect.stringMatching(/the disk is full/),
        }),
      ]),
    });
    const { code, stdout } = await runLedger(["status"], { DATA_DIR: disk.path });
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(/Wrong +The disk of .* is full: 0 KiB are free/),
    ]);

    await disk.free();
    await eventually("it is ready again, though nobody buys", async () => (await readiness()).status === 200);
    await buyOne();
    expect(refusals).toHaveLength(5);
    await eventually("all is folded", async () => {
      const { body } = await server.call("/api/status", { as: { role: "admin", id: "boss" } });
      return (body.projector as { readonly lagEvents: number }).lagEvents === 0;
    });
    const log = await openEventStore(readConfig({ DATA_DIR: disk.path }));
    const recorded = await collect(log.readAll({ batchSize: 1000, live: false }));
    await log.close();
    expect(recorded.map(({ data }) => (data as { readonly purchaseId: string }).purchaseId)).toEqual(
      acknowledged,
    );
    expect(await runLedger(["verify"], { DATA_DIR: disk.path })).toMatchObject({ code: 0 });
  });
});

(mayMount ? describe : describe.skip)("a full disk under what the server prints", () => {
  it("costs lines of its log, and nothing else", async () => {
    const [folder, disk, port] = [await temporaryFolder(), await smallDisk(1), await freePort()];
    const path = join(disk.path, "ledger.log");
    const log = await open(path, "w");
    await disk.fill();
    // As `npm start > ledger.log`.
    const child = spawn(process.execPath, mainProgram, {
      stdio: ["ignore", log.fd, "inherit"],
      env: { ...programEnvironment(), PORT: String(port), DATA_DIR: folder.path },
    });
    try {
      const exited = once(child, "exit");
      const isServing = () =>
        fetch(`http://127.0.0.1:${port}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        );
      await eventually("it serves", isServing);
      expect(await readFile(path, "utf8")).toBe("");
      await disk.free();
      child.kill("SIGTERM");
      expect(await exited).toEqual([0, null]);
      expect(await readFile(path, "utf8")).toContain('"msg":"Closed."');
    } finally {
      child.kill("SIGKILL");
      await log.close();
      await disk.remove();
      await folder.remove();
    }
  });
});
