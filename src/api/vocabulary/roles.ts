import type { Role } from "../../events/purchase-events.js";

/** Who may look into the streams of users, repair them, and take purchases back. */
export const supporters: readonly Role[] = ["support", "admin"];

/** Who may verify, rebuild and roll back projections. */
export const rebuilders: readonly Role[] = ["analyst", "admin"];

/** Who reaches the rules in `readerOf`, which decide whose purchases a caller reads. */
export const readers: readonly Role[] = ["user", "service", "support", "admin"];
