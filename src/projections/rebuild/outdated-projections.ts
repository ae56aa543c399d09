import type { Generation, ReadModelStore } from "../../stores/read-model/read-model-store.js";
import { foldVersions } from "../../stores/read-model/documents.js";

/** The live generations that another version of their fold has made than this program has. */
export async function outdatedProjections(readModel: ReadModelStore): Promise<readonly Generation[]> {
  return (await readModel.generations()).filter(
    ({ projection, role, foldVersion }) => role === "live" && foldVersion !== foldVersions[projection],
  );
}
