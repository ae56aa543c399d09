import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { analyse, type Analysis, type UserAnalysis } from "../../src/shop/import/analyse.js";
import type { Trust } from "../../src/shop/import/import-plan.js";
import {
  importPurchases,
  takeOverInto,
  dryRun,
  type ImportResult,
} from "../../src/shop/import/import-purchases.js";
import { openProblemReport, type SourceProblem } from "../../src/shop/import/problems.js";
import { collectionsInFiles, type SourceFiles } from "../../src/shop/import/source-collections.js";
import { stageSources } from "../../src/shop/import/stage-sources.js";
import { createProjector } from "../../src/projections/live/projector.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import { openSqliteReadModel } from "../../src/stores/read-model/sqlite/sqlite-read-model.js";
import { collect, user } from "../support/events.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const shop = (file: string): string =>
  fileURLToPath(new URL(`../../examples/origin-shop/${file}.json`, import.meta.url));
const originShop: SourceFiles = {
  users: shop("users"),
  purchases: shop("purchases"),
  courses: shop("courses"),
  tests: shop("tests"),
};

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let eventStore: EventStore;
let databases = 0;

async function openLog(): Promise<void> {
  eventStore = await openEmbeddedEventStore({ path: join(folder.path, `events-${databases++}.db`) });
}

beforeEach(async () => {
  folder = await temporaryFolder();
  await openLog();
});
afterEach(async () => {
  await eventStore.close();
  await folder.remove();
});

interface ImportRunResult extends ImportResult {
  readonly problems: readonly SourceProblem[];
}

async function runImport(
  files: SourceFiles,
  trust: Trust = "arrays",
  isDryRun = false,
): Promise<ImportRunResult> {
  const path = join(folder.path, "report.jsonl");
  const report = openProblemReport(path);
  const sources = await stageSources(collectionsInFiles(files), { report });
  const result = await importPurchases(sources, {
    trust,
    report,
    run: { runId: "run-1", actor: { id: "ops", role: "operator" } },
    takeOver: isDryRun ? dryRun(eventStore) : takeOverInto(eventStore),
  });
  sources.staging.close();
  report.close();
  const lines = (await readFile(path, "utf8").catch(() => "")).split("\n").filter((line) => line !== "");
  return { ...result, problems: lines.map((line) => JSON.parse(line) as SourceProblem) };
}

async function runAnalysis(files: SourceFiles): Promise<Analysis & { users: UserAnalysis[] }> {
  const report = openProblemReport();
  const sources = await stageSources(collectionsInFiles(files), { report });
  const users: UserAnalysis[] = [];
  const analysis = await analyse(sources, { report, onUser: (each) => void users.push(each) });
  sources.staging.close();
  return { ...analysis, users };
}

const events = () => collect(eventStore.readAll({ batchSize: 1000, live: false }));

/** The shop's two collections as files, one document a line. */
async function shopFiles(users: readonly unknown[], purchases: readonly unknown[]): Promise<SourceFiles> {
  const files = { users: join(folder.path, "users.json"), purchases: join(folder.path, "purchases.json") };
  await writeFile(files.users, users.map((each) => JSON.stringify(each)).join("\n"));
  await writeFile(
    files.purchases,
    purchases.map((each) => (typeof each === "string" ? each : JSON.stringify(each))).join("\n"),
  );
  return files;
}

