import type { UserState } from "./user-queries.js";

/** One thing that a user owns, or owned until the event. */
export interface OwnedItem {
  readonly key: string;
  readonly id: string;
  readonly purchasedAt: string | null;
  readonly change: "added" | "removed" | "none";
}

export interface OwnedItems {
  readonly courses: readonly OwnedItem[];
  readonly tests: readonly OwnedItem[];
}

/**
 * What a state holds, the latest first, with what is different from the state before it.
 *
 * @param before undefined if unknown
 */
export function ownedItems(state: UserState, before: UserState | undefined): OwnedItems {
  const of = (
    name: "courses" | "tests",
    idOf: (state: UserState) => readonly { readonly id: string; readonly purchasedAt: string | null }[],
  ): readonly OwnedItem[] => {
    const now = idOf(state);
    const then = before === undefined ? undefined : idOf(before);
    const had = new Set(then?.map(({ id }) => id));
    const has = new Set(now.map(({ id }) => id));
    const removed = (then ?? [])
      .filter(({ id }) => !has.has(id))
      .map(({ id, purchasedAt }) => ({ key: `${name} -${id}`, id, purchasedAt, change: "removed" as const }));
    const kept = now.map(({ id, purchasedAt }) => ({
      key: `${name} ${id}`,
      id,
      purchasedAt,
      change: then === undefined || had.has(id) ? ("none" as const) : ("added" as const),
    }));
    return [...removed, ...kept.toReversed()];
  };
  return {
    courses: of("courses", ({ courses }) =>
      courses.map(({ courseId: id, purchasedAt }) => ({ id, purchasedAt })),
    ),
    tests: of("tests", ({ tests }) => tests.map(({ testId: id, purchasedAt }) => ({ id, purchasedAt }))),
  };
}

/** What was owned before anything happened. */
export const nothingOwned = (userId: string): UserState => ({
  userId,
  revision: null,
  courses: [],
  tests: [],
  stopped: null,
});
