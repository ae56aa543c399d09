import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { toMajor } from "./catalogue.js";
import type { CheckDependencies } from "./check-users.js";
import type { Installation } from "./installation.js";
import type { OldPurchase } from "./legacy.js";
import { shortened } from "./operators.js";
import type { Random } from "./random.js";

/** The shop's order export, which has the prices of what was bought before the ledger. */

/** A line that cannot be used, and why. */
interface BadLine {
  readonly userId: string;
  readonly kind: string;
  readonly itemId: string;
  readonly amount: string;
  readonly reason: "purchase_unknown" | "price_invalid" | "price_differs";
}

export interface PriceDependencies extends Pick<CheckDependencies, "findings"> {
  readonly random: Random;
  /** Whether some of the commands are killed. */
  readonly isKilled: boolean;
}

const badLines: readonly BadLine[] = [
  { userId: "learner-0", kind: "course", itemId: "never-sold", amount: "10", reason: "purchase_unknown" },
  { userId: "nobody", kind: "test", itemId: "old-0", amount: "10", reason: "purchase_unknown" },
  { userId: "learner-2", kind: "test", itemId: "old-0", amount: "1.234", reason: "price_invalid" },
];

interface Outcome {
  readonly eventsAdded: number;
  readonly alreadyThere: number;
  readonly leftOut: number;
  readonly problems: Readonly<Record<string, number>>;
}

/**
 * Imports the prices while the purchases themselves are imported, until nothing is added any more; and then an export that
 * has other prices, of which none is taken.
 */
export async function importPrices(
  { run, folder }: Pick<Installation, "run" | "folder">,
  { findings, random, isKilled }: PriceDependencies,
  old: readonly OldPurchase[],
): Promise<void> {
  const priced = old.filter(({ price }) => price !== null);
  const good = priced.map((each) => lineOf(each, 0));
  const repeated = good.filter((_, n) => n % 3 === 0);
  const bad = badLines.map((each) => [each.userId, each.kind, each.itemId, each.amount, "EUR", ""].join(","));
  const orders = await writeOrders(join(folder, "orders.csv"), [...good, ...bad, ...repeated]);
  const others = await writeOrders(
    join(folder, "other-orders.csv"),
    priced.map((each) => lineOf(each, 1)),
  );
  for (let tried = 0; ; tried++) {
    const result = await run(
      ["import", "--prices", orders, "--json"],
      {},
      isKilled && random.chance(0.5) ? { killAfterMs: random.whole(3000) } : {},
    );
    // With 1, what it has left out is in the report.
    const outcome = result.code === 1 ? (JSON.parse(result.stdout) as Outcome) : undefined;
    if (outcome?.leftOut === badLines.length && outcome.eventsAdded === 0) {
      findings.compare("how many prices are known", outcome.alreadyThere, good.length + repeated.length);
      break;
    }
    if (tried > 30) {
      findings.add("the import of prices does not end", shortened(result));
      return;
    }
    await sleep(200);
  }
  await importOthers({ run, findings }, others, priced.length);
}

/** Prices that differ from those that are known are left out, all of them. */
async function importOthers(
  { run, findings }: Pick<Installation, "run"> & Pick<CheckDependencies, "findings">,
  file: string,
  count: number,
): Promise<void> {
  for (let tried = 0; tried < 20; tried++) {
    const result = await run(["import", "--prices", file, "--json"]);
    if (result.code !== 1) {
      await sleep(200);
      continue;
    }
    const { eventsAdded, problems } = JSON.parse(result.stdout) as Outcome;
    findings.compare("other prices", [eventsAdded, problems.price_differs], [0, count]);
    return;
  }
  findings.add("other prices cannot be imported", { file });
}

const lineOf = ({ userId, item, price }: OldPurchase, moreMinor: number): string => {
  const { amountMinor = 0, currency = "", paidAt = null } = price ?? {};
  return [
    ...[userId, item.kind, item.id, toMajor(amountMinor + moreMinor, currency), currency, paidAt ?? ""],
  ].join(",");
};

async function writeOrders(path: string, lines: readonly string[]): Promise<string> {
  await writeFile(path, ["userId,kind,itemId,amount,currency,paidAt", ...lines, ""].join("\r\n"));
  return path;
}

interface Skipped {
  readonly reasons: readonly { readonly reason: string }[];
  readonly kind: string | null;
  readonly itemId: string | null;
  readonly raw: string | null;
}

/** Each line that could not be used is kept once, with its user. */
export async function checkSkipped(
  { client, findings }: CheckDependencies,
  old: readonly OldPurchase[],
): Promise<void> {
  const differing = old
    .filter(({ price }) => price !== null)
    .map(({ userId, item }) => ({ userId, kind: item.kind, itemId: item.id, reason: "price_differs" }));
  for (const { userId, kind, itemId, reason } of [...badLines, ...differing]) {
    const path = `/api/support/users/${userId}/skipped`;
    const { skipped } = await client.read<{ skipped: Skipped[] }>(path, { role: "support", id: "jo" });
    const found = skipped.filter(
      (each) =>
        each.kind === kind &&
        each.itemId === itemId &&
        each.reasons.some((because) => because.reason === reason),
    );
    if (found.length !== 1)
      findings.add("a line is not kept once", { userId, kind, itemId, reason, skipped });
  }
}
