import {
  countsOf,
  isInSync,
  sumOf,
  type Analysis,
  type KindCounts,
  type UserAnalysis,
} from "../shop/import/analyse.js";
import { problemKinds, problemLabels, type ProblemCounts } from "../shop/import/problems.js";
import { drawTable } from "./table.js";
import { coloured, counted, wrapped } from "./terminal.js";

/** Keeps the users to show, up to a limit: users who are out of sync come first. */
export interface UserSelection {
  add(user: UserAnalysis): void;
  /** Users who are out of sync come first; each group keeps the order of the shop's users. */
  users(): readonly UserAnalysis[];
  /** How many more there are. */
  notListed(): number;
}

export function createUserSelection(limit: number): UserSelection {
  const outOfSync: UserAnalysis[] = [];
  const inSync: UserAnalysis[] = [];
  let seen = 0;
  const users = (): readonly UserAnalysis[] => [...outOfSync, ...inSync].slice(0, limit);
  return {
    add(user) {
      seen += 1;
      const group = isInSync(user) ? inSync : outOfSync;
      if (group.length < limit) group.push(user);
    },
    users,
    notListed: () => seen - users().length,
  };
}

/** Formats an analysis for a person. */
export function formatAnalysis(analysis: Analysis, selection: UserSelection): string {
  const { totals } = analysis;
  const table = drawTable({
    head: [
      "user",
      "arrays on the user (courses, tests)",
      "purchase records",
      "missing from the records",
      "extra in the records",
    ],
    rows: [
      ...selection.users().map(userRow),
      ["total", totals.arrays, totals.records, totals.missing, totals.extra],
    ],
  });
  return [
    table,
    ...(selection.notListed() > 0 ? [`… and ${counted(selection.notListed(), "more user")}.`] : []),
    "",
    coloured("bold", `Discrepancy: ${counted(totals.discrepancy, "record")}`),
    verdict(analysis),
    ...formatProblems(analysis.problems),
  ].join("\n");
}

/** A line for each kind of problem that was found. */
export function formatProblems(problems: ProblemCounts): readonly string[] {
  const met = problemKinds.filter((kind) => problems[kind] > 0);
  if (met.length === 0) return [];
  return [
    "",
    "Problems in the data:",
    ...met.map((kind) => `  ${counted(problems[kind], problemLabels[kind][0], problemLabels[kind][1])}`),
  ];
}

function verdict({ inSync, totals }: Analysis): string {
  if (inSync) return coloured("green", "In sync: arrays and records agree for every user.");
  if (totals.usersOutOfSync === 0) {
    return coloured(
      "yellow",
      wrapped("Out of sync: arrays and records agree for every user, but some records belong to no user."),
    );
  }
  const users = `${totals.usersOutOfSync} of ${counted(totals.usersWithPurchases, "user")} with purchases`;
  return coloured(
    "yellow",
    wrapped(`Out of sync: ${users}; ${totals.missing} missing and ${totals.extra} extra in the records.`),
  );
}

function userRow({
  name,
  userId,
  arrays,
  records,
  missing,
  extra,
}: UserAnalysis): readonly (string | number)[] {
  const who = name === null ? userId : `${name} (${userId})`;
  return [
    who,
    `${arrays.courses}, ${arrays.tests}`,
    sumOf(records),
    byKind(countsOf(missing)),
    byKind(countsOf(extra)),
  ];
}

/** `3 tests`, `1 course, 2 tests`, `0` */
function byKind({ courses, tests }: KindCounts): string | number {
  const parts = [
    ...(courses > 0 ? [counted(courses, "course")] : []),
    ...(tests > 0 ? [counted(tests, "test")] : []),
  ];
  return parts.length === 0 ? 0 : parts.join(", ");
}
