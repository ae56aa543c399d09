import type { FollowerState } from "../../log/follower-status.js";

const every = { catching_up: true, live: true, waiting: true, stopped: true } satisfies Record<
  FollowerState,
  true
>;

/** The states of the projector as values, for schemas and metrics; a state more or less is a compile error here. */
export const projectorStates = Object.keys(every) as readonly FollowerState[] as readonly [
  FollowerState,
  ...FollowerState[],
];
