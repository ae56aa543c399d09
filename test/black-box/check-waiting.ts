import type { Account } from "./account.js";
import { findAll } from "./check-search.js";
import type { CheckDependencies, SeenPurchase } from "./check-users.js";
import type { Deed, Dispute, Refund } from "./deeds.js";

/** A refund or dispute of a user's payments that is kept and cannot be applied. */
interface Waiting {
  readonly type: "refund" | "dispute";
  readonly id: string;
  readonly paymentId: string;
  readonly status: string | null;
  readonly refusal: { readonly code: string } | null;
}

type Report = (Refund | Dispute) & { readonly target: { readonly paymentId: string } };

const support = { role: "support", id: "jo" } as const;

/** Each refund and dispute that was kept and not applied is shown as waiting, and nothing else is. */
export async function checkWaiting(
  dependencies: CheckDependencies,
  seen: readonly SeenPurchase[],
): Promise<void> {
  const { account } = dependencies;
  const waiting = account.deeds().filter((deed): deed is Report => isWaiting(account, deed));
  for (const userId of new Set(seen.map((purchase) => purchase.userId)))
    await checkUser(dependencies, {
      ...{ userId, waiting },
      seen: seen.filter((purchase) => purchase.userId === userId),
    });
  const unpaid = waiting.filter(({ target }) => account.targetsOf(target).length === 0);
  for (const paymentId of new Set(unpaid.map(({ target }) => target.paymentId)))
    await checkUnpaid(dependencies, paymentId, unpaid);
}

const isWaiting = (account: Account, deed: Deed): boolean =>
  (deed.kind === "refund" || deed.kind === "dispute") &&
  "paymentId" in deed.target &&
  account.outcomeOf(deed) === "waiting";

interface UserOptions {
  readonly userId: string;
  readonly seen: readonly SeenPurchase[];
  readonly waiting: readonly Report[];
}

async function checkUser(
  { client, account, findings }: CheckDependencies,
  { userId, seen, waiting: all }: UserOptions,
): Promise<void> {
  const path = `/api/support/users/${userId}/waiting`;
  const { waiting } = await client.read<{ waiting: Waiting[] }>(path, support);
  const payments = new Set(seen.flatMap(({ paymentId }) => paymentId ?? []));
  const expected = all.filter(({ kind, target }) => kind === "refund" && payments.has(target.paymentId));
  for (const deed of expected)
    if (!waiting.some((each) => isOf(each, deed)))
      findings.add("a refund waits and is not shown", { userId, deed, waiting });
  for (const each of waiting) {
    const deeds = account.deeds().filter((deed) => isOf(each, deed));
    const evidence = { userId, each, deeds };
    if (deeds.length === 0) findings.add("something waits that nobody has sent", evidence);
    if (each.refusal === null) findings.add("it is not said why something waits", evidence);
    if (deeds.some((deed) => account.outcomeOf(deed) === "accepted"))
      findings.add("something waits that was applied", evidence);
  }
  for (const paymentId of new Set(waiting.map((each) => each.paymentId))) {
    const matches = await findAll({ client }, { kind: "payment", id: paymentId });
    const counts = matches.map(({ refundsWaiting, disputesWaiting }) => [refundsWaiting, disputesWaiting]);
    const expectedCounts = countsOf(waiting.filter((each) => each.paymentId === paymentId));
    for (const found of counts)
      findings.compare("how much waits of a payment", found, expectedCounts, { paymentId });
  }
}

const isOf = ({ type, id, paymentId, status }: Waiting, deed: Deed): boolean =>
  deed.kind === type &&
  "paymentId" in deed.target &&
  deed.target.paymentId === paymentId &&
  (deed.kind === "refund" ? deed.refundId === id : deed.disputeId === id && deed.status === status);

const countsOf = (waiting: readonly Pick<Waiting, "type" | "id">[]): readonly number[] =>
  (["refund", "dispute"] as const).map(
    (type) => new Set(waiting.filter((each) => each.type === type).map(({ id }) => id)).size,
  );

/** A payment that nothing was bought with is found, with what waits for it. */
async function checkUnpaid(
  { client, findings }: CheckDependencies,
  paymentId: string,
  unpaid: readonly Report[],
): Promise<void> {
  const matches = await findAll({ client }, { kind: "payment", id: paymentId });
  const deeds = unpaid.filter(({ target }) => target.paymentId === paymentId);
  const expected = countsOf(
    deeds.map((deed) => ({ type: deed.kind, id: deed.kind === "refund" ? deed.refundId : deed.disputeId })),
  );
  const found = matches.map(({ userId, refundsWaiting, disputesWaiting }) => ({
    ...{ userId, waiting: [refundsWaiting, disputesWaiting] },
  }));
  findings.compare("what waits for a purchase", found, [{ userId: null, waiting: expected }], { paymentId });
}
