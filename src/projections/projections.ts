import type { FoldVersions } from "../stores/read-model/read-model-store.js";
import type { ProjectionName } from "../stores/read-model/documents.js";
import { history } from "./history/history.js";
import { ownership } from "./ownership/ownership.js";
import { payments } from "./payments/payments.js";
import type { Projection } from "./projection.js";

/** All projections of the ledger. To add one, add a line here. */
export const projections = [ownership, history, payments] as const satisfies readonly Projection[];

export const projectionNames = projections.map(({ name }) => name);

/** The projections with these names. */
export const projectionsNamed = (
  names: readonly ProjectionName[],
  all: readonly Projection[] = projections,
): readonly Projection[] => all.filter(({ name }) => names.includes(name));

export const foldVersionsOf = (some: readonly Projection[]): FoldVersions =>
  Object.fromEntries(some.map(({ name, foldVersion }) => [name, foldVersion]));
