import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readdir, readlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  openDatabase,
  openWriter,
  type Database,
  type OpenOptions,
} from "../../src/stores/sqlite/database.js";
import { createLazyWriter } from "../../src/stores/sqlite/lazy-writer.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const options: OpenOptions = { unavailable: "event_store_unavailable", synchronous: "off", cacheMiB: 1 };

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let reader: Database;
let path: string;
let openings: number;

beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder.path, "numbers.db");
  reader = openDatabase(path, options);
  reader.exec("CREATE TABLE numbers (number INTEGER NOT NULL)");
  openings = 0;
});

afterEach(async () => {
  reader.close();
  await folder.remove();
});

const open = () => {
  openings++;
  return openWriter(path, options);
};

const inPlace = () => undefined;

describe("a writer that is opened when it is needed", () => {
  it("is not opened by preparing statements and closing", async () => {
    const writer = createLazyWriter(open, inPlace);
    await writer.prepare("INSERT INTO numbers VALUES (?)");
    writer.close();
    expect(openings).toBe(0);
  });

  it("is opened once, however many write first, and runs what was prepared before and after", async () => {
    const writer = createLazyWriter(open, inPlace);
    const before = await writer.prepare("INSERT INTO numbers VALUES (?)");
    const [, after] = await Promise.all([
      writer.exec("INSERT INTO numbers VALUES (1)"),
      writer.exec("CREATE TABLE others (number)").then(() => writer.prepare("INSERT INTO others VALUES (?)")),
    ]);
    await writer.transaction(() => {
      before.run(2);
      after.run(3);
    });
    expect(openings).toBe(1);
    expect(reader.prepare("SELECT number FROM numbers ORDER BY number").all()).toEqual([[1], [2]]);
    expect(reader.prepare("SELECT number FROM others").all()).toEqual([[3]]);
    writer.close();
  });

  it("tries again after it could not be opened", async () => {
    const writer = createLazyWriter(() => (openings === 0 ? open().then(failing) : open()), inPlace);
    await expect(writer.exec("INSERT INTO numbers VALUES (1)")).rejects.toThrow("no disk");
    await writer.exec("INSERT INTO numbers VALUES (2)");
    expect(reader.prepare("SELECT number FROM numbers").all()).toEqual([[2]]);
    writer.close();
  });

  it("closes what it opened where a statement cannot be prepared, and says what is wrong with the file", async () => {
    let closings = 0;
    const opened = async () => {
      const writer = await open();
      reader.exec("CREATE TABLE others (number)");
      reader.exec("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'damaged'");
      const close = (): void => {
        closings++;
        writer.close();
      };
      return { ...writer, close };
    };
    const writer = createLazyWriter(opened, inPlace);
    await writer.prepare("INSERT INTO others VALUES (?)");
    await expect(writer.exec("INSERT INTO numbers VALUES (1)")).rejects.toMatchObject({
      code: "event_store_unavailable",
      message: expect.stringContaining("is damaged") as unknown,
    });
    expect(closings).toBe(openings);
  });

  it("says which statement was run too early", async () => {
    const statement = await createLazyWriter(open, inPlace).prepare("SELECT 1");
    expect(() => statement.get()).toThrow("SELECT 1");
  });
});

// Only Linux lists the files that a process has open.
(process.platform === "linux" ? it : it.skip)("a file that is no database is not kept open", async () => {
  const damaged = join(folder.path, "damaged.db");
  await writeFile(damaged, "no database ".repeat(1000));
  for (let n = 0; n < 5; n++) {
    expect(() => openDatabase(damaged, options)).toThrow("is not a database");
    await expect(openWriter(damaged, options)).rejects.toThrow("is not a database");
  }
  const opened = await Promise.all(
    (await readdir("/proc/self/fd")).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => "")),
  );
  expect(opened).not.toContain(damaged);
});

function failing(writer: { close(): void }): never {
  writer.close();
  throw new Error("no disk");
}
