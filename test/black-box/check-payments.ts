import { join } from "node:path";
import type { PaymentDocument } from "../../src/stores/read-model/documents.js";
import { openReadModel } from "../support/open-read-model.js";
import type { SeenPurchase } from "./check-users.js";
import { inOneForm, type Findings } from "./findings.js";

type Environment = Readonly<Record<string, string>>;

/** What the stored projection says of payments; no command prints it. */
async function readPayments(environment: Environment, ids: Iterable<string>): Promise<readonly string[]> {
  const { READMODEL_URL: url = "", DATA_DIR: folder = "" } = environment;
  const readModel = await openReadModel(url === "" ? join(folder, "read-model.db") : url);
  try {
    const documents: PaymentDocument[] = [];
    for (const id of ids) documents.push(...(await readModel.findPayments(id, 10)));
    return documents.map((each) => inOneForm(comparable(each)));
  } finally {
    await readModel.close();
  }
}

/** What the account can know of it. */
function comparable({ userId, paymentId, orderId, balances, purchases, refunds }: PaymentDocument) {
  return {
    ...{ userId, paymentId, orderId, balances: balances.filter(({ paidMinor }) => paidMinor > 0) },
    purchases: purchases.map(({ purchaseId }) => purchaseId).sort(),
    refunds: refunds
      .map(({ refundId, purchaseId, amountMinor }) => [refundId, purchaseId, amountMinor].join(" "))
      .sort(),
  };
}

/** The same of what support sees of the purchases that each payment paid. */
function expectedOf(seen: readonly SeenPurchase[]): ReadonlyMap<string, string> {
  const byPayment = new Map<string, SeenPurchase[]>();
  for (const each of seen)
    if (each.paymentId !== null)
      byPayment.set(each.paymentId, [...(byPayment.get(each.paymentId) ?? []), each]);
  return new Map(
    [...byPayment].map(([paymentId, purchases]) => [paymentId, inOneForm(paid(paymentId, purchases))]),
  );
}

function paid(paymentId: string, purchases: readonly SeenPurchase[]): ReturnType<typeof comparable> {
  const [first] = purchases;
  const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, each) => sum + each, 0);
  const paidMinor = sumOf(purchases.map(({ amountMinor }) => amountMinor ?? 0));
  const refundedMinor = sumOf(purchases.map((each) => each.refundedMinor));
  const balance = {
    currency: first?.currency ?? "",
    paidMinor,
    refundedMinor,
    keptMinor: paidMinor - refundedMinor,
  };
  return {
    ...{
      userId: (first?.userId ?? "") as PaymentDocument["userId"],
      paymentId,
      orderId: first?.orderId ?? null,
    },
    balances: paidMinor > 0 ? [balance] : [],
    purchases: purchases
      .map(({ purchaseId }) => purchaseId as PaymentDocument["purchases"][number]["purchaseId"])
      .sort(),
    refunds: purchases
      .flatMap(({ purchaseId, refunds }) =>
        refunds.map(({ refundId, amountMinor }) => [refundId, purchaseId, amountMinor].join(" ")),
      )
      .sort(),
  };
}

/** Of each payment the projection says what its purchases say, here and on the other engine. */
export async function checkPayments(
  findings: Findings,
  seen: readonly SeenPurchase[],
  environments: Readonly<Record<string, Environment>>,
): Promise<void> {
  const expected = expectedOf(seen);
  for (const [name, environment] of Object.entries(environments))
    findings.compareLists(`the payments ${name}`, await readPayments(environment, expected.keys()), [
      ...expected.values(),
    ]);
}
