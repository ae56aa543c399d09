import type { Account, KnownPurchase } from "./account.js";
import { keyOf } from "./catalogue.js";
import type { Client } from "./client.js";
import type { Expectations } from "./expectations.js";
import type { Findings } from "./findings.js";

/** A purchase as support sees it, folded from the log. */
export interface SeenPurchase {
  readonly userId: string;
  readonly purchaseId: string;
  readonly kind: "course" | "test";
  readonly itemId: string;
  readonly amountMinor: number | null;
  readonly currency: string | null;
  readonly purchasedAt: string | null;
  readonly orderId: string | null;
  readonly paymentId: string | null;
  readonly grantedBy: string | null;
  readonly refundedMinor: number;
  readonly refunds: readonly { refundId: string; amountMinor: number; refundedAt: string }[];
  readonly revokedAt: string | null;
}

export interface CheckDependencies {
  readonly client: Client;
  readonly account: Account;
  readonly findings: Findings;
}

const support = { role: "support", id: "jo" } as const;

/** Compares what each user bought and owns with the account, by every way to read it. @returns what support sees */
export async function checkUsers(
  dependencies: CheckDependencies,
  expectations: Expectations,
): Promise<readonly SeenPurchase[]> {
  const known = new Map<string, KnownPurchase[]>();
  for (const purchase of dependencies.account.purchases())
    known.set(purchase.userId, [...(known.get(purchase.userId) ?? []), purchase]);
  const seen: SeenPurchase[] = [];
  for (const [userId, purchases] of known)
    seen.push(...(await checkUser(dependencies, expectations, { userId, purchases })));
  return seen;
}

async function checkUser(
  { client, findings }: CheckDependencies,
  expectations: Expectations,
  { userId, purchases }: { userId: string; purchases: readonly KnownPurchase[] },
): Promise<readonly SeenPurchase[]> {
  const of = `/api/support/users/${userId}`;
  const answer = await client.read<{ purchases: SeenPurchase[] }>(`${of}/purchases`, support);
  const seen = answer.purchases.map((each) => ({ ...each, userId }));
  const byId = new Map(seen.map((each) => [each.purchaseId, each]));
  if (byId.size !== seen.length) findings.add("a purchase is there twice", { userId, seen });
  const ids = (all: readonly { purchaseId: string }[]) => all.map(({ purchaseId }) => purchaseId);
  findings.compareLists("a user's purchases", ids(seen), ids(purchases), { userId });
  for (const purchase of purchases) {
    const found = byId.get(purchase.purchaseId);
    if (found === undefined) continue;
    findings.compare("a purchase", factsOf(found), expectedFacts(purchase), { userId });
    const stands = expectations.stands(purchase, found);
    if (stands !== undefined)
      findings.compare("whether a purchase stands", found.revokedAt === null, stands, { purchase, found });
  }
  await checkOwned({ client, findings }, userId, seen);
  return seen;
}

const factsOf = (each: SeenPurchase) => ({
  ...{ item: `${each.kind}:${each.itemId}`, amountMinor: each.amountMinor, currency: each.currency },
  ...{ purchasedAt: each.purchasedAt, orderId: each.orderId, paymentId: each.paymentId },
  grantedBy: each.grantedBy,
});

const expectedFacts = (each: KnownPurchase) => ({
  ...{ item: keyOf(each.item), amountMinor: each.amountMinor, currency: each.currency },
  ...{ purchasedAt: each.purchasedAt, orderId: each.orderId, paymentId: each.paymentId },
  grantedBy: each.grantedBy,
});

interface State {
  readonly courses: readonly { courseId: string }[];
  readonly tests: readonly { testId: string }[];
}

/** A user owns an item exactly when a purchase of it stands: in the log, in the ownership, and in the history. */
async function checkOwned(
  { client, findings }: Pick<CheckDependencies, "client" | "findings">,
  userId: string,
  seen: readonly SeenPurchase[],
): Promise<void> {
  const standing = seen.filter(({ revokedAt }) => revokedAt === null);
  const owned = [...new Set(standing.map(({ kind, itemId }) => `${kind}:${itemId}`))];
  const { courses, tests } = await client.read<State>(`/api/support/users/${userId}/state`, support);
  const folded = [
    ...courses.map(({ courseId }) => `course:${courseId}`),
    ...tests.map(({ testId }) => `test:${testId}`),
  ];
  findings.compareLists("what a user owns by the log", folded, owned, { userId });
  const user = { role: "user", id: userId } as const;
  const profile = await client.read<{ courses: string[]; tests: string[] }>(
    "/api/profile/purchased-courses",
    user,
  );
  const read = [...profile.courses.map((id) => `course:${id}`), ...profile.tests.map((id) => `test:${id}`)];
  findings.compareLists("what a user owns by the ownership", read, owned, { userId });
  const history = await historyOf(client, userId);
  const records = (all: readonly { purchaseId: string; revokedAt: string | null }[]) =>
    all.map(({ purchaseId, revokedAt }) => `${purchaseId} ${revokedAt}`);
  findings.compareLists("a user's history", records(history), records(seen), { userId });
}

interface HistoryPage {
  readonly purchases: readonly { purchaseId: string; revokedAt: string | null }[];
  readonly nextCursor: string | null;
}

async function historyOf(client: Client, userId: string): Promise<HistoryPage["purchases"]> {
  const all: HistoryPage["purchases"][number][] = [];
  let cursor = "";
  do {
    const query = new URLSearchParams({ limit: "7", ...(cursor && { cursor }) });
    const path = `/api/profile/purchase-history?${query.toString()}`;
    const page = await client.read<HistoryPage>(path, { role: "user", id: userId });
    all.push(...page.purchases);
    cursor = page.nextCursor ?? "";
  } while (cursor !== "");
  return all;
}
