import type { ProjectorState } from "../../projections/live/projector-status.js";

const every = { catching_up: true, live: true, waiting: true, stopped: true } satisfies Record<
  ProjectorState,
  true
>;

/** The states of the projector as values, for schemas and metrics; a state more or less is a compile error here. */
export const projectorStates = Object.keys(every) as readonly ProjectorState[] as readonly [
  ProjectorState,
  ...ProjectorState[],
];
