import type { Role } from "../../events/purchase-events.js";

/** Who may read the streams of users, repair them, and revoke purchases. */
export const supporters: readonly Role[] = ["support", "admin"];

/** Who may verify, rebuild and roll back projections. */
export const rebuilders: readonly Role[] = ["analyst", "admin"];

/** Who may call what `readerOf` decides on: whose purchases a caller reads. */
export const readers: readonly Role[] = ["user", "service", "support", "admin"];
