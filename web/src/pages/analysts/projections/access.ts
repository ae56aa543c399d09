import type { Role } from "../../../session/session.js";

/** Those who may rebuild, verify and roll back, and read what came of it; the API says so. */
export const rebuilderRoles: readonly Role[] = ["analyst", "admin"];

/** Those who may open a user's page. */
export const userPageRoles: readonly Role[] = ["support", "admin"];
