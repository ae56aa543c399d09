import type { Catalogue } from "../catalogue/catalogue.js";
import { titleOf } from "../catalogue/title-of.js";
import { keptReports, waitingOf } from "../commands/kept-reports.js";
import { isLedgerError, LedgerError } from "../errors.js";
import { characterCount } from "../events/characters.js";
import { idPattern, streamOf, type UserId } from "../events/identifiers.js";
import type { ShopUser, ShopUsers } from "../shop/mongodb/shop-users.js";
import type { EventStore } from "../stores/event-store/event-store.js";
import { hasEvents } from "../stores/event-store/stream-ends.js";
import type { HistoryRecord } from "../stores/read-model/documents.js";
import type { LookUps, PurchaseKey, PurchasePlace } from "../stores/read-model/look-ups.js";
import { blank, ofPayment, ofRecord, ofStream, type Match } from "./found-match.js";

/** What a text may be. */
export const findKinds = ["user", "payment", "purchase", "order", "correlation", "item"] as const;
export type FindKind = (typeof findKinds)[number];

/** The longest id is that of a payment. */
const longestText = 256;
export const textRule = `1 to ${longestText} characters, none of them a control character`;

export interface FindDependencies {
  readonly eventStore: Pick<EventStore, "readStream" | "skipped">;
  readonly readModel: LookUps;
  readonly catalogue: Catalogue;
  /** The shop's own users, if its database is known. */
  readonly shopUsers: ShopUsers | undefined;
}

export interface FindRequest {
  readonly text: string;
  /** The most matches of each kind. */
  readonly limit: number;
  /** This kind only. */
  readonly kind?: FindKind | undefined;
  /** Continue after this place, for this kind. */
  readonly after?: PurchasePlace | undefined;
}

/** The same with what the catalogue and the shop's users add. */
export interface NamedMatch extends Match {
  readonly title: string | null;
  readonly userName: string | null;
  readonly email: string | null;
}

interface Page<M = Match> {
  readonly matches: readonly M[];
  /** Where the next page starts; undefined on the last one. */
  readonly next: PurchasePlace | undefined;
}

export interface Found {
  /** Only kinds with a match. */
  readonly groups: readonly (Page<NamedMatch> & { readonly kind: FindKind })[];
  /** Whether names and e-mail addresses were looked for; `no_index`: that would have read all users of a large shop. */
  readonly shop: "searched" | "no_index" | "unavailable" | "not_configured";
}

/**
 * Checks a search text, and trims it if it cannot be an id as it is.
 *
 * @throws LedgerError `request_invalid`
 */
export function parseText(text: string): string {
  const meant = [text, text.trim()].find(isSearched);
  if (meant !== undefined) return meant;
  throw new LedgerError("request_invalid", `The text to find must have ${textRule}.`, {
    problems: [{ path: "q", message: `must have ${textRule}` }],
  });
}

const isSearched = (text: string): boolean =>
  // Half of a surrogate pair is not a character.
  text.trim() !== "" && characterCount(text) <= longestText && !/[\p{Cc}\p{Cs}]/u.test(text);

/**
 * Finds whatever has a text for its id: users, payments, purchases, orders, requests and items, and the shop's users by
 * e-mail address or name. Ids are whole and case-sensitive. Each kind is one look-up in an index, however long the log is.
 * Spaces around a text may belong to the id of a payment or an order; they are left out if nothing is found with them.
 *
 * @throws LedgerError `event_store_unavailable`, `read_model_unavailable`
 */
export async function find(dependencies: FindDependencies, request: FindRequest): Promise<Found> {
  const found = await findAll(dependencies, request);
  const text = request.text.trim();
  return found.groups.length > 0 || text === request.text
    ? found
    : findAll(dependencies, { ...request, text });
}

async function findAll(dependencies: FindDependencies, request: FindRequest): Promise<Found> {
  const wanted = findKinds.filter((kind) => request.kind === undefined || request.kind === kind);
  const pages = await Promise.all(
    wanted.map(async (kind) => ({ kind, ...(await finders[kind](dependencies, request)) })),
  );
  const groups = pages.filter(({ matches }) => matches.length > 0);
  return named(dependencies, groups, pages.find(({ kind }) => kind === "user")?.shop);
}

/** `shop`: whether the shop's users were searched, by the finder that does. */
type Finder = (
  dependencies: FindDependencies,
  request: FindRequest,
) => Promise<Page & { readonly shop?: Found["shop"] }>;

const finders: Readonly<Record<FindKind, Finder>> = {
  user: findUsers,
  payment: findPayment,
  purchase: addReports(findPurchases("purchase")),
  order: addReports(findPurchases("order")),
  correlation: findPurchases("correlation"),
  item: findPurchases("course", "test"),
};

async function findUsers(dependencies: FindDependencies, request: FindRequest) {
  const { users, shop } = await searchShop(dependencies, request);
  const inShop = new Set(users.map(({ userId }) => userId));
  const byId = idPattern.test(request.text) ? [request.text as UserId] : [];
  const matches = await Promise.all(
    [...new Set([...byId, ...inShop])].map(async (userId) => ({
      ...blank,
      userId,
      hasEvents: await hasEvents(dependencies.eventStore, streamOf(userId)),
    })),
  );
  const isKnown = async (match: { readonly userId: UserId; readonly hasEvents: boolean }): Promise<boolean> =>
    match.hasEvents ||
    inShop.has(match.userId) ||
    (await dependencies.eventStore.skipped.of(match.userId)).length > 0;
  const known = await Promise.all(matches.map(isKnown));
  return {
    matches: matches.filter((_, index) => known[index]),
    next: undefined,
    shop,
  };
}

