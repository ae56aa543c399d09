import { hash } from "node:crypto";
import type { StoredUser } from "../read-model-store.js";

/** The version of what is stored of a user: a hash of it. */
export const versionOf = ({
  ownership,
  historyRevision,
  history,
}: Omit<StoredUser, "userId" | "version">): string =>
  hash("sha256", JSON.stringify([ownership ?? null, historyRevision ?? null, history]));
