import type { ProjectionName } from "../stores/read-model/documents.js";
import type { Generation, Generations } from "../stores/read-model/read-model-store.js";
import { audit, type Audited, type OperatedBy } from "./operator.js";
import { nothingToRollBack } from "../stores/read-model/refusals.js";

/**
 * Makes the previous generations of projections live again, in one step. The projector continues from their checkpoints.
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

/**
 * The generations that a rollback exchanges: the live and the previous one of each projection.
 *
 * @throws LedgerError `nothing_to_roll_back` if a projection has no previous generation
 */
export async function generationsToRollBack(
  readModel: Pick<Generations, "generations">,
  projections: readonly ProjectionName[],
): Promise<readonly Generation[]> {
  const found = (await readModel.generations()).filter(
    ({ projection, role }) => projections.includes(projection) && role !== "building",
  );
  const [missing] = projections.filter(
    (name) => !found.some(({ projection, role }) => projection === name && role === "previous"),
  );
  if (missing === undefined) return found;
  throw nothingToRollBack(missing);
}
