import type { Catalogue } from "./catalogue.js";
import type { Item } from "../events/identifiers.js";

/** The catalogue's title of an item. A title is an ornament: without the catalogue the rest is still true. */
export async function titleOf(catalogue: Catalogue, item: Item): Promise<string | null> {
  try {
    return (await catalogue.offer(item))?.title ?? null;
  } catch {
    return null;
  }
}
