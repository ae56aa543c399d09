import type { UserId } from "../../events/identifiers.js";
import type { AnyDocument, ProjectionName } from "../../stores/read-model/documents.js";
import type { Model, StoredModel } from "../../stores/read-model/read-model-store.js";
import type { Projection } from "../projection.js";

/**
 * `missing`: the log has it, the store does not. `extra`: the store has it, no event explains it. `wrong`: it is there
 * and differs. `duplicate`: it is there more than once.
 */
export const driftKinds = ["missing", "extra", "wrong", "duplicate"] as const;
export type DriftKind = (typeof driftKinds)[number];

/** One difference between what is stored and what the events say. */
export interface Drift {
  readonly kind: DriftKind;
  readonly projection: ProjectionName;
  readonly userId: UserId;
  /** The purchase concerned; undefined if it is not exactly one. */
  readonly purchaseId?: string;
  /** The first place that differs, dotted; empty for the whole. */
  readonly path: string;
  /** Undefined if there is none. */
  readonly stored: unknown;
  readonly expected: unknown;
}

type Found = Pick<Drift, "kind" | "path" | "stored" | "expected">;

/** Compares what a projection has stored of a user with what should be there, document by document. Pure. */
export function compareModel(
  projection: Projection,
  userId: UserId,
  stored: StoredModel | undefined,
  expected: Model | undefined,
): readonly Drift[] {
  const { name, keyOf, about } = projection;
  const { revision, documents = [] }: Partial<StoredModel> = stored ?? {};
  const drift = (document: AnyDocument | undefined, found: Found): Drift => ({
    projection: name,
    userId,
    ...(document === undefined ? {} : about?.(document)),
    ...found,
  });
  const missing = new Map((expected?.documents ?? []).map((document) => [keyOf(document), document]));
  let repeated: ReadonlySet<AnyDocument> | undefined;
  function unexplained(document: AnyDocument): Found {
    repeated ??= projection.repeatedIn?.(documents) ?? new Set();
    const kind = repeated.has(document) ? "duplicate" : "extra";
    return { kind, path: "", stored: document, expected: undefined };
  }
  const drifts = documents.flatMap((document) => {
    const key = keyOf(document);
    const wanted = missing.get(key);
    missing.delete(key);
    const found =
      wanted === undefined ? unexplained(document) : compareDocument(projection, document, wanted);
    return found === undefined ? [] : [drift(document, found)];
  });
  for (const document of missing.values())
    drifts.push(drift(document, { kind: "missing", path: "", stored: undefined, expected: document }));
  if (drifts.length === 0 && revision !== expected?.revision) {
    const revisions = { stored: revision, expected: expected?.revision };
    drifts.push(drift(undefined, { kind: "wrong", path: "revision", ...revisions }));
  }
  return drifts;
}

function compareDocument(
  { repetitionIn }: Projection,
  stored: AnyDocument,
  expected: AnyDocument,
): Found | undefined {
  const repetition = repetitionIn?.(stored);
  if (repetition !== undefined)
    return { kind: "duplicate", path: repetition.path, stored: repetition.value, expected: undefined };
  const difference = firstDifference(stored, expected, "");
  return difference === undefined ? undefined : { kind: "wrong", ...difference };
}

/** The first place where two JSON values differ, in the order of the expected one's fields. */
function firstDifference(
  stored: unknown,
  expected: unknown,
  path: string,
): { readonly path: string; readonly stored: unknown; readonly expected: unknown } | undefined {
  if (stored === expected) return undefined;
  const bothObjects =
    typeof stored === "object" && typeof expected === "object" && stored !== null && expected !== null;
  if (!bothObjects || Array.isArray(stored) !== Array.isArray(expected)) return { path, stored, expected };
  const found = new Map(Object.entries(stored));
  const wanted = new Map(Object.entries(expected));
  for (const key of new Set([...wanted.keys(), ...found.keys()])) {
    const difference = firstDifference(found.get(key), wanted.get(key), path === "" ? key : `${path}.${key}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}