describe("the shop that this project began with", () => {
  it("is out of sync: 9 against 8, discrepancy 1", async () => {
    const { totals, inSync, users } = await runAnalysis(originShop);
    expect(inSync).toBe(false);
    expect(totals).toMatchObject({
      users: 3,
      usersWithPurchases: 2,
      usersOutOfSync: 1,
      arrays: 9,
      records: 8,
      missing: 3,
      extra: 2,
      discrepancy: 1,
    });
    expect(users).toMatchObject([
      { name: "Learner One", arrays: { courses: 1, tests: 5 }, records: { courses: 1, tests: 4 } },
      { name: "Learner Two", arrays: { courses: 3, tests: 0 }, records: { courses: 3, tests: 0 } },
    ]);
    expect(users[0]?.missing.tests).toHaveLength(3);
    expect(users[0]?.extra.tests).toHaveLength(2);
  });

  it("is taken over with the arrays trusted: 6 and 3, in both projections, and never twice", async () => {
    expect(await runImport(originShop, "arrays", true)).toMatchObject({ eventsAdded: 9 });
    expect(await events()).toEqual([]);
    expect(await runImport(originShop)).toMatchObject({
      usersDone: 3,
      purchases: 9,
      eventsAdded: 9,
      alreadyThere: 0,
    });
    expect(await runImport(originShop)).toMatchObject({ eventsAdded: 0, alreadyThere: 9 });
    const readModel = await openSqliteReadModel({ path: join(folder.path, "read-model.db") });
    await createProjector({ eventStore, readModel }).runToHead();
    for (const [id, count] of [
      ["c5ea71554c774daf7fab320f", 6],
      ["b9c69e5488ff88b92096f113", 3],
    ] as const) {
      const document = await readModel.ownership(user(id));
      expect([...(document?.purchasedCourses ?? []), ...(document?.purchasedTests ?? [])]).toHaveLength(
        count,
      );
      expect(await readModel.historyPage({ userId: user(id), limit: 100 })).toHaveLength(count);
    }
    await readModel.close();
  });

  it.each([
    ["records" as const, 8],
    ["both" as const, 11],
  ])("is taken over with %s trusted: %d", async (trust, count) => {
    expect(await runImport(originShop, trust)).toMatchObject({ eventsAdded: count });
  });

  it("keeps the dates of the records, invents none, and says what each purchase rests on", async () => {
    await runImport(originShop, "both");
    const kinds = (await events()).map(({ data, metadata }) => {
      const { purchasedAt, price, payment } = data as {
        purchasedAt: string | null;
        price: unknown;
        payment: unknown;
      };
      const { evidence, source, actor } = metadata as {
        evidence: { foundIn: string; recordIds: string[] };
        source: string;
        actor: unknown;
      };
      expect([price, payment, source, actor]).toEqual([
        null,
        null,
        "legacy-import",
        { id: "ops", role: "operator" },
      ]);
      expect(evidence.recordIds.length > 0).toBe(evidence.foundIn !== "array");
      return `${evidence.foundIn} ${purchasedAt === null ? "undated" : "dated"}`;
    });
    expect(kinds.filter((kind) => kind === "array undated")).toHaveLength(3);
    expect(kinds.filter((kind) => kind === "record dated")).toHaveLength(2);
    expect(kinds.filter((kind) => kind === "both dated")).toHaveLength(6);
  });
});

