import { isLedgerError, LedgerError } from "../errors.js";
import type { FollowedTo } from "../stores/event-store/followed-to.js";
import type { ReadModelStore } from "../stores/read-model/read-model-store.js";
import { audit, type Audited, type OperatedBy } from "./operator.js";

/**
 * Sets the read model aside, whatever is in it, so that the projector folds the present log into a new one: after damage,
 * or if the log was replaced. An empty read model stays where it is.
 *
 * @throws LedgerError `config_invalid` if the read model was not opened for that
 */
export async function setAside(
  {
    readModel,
    ...audited
  }: Audited & { readonly readModel: Pick<ReadModelStore, "checkpoint" | "setAside"> },
  by: OperatedBy,
): Promise<void> {
  if (readModel.setAside === undefined)
    throw new LedgerError("config_invalid", "This read model cannot be set aside.");
  const before = await readModel.checkpoint().catch((error: unknown) => {
    // Reading the checkpoint has just set it aside.
    if (isLedgerError(error, "read_model_damaged")) return readModel.checkpoint();
    throw error;
  });
  if (before.eventCount === 0) return;
  const keptAs = await readModel.setAside();
  await audit(audited, "set-aside", by, { keptAs, ...placeOf(before) });
}

/** Stores how far the shop's own accounts follow the log. */
interface Checkpoints {
  checkpoint(): Promise<FollowedTo>;
  saveCheckpoint(followedTo: FollowedTo): Promise<void>;
}

/** Makes the adopter follow the present log from its first event, after the log was replaced. */
export async function adoptAnew(
  { accounts, ...audited }: Audited & { readonly accounts: Checkpoints },
  by: OperatedBy,
): Promise<void> {
  const before = await accounts.checkpoint();
  await accounts.saveCheckpoint({
    ...{ position: undefined, eventId: undefined, lookedThrough: undefined, eventCount: 0 },
  });
  await audit(audited, "set-aside", by, { adopter: true, ...placeOf(before) });
}

const placeOf = ({ position, eventId, eventCount }: FollowedTo) => ({ position, eventId, eventCount });
