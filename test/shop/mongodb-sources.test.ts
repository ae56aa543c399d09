import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BSON, ObjectId, UUID, type Document } from "mongodb";
import { analyse, type Analysis, type UserAnalysis } from "../../src/shop/import/analyse.js";
import { importPurchases, takeOverInto, type ImportResult } from "../../src/shop/import/import-purchases.js";
import { openProblemReport, problemKinds } from "../../src/shop/import/problems.js";
import {
  collectionsInDatabase,
  collectionsInFiles,
  type SourceCollections,
  type SourceName,
} from "../../src/shop/import/source-collections.js";
import { stageSources } from "../../src/shop/import/stage-sources.js";
import { openShopDatabase, type ShopDatabase } from "../../src/shop/mongodb/shop-database.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { RecordedEvent } from "../../src/stores/event-store/event-store.js";
import { collect } from "../support/events.js";
import { isWrite, openDoor, type Command, type Door } from "../support/mongodb-door.js";
import { useMongodb, type TestDatabase } from "../support/mongodb.js";
import { runLedger } from "../support/run-ledger.js";
import { temporaryFolder } from "../support/temporary-folder.js";

type Raw = Document & { _id: unknown };
type Shop = Readonly<Partial<Record<SourceName, readonly Raw[]>>>;

const objectId = (n: number): ObjectId => new ObjectId(n.toString(16).padStart(24, "0"));

const mongodb = useMongodb();
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let database: TestDatabase;
let door: Door;
let shop: ShopDatabase;
let written: Command[];

beforeEach(async () => {
  folder = await temporaryFolder();
  database = await mongodb.newDatabase();
  door = await openDoor(database.url);
  written = [];
  door.onCommand = (command) => {
    if (isWrite(command)) written.push(command);
    return "pass";
  };
  shop = openShopDatabase({ url: door.url, givenBy: "--from", unavailable: "source_invalid" });
});
afterEach(async () => {
  await shop.close();
  expect(written).toEqual([]);
  await door.close();
  await database.drop();
  await folder.remove();
});

const originShop = async (): Promise<Shop> => {
  const read = async (name: SourceName): Promise<Raw[]> => {
    const text = await readFile(new URL(`../../examples/origin-shop/${name}.json`, import.meta.url), "utf8");
    return text
      .trim()
      .split("\n")
      .map((line) => BSON.EJSON.parse(line) as Raw);
  };
  return {
    users: await read("users"),
    purchases: await read("purchases"),
    courses: await read("courses"),
    tests: await read("tests"),
  };
};

/** Everything that may be wrong in a database, but for what cannot be in one. */
const nastyShop: Shop = {
  users: [
    {
      _id: 5,
      name: " Five ",
      purchasedCourses: ["a", "a", null, "b c", 7, objectId(7)],
      purchasedTests: "t",
    },
    { _id: "5", purchasedTests: ["t-2"], email: "five@shop.example" },
    { _id: "bad id" },
    {
      _id: "u-1",
      purchasedCourses: [{ _id: "populated" }, new UUID("6f1ed002-ab5f-4d3c-9f2a-0c9b1b4f8a11")],
    },
    { _id: objectId(1), purchasedCourses: ["a"], purchasedTests: null },
    { _id: new Date(0) },
  ],
  purchases: [
    { _id: "r-1", user: 5, course: "a", purchasedAt: new Date("2025-01-02T00:00:00.000Z") },
    { _id: "r-2", user: "5", course: "a", purchasedAt: "2025-01-01T00:00:00Z" },
    { _id: "r-3", user: "u-1", course: "a", test: "a", purchasedAt: new Date(0) },
    { _id: "r-4", user: "u-1", purchasedAt: new Date(0) },
    { _id: "r-5", user: "ghost", course: "a", purchasedAt: new Date(0) },
    { _id: "r-6", user: "5", test: "t-2", purchasedAt: "yesterday" },
    { _id: "r-7", user: "5", course: "c" },
    { _id: objectId(8), user: objectId(1), course: "a", purchasedAt: new Date(-1) },
    { _id: objectId(9), user: [1], course: "a", purchasedAt: new Date(0) },
    { _id: objectId(10), user: "u-1", course: 1.5, purchasedAt: new Date(0) },
  ],
  courses: [
    { _id: "a", title: "A" },
    { _id: "b c" },
    { _id: new UUID("6f1ed002-ab5f-4d3c-9f2a-0c9b1b4f8a11") },
  ],
};

