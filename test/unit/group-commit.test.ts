import { expect, it } from "@jest/globals";
import { LedgerError } from "../../src/errors.js";
import { createGroupCommit } from "../../src/stores/event-store/embedded/group-commit.js";
import type { Writer } from "../../src/stores/sqlite/database.js";

/** A writer that remembers which transactions were committed. */
function memoryWriter() {
  const committed: unknown[] = [];
  const writer: Writer = {
    prepare: async () => ({ run: () => 0, get: () => undefined }),
    exec: async () => {},
    transaction: async (work) => {
      // As it waits for the lock, others arrive.
      await Promise.resolve();
      const result = work(() => undefined);
      committed.push(result);
      return result;
    },
    close: () => {},
  };
  return { writer, committed };
}

const refuse = (code: "revision_conflict" | "event_store_unavailable") => () => {
  throw new LedgerError(code, "No.");
};

it("lets one be refused alone", async () => {
  const { writer, committed } = memoryWriter();
  const commits = createGroupCommit(writer);
  const outcomes = await Promise.allSettled([
    commits.run(1, () => "a"),
    commits.run(1, refuse("revision_conflict")),
    commits.run(1, () => "b"),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(committed).toHaveLength(1);
});

it("fails all that share the transaction when the disk does, and commits nothing of it", async () => {
  const { writer, committed } = memoryWriter();
  const commits = createGroupCommit(writer);
  const outcomes = await Promise.allSettled([
    commits.run(1, () => "a"),
    commits.run(1, refuse("event_store_unavailable")),
    commits.run(1, () => "b"),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(committed).toEqual([]);
  await expect(commits.run(1, () => "c")).resolves.toBe("c");
});

it("overlooks nothing that is queued in the moment of the answer before", async () => {
  const { writer, committed } = memoryWriter();
  const commits = createGroupCommit(writer);
  for (let n = 0; n < 3; n++) await commits.run(1, () => n);
  expect(committed).toHaveLength(3);
});

/** Of SQLite, for a key that is there already. */
const keyIsThere = Object.assign(new Error("UNIQUE constraint failed"), { code: "SQLITE_CONSTRAINT_UNIQUE" });

it("runs each alone when one of them brings a key that is there already", async () => {
  const committed: string[] = [];
  const { writer } = memoryWriter();
  const commits = createGroupCommit({
    ...writer,
    transaction: async (work) => {
      await Promise.resolve();
      const later: (string | (() => string))[] = [];
      const result = work((sql) => later.push(sql));
      if (later.includes("b")) throw keyIsThere;
      committed.push(later.join());
      return result;
    },
  });
  const write = (sql: string) =>
    commits.run(1, ({ runLater }) => {
      runLater(sql);
      return sql;
    });
  const outcomes = await Promise.allSettled([write("a"), write("b"), write("c")]);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(outcomes[1]).toMatchObject({ reason: keyIsThere });
  expect(committed).toEqual(["a", "c"]);
});
