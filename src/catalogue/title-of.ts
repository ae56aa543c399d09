import type { Catalogue } from "./catalogue.js";
import type { Item } from "../events/identifiers.js";

/** The catalogue's title of an item. Titles are optional: without the catalogue everything else still works. */
export async function titleOf(catalogue: Catalogue, item: Item): Promise<string | null> {
  try {
    return (await catalogue.offer(item))?.title ?? null;
  } catch {
    return null;
  }
}
