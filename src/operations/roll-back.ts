import type { ProjectionName } from "../stores/read-model/documents.js";
import type { Generations } from "../stores/read-model/read-model-store.js";
import { audit, type Audited, type OperatedBy } from "./operator.js";

/**
 * Makes the previous generations of projections live again, in one step. The projector folds them on from where they
 * were left.
 *
 * @throws LedgerError `nothing_to_roll_back` if a projection has no previous generation; `read_model_unavailable`
 */
export async function rollBack(
  { readModel, ...audited }: Audited & { readonly readModel: Generations },
  projections: readonly ProjectionName[],
  by: OperatedBy,
): Promise<void> {
  await readModel.rollBack(projections);
  await audit(audited, "rollback", by, { projections });
}
