import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Ledger } from "../../../src/compose.js";
import { importPurchases, takeOverInto } from "../../../src/shop/import/import-purchases.js";
import { openProblemReport } from "../../../src/shop/import/problems.js";
import { keepSkipped } from "../../../src/shop/import/skipped.js";
import { collectionsInFiles } from "../../../src/shop/import/source-collections.js";
import { stageSources } from "../../../src/shop/import/stage-sources.js";

export interface OldPurchase {
  readonly userId: string;
  readonly courseId: string;
  /** Of its record: null if the shop has none, a text that is no date if it is damaged. */
  readonly boughtAt: string | null;
  /** Whether the user's array has it; the import leaves the others out. */
  readonly isInArray: boolean;
}

const linesOf = (documents: readonly object[]): string =>
  documents.map((document) => `${JSON.stringify(document)}\n`).join("");

const dateOf = (text: string): unknown => (Number.isNaN(Date.parse(text)) ? text : { $date: text });

/** Imports a shop's purchases from files as `mongoexport` writes them, as `ledger import` does. */
export async function importOldShop(
  { eventStore }: Pick<Ledger, "eventStore">,
  { purchases, dataDir, at }: { purchases: readonly OldPurchase[]; dataDir: string; at: Date },
): Promise<void> {
  const folder = join(dataDir, "export");
  await mkdir(folder);
  const [users, records, report] = ["users", "purchases", "report"].map((name) =>
    join(folder, `${name}.json`),
  ) as [string, string, string];
  const userDocuments = [...new Set(purchases.map(({ userId }) => userId))].map((_id) => ({
    _id,
    purchasedCourses: purchases
      .filter(({ userId, isInArray }) => userId === _id && isInArray)
      .map(({ courseId }) => courseId),
  }));
  const recordDocuments = purchases.flatMap(({ userId: user, courseId: course, boughtAt }, index) =>
    boughtAt === null ? [] : [{ _id: `record-${index}`, user, course, purchasedAt: dateOf(boughtAt) }],
  );
  await writeFile(users, linesOf(userDocuments));
  await writeFile(records, linesOf(recordDocuments));

  const problems = openProblemReport(report);
  const sources = await stageSources(collectionsInFiles({ users, purchases: records }), { report: problems });
  try {
    const actor = { id: "olga", role: "operator" } as const;
    await importPurchases(sources, {
      ...{ trust: "arrays", report: problems, run: { runId: "import-1", actor } },
      takeOver: takeOverInto(eventStore),
    });
    await keepSkipped(problems.problems(), eventStore.skipped, at.toISOString());
  } finally {
    sources.staging.close();
    problems.close();
  }
}