/** What was paid is in the projection; what was claimed, or reported before it was paid, in the payment's own stream. */
async function findPayment(
  { eventStore, readModel }: FindDependencies,
  { text, limit }: FindRequest,
): Promise<Page> {
  const [payments, reports] = await Promise.all([
    readModel.findPayments(text, limit),
    readReports(eventStore, text),
  ]);
  const paid = payments.flatMap(ofPayment).slice(0, limit);
  const inLedger = await Promise.all(paid.map((match) => withAccess(readModel, match)));
  const matches =
    paid.length > 0
      ? inLedger.map((match) => withReports(match, reports))
      : ofStream(text, reports).map((match) => ({ ...match, ...reports.waiting }));
  return { matches: matches.slice(0, limit), next: undefined };
}

/** Whether a purchase stands is in the history: the projection of payments knows of money alone. */
async function withAccess(readModel: LookUps, match: Match & Pick<HistoryRecord, "userId" | "purchaseId">) {
  const { userId, purchaseId } = match;
  const beforeAll = { userId, purchasedRevision: -1 };
  const [first] = await readModel.findPurchases({
    by: "purchase",
    id: purchaseId,
    limit: 1,
    after: beforeAll,
  });
  return first?.userId === userId ? { ...match, revokedAt: first.revokedAt } : match;
}

/** A payment's stream that cannot be read must not hide what is found elsewhere: the reason is shown instead. */
async function readReports(eventStore: FindDependencies["eventStore"], paymentId: string) {
  try {
    const { claim, kept } = await keptReports(eventStore, paymentId);
    return { isRead: true, claim, kept, waiting: waitingOf(kept) };
  } catch (error) {
    if (!isLedgerError(error, "event_invalid", "user_held_back")) throw error;
    const waiting = { refundsWaiting: 0, disputesWaiting: 0, waitingBecause: error.message };
    return { isRead: false, claim: undefined, kept: [], waiting };
  }
}

/** In version 1, two users could name the same payment. Its reports belong to the user who claimed it. */
function withReports(match: Match, reports: Awaited<ReturnType<typeof readReports>> | undefined): Match {
  if (reports === undefined || (reports.isRead && reports.claim?.userId !== match.userId)) return match;
  return { ...match, ...reports.waiting };
}

/** Adds what waits for the payments of the purchases that a finder finds. */
function addReports(finder: Finder): Finder {
  return async (dependencies, request) => {
    const page = await finder(dependencies, request);
    const paymentIds = new Set(page.matches.flatMap(({ paymentId }) => paymentId ?? []));
    const reports = new Map(
      await Promise.all(
        [...paymentIds].map(async (id) => [id, await readReports(dependencies.eventStore, id)] as const),
      ),
    );
    return {
      ...page,
      matches: page.matches.map((match) => withReports(match, reports.get(match.paymentId ?? ""))),
    };
  };
}

function findPurchases(...keys: readonly PurchaseKey[]): Finder {
  return async ({ readModel }, { text: id, limit, after }) => {
    // One more than requested shows whether another page follows.
    const found = await Promise.all(
      keys.map((by) => readModel.findPurchases({ by, id, limit: limit + 1, after })),
    );
    const records = found.flat().sort(byPlace);
    const page = records.slice(0, limit);
    return { matches: page.map(ofRecord), next: records.length > limit ? page.at(-1) : undefined };
  };
}

const byPlace = (a: HistoryRecord, b: HistoryRecord): number =>
  a.userId === b.userId ? a.purchasedRevision - b.purchasedRevision : a.userId < b.userId ? -1 : 1;

interface OfShop {
  readonly users: readonly ShopUser[];
  readonly shop: Found["shop"];
}

async function searchShop({ shopUsers }: FindDependencies, { text, limit }: FindRequest): Promise<OfShop> {
  if (shopUsers === undefined) return { users: [], shop: "not_configured" };
  return ifThere(async () => {
    const { users, complete } = await shopUsers.find(text, limit);
    return { users, shop: complete ? "searched" : "no_index" };
  });
}

async function named(
  { shopUsers, catalogue }: FindDependencies,
  groups: readonly (Page & { readonly kind: FindKind })[],
  searched: Found["shop"] = shopUsers === undefined ? "not_configured" : "searched",
): Promise<Found> {
  const ids = [...new Set(groups.flatMap(({ matches }) => matches.flatMap(({ userId }) => userId ?? [])))];
  const { users, shop } =
    shopUsers === undefined || ids.length === 0 || searched === "unavailable"
      ? { users: [], shop: searched }
      : await ifThere(async () => ({ users: await shopUsers.named(ids), shop: searched }));
  const byId = new Map(users.map((user) => [user.userId, user]));
  const withNames = async (match: Match): Promise<NamedMatch> => {
    const { userId, itemKind: kind, itemId: id } = match;
    const user = userId === null ? undefined : byId.get(userId);
    const title = kind === null || id === null ? null : await titleOf(catalogue, { kind, id });
    return { ...match, title, userName: user?.name ?? null, email: user?.email ?? null };
  };
  const all = groups.map(async (group) => ({
    ...group,
    matches: await Promise.all(group.matches.map(withNames)),
  }));
  return { groups: await Promise.all(all), shop };
}

/** While the shop's database is unavailable, everything else is still found. */
async function ifThere(ask: () => Promise<OfShop>): Promise<OfShop> {
  try {
    return await ask();
  } catch (error) {
    if (isLedgerError(error)) return { users: [], shop: "unavailable" };
    throw error;
  }
}
