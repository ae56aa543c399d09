import type { hash as Hash } from "node:crypto";

/** The texts of a stored row that its checksum covers. */
export interface ChecksummedRow {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
  readonly created: string;
}

/** 64 bits detect damage. They do not protect against an attacker who can write to the file. */
const hexDigits = 16;

/** Loaded on first use: it brings twenty modules of Node.js, and short commands compute no checksum. */
let hash: typeof Hash | undefined;

/** The checksum that is stored with an event: the beginning of a SHA-256 over all of the row but its position. */
export const checksumOf = (row: ChecksummedRow): string => checksumBefore(row)(row.created);

/** The same in two steps, for an event whose time is not known yet: the first step does most of the work. */
export function checksumBefore(row: Omit<ChecksummedRow, "created">): (created: string) => string {
  const { stream, revision, id, type, data, metadata } = row;
  const beginning = JSON.stringify([stream, revision, id, type, data, metadata]).slice(0, -1);
  return (created) => checksumOfText(`${beginning},${JSON.stringify(created)}]`);
}

/**
 * The checksum of a row that is already written as JSON: an array of its fields, in the order of
 * {@link ChecksummedRow}.
 */
export function checksumOfText(text: string): string {
  hash ??= process.getBuiltinModule("node:crypto").hash;
  return hash("sha256", text).slice(0, hexDigits);
}