async function fill(content: Shop): Promise<void> {
  for (const [name, documents] of Object.entries(content)) {
    if (documents.length > 0) await database.db.collection<Raw>(name).insertMany([...documents]);
  }
}

/** What `mongoexport --sort '{ _id: 1 }'` writes. */
async function exported(content: Shop, relaxed: boolean): Promise<SourceCollections> {
  const file = async (name: SourceName): Promise<string> => {
    const path = join(folder.path, `${name}.json`);
    const documents = await database.db.collection(name).find().sort({ _id: 1 }).toArray();
    await writeFile(path, documents.map((each) => BSON.EJSON.stringify(each, { relaxed })).join("\n"));
    return path;
  };
  return collectionsInFiles({
    users: await file("users"),
    purchases: await file("purchases"),
    courses: content.courses === undefined ? undefined : await file("courses"),
    tests: content.tests === undefined ? undefined : await file("tests"),
  });
}

interface Outcome {
  readonly analysis: Analysis;
  readonly users: readonly UserAnalysis[];
  readonly imported: ImportResult;
  readonly events: readonly unknown[];
  readonly report: readonly string[];
}

/** Analyses and imports; what differs from run to run is made the same. */
async function takeOver(collections: SourceCollections): Promise<Outcome> {
  const path = join(folder.path, "report.jsonl");
  const report = openProblemReport(path);
  const sources = await stageSources(collections, { report });
  const users: UserAnalysis[] = [];
  const analysis = await analyse(sources, { report, onUser: (each) => void users.push(each) });
  const now = (): Date => new Date(0);
  const eventStore = await openEmbeddedEventStore({
    path: join(folder.path, `${collections.users.name.length}.db`),
    now,
  });
  const imported = await importPurchases(sources, {
    trust: "both",
    report,
    run: { runId: "run-1", actor: { id: "ops", role: "operator" } },
    takeOver: takeOverInto(eventStore),
  });
  const events = await collect(eventStore.readAll({ batchSize: 1000, live: false }));
  await eventStore.close();
  sources.staging.close();
  report.close();
  const text = Object.entries(
    collections as unknown as Record<SourceName, { name: string } | undefined>,
  ).reduce(
    (lines, [source, collection]) =>
      collection === undefined ? lines : lines.replaceAll(collection.name, source),
    await readFile(path, "utf8"),
  );
  return { analysis, users, imported, events: events.map(comparable), report: text.split("\n").sort() };
}

/** What it says; its id is random. */
const comparable = ({ stream, type, data, metadata }: RecordedEvent): unknown => ({
  stream,
  type,
  data,
  metadata,
});

