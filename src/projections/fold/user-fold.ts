import type { UserId } from "../../events/identifiers.js";
import type { Model, UserModels } from "../../stores/read-model/read-model-store.js";
import type { ProjectionDocuments, ProjectionName } from "../../stores/read-model/documents.js";
import type { Documents, FoldableEvent, Projection } from "../projection.js";
import { nextStep } from "./next-step.js";

/** The fold of one user by several projections: the only one, used for all purposes. */
export interface UserFold {
  /**
   * Folds an event into each projection that has not folded it yet.
   *
   * @throws LedgerError `event_invalid` if the event cannot follow, `stream_gap`; nothing has changed then.
   */
  add(event: FoldableEvent): void;
  /** The revision of the last event; -1 if there was none. */
  revision(): number;
  models(): UserModels;
  /** The document of a projection that has this key, as it is until the next event. */
  document<Name extends ProjectionName>(projection: Name, key: string): ProjectionDocuments[Name] | undefined;
  /** For each projection that has folded an event: its revision, and the documents that may have changed. */
  changes(): UserModels;
}

interface FoldState {
  readonly projection: Projection;
  readonly documents: Documents;
  /** A store without transactions may have documents that hold later events than the user is folded to. */
  readonly hasAhead: boolean;
}

/** Whether the stored document already contains the event: a batch wrote it, and did not finish. */
function holdsAlready({ projection, documents, hasAhead }: FoldState, event: FoldableEvent): boolean {
  if (!hasAhead) return false;
  const keys = projection.keysOf(event);
  const changed = keys === "all" ? [projection.keyIn?.(documents, event) ?? ""] : keys;
  return changed.some((key) => (documents.get(key)?.revision ?? -1) >= event.revision);
}

/**
 * @param loaded the models to continue from, with the documents that the events may change; the fold takes these over.
 * It begins with the user's first event if left out
 */
export function createUserFold(
  userId: UserId,
  projections: readonly Projection[],
  loaded: UserModels = {},
): UserFold {
  const states = projections.map((projection) => {
    const { revision = -1, documents = [] }: Partial<Model> = loaded[projection.name] ?? {};
    return {
      projection,
      revision,
      loaded: revision,
      documents: new Map(documents.map((document) => [projection.keyOf(document), document])),
      hasAhead: documents.some((document) => document.revision > revision),
      // If none were loaded, every document is a changed one.
      changed: documents.length === 0 ? undefined : new Set<string>(),
    };
  });
  let last = -1;

  const modelsOf = (select: (state: (typeof states)[number]) => Model | undefined): UserModels =>
    Object.fromEntries(
      states.flatMap((state) => {
        const model = select(state);
        return model === undefined ? [] : [[state.projection.name, model]];
      }),
    );

  return {
    add(event) {
      const due = states.filter(
        ({ projection, revision }) => nextStep(projection.name, userId, revision, event.revision) === "apply",
      );
      const changing = due.filter((state) => !holdsAlready(state, event));
      for (const { projection, documents } of changing) projection.check(documents, event, userId);
      for (const state of due) state.revision = event.revision;
      for (const state of changing) {
        state.projection.fold(state.documents, event, userId);
        if (state.changed === undefined) continue;
        const keys = state.projection.keysOf(event);
        for (const key of keys === "all" ? state.documents.keys() : keys) state.changed.add(key);
      }
      last = event.revision;
    },
    revision: () => last,
    models: () =>
      modelsOf(({ revision, documents }) =>
        revision === -1 ? undefined : { revision, documents: [...documents.values()] },
      ),
    document: (name, key) =>
      states.find(({ projection }) => projection.name === name)?.documents.get(key) as
        ProjectionDocuments[typeof name] | undefined,
    changes: () =>
      modelsOf(({ revision, loaded: before, documents, changed = documents.keys() }) =>
        // An event may change no document: the user's revision is still written.
        revision === before
          ? undefined
          : { revision, documents: [...changed].flatMap((key) => documents.get(key) ?? []) },
      ),
  };
}
