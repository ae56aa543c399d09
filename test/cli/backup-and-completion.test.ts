import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hasWriteAheadLog } from "../../src/compose.js";
import { readConfig } from "../../src/config.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import { openDatabase } from "../../src/stores/sqlite/database.js";
import { append, collect, coursePurchased } from "../support/events.js";
import { runLedger } from "../support/run-ledger.js";
import { temporaryFolder } from "../support/temporary-folder.js";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

describe("ledger backup", () => {
  it("copies every event while others read and write, and the copy alone is a ledger", async () => {
    const path = join(folder.path, "events.db");
    const config = readConfig({ DATA_DIR: folder.path });
    const eventStore = await openEmbeddedEventStore({ path });
    const reader = openDatabase(path, {
      unavailable: "event_store_unavailable",
      synchronous: "full",
      cacheMiB: 1,
    });
    for (let n = 0; n < 5; n++) await append(eventStore, coursePurchased(`u-${n}`, "p-1", "c-1"));
    reader.exec("BEGIN");
    reader.prepare("SELECT count(*) FROM events").all();
    await append(eventStore, coursePurchased("u-9", "p-1", "c-1"));
    // The newest event is beside the file: a copy of the file alone would miss it.
    expect(hasWriteAheadLog(config)).toBe(true);

    const target = join(folder.path, "backup");
    const made = await runLedger(["backup", target, "--json"], { DATA_DIR: folder.path });
    expect(JSON.parse(made.stdout)).toEqual({ file: join(target, "events.db"), events: 6 });
    expect(readdirSync(target)).toEqual(["events.db"]);
    const original = await collect(eventStore.readAll({ batchSize: 100, live: false }));
    reader.exec("COMMIT");
    reader.close();
    await eventStore.close();

    const copy = await openEmbeddedEventStore({ path: join(target, "events.db") });
    expect(await collect(copy.readAll({ batchSize: 100, live: false }))).toEqual(original);
    await append(copy, coursePurchased("u-10", "p-1", "c-1"));
    await copy.close();
    const again = await runLedger(["backup", target], { DATA_DIR: folder.path });
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("exists already")]);

    // Where no folder can be.
    for (const place of [join(target, "events.db"), join(folder.path, "x".repeat(300))]) {
      const refused = await runLedger(["backup", place], { DATA_DIR: folder.path });
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/cannot\s+be\s+written/)]);
      const copied = await runLedger(["copy-events", "--to", place], { DATA_DIR: folder.path });
      expect([copied.code, copied.stderr]).toEqual([3, expect.stringMatching(/cannot\s+be\s+opened/)]);
    }
  }, 60_000);

  it("is refused beside the write-ahead log of an earlier copy, which would become a part of it", async () => {
    const eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    await append(eventStore, coursePurchased("u-1", "p-1", "c-1"));
    await eventStore.close();
    const target = join(folder.path, "backup");
    await mkdir(target);
    for (const left of ["events.db-wal", "events.db-journal"]) {
      await writeFile(join(target, left), "of an earlier copy");
      const refused = await runLedger(["backup", target], { DATA_DIR: folder.path });
      expect([refused.code, refused.stderr.replace(/\s+/g, " ")]).toEqual([
        2,
        expect.stringContaining(`${left} exists already`),
      ]);
      expect(readdirSync(target)).toEqual([left]);
      await rm(join(target, left));
    }
  }, 60_000);
});

describe("ledger completion", () => {
  const complete = async (...words: readonly string[]): Promise<readonly string[]> => {
    const { stdout } = await runLedger(["completion", "bash"]);
    const script = join(folder.path, "completion.bash");
    await writeFile(script, stdout);
    const quoted = words.map((word) => `'${word}'`).join(" ");
    const bash = `source '${script}'; COMP_WORDS=(ledger ${quoted}); COMP_CWORD=${words.length}; _ledger; echo "\${COMPREPLY[@]}"`;
    return spawnSync("bash", ["-c", bash], { encoding: "utf8" }).stdout.trim().split(/\s+/);
  };

  it("knows the commands, their options and the choices of these", async () => {
    expect(await complete("dead")).toEqual(["dead-letters"]);
    expect(await complete("dead-letters", "re")).toEqual(["retry"]);
    expect(await complete("export", "own")).toEqual(["ownership"]);
    expect(await complete("rebuild", "--roll")).toEqual(["--rollback"]);
    expect(await complete("token", "--role", "s")).toEqual(["service", "support"]);
    expect(await complete("token", "--us")).toEqual(["--user"]);
  }, 60_000);

  it("says in fish what an option is for and which values it takes", async () => {
    const { stdout } = await runLedger(["completion", "fish"]);
    expect(stdout).toMatch(
      /^complete -c ledger -n '__fish_seen_subcommand_from token' -l role -x -a 'user .*' -d '.+'$/m,
    );
    expect(stdout).toContain(
      "complete -c ledger -n '__fish_seen_subcommand_from retry' -l all -d 'all users who are held back'",
    );
    for (const line of stdout.trim().split("\n")) expect(line).toMatch(/^complete -c ledger -n '[^']+' -/);
  }, 60_000);

  it.each(["zsh", "fish"])(
    "has a script for %s that names every command",
    async (shell) => {
      const { code, stdout } = await runLedger(["completion", shell]);
      expect(code).toBe(0);
      for (const name of ["import", "backup", "dead-letters"]) expect(stdout).toContain(name);
      // In zsh, assigning `path` changes PATH, and a name in the length of a slice is taken for a modifier.
      expect(stdout).not.toMatch(/\bpath=|:COMP_CWORD/);
    },
    60_000,
  );
});
