import type { PageRoute } from "../../page-route.js";

export const analystPages: readonly PageRoute[] = [];
