import type { Ledger } from "../compose.js";
import type { UserId } from "../events/identifiers.js";
import type { StagedSources } from "../shop/import/stage-sources.js";
import type { HistoryQueries, OwnershipQueries } from "../stores/read-model/live-queries.js";
import type { DemoChecks } from "./demo-checks.js";
import { drawTable } from "./table.js";
import { counted } from "./terminal.js";

interface ProjectedUser {
  readonly name: string;
  /** How many items the ownership document has. */
  readonly owned: number;
  /** How many purchases the history has that are not revoked. */
  readonly inHistory: number;
}

/** Shows what both projections hold for each user of the shop. */
export async function showProjections(
  { staging }: StagedSources,
  { readModel }: Pick<Ledger, "readModel">,
  checks: DemoChecks,
): Promise<void> {
  const users: ProjectedUser[] = [];
  for await (const { userId, name } of staging.users()) {
    const counts = {
      owned: await countOwned(readModel, userId),
      inHistory: await countHistory(readModel, userId),
    };
    if (counts.owned + counts.inHistory > 0) users.push({ name: name ?? userId, ...counts });
  }
  const total = {
    owned: users.reduce((sum, { owned }) => sum + owned, 0),
    inHistory: users.reduce((sum, { inHistory }) => sum + inHistory, 0),
  };
  const discrepancy = Math.abs(total.owned - total.inHistory);
  console.log(
    drawTable({
      head: ["user", "ownership", "history"],
      rows: [
        ...users.map(({ name, owned, inHistory }) => [name, owned, inHistory]),
        ["total", total.owned, total.inHistory],
      ],
    }),
  );
  console.log(`\nDiscrepancy: ${counted(discrepancy, "record")}\n`);
  checks.expect("Learner One has 6 in both, Learner Two 3", users, [
    { name: "Learner One", owned: 6, inHistory: 6 },
    { name: "Learner Two", owned: 3, inHistory: 3 },
  ]);
  checks.expect("total 9 and 9, discrepancy 0", [total.owned, total.inHistory, discrepancy], [9, 9, 0]);
}

async function countOwned(readModel: OwnershipQueries, userId: UserId): Promise<number> {
  const document = await readModel.ownership(userId);
  return (document?.purchasedCourses.length ?? 0) + (document?.purchasedTests.length ?? 0);
}

async function countHistory(readModel: HistoryQueries, userId: UserId): Promise<number> {
  const records = await readModel.historyPage({ userId, limit: 1000 });
  return records.filter(({ revokedAt }) => revokedAt === null).length;
}
