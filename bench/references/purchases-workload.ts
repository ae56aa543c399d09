import { shuffledNumbers } from "../random.js";
import { sampleUser } from "../sample-log.js";
import type { UserId } from "../../src/events/identifiers.js";

/** What all ways of keeping purchases are asked to do: the same purchases in the same order. */
export interface PurchasesWorkload {
  readonly users: number;
  readonly seed: number;
}

export interface SamplePurchase {
  /** Counts all purchases from 0. */
  readonly number: number;
  readonly userId: UserId;
  /** Which item, from 0: every user's n-th purchase is of the n-th item. */
  readonly item: number;
}

export const purchasesPerUser = 5;
export const atOnce = 64;

/** Each user's purchases at random places among those of all others. */
export function* samplePurchases({ users, seed }: PurchasesWorkload): Generator<SamplePurchase> {
  const bought = new Uint8Array(users);
  for (const [number, place] of shuffledNumbers(users * purchasesPerUser, seed).entries()) {
    const user = place % users;
    const item = bought[user] ?? 0;
    bought[user] = item + 1;
    yield { number, userId: sampleUser(user), item };
  }
}

/**
 * Has 64 purchases under way at any time, each acknowledged before its place is taken by the next one.
 *
 * @returns purchases per second
 */
export async function buyAll(
  workload: PurchasesWorkload,
  buy: (purchase: SamplePurchase) => unknown,
  { forMs = Infinity }: { readonly forMs?: number } = {},
): Promise<number> {
  const purchases = samplePurchases(workload);
  const started = performance.now();
  let done = 0;
  const buyOneAfterTheOther = async (): Promise<void> => {
    // All 64 take from the one sequence; `for of` over it would end it for the others.
    for (let next = purchases.next(); next.done !== true; next = purchases.next()) {
      await buy(next.value);
      done += 1;
      if (performance.now() - started > forMs) return;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, buyOneAfterTheOther));
  return done / ((performance.now() - started) / 1000);
}
