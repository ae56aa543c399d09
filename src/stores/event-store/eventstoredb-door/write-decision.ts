import { noRevision, tombstoneRevision, type ExpectedRevision } from "./records.js";

/** What a write is decided on. */
export interface StreamFacts {
  /** The revision of its last event, `noRevision` if it has none. */
  readonly last: number;
  readonly isDeleted: boolean;
  hasMetadata(): boolean;
  /** The revision that the stream has an event of this id at; the first, if there are several. */
  revisionOf(id: string): number | undefined;
  idAt(revision: number): string | undefined;
}

export type WriteDecision =
  | { readonly kind: "write" }
  /** The very events are there already, the last of them at `revision`: a repeated request is answered as the first was. */
  | { readonly kind: "repeated"; readonly revision: number }
  | { readonly kind: "wrong-revision" }
  | { readonly kind: "stream-deleted" };

const write = { kind: "write" } as const;
const wrongRevision = { kind: "wrong-revision" } as const;
const streamDeleted = { kind: "stream-deleted" } as const;

/**
 * Decides a write by EventStoreDB's rules.
 *
 * With an exact revision (or no stream) a repetition is seen by the ids that follow that revision. With any revision
 * it is seen by the ids alone; if only some of them are there, it is neither new nor a repetition, and refused.
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
  // Looking for an id may take as long as the stream is: a repetition mostly stands in a row.
  if (first === undefined) return write;
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
  // A deleted stream is none: it may be started anew.
  if (differs <= 0 && after === 0 && stream.isDeleted) return write;
  return wrongRevision;
}
