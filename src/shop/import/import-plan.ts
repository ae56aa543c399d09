import type { ImportPurchase } from "../../commands/commands.js";
import { contentHash, derivedPurchaseId } from "../../commands/content-hash.js";
import type { UserId } from "../../events/identifiers.js";
import type { Actor, Evidence } from "../../events/purchase-events.js";
import { assertNever } from "../../errors.js";
import type { Membership } from "../documents/memberships.js";

/** Which account decides where the two differ. */
export const trustChoices = ["arrays", "records", "both"] as const;
export type Trust = (typeof trustChoices)[number];

/** One run of the import, as it enters the metadata of the events. */
export interface ImportRun {
  readonly runId: string;
  readonly actor: Actor;
}

/** Whether the trusted account has a purchase. `both`: either of them will do. */
export function isTrusted({ inArray, records }: Membership, trust: Trust): boolean {
  switch (trust) {
    case "arrays":
      return inArray;
    case "records":
      return records.length > 0;
    case "both":
      return true;
    default:
      return assertNever(trust, "trust");
  }
}

/**
 * The commands that import a user's purchases: those without a date first, then the oldest.
 *
 * A purchase's id comes from user and item alone. So running the import again, from newer files or with another trust,
 * adds what is new and nothing twice.
 */
export function importCommands(
  userId: UserId,
  memberships: readonly Membership[],
  { runId, actor }: ImportRun,
): readonly ImportPurchase[] {
  return memberships.toSorted(byDate).map((membership) => {
    const { item, purchasedAt } = membership;
    return {
      type: "ImportPurchase",
      userId,
      purchaseId: derivedPurchaseId(userId, "legacy", item.kind, item.id),
      item,
      purchasedAt,
      evidence: evidenceOf(membership),
      context: {
        source: "legacy-import",
        actor,
        correlationId: runId,
        causationId: runId,
        contentHash: contentHash(["legacy-import", item.kind, item.id]),
      },
    };
  });
}

/** Dates and ids compare as text, byte by byte: the same on every machine. */
function byDate(one: Membership, other: Membership): number {
  const keysOf = ({ purchasedAt, item }: Membership): readonly string[] => [
    purchasedAt ?? "",
    item.kind,
    item.id,
  ];
  const keys = keysOf(one);
  const otherKeys = keysOf(other);
  const differing = keys.findIndex((key, index) => key !== otherKeys[index]);
  return differing === -1 ? 0 : (keys[differing] ?? "") < (otherKeys[differing] ?? "") ? -1 : 1;
}

function evidenceOf({ inArray, records }: Membership): Evidence {
  const recordIds = records.map(({ recordId }) => recordId).filter((id) => id !== null);
  return {
    foundIn: !inArray ? "record" : records.length > 0 ? "both" : "array",
    recordIds: [...new Set(recordIds)].sort(),
  };
}
