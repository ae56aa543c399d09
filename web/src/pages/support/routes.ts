import type { PageRoute } from "../../page-route.js";

export const supportPages: readonly PageRoute[] = [];
