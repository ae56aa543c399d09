import { createHash, timingSafeEqual } from "node:crypto";
import { status, type Metadata } from "@grpc/grpc-js";
import { refuseAccess } from "./refusals.js";

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Checks the `authorization` header of a call against the door's one user; anybody may call if there is none. */
export function createAuthorise(credentials: Credentials | undefined): (metadata: Metadata) => void {
  if (credentials === undefined) return () => undefined;
  const expected = digest(`${credentials.username}:${credentials.password}`);
  return (metadata) => {
    const [, encoded = ""] = /^Basic (.+)$/i.exec(String(metadata.get("authorization")[0] ?? "")) ?? [];
    // Digests have one length, and comparing them takes as long whatever they are.
    if (timingSafeEqual(digest(Buffer.from(encoded, "base64").toString("utf8")), expected)) return;
    throw refuseAccess("The user name or password is wrong or missing.", status.UNAUTHENTICATED);
  };
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
