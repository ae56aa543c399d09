import type { Generation, Generations } from "../../stores/read-model/read-model-store.js";
import { foldVersionsOf, projections } from "../projections.js";

/** The live generations that another version of their fold has made than this program has. */
export async function outdatedProjections(readModel: Generations): Promise<readonly Generation[]> {
  const foldVersions = foldVersionsOf(projections);
  return (await readModel.generations()).filter(
    ({ projection, role, eventCount, foldVersion }) =>
      role === "live" && eventCount > 0 && foldVersion !== foldVersions[projection],
  );
}
