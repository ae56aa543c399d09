import { LedgerError } from "../../errors.js";
import type { UserId } from "../../events/identifiers.js";
import type { ProjectionName } from "./documents.js";

/** The errors that every read model throws in the same words. */

export const modelsMoved = (): LedgerError =>
  new LedgerError("checkpoint_moved", "Another process has written these models in the meantime.");

export const userMoved = (userId: UserId): LedgerError =>
  new LedgerError("checkpoint_moved", `The models of user ${userId} were written in the meantime.`);

export const rebuildLost = (): LedgerError =>
  new LedgerError("checkpoint_moved", "The rebuild was discarded, or another one has taken its place.");

export const nothingToRollBack = (projection: ProjectionName): LedgerError =>
  new LedgerError(
    "nothing_to_roll_back",
    `There is no previous generation of ${projection} to roll back to. A rebuild leaves one.`,
  );

export const ownershipDamaged = (userId: UserId): LedgerError =>
  new LedgerError(
    "read_model_unavailable",
    `The ownership document of user ${userId} is damaged. Run \`ledger repair --user ${userId}\` to rewrite it.`,
  );
