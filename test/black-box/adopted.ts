import { MongoClient, type Collection } from "mongodb";
import { setTimeout as sleep } from "node:timers/promises";
import type { CheckDependencies, SeenPurchase } from "./check-users.js";
import type { Installation } from "./installation.js";
import { shortened } from "./operators.js";

/** The shop's own users and records, which adopt mode keeps up to date with the log. */

interface ShopUser {
  readonly _id: string;
  readonly purchasedCourses: readonly string[];
  readonly purchasedTests: readonly string[];
}

interface ShopRecord {
  readonly _id: unknown;
  readonly user: string;
  readonly course?: string;
  readonly test?: string;
}

async function inShop<Result>(
  url: string,
  work: (users: Collection<ShopUser>, records: Collection<ShopRecord>) => Promise<Result>,
): Promise<Result> {
  const client = new MongoClient(url);
  try {
    return await work(client.db().collection("users"), client.db().collection("purchases"));
  } finally {
    await client.close();
  }
}

/** What a user has in the shop that no event explains: it stays. */
const ownOf = (userId: string): string => `own-of-${userId}`;

export const fillShop = (url: string, userIds: readonly string[]): Promise<void> =>
  inShop(url, async (users, records) => {
    await users.insertMany(
      userIds.map((userId) => ({ _id: userId, purchasedCourses: [ownOf(userId)], purchasedTests: [] })),
    );
    await records.insertMany(userIds.map((user) => ({ _id: `own-${user}`, user, course: ownOf(user) })));
  });

/** Waits until the log is in the shop's accounts, and compares these with what each user owns. */
export async function checkShop(
  { findings }: Pick<CheckDependencies, "findings">,
  { run, shopUrl }: Pick<Installation, "run" | "shopUrl">,
  seen: readonly SeenPurchase[],
): Promise<void> {
  if (shopUrl === undefined) return;
  let result = await run(["adopt", "--verify"]);
  for (let tried = 0; result.code !== 0 && tried < 20; tried++) {
    await sleep(500);
    result = await run(["adopt", "--verify"]);
  }
  if (result.code !== 0) findings.add("the shop's accounts are not what was bought", shortened(result));
  await inShop(shopUrl, async (users, records) => {
    for await (const { _id: userId, purchasedCourses, purchasedTests } of users.find()) {
      const standing = seen.filter((each) => each.userId === userId && each.revokedAt === null);
      const owned = new Set(standing.map(({ kind, itemId }) => `${kind}:${itemId}`));
      const expected = [`course:${ownOf(userId)}`, ...owned];
      const inArrays = [
        ...purchasedCourses.map((id) => `course:${id}`),
        ...purchasedTests.map((id) => `test:${id}`),
      ];
      findings.compareLists("the shop's arrays of a user", inArrays, expected, { userId });
      const ofUser = await records.find({ user: userId }).toArray();
      const inRecords = ofUser.map(({ course, test }) =>
        course === undefined ? `test:${test}` : `course:${course}`,
      );
      findings.compareLists("the shop's records of a user", inRecords, expected, { userId });
    }
  });
}
