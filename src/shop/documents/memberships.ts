import { itemKey, type Item } from "../../events/identifiers.js";
import { rawValue, type ProblemReport, type ProblemSubject } from "../import/problems.js";
import type { StagedSources } from "../import/stage-sources.js";
import type { StagedRecord, StagedUser } from "../import/staging.js";

/** A user's item, according to one of the shop's two accounts or both. */
export interface Membership {
  readonly item: Item;
  readonly inArray: boolean;
  /** More than one where the shop had duplicates; none if only the array has the item. */
  readonly records: readonly StagedRecord[];
  /** The earliest date that the records or the array have; null if neither has one. */
  readonly purchasedAt: string | null;
}

/** Brings both accounts of one user together: each item once, first those of the arrays. */
export function membershipsOf({ courses, tests, dates, records }: StagedUser): readonly Membership[] {
  const found = new Map<string, { item: Item; inArray: boolean; records: StagedRecord[] }>();
  for (const id of courses) add({ kind: "course", id }, true);
  for (const id of tests) add({ kind: "test", id }, true);
  for (const record of records) add(record.item, false).records.push(record);

  function add(item: Item, inArray: boolean): { records: StagedRecord[] } {
    const key = itemKey(item);
    const membership = found.get(key) ?? { item, inArray, records: [] };
    found.set(key, membership);
    return membership;
  }

  return [...found.values()].map((membership) => ({
    ...membership,
    purchasedAt: earliest([
      ...membership.records.map(({ purchasedAt }) => purchasedAt),
      dates[itemKey(membership.item)] ?? null,
    ]),
  }));
}

/** Dates are in one form, so that they sort as text. */
const earliest = (dates: readonly (string | null)[]): string | null =>
  dates.filter((date) => date !== null).sort()[0] ?? null;

/** Reports what can only be seen with both accounts side by side: duplicate records, and items that the shop does not have. */
export function reportMemberships(
  user: StagedUser,
  memberships: readonly Membership[],
  { report, sources }: { readonly report: ProblemReport; readonly sources: StagedSources },
): void {
  const { userId } = user;
  const { users: usersFile, purchases: purchasesFile } = sources.names;
  for (const { item, inArray, records } of memberships) {
    const [first, ...repeated] = records;
    for (const record of repeated) {
      const message = `The user has a record of this ${item.kind} on line ${first?.line ?? 0} already.`;
      const subject = { userId, item, ...(record.recordId === null ? {} : { recordId: record.recordId }) };
      report.add({ kind: "record_repeated", file: purchasesFile, line: record.line, message, ...subject });
    }
    if (sources.isKnown(item.kind, item.id)) continue;
    const place =
      inArray || first === undefined
        ? { file: usersFile, line: user.line }
        : { file: purchasesFile, line: first.line };
    report.add({
      kind: "item_unknown",
      ...place,
      message: `The shop's ${item.kind}s do not have it.`,
      userId,
      item,
    });
  }
}

/** Reports the records of users that the users file does not have. They are never imported. */
export async function reportOrphans({ staging, names }: StagedSources, report: ProblemReport): Promise<void> {
  for await (const { userId, ...record } of staging.orphans()) {
    const message = `The record's user is not in ${names.users}.`;
    const { line } = record;
    const subject = { userId, ...subjectOf(record) };
    report.add({ kind: "record_orphaned", file: names.purchases, line, message, ...subject });
  }
}

/** What a problem with a record is about. */
export const subjectOf = ({ item, recordId, purchasedAt }: StagedRecord): ProblemSubject => ({
  item,
  ...(recordId === null ? {} : { recordId }),
  raw: rawValue({ _id: recordId, [item.kind]: item.id, purchasedAt }),
});