describe("the shop's own database as the source", () => {
  it("of the shop that this project began with: the same report and events as from its files", async () => {
    const content = await originShop();
    await fill(content);
    const fromDatabase = await takeOver(await collectionsInDatabase(shop));
    expect(fromDatabase).toEqual(await takeOver(await exported(content, true)));
    expect(fromDatabase.analysis.totals).toMatchObject({ arrays: 9, records: 8, discrepancy: 1 });
    expect(fromDatabase.imported.eventsAdded).toBe(11);
  });

  it.each([true, false])("of a nasty shop: the same as from its files, relaxed %s", async (relaxed) => {
    await fill(nastyShop);
    const fromDatabase = await takeOver(await collectionsInDatabase(shop));
    const fromFiles = await takeOver(await exported(nastyShop, relaxed));
    // Messages show values as they are written, and canonical is written differently.
    const told = ({ report }: Outcome): readonly string[] =>
      relaxed
        ? report
        : report.map((line) => line.replace(/"message":.*?(?=[,}]"(userId|item|recordId)|\}$)/, "")).sort();
    expect({ ...fromDatabase, report: told(fromDatabase) }).toEqual({
      ...fromFiles,
      report: told(fromFiles),
    });
    const met = problemKinds.filter((kind) => fromDatabase.analysis.problems[kind] > 0);
    // Those of damaged files, of interrupted imports, and of a file of prices, which no database has.
    const ofOthers = [
      ...["unreadable", "not_imported", "user_failed"],
      ...["price_invalid", "purchase_unknown", "price_differs"],
    ];
    expect(met).toEqual(problemKinds.filter((kind) => !ofOthers.includes(kind)));
    expect(JSON.stringify(fromDatabase.report)).not.toContain("five@shop.example");
  });

  it("is read on behind the last document when the connection is lost, whatever types the ids have", async () => {
    const ids = [
      null,
      1,
      2.5,
      3,
      "a",
      "b",
      { a: 1 },
      new UUID("6f1ed002-ab5f-4d3c-9f2a-0c9b1b4f8a11"),
      new UUID("7f1ed002-ab5f-4d3c-9f2a-0c9b1b4f8a11"),
      objectId(1),
      objectId(2),
      true,
      new Date(70),
      new Date(80),
    ];
    await database.db.collection<Raw>("users").insertMany(ids.map((_id): Raw => ({ _id })));
    const all = await database.db.collection("users").find().sort({ _id: 1 }).toArray();
    let passed = 0;
    door.onCommand = (command) => {
      if (!("find" in command || "getMore" in command)) return "pass";
      passed += 1;
      return passed % 3 === 0 ? "cut before" : passed % 5 === 0 ? "cut after" : "pass";
    };
    const seen: unknown[] = [];
    for await (const { _id } of shop.documents("users", { fields: [], batchSize: 2 })) seen.push(_id);
    expect(seen).toEqual(all.map(({ _id }) => (BSON.EJSON.serialize({ _id }) as { _id: unknown })._id));
    expect(passed).toBeGreaterThan(8);
  });

  it("gives up after a while, and says where and why", async () => {
    await fill({ users: [{ _id: 1 }], purchases: [{ _id: 1 }] });
    const collections = await collectionsInDatabase(shop);
    door.onCommand = (command) => ("find" in command ? "cut before" : "pass");
    await expect(stageSources(collections, { report: openProblemReport() })).rejects.toMatchObject({
      code: "source_invalid",
      message: expect.stringMatching(/^The shop's MongoDB at 127\.0\.0\.1:\d+ cannot be reached\.$/),
    });
  });

  it("is refused without users or purchases: an empty database would look in sync", async () => {
    await fill({ users: [{ _id: "u-1" }] });
    await expect(collectionsInDatabase(shop)).rejects.toMatchObject({
      code: "source_invalid",
      message: expect.stringContaining("no collection purchases"),
    });
  });
});

describe("ledger analyse and import --from", () => {
  const ledger = (values: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
    runLedger(values, { DATA_DIR: folder.path, ...environment });

  it("read the database, add what is there, and nothing the second time", async () => {
    await fill(await originShop());
    const analysed = await ledger(["analyse", "--from", door.url]);
    expect([analysed.code, analysed.stdout]).toEqual([1, expect.stringContaining("Discrepancy: 1 record")]);
    const first = await ledger(["import", "--json"], { SHOP_URL: door.url });
    expect([first.code, JSON.parse(first.stdout)]).toEqual([0, expect.objectContaining({ eventsAdded: 9 })]);
    const second = await ledger(["import", "--from", door.url, "--json"]);
    expect(JSON.parse(second.stdout)).toMatchObject({ eventsAdded: 0, alreadyThere: 9 });
  });

  it("never show a password, whatever is wrong with the URL", async () => {
    const path = join(folder.path, "report.jsonl");
    for (const [url, code] of [
      ["mongodb://reader:the-password@127.0.0.1:1", 2],
      ["mongodb://reader:the-password@127.0.0.1:1/shop?noSuchOption=1", 2],
      ["mongodb://reader:the-password@127.0.0.1:1/shop?serverSelectionTimeoutMS=100", 2],
      [door.url.replace("//", "//reader:the-password@"), 2],
    ] as const) {
      const { stdout, stderr, ...run } = await ledger(["analyse", "--from", url, "--report", path], {
        LOG_LEVEL: "debug",
      });
      expect({ ...run, url }).toEqual({ code, url });
      expect(stderr).toContain("Error: ");
      const report = await readFile(path, "utf8").catch(() => "");
      expect(stdout + stderr + report).not.toContain("the-password");
    }
  });

  it("take a database or files, not both", async () => {
    const both = ["import", "--from", door.url, "--users", "u.json", "--purchases", "p.json"];
    for (const values of [both, ["import"], ["analyse", "--users", "u.json"]]) {
      const { code, stderr } = await ledger(values);
      expect([code, stderr]).toEqual([2, expect.stringContaining("--from")]);
    }
  });
});
