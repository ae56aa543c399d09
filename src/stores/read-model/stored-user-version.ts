import { hash } from "node:crypto";
import type { StoredUser } from "./read-model-store.js";

/**
 * The version of what is stored of a user: a hash of it. Adapters that read the same documents with their fields in the
 * same order give the same version, so that two stores can be compared by it.
 */
export const versionOf = ({
  ownership,
  historyRevision,
  history,
}: Omit<StoredUser, "userId" | "version">): string =>
  hash("sha256", JSON.stringify([ownership ?? null, historyRevision ?? null, history]));
