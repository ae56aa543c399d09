import type { Environment } from "../config.js";
import type { ErrorCode } from "../errors.js";
import type { ProjectorStatus } from "../projections/live/projector-status.js";
import type { SetAside } from "../stores/read-model/read-model-store.js";

/** What the thread is started with. */
export interface ThreadOrder {
  /** The settings, which say where the stores are. */
  readonly environment: Environment;
  /** How often the projector was asked to start over before. */
  readonly beginnings: number;
}

/** Messages from the server to the thread. */
export type MessageToThread =
  /** Another read model is in use: see `LogFollower.beginAnew`. How often that has happened. */
  { readonly beginAnew: number } | { readonly stop: true };

/** Messages from the thread to the server. */
export type MessageFromThread =
  /** With the last `beginAnew` that it knows of. */
  | { readonly status: ProjectorStatus; readonly beginnings: number }
  /** It has set a damaged read model aside. */
  | { readonly setAside: SetAside }
  /** It has another read model open from now on. */
  | { readonly replaced: true }
  /** It cannot continue, and ends. */
  | { readonly failure: { readonly code: ErrorCode; readonly message: string } };
