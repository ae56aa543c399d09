import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { CatalogueItem } from "./catalogue.js";
import type { CheckDependencies, SeenPurchase } from "./check-users.js";
import type { Installation } from "./installation.js";
import { shortened } from "./operators.js";
import type { Random } from "./random.js";

/** What users bought in the shop before the ledger: of items that the story does not sell, some by users of the story. */
export interface OldPurchase {
  readonly userId: string;
  readonly item: CatalogueItem;
  /** Null where no record has it. */
  readonly purchasedAt: string | null;
  /** What the shop's order export says of it; null where it says nothing. */
  readonly price: OldPrice | null;
}

export interface OldPrice {
  readonly amountMinor: number;
  readonly currency: string;
  readonly paidAt: string | null;
}

export const oldPurchasesOf = (items: readonly CatalogueItem[], random: Random): readonly OldPurchase[] =>
  Array.from({ length: 12 }, (_, n) => (n % 2 === 0 ? `learner-${n}` : `old-learner-${n}`)).flatMap(
    (userId, n) =>
      items.slice(0, 1 + (n % items.length)).map((item) => ({
        ...{ userId, item },
        purchasedAt: random.chance(0.3) ? null : `2024-0${1 + (n % 9)}-01T00:00:00.000Z`,
        price: random.chance(0.3)
          ? null
          : {
              ...{ amountMinor: random.whole(5000), currency: random.pick(["EUR", "JPY", "KWD"]) },
              paidAt: random.chance(0.3) ? null : lateIn(1 + random.whole(9)),
            },
      })),
  );

/** On the last evening of a month, which is in the next one elsewhere. */
const lateIn = (month: number): string => new Date(Date.UTC(2025, month, 0, 23, 30)).toISOString();

/** Imports them from the shop's two files while the ledger sells; again, as nothing is imported twice. */
export async function importOld(
  { run, folder }: Pick<Installation, "run" | "folder">,
  { findings }: Pick<CheckDependencies, "findings">,
  old: readonly OldPurchase[],
): Promise<void> {
  const [users, purchases] = [join(folder, "users.json"), join(folder, "purchases.json")];
  const field = { course: "purchasedCourses", test: "purchasedTests" } as const;
  const ofUser = (userId: string, kind: CatalogueItem["kind"]) =>
    old.filter((each) => each.userId === userId && each.item.kind === kind).map(({ item }) => item.id);
  const documents = [...new Set(old.map(({ userId }) => userId))].map((userId) => ({
    ...{ _id: userId, [field.course]: ofUser(userId, "course"), [field.test]: ofUser(userId, "test") },
  }));
  const records = old.flatMap(({ userId, item, purchasedAt }, n) =>
    purchasedAt === null
      ? []
      : [{ _id: `record-${n}`, user: userId, [item.kind]: item.id, purchasedAt: { $date: purchasedAt } }],
  );
  await writeFile(users, documents.map((each) => JSON.stringify(each)).join("\n"));
  await writeFile(purchases, records.map((each) => JSON.stringify(each)).join("\n"));
  for (let succeeded = 0, tried = 0; succeeded < 2; tried++) {
    const result = await run(["import", "--users", users, "--purchases", purchases]);
    if (result.code === 0) succeeded++;
    // A store may be unavailable, or another process may write a user's stream: the same command goes on.
    else if (tried > 20) {
      findings.add("the import does not end", shortened(result));
      return;
    } else await sleep(200);
  }
}

/** Each was imported once, with its date and what the order export says of its price. Takes them down in the account. */
export async function checkOld(
  { client, account, findings }: CheckDependencies,
  old: readonly OldPurchase[],
): Promise<void> {
  for (const { userId, item, purchasedAt, price } of old) {
    const path = `/api/support/users/${userId}/purchases`;
    const { purchases } = await client.read<{ purchases: SeenPurchase[] }>(path, {
      role: "support",
      id: "jo",
    });
    const found = purchases.filter(({ kind, itemId }) => kind === item.kind && itemId === item.id);
    if (found.length !== 1) findings.add("an old purchase is not there once", { userId, item, found });
    for (const { purchaseId } of found.slice(0, 1))
      account.add({
        ...{ userId, purchaseId, item, purchasedAt, pricedAt: price?.paidAt ?? null, discountMinor: 0 },
        ...{ amountMinor: price?.amountMinor ?? null, currency: price?.currency ?? null },
        ...{ orderId: null, paymentId: null, grantedBy: null },
      });
  }
}
