import { hash } from "node:crypto";

/** What of a stored row its checksum is made of, as texts that stand in the file. */
export interface ChecksummedRow {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
  readonly created: string;
}

/** 64 bits are enough against damage, but no protection against an attacker who can write to the file. */
const hexDigits = 16;

/** The checksum that is stored with an event: the beginning of a SHA-256 over all of the row but its position. */
export function checksumOf({ stream, revision, id, type, data, metadata, created }: ChecksummedRow): string {
  const text = JSON.stringify([stream, revision, id, type, data, metadata, created]);
  return hash("sha256", text).slice(0, hexDigits);
}