describe("nasty files", () => {
  const date = (day: number) => ({ $date: `2025-01-0${day}T00:00:00.000Z` });

  it("lose nothing without a word: each trouble is counted and has its line", async () => {
    const files = await shopFiles(
      [
        { _id: "u-1", purchasedCourses: ["a", "a", null, "b c", 7], purchasedTests: "t" },
        { _id: "u-1", purchasedTests: ["t-2"] },
        { _id: "bad id" },
        { name: "nobody" },
      ],
      [
        { _id: "r-1", user: "u-1", course: "a", purchasedAt: date(2) },
        { _id: "r-2", user: "u-1", course: "a", purchasedAt: date(1) },
        { _id: "r-3", user: "u-1", course: "a", test: "a", purchasedAt: date(1) },
        { _id: "r-4", user: "u-1", purchasedAt: date(1) },
        { _id: "r-5", user: "ghost", course: "a", purchasedAt: date(1) },
        "{ broken",
        { _id: "r-6", user: "u-1", test: "t-2", purchasedAt: "yesterday" },
        { _id: "r-7", user: "u-1", course: "c", purchasedAt: date(3) },
      ],
    );
    const { eventsAdded, problems } = await runImport(files);
    const seen = problems.map(({ kind, line }) => `${kind} ${line}`);
    expect(seen).toEqual(
      expect.arrayContaining([
        "array_item_repeated 1",
        "list_invalid 1",
        "user_repeated 2",
        "id_invalid 3",
        "id_invalid 4",
        "item_ambiguous 3",
        "item_missing 4",
        "record_orphaned 5",
        "unreadable 6",
        "date_invalid 7",
        "not_imported 8",
      ]),
    );
    expect(seen.some((each) => each.startsWith("record_repeated"))).toBe(true);
    expect(eventsAdded).toBe(3);
    const imported = (await events()).map(
      ({ data }) => data as { courseId?: string; testId?: string; purchasedAt: string | null },
    );
    expect(
      imported.map(({ courseId, testId, purchasedAt }) => [courseId ?? testId, purchasedAt]).sort(),
    ).toEqual([
      ["7", null],
      ["a", "2025-01-01T00:00:00.000Z"],
      ["t-2", null],
    ]);
  });

  it("with a user of very many purchases: the stream is read once, not before each append", async () => {
    const purchasedCourses = Array.from({ length: 1600 }, (_, n) => `c-${n}`);
    const files = await shopFiles([{ _id: "u-0", purchasedCourses }], []);
    const store = eventStore;
    let reads = 0;
    eventStore = {
      ...store,
      readStream(...args) {
        reads += 1;
        return store.readStream(...args);
      },
    };
    expect(await runImport(files)).toMatchObject({ purchases: 1600, eventsAdded: 1600, alreadyThere: 0 });
    expect(reads).toBe(1);
    expect(await runImport(files, "arrays", true)).toMatchObject({ eventsAdded: 0, alreadyThere: 1600 });
    expect(reads).toBe(2);
    expect(await runImport(files)).toMatchObject({ eventsAdded: 0, alreadyThere: 1600 });
    expect(await events()).toHaveLength(1600);
  });

  it("with any users and records: the ledger has what the trusted side has, once, however often it is run", async () => {
    const id = fc.constantFrom("a", "b", "c", "__proto__");
    const list = fc.array(id, { maxLength: 4 });
    const shopUser = fc.record({ purchasedCourses: list, purchasedTests: list });
    const shopRecord = fc.record({
      user: fc.constantFrom("u-0", "u-1", "u-2", "ghost"),
      kind: fc.constantFrom("course", "test"),
      id,
      day: fc.integer({ min: 1, max: 9 }),
    });
    const trusts = fc.constantFrom<Trust>("arrays", "records", "both");
    await fc.assert(
      fc.asyncProperty(
        fc.array(shopUser, { maxLength: 3 }),
        fc.array(shopRecord, { maxLength: 10 }),
        trusts,
        async (users, records, trust) => {
          await eventStore.close();
          await openLog();
          const files = await shopFiles(
            users.map((each, n) => ({ _id: `u-${n}`, ...each })),
            records.map(({ user: owner, kind, id: item, day }, n) => ({
              _id: `r-${n}`,
              user: owner,
              [kind]: item,
              purchasedAt: date(day),
            })),
          );
          const inArrays = new Set(
            users.flatMap(({ purchasedCourses, purchasedTests }, n) => [
              ...purchasedCourses.map((item) => `u-${n} course ${item}`),
              ...purchasedTests.map((item) => `u-${n} test ${item}`),
            ]),
          );
          const inRecords = new Set(
            records
              .filter(({ user: owner }) => Number(owner.slice(2)) < users.length)
              .map(({ user: owner, kind, id: item }) => `${owner} ${kind} ${item}`),
          );
          const expected =
            trust === "arrays"
              ? inArrays
              : trust === "records"
                ? inRecords
                : new Set([...inArrays, ...inRecords]);
          expect(await runImport(files, trust)).toMatchObject({ eventsAdded: expected.size });
          expect(await runImport(files, trust)).toMatchObject({
            eventsAdded: 0,
            alreadyThere: expected.size,
          });
          const owned = (await events()).map(({ data }) => {
            const { userId, courseId, testId } = data as {
              userId: string;
              courseId?: string;
              testId?: string;
            };
            return courseId === undefined ? `${userId} test ${testId ?? ""}` : `${userId} course ${courseId}`;
          });
          expect(owned.sort()).toEqual([...expected].sort());
        },
      ),
      { numRuns: 40 },
    );
  });
});
