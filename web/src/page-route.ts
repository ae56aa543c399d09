import type { ComponentType } from "react";
import type { Messages } from "use-intl";
import type { Role } from "./session/session.js";

/** A page: where it is, who may see it, and how to load it. */
export interface PageRoute {
  /** As React Router spells it: `/console/users/:userId`. */
  readonly path: string;
  readonly roles: readonly Role[];
  /** Its name in the header's navigation; left out, it is not there. */
  readonly nav?: keyof Messages["nav"];
  /** Who finds it in the navigation, if not all who may see it. */
  readonly navFor?: readonly Role[];
  /** Its own chunk, loaded when the page is opened. */
  load(): Promise<{ readonly default: ComponentType }>;
}
