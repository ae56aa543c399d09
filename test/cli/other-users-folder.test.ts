import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { chownSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import { append, coursePurchased } from "../support/events.js";
import { runLedger } from "../support/run-ledger.js";
import { mayMount, readOnlyFile } from "../support/small-disk.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** `nobody`, on most systems. */
const server = 65_534;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const fill = async (): Promise<void> => {
  const eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
  await append(eventStore, coursePurchased("u-1", "p-1", "c-1"));
  await eventStore.close();
};

// Only root can make files that belong to others.
(process.getuid?.() === 0 ? describe : describe.skip)("root, in the folder of the server's user", () => {
  it("leaves no file that the server could not use", async () => {
    const backup = join(folder.path, "backup");
    mkdirSync(backup);
    for (const place of [folder.path, backup]) chownSync(place, server, server);
    await fill();
    for (const command of [
      ["rebuild"],
      ["rebuild", "--anew", "--reason", "restored"],
      ["token", "--user", "shop", "--role", "service"],
      ["backup", backup],
    ])
      expect([command, await runLedger(command, { DATA_DIR: folder.path })]).toEqual([
        command,
        expect.objectContaining({ code: 0 }),
      ]);
    const made = [folder.path, backup].flatMap((place) =>
      readdirSync(place).map((name) => join(place, name)),
    );
    expect(made.map((path) => path.slice(folder.path.length + 1))).toEqual(
      expect.arrayContaining(["events.db", "read-model.db", "jwt-secret", "backup/events.db"]),
    );
    expect(made.filter((path) => statSync(path).uid !== server)).toEqual([]);
    expect(statSync(join(folder.path, "jwt-secret")).mode & 0o777).toBe(0o600);
  }, 120_000);
});

(mayMount ? describe : describe.skip)("a log that this user may not write, in a folder that it may", () => {
  it("keeps a server from starting, which would be ready until somebody buys", async () => {
    await fill();
    const mounted = readOnlyFile(join(folder.path, "events.db"));
    try {
      for (const command of [["serve"], ["grant", "u-1", "course", "study-skills", "--reason", "gift"]])
        expect([command, await runLedger(command, { DATA_DIR: folder.path })]).toEqual([
          command,
          expect.objectContaining({ code: 3, stderr: expect.stringMatching(/events\.db\s+is\s+read-only/) }),
        ]);
      expect(await runLedger(["export", "events"], { DATA_DIR: folder.path })).toMatchObject({ code: 0 });
    } finally {
      mounted.remove();
    }
  }, 60_000);
});
