/** The revision that a stored document claims to be folded to; undefined if it claims none that is possible. */
export function claimedRevision(document: unknown): number | undefined {
  const { revision } = (document ?? {}) as { readonly revision?: unknown };
  return typeof revision === "number" && Number.isSafeInteger(revision) && revision >= 0
    ? revision
    : undefined;
}
