/** The sum of amounts in minor units. */
export const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, each) => sum + each, 0);

/**
 * Divides an amount in proportion to others, or evenly if they are all 0. The shares are rounded down; the remaining minor
 * units go, one each, to the first shares that were rounded. The shares add up to the amount.
 */
export function splitAmount(amountMinor: number, inProportionTo: readonly number[]): readonly number[] {
  const isFree = inProportionTo.every((each) => each === 0);
  // The product of two amounts can exceed what a number represents exactly.
  const parts = inProportionTo.map((each) => (isFree ? 1n : BigInt(each)));
  const whole = parts.reduce((sum, each) => sum + each, 0n);
  const shares = parts.map((part) => Number((BigInt(amountMinor) * part) / whole));
  let left = amountMinor - sumOf(shares);
  return shares.map((share, index) => {
    const isShort = (BigInt(amountMinor) * (parts[index] ?? 0n)) % whole !== 0n && left > 0;
    if (isShort) left -= 1;
    return isShort ? share + 1 : share;
  });
}
