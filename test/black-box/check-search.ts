import type { CheckDependencies, SeenPurchase } from "./check-users.js";
import { inOneForm } from "./findings.js";
import type { Installation } from "./installation.js";
import { shortened } from "./operators.js";

interface Match {
  readonly userId: string | null;
  readonly purchaseId: string | null;
  readonly itemKind: string | null;
  readonly itemId: string | null;
  readonly amountMinor: number | null;
  readonly currency: string | null;
  readonly date: string | null;
  readonly orderId: string | null;
  readonly paymentId: string | null;
  readonly revokedAt: string | null;
  readonly refundsWaiting: number;
  readonly disputesWaiting: number;
}

interface Page {
  readonly groups: readonly { kind: string; matches: readonly Match[]; next: string | null }[];
}

const support = { role: "support", id: "jo" } as const;

/** What a purchase is found by. */
const keys = {
  payment: ({ paymentId }: SeenPurchase) => paymentId,
  order: ({ orderId }: SeenPurchase) => orderId,
  purchase: ({ purchaseId }: SeenPurchase) => purchaseId,
  item: ({ itemId }: SeenPurchase) => itemId,
} as const;

/** Support finds each purchase by its payment, order, item and own id, with all that it is, and nothing else by them. */
export async function checkSearch(
  { client, findings }: CheckDependencies,
  seen: readonly SeenPurchase[],
): Promise<void> {
  for (const [kind, idOf] of Object.entries(keys)) {
    const byId = new Map<string, string[]>();
    for (const purchase of seen) {
      const id = idOf(purchase);
      if (id !== null) byId.set(id, [...(byId.get(id) ?? []), factsOfSeen(purchase, kind)]);
    }
    // Each hundredth of a long run, all of a short one.
    const step = Math.ceil(byId.size / 100);
    for (const [id, expected] of [...byId].filter((_, index) => index % step === 0)) {
      const matches = await findAll({ client }, { kind, id });
      const found = matches.map((match) => factsOfMatch(match, kind));
      findings.compareLists("what is found by an id", found, expected, { kind, id });
    }
  }
}

/** All pages of what has an id. A payment has one page. */
export async function findAll(
  { client }: Pick<CheckDependencies, "client">,
  { kind, id }: { readonly kind: string; readonly id: string },
): Promise<readonly Match[]> {
  const all: Match[] = [];
  let after = "";
  do {
    const limit = kind === "payment" ? "100" : "7";
    const query = new URLSearchParams({ q: id, kind, limit, ...(after !== "" && { after }) });
    const { groups } = await client.read<Page>(`/api/support/search?${query.toString()}`, support);
    all.push(...groups.flatMap(({ matches }) => matches));
    after = groups[0]?.next ?? "";
  } while (after !== "");
  return all;
}

/** A payment has the date of its first purchase, and the order of its first one. */
const factsOfMatch = (match: Match, kind: string): string => {
  const { userId, purchaseId, itemKind, itemId, amountMinor, currency, paymentId, revokedAt } = match;
  const { date, orderId } = match;
  const ofPurchase = kind === "payment" ? {} : { date, orderId };
  const item = `${itemKind}:${itemId}`;
  return inOneForm({
    ...{ userId, purchaseId, item, amountMinor, currency, paymentId, revokedAt, ...ofPurchase },
  });
};

const factsOfSeen = (purchase: SeenPurchase, kind: string): string =>
  factsOfMatch(
    {
      ...purchase,
      ...{ itemKind: purchase.kind, date: purchase.purchasedAt, refundsWaiting: 0, disputesWaiting: 0 },
    },
    kind,
  );

/** `ledger find` finds the same as the API. */
export async function checkFind(
  { client, findings }: CheckDependencies,
  run: Installation["run"],
  seen: readonly SeenPurchase[],
): Promise<void> {
  const ids = new Set(seen.flatMap(({ paymentId, orderId }) => [paymentId ?? [], orderId ?? []].flat()));
  const step = Math.ceil(ids.size / 6);
  for (const id of [...ids].filter((_, index) => index % step === 0)) {
    const kind = seen.some(({ paymentId }) => paymentId === id) ? "payment" : "order";
    const result = await run(["find", "--kind", kind, "--limit", "1000", "--json", "--", id]);
    if (result.code !== 0) {
      findings.add("a command failed", { id, kind, ...shortened(result) });
      continue;
    }
    const { groups } = JSON.parse(result.stdout) as {
      groups: { matches: (Match & { price: Pick<Match, "amountMinor" | "currency"> | null })[] }[];
    };
    const inCommand = groups.flatMap(({ matches }) =>
      matches.map(({ price, ...match }) => ({
        ...{ ...match, amountMinor: price?.amountMinor ?? null, currency: price?.currency ?? null },
      })),
    );
    const inApi = await findAll({ client }, { kind, id });
    const places = (matches: readonly Match[]) => matches.map((match) => inOneForm(match));
    findings.compareLists("what ledger find finds", places(inCommand), places(inApi), { kind, id });
  }
}
