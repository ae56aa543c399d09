import type { UserId } from "../../src/events/identifiers.js";
import { foldVersionsOf, projectionNames, projectionsNamed } from "../../src/projections/projections.js";
import type {
  HistoryRecord,
  OwnershipDocument,
  ProjectionName,
} from "../../src/stores/read-model/documents.js";
import type { FoldVersions, ModelsOfUser, UserModels } from "../../src/stores/read-model/read-model-store.js";

/** Documents of any users, as a batch brings them. */
export interface SomeDocuments {
  readonly ownership?: readonly OwnershipDocument[];
  readonly records?: readonly HistoryRecord[];
  /** Where it is not that of the user's last record. */
  readonly historyRevisions?: ReadonlyMap<UserId, number>;
}

/** The same by user. */
export function usersOf({
  ownership = [],
  records = [],
  historyRevisions = new Map(),
}: SomeDocuments): readonly ModelsOfUser[] {
  const ids = new Set([
    ...ownership.map(({ userId }) => userId),
    ...records.map(({ userId }) => userId),
    ...historyRevisions.keys(),
  ]);
  return [...ids].map((userId) => {
    const document = ownership.find((each) => each.userId === userId);
    const documents = records.filter((each) => each.userId === userId);
    const revision = historyRevisions.get(userId) ?? Math.max(-1, ...documents.map((each) => each.revision));
    return { userId, models: modelsOf(document, revision === -1 ? undefined : { revision, documents }) };
  });
}

export const modelsOf = (
  document: OwnershipDocument | undefined,
  history?: UserModels["history"],
): UserModels => ({
  ...(document === undefined ? {} : { ownership: { revision: document.revision, documents: [document] } }),
  ...(history === undefined ? {} : { history }),
});

/** The versions of the folds of some projections, of all by default. */
export const versionsOf = (...names: readonly ProjectionName[]): FoldVersions =>
  foldVersionsOf(projectionsNamed(names.length === 0 ? projectionNames : names));
