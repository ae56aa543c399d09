import { noRevision, tombstoneRevision, type ExpectedRevision } from "./records.js";

/** What must be known about a stream to decide a write. */
export interface StreamFacts {
  /** The revision of the last event; `noRevision` if there is none. */
  readonly last: number;
  readonly isDeleted: boolean;
  hasMetadata(): boolean;
  /** The revision of the event with this id; the first if there are several. */
  revisionOf(id: string): number | undefined;
  idAt(revision: number): string | undefined;
}

export type WriteDecision =
  | { readonly kind: "write" }
  /** The stream already holds these events, the last at `revision`. A repeated request gets the same answer as the first. */
  | { readonly kind: "repeated"; readonly revision: number }
  | { readonly kind: "wrong-revision" }
  | { readonly kind: "stream-deleted" };

const write = { kind: "write" } as const;
const wrongRevision = { kind: "wrong-revision" } as const;
const streamDeleted = { kind: "stream-deleted" } as const;

/**
 * Decides a write by EventStoreDB's rules.
 *
 * With an exact revision (or no stream), a write is a repetition if its ids follow that revision. With any revision, it
 * is a repetition if the stream has all of its ids. If the stream has only some of them, the write is refused.
 */
export function decideWrite(
  expected: ExpectedRevision,
  ids: readonly string[],
  stream: StreamFacts,
): WriteDecision {
  const { last } = stream;
  if (last === tombstoneRevision) return streamDeleted;
  switch (expected) {
    case "stream-exists":
      if (stream.isDeleted) return streamDeleted;
      if (last === noRevision && !stream.hasMetadata()) return wrongRevision;
      return decideAny(ids, stream);
    case "any":
      return decideAny(ids, stream);
    case "no-stream":
      return decideExact(BigInt(noRevision), ids, stream);
    default:
      return decideExact(expected, ids, stream);
  }
}

function decideAny(ids: readonly string[], stream: StreamFacts): WriteDecision {
  const [firstId] = ids;
  const first = firstId === undefined ? undefined : stream.revisionOf(firstId);
  if (first === undefined) return write;
  // The events of a repetition usually follow one another. A search by id may read the whole stream.
  const revisions = ids.map((id, index) =>
    stream.idAt(first + index) === id ? first + index : stream.revisionOf(id),
  );
  if (revisions.includes(undefined)) return wrongRevision;
  return { kind: "repeated", revision: revisions.at(-1) ?? first };
}

function decideExact(expected: bigint, ids: readonly string[], stream: StreamFacts): WriteDecision {
  if (expected === BigInt(stream.last)) return write;
  if (expected > stream.last) return wrongRevision;
  const after = Number(expected) + 1;
  const differs = ids.findIndex((id, index) => stream.idAt(after + index) !== id);
  if (ids.length > 0 && differs === -1) return { kind: "repeated", revision: after + ids.length - 1 };
  // A deleted stream counts as no stream, so it may start again.
  if (differs <= 0 && after === 0 && stream.isDeleted) return write;
  return wrongRevision;
}
