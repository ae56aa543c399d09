import type { FollowerStatus } from "../../log/follower-status.js";

export interface ProjectorStatus extends FollowerStatus {
  /** Streams that wait behind an event that cannot be read or folded. */
  readonly deadLetters: number;
}
