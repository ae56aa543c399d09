import { useQuery } from "@tanstack/react-query";
import { purchasesQuery, type Purchase } from "./user-queries.js";

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
