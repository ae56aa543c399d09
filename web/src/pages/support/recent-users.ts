import { useSyncExternalStore } from "react";

/** A user who was looked up in this browser. */
export interface RecentUser {
  readonly userId: string;
  readonly at: string;
}

const longest = 20;
const nothing: readonly RecentUser[] = [];
const listeners = new Set<() => void>();

/** What was read last, as React wants the same array for the same content. */
const known = new Map<string, { readonly text: string; readonly users: readonly RecentUser[] }>();

/** Where storage is forbidden, they last as long as the page. */
const unstored = new Map<string, string>();

/** Each who signs in with this browser has a list of their own. */
const keyOf = (operator: string): string => `ledger.recent-users.${operator}`;

function read(operator: string): readonly RecentUser[] {
  const key = keyOf(operator);
  const text = unstored.get(key) ?? readStorage(key) ?? "[]";
  const before = known.get(key);
  if (before?.text === text) return before.users;
  const users = parse(text);
  known.set(key, { text, users });
  return users;
}

function readStorage(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function parse(text: string): readonly RecentUser[] {
  try {
    const values: unknown = JSON.parse(text);
    return Array.isArray(values) ? values.filter(isRecentUser) : nothing;
  } catch {
    return nothing;
  }
}

const isRecentUser = (value: unknown): value is RecentUser =>
  typeof value === "object" &&
  value !== null &&
  "userId" in value &&
  typeof value.userId === "string" &&
  "at" in value &&
  typeof value.at === "string" &&
  !Number.isNaN(Date.parse(value.at));

function write(operator: string, users: readonly RecentUser[]): void {
  const text = JSON.stringify(users);
  try {
    localStorage.setItem(keyOf(operator), text);
  } catch {
    unstored.set(keyOf(operator), text);
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // Another tab of the same browser.
  addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    removeEventListener("storage", listener);
  };
}

/** Whom an operator looked up last, newest first; kept in this browser only. */
export const useRecentUsers = (operator: string): readonly RecentUser[] =>
  useSyncExternalStore(subscribe, () => read(operator));

export function rememberUser(operator: string, userId: string): void {
  const others = read(operator).filter((user) => user.userId !== userId);
  write(operator, [{ userId, at: new Date().toISOString() }, ...others].slice(0, longest));
}

export const forgetUser = (operator: string, userId: string): void =>
  write(
    operator,
    read(operator).filter((user) => user.userId !== userId),
  );

export const forgetUsers = (operator: string): void => write(operator, nothing);
