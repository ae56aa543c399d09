import type { ItemId, ItemKind, UserId } from "../../events/identifiers.js";
import {
  membershipsOf,
  reportMemberships,
  reportOrphans,
  type Membership,
} from "../documents/memberships.js";
import type { ProblemCounts, ProblemReport } from "./problems.js";
import type { SourceName } from "./source-collections.js";
import type { StagedSources } from "./stage-sources.js";
import type { StagedUser } from "./staging.js";

export interface KindCounts {
  readonly courses: number;
  readonly tests: number;
}

export interface KindIds {
  readonly courses: readonly ItemId[];
  readonly tests: readonly ItemId[];
}

/** How the two accounts of one user compare. Every item counts once; duplicates are reported apart. */
export interface UserAnalysis {
  readonly userId: UserId;
  readonly name: string | null;
  /** In the arrays of the user's document. */
  readonly arrays: KindCounts;
  /** In the purchase records. */
  readonly records: KindCounts;
  /** In the arrays, but not in the records. */
  readonly missing: KindIds;
  /** In the records, but not in the arrays. */
  readonly extra: KindIds;
}

/** Sums over the users that the shop has; orphaned records belong to none and are counted among the problems. */
export interface AnalysisTotals {
  readonly users: number;
  readonly usersWithPurchases: number;
  readonly usersOutOfSync: number;
  readonly arrays: number;
  readonly records: number;
  readonly missing: number;
  readonly extra: number;
  /** By how much the two sums differ. It can be 0 while the accounts differ: a missing one hides an extra one. */
  readonly discrepancy: number;
}

export interface Analysis {
  readonly totals: AnalysisTotals;
  /** Whether both accounts agree about every user, and no record is left without a user. */
  readonly inSync: boolean;
  readonly problems: ProblemCounts;
  readonly documents: Readonly<Record<SourceName, number>>;
  /** Why a file could not be read to its end: then the numbers are partial. */
  readonly cutOff: readonly string[];
}

export interface AnalyseOptions {
  readonly report: ProblemReport;
  /** Called for each user with a purchase in either account, in the order of the users. */
  readonly onUser?: (user: UserAnalysis) => void | Promise<void>;
  readonly onProgress?: ((usersDone: number, usersTotal: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Compares the shop's two accounts of who bought what. Changes nothing. */
export async function analyse(sources: StagedSources, options: AnalyseOptions): Promise<Analysis> {
  const { report, onUser, onProgress, signal } = options;
  const usersTotal = sources.staging.userCount();
  const tally = createTally();
  for await (const user of sources.staging.users()) {
    signal?.throwIfAborted();
    const memberships = membershipsOf(user);
    reportMemberships(user, memberships, { report, sources });
    const analysed = analyseUser(user, memberships);
    if (tally.add(analysed)) await onUser?.(analysed);
    onProgress?.(tally.totals().users, usersTotal);
  }
  await reportOrphans(sources, report);
  return concludeAnalysis(sources, tally.totals(), report.counts);
}

/** Compares the two accounts of one user. */
export function analyseUser(user: StagedUser, memberships: readonly Membership[]): UserAnalysis {
  const ids = (kind: ItemKind, wanted: (membership: Membership) => boolean): readonly ItemId[] =>
    memberships
      .filter((membership) => membership.item.kind === kind && wanted(membership))
      .map(({ item }) => item.id);
  const idsOf = (wanted: (membership: Membership) => boolean): KindIds => ({
    courses: ids("course", wanted),
    tests: ids("test", wanted),
  });
  return {
    userId: user.userId,
    name: user.name ?? null,
    arrays: countsOf(idsOf(({ inArray }) => inArray)),
    records: countsOf(idsOf(({ records }) => records.length > 0)),
    missing: idsOf(({ inArray, records }) => inArray && records.length === 0),
    extra: idsOf(({ inArray }) => !inArray),
  };
}

export const sumOf = ({ courses, tests }: KindCounts): number => courses + tests;
export const countsOf = ({ courses, tests }: KindIds): KindCounts => ({
  courses: courses.length,
  tests: tests.length,
});

/** Whether the two accounts of a user agree. */
export const isInSync = ({ missing, extra }: UserAnalysis): boolean =>
  sumOf(countsOf(missing)) + sumOf(countsOf(extra)) === 0;

interface Tally {
  /** @returns whether the user has a purchase in either account. */
  add(user: UserAnalysis): boolean;
  totals(): AnalysisTotals;
}

function createTally(): Tally {
  const sums = {
    users: 0,
    usersWithPurchases: 0,
    usersOutOfSync: 0,
    arrays: 0,
    records: 0,
    missing: 0,
    extra: 0,
  };
  return {
    add(user) {
      const hasPurchases = sumOf(user.arrays) + sumOf(user.records) > 0;
      sums.users += 1;
      if (hasPurchases) sums.usersWithPurchases += 1;
      if (!isInSync(user)) sums.usersOutOfSync += 1;
      sums.arrays += sumOf(user.arrays);
      sums.records += sumOf(user.records);
      sums.missing += sumOf(countsOf(user.missing));
      sums.extra += sumOf(countsOf(user.extra));
      return hasPurchases;
    },
    totals: () => ({ ...sums, discrepancy: Math.abs(sums.arrays - sums.records) }),
  };
}

function concludeAnalysis(
  { documents, cutOff }: StagedSources,
  totals: AnalysisTotals,
  problems: ProblemCounts,
): Analysis {
  const { unreadable, id_invalid, list_invalid, item_ambiguous, item_missing, record_orphaned } = problems;
  // What could not be assigned to a user may be what is missing, so it does not count as agreement.
  const unattributed =
    unreadable + id_invalid + list_invalid + item_ambiguous + item_missing + record_orphaned;
  const inSync = totals.missing + totals.extra + unattributed === 0 && cutOff.length === 0;
  return { totals, inSync, problems: { ...problems }, documents, cutOff };
}
