import type { PageRoute } from "../../page-route.js";

export const profilePages: readonly PageRoute[] = [];
