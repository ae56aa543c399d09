/** The revision that a stored document says it is folded to; undefined if it says none that could be one. */
export function claimedRevision(document: unknown): number | undefined {
  const { revision } = (document ?? {}) as { readonly revision?: unknown };
  return typeof revision === "number" && Number.isSafeInteger(revision) && revision >= 0
    ? revision
    : undefined;
}
