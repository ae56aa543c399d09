import { wholeNumber } from "./fields.js";

/** The query field that says how long a page may be. */
export const limitField = (entries: string, usually: number, most: number) =>
  wholeNumber(1, most).describe(`The maximum number of ${entries}.`).default(usually);

/**
 * Splits a page from what was found, which is one entry more than requested if another page follows.
 *
 * @returns `last`: the entry that the next page starts after; undefined on the last page
 */
export function pageOf<T>(found: readonly T[], limit: number) {
  const page = found.slice(0, limit);
  return { page, last: found.length > limit ? page.at(-1) : undefined };
}
