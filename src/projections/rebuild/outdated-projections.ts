import type { Generation, Generations } from "../../stores/read-model/read-model-store.js";
import { foldVersionsOf, projections } from "../projections.js";

/** The live generations that were made by another version of the fold than this program's. */
export async function outdatedProjections(readModel: Generations): Promise<readonly Generation[]> {
  const foldVersions = foldVersionsOf(projections);
  return (await readModel.generations()).filter(
    ({ projection, role, eventCount, foldVersion }) =>
      role === "live" && eventCount > 0 && foldVersion !== foldVersions[projection],
  );
}
