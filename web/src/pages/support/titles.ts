import { useQuery } from "@tanstack/react-query";
import { factsOf } from "./event-facts.js";
import { purchasesQuery, type Purchase, type UserEvent } from "./user-queries.js";

/** The catalogue's titles of a user's items, by kind and ID. */
export type Titles = ReadonlyMap<string, string>;

const keyOf = (kind: string, itemId: string): string => `${kind} ${itemId}`;

export const titleOf = (titles: Titles, kind: string, itemId: string): string | undefined =>
  titles.get(keyOf(kind, itemId));

const none: Titles = new Map();

/** Empty until the purchases are loaded: a title is an ornament, and nothing waits for it. */
export const useTitles = (userId: string): Titles =>
  useQuery({ ...purchasesQuery(userId), select: titlesOf }).data ?? none;

const titlesOf = ({ purchases }: { readonly purchases: readonly Purchase[] }): Titles =>
  new Map(
    purchases.flatMap(({ kind, itemId, title }) => (title === null ? [] : [[keyOf(kind, itemId), title]])),
  );

const days = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });

/**
 * What happened, with titles for item IDs, dates as the viewer writes them, and no purchase ID: the details of the event
 * have the IDs. Null where the event cannot be read.
 */
export function saidOf(event: UserEvent, titles: Titles): string | null {
  if (event.words === null) return null;
  const { item, purchaseId, purchasedAt } = factsOf(event);
  const title = item && titleOf(titles, item.kind, item.id);
  let said = event.words;
  if (purchaseId !== undefined) said = withoutEnd(said, `, purchase ${purchaseId}`);
  if (typeof purchasedAt === "string") {
    const end = `, bought ${purchasedAt.slice(0, 10)}`;
    if (said.endsWith(end)) said = `${withoutEnd(said, end)}, bought ${days.format(new Date(purchasedAt))}`;
  }
  // A function: a title may hold what `replace` takes for a pattern.
  if (item !== undefined && title !== undefined)
    said = said.replace(keyOf(item.kind, item.id), () => `${item.kind} “${title}”`);
  return said;
}

const withoutEnd = (text: string, end: string): string =>
  text.endsWith(end) ? text.slice(0, -end.length) : text;
