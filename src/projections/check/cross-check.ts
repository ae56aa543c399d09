import type { ProjectionName } from "../../stores/read-model/documents.js";
import type { StoredUser } from "../../stores/read-model/read-model-store.js";
import type { Projection } from "../projection.js";

/** A user's projections, compared with each other. */
export interface CrossCheck {
  /** How many items each projection says that the user owns. */
  readonly owned: Partial<Readonly<Record<ProjectionName, number>>>;
  /** For each projection that lacks any, the items, as `course:<id>`, that another one names. */
  readonly lacking: Partial<Readonly<Record<ProjectionName, readonly string[]>>>;
}

/** The projections that say what a user owns. */
export const ownershipAccounts = (projections: readonly Projection[]): readonly Projection[] =>
  projections.filter(({ owned }) => owned !== undefined);

/**
 * The invariant that the shop's two systems broke: what ownership says a user owns is exactly the unrevoked history.
 * Every projection that says what a user owns has to agree.
 *
 * @returns undefined if they are folded to different revisions, or are being written, and so cannot be compared now. Pure.
 */
export function crossCheck(
  { models }: Pick<StoredUser, "models">,
  projections: readonly Projection[],
): CrossCheck | undefined {
  const accounts = ownershipAccounts(projections);
  const revisions = new Set(accounts.map(({ name }) => models[name]?.revision));
  if (revisions.size > 1 || accounts.some(({ name }) => models[name]?.unsettled)) return undefined;
  const items = accounts.map(
    ({ name, owned }) => [name, owned?.itemsOf(models[name]?.documents ?? []) ?? []] as const,
  );
  const all = new Set(items.flatMap(([, owned]) => owned));
  const lacking = items.map(([name, owned]) => {
    const named = new Set(owned);
    return [name, named.size === all.size ? [] : [...all].filter((item) => !named.has(item))] as const;
  });
  return {
    owned: Object.fromEntries(items.map(([name, owned]) => [name, owned.length])),
    lacking: Object.fromEntries(lacking.filter(([, missing]) => missing.length > 0)),
  };
}
