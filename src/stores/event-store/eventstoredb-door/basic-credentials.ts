import { createHash, timingSafeEqual } from "node:crypto";
import { status, type Metadata } from "@grpc/grpc-js";
import { refuseAccess, Refusal } from "./refusals.js";

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Checks the `authorization` header of a call against the door's only user. Without a user, every call is allowed. */
export function createAuthorise(credentials: Credentials | undefined): (metadata: Metadata) => void {
  if (credentials === undefined) return () => undefined;
  const expected = digest(`${credentials.username}:${credentials.password}`);
  return (metadata) => {
    const [header] = metadata.get("authorization");
    // As EventStoreDB: only the second of the refusals is without the header from which clients choose an error class.
    if (header === undefined) throw refuseAccess("Send a user name and a password.");
    const [, encoded = ""] = /^Basic (.+)$/i.exec(String(header)) ?? [];
    // Digests have equal lengths, and the time of the comparison does not depend on their content.
    if (timingSafeEqual(digest(Buffer.from(encoded, "base64").toString("utf8")), expected)) return;
    throw new Refusal(status.UNAUTHENTICATED, "The user name or the password is wrong.");
  };
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
