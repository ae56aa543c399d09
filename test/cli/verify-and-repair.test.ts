import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import Database from "libsql";
import { createProjector } from "../../src/projections/live/projector.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import { openSqliteReadModel } from "../../src/stores/read-model/sqlite/sqlite-read-model.js";
import { append, courses } from "../support/events.js";
import { runLedger, type LedgerRun } from "../support/run-ledger.js";
import { temporaryFolder } from "../support/temporary-folder.js";

describe("ledger verify, repair and audit", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;

  const ledger = (...values: readonly string[]): Promise<LedgerRun> =>
    runLedger(values, { DATA_DIR: folder.path, LEDGER_OPERATOR: "ops-1" });

  beforeEach(async () => {
    folder = await temporaryFolder();
    const eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    const readModel = await openSqliteReadModel({ path: join(folder.path, "read-model.db") });
    for (const id of ["u-1", "u-2", "u-3"]) await append(eventStore, ...courses(id, 3));
    await createProjector({ eventStore, readModel }).runToHead();
    await readModel.close();
    await eventStore.close();
  });
  afterEach(() => folder.remove());

  function damage(): void {
    const raw = new Database(join(folder.path, "read-model.db"), {});
    raw.exec("DELETE FROM ownership WHERE user_id = 'u-1'");
    raw.exec("UPDATE history SET amount_minor = 1 WHERE user_id = 'u-2' AND purchase_id = 'p-1'");
    raw.close();
  }

  it("say so where everything agrees", async () => {
    expect(await ledger("verify")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("No drift: all projections match 9 events.") as unknown,
    });
    expect(await ledger("repair")).toMatchObject({
      code: 0,
      stdout: "No drift. Nothing was written.\n",
    });
    const audit = (await ledger("audit", "--json")).stdout.trim().split("\n");
    expect(audit.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { action: "repair", operator: "ops-1", details: { users: 0, drifts: 0 } },
      { action: "verify", operator: "ops-1", details: { clean: true, users: 3 } },
    ]);
  });

  it("advise a rebuild where another version of the program folded what has drifted", async () => {
    damage();
    const raw = new Database(join(folder.path, "read-model.db"), {});
    raw.exec("UPDATE generations SET fold_version = 0 WHERE projection = 'history'");
    raw.close();
    const { code, stdout } = await ledger("verify");
    expect(code).toBe(1);
    expect(stdout).toContain("Drift: 2 of 3 users. Another version of the program folded history");
    expect(stdout).toContain("`ledger rebuild`");
    expect(stdout).not.toContain("rewrites only these users");
    expect(JSON.parse((await ledger("verify", "--json")).stdout)).toMatchObject({ outdated: ["history"] });

    // A third of the users change, and nobody has to accept it.
    expect(await ledger("rebuild")).toMatchObject({ code: 0 });
    expect(JSON.parse((await ledger("verify", "--json")).stdout)).toMatchObject({
      clean: true,
      outdated: [],
    });
  });

  it("say once for each user what to do about the rules that are broken", async () => {
    const raw = new Database(join(folder.path, "read-model.db"), {});
    raw.exec("DELETE FROM history WHERE user_id = 'u-1' AND purchase_id <> 'p-1'");
    raw.exec("DELETE FROM history WHERE user_id = 'u-2' AND purchase_id = 'p-2'");
    raw.close();
    const { stdout } = await ledger("verify");
    expect(stdout.match(/^User u-1: Run `ledger repair --user u-1`\.$/gm)).toHaveLength(1);
    expect(stdout).toMatch(
      /^User u-2: Run `ledger repair --user u-2`\.\n {2}Payment \S+: It paid [^]*?\n {2}Item course:\S+: It is missing from the history projection/m,
    );
    expect(stdout.match(/--user u-2/g)).toHaveLength(1);
    const first = await ledger("verify", "--limit", "1");
    expect(first.stdout).toContain("… and 2 more.");
    expect(first.stdout).not.toContain("--user u-2");
  });

  it("find drift, exit with 1, repair it, and record it in the audit log", async () => {
    damage();
    const out = join(folder.path, "drifts.jsonl");
    const found = await ledger("verify", "--json", "--out", out);
    expect(found.code).toBe(1);
    expect(JSON.parse(found.stdout)).toMatchObject({
      clean: false,
      users: 3,
      driftedUsers: 2,
      drifts: { missing: 1, wrong: 1 },
    });
    const drifts = (await readFile(out, "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);
    expect(drifts).toMatchObject([
      { kind: "missing", projection: "ownership", userId: "u-1" },
      {
        kind: "wrong",
        projection: "history",
        userId: "u-2",
        purchaseId: "p-1",
        path: "price.amountMinor",
        stored: 1,
        expected: 2999,
      },
    ]);

    const dry = await ledger("repair", "--dry-run");
    expect(dry).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(
        "Would repair 2 differences for 2 users. Nothing was written.",
      ) as unknown,
    });
    // One table, with a row for each user.
    expect(dry.stdout.match(/^│ user /gm)).toHaveLength(1);
    expect(dry.stdout).toMatch(/^│ u-1 +│ 1 missing in ownership +│ - → 3 +│ - → 0 +│ 3 +│ 3 +│$/m);
    expect(dry.stdout).toMatch(/^│ u-2 +│ 1 wrong in history +│ 3 +│ 0 +│ 3 +│ 3 +│$/m);
    expect((await ledger("repair", "--dry-run", "--limit", "1")).stdout).toContain("… and 1 more user.");
    expect((await ledger("verify")).code).toBe(1);

    expect((await ledger("repair", "--reason", "ticket 4711")).stdout).toContain(
      "Repaired 2 differences for 2 users.",
    );
    expect((await ledger("verify")).code).toBe(0);
    const [, entry] = (await ledger("audit", "--json")).stdout.trim().split("\n");
    expect(JSON.parse(entry ?? "")).toMatchObject({
      action: "repair",
      operator: "ops-1",
      reason: "ticket 4711",
      details: { users: 2, drifts: 2 },
    });
  }, 60_000);

  it("say that the log itself is damaged, and name the event", async () => {
    const raw = new Database(join(folder.path, "events.db"), {});
    raw.exec("DROP TRIGGER events_are_never_changed");
    raw.exec("UPDATE events SET data = replace(data, '2999', '1999') WHERE position = 1");
    raw.close();
    const found = await ledger("verify");
    expect(found.code).toBe(1);
    expect(found.stdout).toMatch(/Event 0 of stream purchases-u-\d is not what was recorded/);
    expect(found.stdout).toContain("Do not repair or rebuild from it.");
  }, 60_000);

  it("say that there is nothing to roll back to before they ask, and then what a rollback brings back", async () => {
    const nothing = await ledger("rebuild", "--rollback");
    expect(nothing).toMatchObject({ code: 2, stdout: "" });
    expect(nothing.stderr).toContain("There is no previous generation of ownership to roll back to");

    damage();
    expect((await ledger("rebuild", "--accept-changes")).code).toBe(0);
    const asked = await ledger("rebuild", "--rollback");
    expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining("--yes") as unknown });
    expect(asked.stdout).toMatch(/^│ ownership +│ +\d+ +│ previous +│ live +│/m);
    expect(asked.stdout).toContain("drift that the rebuild removed comes back too");
    expect((await ledger("verify")).code).toBe(0);

    const done = await ledger("rebuild", "--rollback", "--yes", "--json");
    expect(JSON.parse(done.stdout)).toEqual({ rolledBack: ["ownership", "history", "payments"] });
    expect((await ledger("verify")).code).toBe(1);
  }, 90_000);

  it("repair one user and nobody else", async () => {
    damage();
    expect((await ledger("repair", "--user", "u-1")).stdout).toContain("Repaired 1 difference for 1 user.");
    const left = await ledger("verify", "--json");
    expect(JSON.parse(left.stdout)).toMatchObject({ driftedUsers: 1, shown: [{ userId: "u-2" }] });
  });

  it("know an unknown user, a bad id, and a report that cannot be written", async () => {
    expect(await ledger("repair", "--user", "nobody")).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("nobody") as unknown,
    });
    expect((await ledger("repair", "--user", "no body")).code).toBe(2);
    expect((await ledger("verify", "--out", join(folder.path, "missing", "report.jsonl"))).code).toBe(2);
    expect((await ledger("verify", "--limit", "many")).code).toBe(2);
  });

  it("leave nothing behind but their work", async () => {
    await writeFile(join(folder.path, "keep"), "");
    await ledger("verify");
    const left = (await import("node:fs")).readdirSync(folder.path);
    expect(left.filter((name) => name.startsWith("scratch-"))).toEqual([]);
  });
});
